//! Deepgram: an element of `results.utterances` is a talk turn; without them, the words of each channel's
//! first alternative make the turns.
//!
//! Speakers are numbered anew in every channel, so where there are several channels a speaker is the
//! channel's number, with the speaker's behind it if there is one: `1-0`.

use super::Emit;
use super::shape::{Draft, Model, Shape};
use super::words::{TurnsOrWords, Word};
use crate::field;
use crate::json::Stop;
use crate::problem::{Fault, Problem};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tag {
    Other,
    /// How many channels there are, by the document's own account.
    Channels,
    ChannelObject,
    Alternative,
    Word,
    Utterance,
    Id,
    Text,
    WordText,
    Punctuated,
    Speaker,
    Channel,
    Start,
    End,
}

const WORD: Shape<Tag> = Shape::Object(
    Tag::Word,
    &[
        ("word", Shape::Name(Tag::WordText)),
        ("punctuated_word", Shape::Name(Tag::Punctuated)),
        ("speaker", Shape::Name(Tag::Speaker)),
        ("start", Shape::Name(Tag::Start)),
        ("end", Shape::Name(Tag::End)),
    ],
);

const CHANNEL: Shape<Tag> = Shape::Object(
    Tag::ChannelObject,
    &[(
        "alternatives",
        Shape::List(Tag::Other, &Shape::Object(Tag::Alternative, &[("words", Shape::List(Tag::Other, &WORD))])),
    )],
);

const UTTERANCE: Shape<Tag> = Shape::Object(
    Tag::Utterance,
    &[
        ("id", Shape::Name(Tag::Id)),
        ("transcript", Shape::Text(Tag::Text)),
        ("speaker", Shape::Name(Tag::Speaker)),
        ("channel", Shape::Name(Tag::Channel)),
        ("start", Shape::Name(Tag::Start)),
        ("end", Shape::Name(Tag::End)),
    ],
);

#[derive(Default)]
pub(super) struct Deepgram {
    draft: Draft,
    speaker: Option<String>,
    channel: Option<String>,
    word: String,
    punctuated: String,
    channels: u64,
    /// Channels and alternatives begun; an alternative's number is its channel's.
    begun: u64,
    alternatives: u64,
    found: TurnsOrWords,
}

impl Model for Deepgram {
    type Tag = Tag;

    const SHAPE: Shape<Tag> = Shape::Object(
        Tag::Other,
        &[
            ("metadata", Shape::Object(Tag::Other, &[("channels", Shape::Name(Tag::Channels))])),
            (
                "results",
                Shape::Object(
                    Tag::Other,
                    &[
                        ("channels", Shape::List(Tag::Other, &CHANNEL)),
                        ("utterances", Shape::List(Tag::Other, &UTTERANCE)),
                    ],
                ),
            ),
        ],
    );

    fn begin(&mut self, tag: Tag, _: &mut Emit<'_>) -> Result<(), Stop> {
        match tag {
            Tag::ChannelObject => {
                self.begun += 1;
                self.alternatives = 0;
            }
            Tag::Alternative => self.alternatives += 1,
            Tag::Word | Tag::Utterance => {
                self.draft = Draft::default();
                (self.speaker, self.channel) = (None, None);
                self.word.clear();
                self.punctuated.clear();
            }
            _ => {}
        }
        Ok(())
    }

    fn value(&mut self, tag: Tag, text: &str) -> Result<(), Fault> {
        match tag {
            Tag::Channels => self.channels = text.parse().unwrap_or_default(),
            Tag::Id => self.draft.turn.talk_turn_id = Some(field::name(text)?),
            Tag::Text => self.draft.text(text),
            Tag::WordText => text.clone_into(&mut self.word),
            Tag::Punctuated => text.clone_into(&mut self.punctuated),
            Tag::Speaker => self.speaker = Some(field::name(text)?),
            Tag::Channel => self.channel = Some(field::name(text)?),
            Tag::Start => self.draft.turn.start_time = Some(field::name(text)?),
            Tag::End => self.draft.turn.end_time = Some(field::name(text)?),
            Tag::Other | Tag::ChannelObject | Tag::Alternative | Tag::Word | Tag::Utterance => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: Tag, out: &mut Emit<'_>) -> Result<(), Stop> {
        match tag {
            Tag::Utterance => {
                let channel = self.channel.take().filter(|_| self.channels.max(self.begun) > 1);
                if let Some(id) = speaker(channel, self.speaker.take()) {
                    self.draft.id(id);
                }
                self.found.turn(self.draft.take("transcript")?, out)?;
            }
            Tag::Word if self.alternatives == 1 => {
                let turn = std::mem::take(&mut self.draft).turn;
                let text = if self.punctuated.is_empty() { &mut self.word } else { &mut self.punctuated };
                // How many channels there are is known at the end.
                let speaker = speaker(Some((self.begun - 1).to_string()), self.speaker.take());
                let (start, end) = (turn.start_time, turn.end_time);
                self.found.word(Word { text: std::mem::take(text), start, end, speaker, joined: false })?;
            }
            _ => {}
        }
        Ok(())
    }

    fn is_turn(tag: Tag) -> bool {
        tag == Tag::Utterance
    }

    fn broken(&mut self, problem: Problem, out: &mut Emit<'_>) -> Result<(), Problem> {
        self.found.broken(problem, out)
    }

    fn finish(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        if self.begun <= 1 {
            let without_channel = |id: Option<&str>| Some(id?.split_once('-')?.1.to_owned());
            self.found.words.rename(without_channel);
        }
        self.found.finish(out)
    }
}

fn speaker(channel: Option<String>, speaker: Option<String>) -> Option<String> {
    match (channel, speaker) {
        (Some(channel), Some(speaker)) => Some(format!("{channel}-{speaker}")),
        (channel, speaker) => channel.or(speaker),
    }
}
