//! A look at the beginning of JSON: whose transcript is it?
//!
//! Services are told by the members that only they have; what says nothing is a request of ours, whose
//! parser then says what it misses. A turn, and so NDJSON, is an object with `input` and without
//! `talk_turns` on one line. An object that breaks off counts as what it looked like until then, so that the
//! right parser complains.

use crate::format::Format;
use crate::json::{Event, Framing, Handler, Next, Stop, Tokenizer};

/// Reads until it is clear, keeping nothing but what kind of members there are.
pub(super) struct Probe {
    json: Tokenizer,
    seen: Seen,
    /// It is no JSON: whatever will be known is known.
    broken: bool,
}

impl Default for Probe {
    fn default() -> Self {
        Self { json: Tokenizer::new(Framing::Document), seen: Seen::default(), broken: false }
    }
}

impl Probe {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            if self.verdict(false).is_some() {
                return;
            }
            self.broken = self.json.push(line, &mut self.seen).is_err();
            let within = !self.broken && !matches!(self.seen.place, Place::Root | Place::End);
            self.seen.crosses_lines |= line.ends_with(b"\n") && within;
        }
    }

    /// `last` when nothing more will come to decide on.
    pub(super) fn verdict(&self, last: bool) -> Option<Format> {
        let Seen { decided, leaning, has_input, crosses_lines, .. } = self.seen;
        let is_over = last || self.broken || self.seen.place == Place::End;
        let by_default = if has_input && !crosses_lines { Format::Ndjson } else { Format::Request };
        let by_default = if self.seen.is_list { Format::TurnArray } else { by_default };
        decided.or_else(|| is_over.then(|| leaning.unwrap_or(by_default)))
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Place {
    #[default]
    Root,
    /// Among the document's members.
    Top,
    /// Before the value of one of them.
    Before(Look),
    /// In one of them.
    In(Look),
    /// In the first message or element.
    First,
    End,
}

/// Members that are looked into.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Look {
    /// Decides, if it is an array.
    List(Format),
    Results,
    Response,
    Conversation,
    Messages,
}

#[derive(Clone, Copy, Default)]
struct Seen {
    place: Place,
    is_list: bool,
    crosses_lines: bool,
    has_input: bool,
    decided: Option<Format>,
    /// What it probably is, if nothing decides.
    leaning: Option<Format>,
}

impl Handler for Seen {
    fn event(&mut self, event: Event<'_>) -> Result<Next, Stop> {
        Ok(match (self.place, event) {
            (Place::Root, Event::StartArray) => {
                self.is_list = true;
                self.go(Place::In(Look::Messages))
            }
            (Place::Top, Event::Key(key)) => self.member(key),
            (Place::Before(Look::List(format)), Event::StartArray) => self.decide(format),
            (Place::Before(Look::Results), Event::StartArray) => self.decide(Format::GoogleStt),
            (Place::Before(Look::Messages), Event::StartArray) => self.go(Place::In(Look::Messages)),
            (Place::Before(look @ (Look::Results | Look::Response | Look::Conversation)), Event::StartObject) => {
                self.go(Place::In(look))
            }
            (Place::Before(_), _) => {
                self.place = Place::Top;
                Next::Skip
            }
            (Place::In(Look::Messages), Event::StartObject) => self.go(Place::First),
            (Place::In(Look::Messages), _) => self.decide(if self.is_list { Format::TurnArray } else { Format::Chat }),
            (Place::In(look), Event::Key(key)) => self.inside(look, key),
            (Place::First, Event::Key(key)) => self.first(key),
            (Place::First, Event::EndObject) => self.decide_first(),
            (Place::Root, Event::StartObject) | (Place::In(_), _) => self.go(Place::Top),
            _ => self.go(Place::End),
        })
    }
}

impl Seen {
    fn go(&mut self, place: Place) -> Next {
        self.place = place;
        Next::Read
    }

    fn decide(&mut self, format: Format) -> Next {
        self.decided.get_or_insert(format);
        Next::Skip
    }

    fn member(&mut self, key: &str) -> Next {
        let look = match key {
            "talk_turns" => return self.decide(Format::Request),
            // What else a talk turn has is its own affair.
            _ if self.has_input => return Next::Skip,
            "Transcript" => Look::List(Format::CallAnalytics),
            "callTranscripts" => Look::List(Format::Gong),
            "segments" => Look::List(Format::Whisper),
            "utterances" => Look::List(Format::AssemblyAi),
            "results" => Look::Results,
            "response" => Look::Response,
            "conversation" => Look::Conversation,
            "messages" => Look::Messages,
            _ => {
                match key {
                    "input" => self.has_input = true,
                    "audio_url" | "acoustic_model" | "language_model" => self.leaning = Some(Format::AssemblyAi),
                    "task" | "words" => {
                        self.leaning.get_or_insert(Format::Whisper);
                    }
                    _ => {}
                }
                return Next::Skip;
            }
        };
        self.go(Place::Before(look))
    }

    fn inside(&mut self, look: Look, key: &str) -> Next {
        match (look, key) {
            (Look::Results, "channels" | "utterances") => self.decide(Format::Deepgram),
            (Look::Results, "items" | "audio_segments" | "speaker_labels" | "channel_labels" | "transcripts") => {
                self.decide(Format::AwsTranscribe)
            }
            (Look::Response, "results") => self.decide(Format::GoogleStt),
            (Look::Conversation, "messages") => self.decide(Format::Context),
            _ => Next::Skip,
        }
    }

    fn first(&mut self, key: &str) -> Next {
        match key {
            "input" => self.decide(if self.is_list { Format::TurnArray } else { Format::Chat }),
            "content" => self.decide(Format::Chat),
            "message" => self.decide(Format::Context),
            "role" => {
                self.leaning = Some(Format::Chat);
                Next::Skip
            }
            _ => Next::Skip,
        }
    }

    /// The first message or element says nothing of itself.
    fn decide_first(&mut self) -> Next {
        let by_default = if self.is_list { Format::TurnArray } else { Format::Chat };
        self.decide(self.leaning.unwrap_or(by_default))
    }
}
