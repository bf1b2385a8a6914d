//! Google Speech-to-Text: a result is a talk turn; where its words have speakers, they make the turns.
//!
//! With speakers, the service's first version repeats the words of all results in the last one, and only
//! there with who said them: then the last one is all. Durations lose their unit (`"1.2s"` becomes `1.2`).
//! The speaker of a result without any is its channel. What is held until the document has ended, because
//! only the last result tells, is bounded.

use std::mem;

use model::{Speaker, TalkTurn};

use super::Emit;
use super::held::{MAX_JOIN_BYTES, join_too_large};
use super::shape::{Model, Shape};
use super::words::{Word, Words};
use crate::field;
use crate::json::Stop;
use crate::problem::{Fault, Problem};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tag {
    Other,
    Result,
    Alternative,
    Word,
    Transcript,
    Channel,
    ResultEnd,
    WordText,
    Speaker,
    Start,
    End,
}

const WORD: Shape<Tag> = Shape::Object(
    Tag::Word,
    &[
        ("word", Shape::Name(Tag::WordText)),
        ("speakerTag", Shape::Name(Tag::Speaker)),
        ("speaker_tag", Shape::Name(Tag::Speaker)),
        ("speakerLabel", Shape::Name(Tag::Speaker)),
        ("startTime", Shape::Name(Tag::Start)),
        ("start_time", Shape::Name(Tag::Start)),
        ("startOffset", Shape::Name(Tag::Start)),
        ("endTime", Shape::Name(Tag::End)),
        ("end_time", Shape::Name(Tag::End)),
        ("endOffset", Shape::Name(Tag::End)),
    ],
);

const ALTERNATIVE: Shape<Tag> = Shape::Object(
    Tag::Alternative,
    &[("transcript", Shape::Text(Tag::Transcript)), ("words", Shape::List(Tag::Other, &WORD))],
);

const RESULTS: Shape<Tag> = Shape::List(
    Tag::Other,
    &Shape::Object(
        Tag::Result,
        &[
            ("alternatives", Shape::List(Tag::Other, &ALTERNATIVE)),
            ("channelTag", Shape::Name(Tag::Channel)),
            ("channel_tag", Shape::Name(Tag::Channel)),
            ("resultEndTime", Shape::Name(Tag::ResultEnd)),
            ("result_end_time", Shape::Name(Tag::ResultEnd)),
            ("resultEndOffset", Shape::Name(Tag::ResultEnd)),
        ],
    ),
);

/// What the service calls one result.
#[derive(Default)]
struct Heard {
    transcript: String,
    words: Words,
    has_speakers: bool,
    channel: Option<String>,
    start: Option<String>,
    end: Option<String>,
    result_end: Option<String>,
}

#[derive(Default)]
pub(super) struct Google {
    done: Vec<Heard>,
    open: Heard,
    alternatives: u64,
    word: Word,
    bytes: usize,
}

impl Model for Google {
    type Tag = Tag;

    const SHAPE: Shape<Tag> = Shape::Object(
        Tag::Other,
        &[("results", RESULTS), ("response", Shape::Object(Tag::Other, &[("results", RESULTS)]))],
    );

    fn begin(&mut self, tag: Tag, _: &mut Emit<'_>) -> Result<(), Stop> {
        match tag {
            Tag::Result => {
                self.open = Heard::default();
                self.alternatives = 0;
            }
            Tag::Alternative => self.alternatives += 1,
            Tag::Word => self.word = Word::default(),
            _ => {}
        }
        Ok(())
    }

    fn value(&mut self, tag: Tag, text: &str) -> Result<(), Fault> {
        let is_best = self.alternatives == 1;
        match tag {
            Tag::Transcript if is_best => self.open.transcript = field::text(text.trim()),
            Tag::Channel if text != "0" => self.open.channel = Some(field::name(text)?),
            Tag::ResultEnd => self.open.result_end = Some(seconds(text)?),
            Tag::WordText => text.clone_into(&mut self.word.text),
            Tag::Speaker if text != "0" && !text.is_empty() => self.word.speaker = Some(field::name(text)?),
            Tag::Start => self.word.start = Some(seconds(text)?),
            Tag::End => self.word.end = Some(seconds(text)?),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: Tag, _: &mut Emit<'_>) -> Result<(), Stop> {
        match tag {
            Tag::Word if self.alternatives == 1 => {
                let (word, open) = (mem::take(&mut self.word), &mut self.open);
                open.has_speakers |= word.speaker.is_some();
                if open.words.is_empty() {
                    open.start.clone_from(&word.start);
                }
                open.end.clone_from(&word.end);
                open.words.push(word)?;
            }
            Tag::Result => {
                let done = mem::take(&mut self.open);
                self.bytes += size_of::<Heard>() + done.transcript.len() + done.words.bytes() + 64;
                if self.bytes > MAX_JOIN_BYTES {
                    return Err(join_too_large().into());
                }
                self.done.push(done);
            }
            _ => {}
        }
        Ok(())
    }

    /// What is wrong with a result is wrong with the document: the last may depend on all.
    fn is_turn(_: Tag) -> bool {
        false
    }

    fn broken(&mut self, problem: Problem, _: &mut Emit<'_>) -> Result<(), Problem> {
        Err(problem)
    }

    fn finish(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        let mut results = mem::take(&mut self.done);
        if repeats_all(&results) {
            results.drain(..results.len() - 1);
        }
        results.into_iter().try_for_each(|result| result.emit(out))
    }
}

impl Heard {
    fn emit(mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        if self.has_speakers || (self.transcript.is_empty() && !self.words.is_empty()) {
            return self.words.flush(out);
        }
        out.turn(TalkTurn {
            input: self.transcript,
            speaker: self.channel.map(|id| Speaker { id: Some(id), role: None }),
            start_time: self.start,
            end_time: self.end.or(self.result_end),
            ..TalkTurn::default()
        })
    }
}

/// Whether the last result has the words of all others again, now with speakers.
fn repeats_all(results: &[Heard]) -> bool {
    let Some((last, others)) = results.split_last() else { return false };
    let words: usize = others.iter().map(|result| result.words.len()).sum();
    let goes_back = others.first().is_some_and(|first| first.words.is_empty() || first.start == last.start);
    last.has_speakers && !others.is_empty() && goes_back && last.words.len() >= words
}

/// A duration without its unit.
fn seconds(duration: &str) -> Result<String, Fault> {
    field::name(duration.strip_suffix('s').unwrap_or(duration))
}
