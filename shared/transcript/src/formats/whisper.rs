//! Whisper's verbose JSON and WhisperX: a segment is a talk turn; without segments, `words` make the turns.
//!
//! Whisper knows no speakers, WhisperX may. Segments that a recogniser has made up are kept: nobody can tell.

use super::Emit;
use super::shape::{Draft, Model, Shape};
use super::words::{TurnsOrWords, Word};
use crate::field;
use crate::json::Stop;
use crate::problem::{Fault, Problem};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tag {
    Other,
    Segment,
    Word,
    Id,
    Text,
    WordText,
    Speaker,
    Start,
    End,
}

const SEGMENT: Shape<Tag> = Shape::Object(
    Tag::Segment,
    &[
        ("id", Shape::Name(Tag::Id)),
        ("text", Shape::Text(Tag::Text)),
        ("speaker", Shape::Name(Tag::Speaker)),
        ("start", Shape::Name(Tag::Start)),
        ("end", Shape::Name(Tag::End)),
    ],
);

const WORD: Shape<Tag> = Shape::Object(
    Tag::Word,
    &[
        ("word", Shape::Name(Tag::WordText)),
        ("speaker", Shape::Name(Tag::Speaker)),
        ("start", Shape::Name(Tag::Start)),
        ("end", Shape::Name(Tag::End)),
    ],
);

#[derive(Default)]
pub(super) struct Whisper {
    draft: Draft,
    word: String,
    found: TurnsOrWords,
}

impl Model for Whisper {
    type Tag = Tag;

    const SHAPE: Shape<Tag> = Shape::Object(
        Tag::Other,
        &[("segments", Shape::List(Tag::Other, &SEGMENT)), ("words", Shape::List(Tag::Other, &WORD))],
    );

    fn begin(&mut self, tag: Tag, _: &mut Emit<'_>) -> Result<(), Stop> {
        if tag != Tag::Other {
            self.draft = Draft::default();
        }
        Ok(())
    }

    fn value(&mut self, tag: Tag, text: &str) -> Result<(), Fault> {
        match tag {
            Tag::Id => self.draft.turn.talk_turn_id = Some(field::name(text)?),
            Tag::Text => self.draft.text(text),
            Tag::WordText => text.clone_into(&mut self.word),
            Tag::Speaker => self.draft.id(field::name(text)?),
            Tag::Start => self.draft.turn.start_time = Some(field::name(text)?),
            Tag::End => self.draft.turn.end_time = Some(field::name(text)?),
            Tag::Other | Tag::Segment | Tag::Word => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: Tag, out: &mut Emit<'_>) -> Result<(), Stop> {
        match tag {
            Tag::Segment => self.found.turn(self.draft.take("text")?, out)?,
            Tag::Word => {
                let turn = std::mem::take(&mut self.draft).turn;
                let speaker = turn.speaker.and_then(|speaker| speaker.id);
                let (start, end) = (turn.start_time, turn.end_time);
                self.found.word(Word { text: std::mem::take(&mut self.word), start, end, speaker, joined: false })?;
            }
            _ => {}
        }
        Ok(())
    }

    fn is_turn(tag: Tag) -> bool {
        tag == Tag::Segment
    }

    fn broken(&mut self, problem: Problem, out: &mut Emit<'_>) -> Result<(), Problem> {
        self.found.broken(problem, out)
    }

    fn finish(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        self.found.finish(out)
    }
}
