//! AssemblyAI: an element of `utterances` is a talk turn; without them, `words` make the turns.
//!
//! Times are whole milliseconds there, and seconds here (`12345` becomes `12.345`).

use super::Emit;
use super::shape::{Draft, Model, Shape};
use super::words::{TurnsOrWords, Word};
use crate::field;
use crate::json::Stop;
use crate::problem::{Fault, Problem};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tag {
    Other,
    Utterance,
    Word,
    Id,
    Text,
    WordText,
    Speaker,
    Channel,
    Start,
    End,
}

const UTTERANCE: Shape<Tag> = Shape::Object(
    Tag::Utterance,
    &[
        ("id", Shape::Name(Tag::Id)),
        ("text", Shape::Text(Tag::Text)),
        ("speaker", Shape::Name(Tag::Speaker)),
        ("channel", Shape::Name(Tag::Channel)),
        ("start", Shape::Name(Tag::Start)),
        ("end", Shape::Name(Tag::End)),
    ],
);

const WORD: Shape<Tag> = Shape::Object(
    Tag::Word,
    &[
        ("text", Shape::Name(Tag::WordText)),
        ("speaker", Shape::Name(Tag::Speaker)),
        ("channel", Shape::Name(Tag::Channel)),
        ("start", Shape::Name(Tag::Start)),
        ("end", Shape::Name(Tag::End)),
    ],
);

#[derive(Default)]
pub(super) struct AssemblyAi {
    draft: Draft,
    word: String,
    found: TurnsOrWords,
}

impl Model for AssemblyAi {
    type Tag = Tag;

    const SHAPE: Shape<Tag> = Shape::Object(
        Tag::Other,
        &[("utterances", Shape::List(Tag::Other, &UTTERANCE)), ("words", Shape::List(Tag::Other, &WORD))],
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
            Tag::Channel if self.draft.turn.speaker.is_none() => self.draft.id(field::name(text)?),
            Tag::Start => self.draft.turn.start_time = Some(field::seconds_of_millis(text)?),
            Tag::End => self.draft.turn.end_time = Some(field::seconds_of_millis(text)?),
            Tag::Channel | Tag::Other | Tag::Utterance | Tag::Word => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: Tag, out: &mut Emit<'_>) -> Result<(), Stop> {
        match tag {
            Tag::Utterance => self.found.turn(self.draft.take("text")?, out)?,
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
        tag == Tag::Utterance
    }

    fn broken(&mut self, problem: Problem, out: &mut Emit<'_>) -> Result<(), Problem> {
        self.found.broken(problem, out)
    }

    fn finish(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        self.found.finish(out)
    }
}
