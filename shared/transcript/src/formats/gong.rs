//! Gong: a sentence of a call's transcript is a talk turn, with times in milliseconds (`12345` becomes
//! `12.345`).
//!
//! A speaker has only an id here. Its monologue's sentences wait until that has come. A document of several
//! calls is refused: they are several conversations.

use super::Emit;
use super::held::Held;
use super::shape::{Draft, Model, Shape};
use crate::field;
use crate::json::Stop;
use crate::problem::{Fault, Problem};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tag {
    Other,
    Call,
    Monologue,
    Sentence,
    SpeakerId,
    Text,
    Start,
    End,
}

const SENTENCE: Shape<Tag> = Shape::Object(
    Tag::Sentence,
    &[("text", Shape::Text(Tag::Text)), ("start", Shape::Name(Tag::Start)), ("end", Shape::Name(Tag::End))],
);

const MONOLOGUE: Shape<Tag> = Shape::Object(
    Tag::Monologue,
    &[("speakerId", Shape::Name(Tag::SpeakerId)), ("sentences", Shape::List(Tag::Other, &SENTENCE))],
);

const CALL: Shape<Tag> = Shape::Object(Tag::Call, &[("transcript", Shape::List(Tag::Other, &MONOLOGUE))]);

#[derive(Default)]
pub(super) struct Gong {
    draft: Draft,
    calls: u64,
    speaker: Option<String>,
    held: Held,
}

impl Model for Gong {
    type Tag = Tag;

    const SHAPE: Shape<Tag> = Shape::Object(Tag::Other, &[("callTranscripts", Shape::List(Tag::Other, &CALL))]);

    fn begin(&mut self, tag: Tag, _: &mut Emit<'_>) -> Result<(), Stop> {
        match tag {
            Tag::Call => {
                self.calls += 1;
                if self.calls > 1 {
                    return Err(Fault::new("several_calls", "expected one call in callTranscripts").into());
                }
            }
            Tag::Monologue => self.speaker = None,
            Tag::Sentence => self.draft = Draft::default(),
            _ => {}
        }
        Ok(())
    }

    fn value(&mut self, tag: Tag, text: &str) -> Result<(), Fault> {
        match tag {
            Tag::SpeakerId => self.speaker = Some(field::name(text)?),
            Tag::Text => self.draft.text(text),
            Tag::Start => self.draft.turn.start_time = Some(field::seconds_of_millis(text)?),
            Tag::End => self.draft.turn.end_time = Some(field::seconds_of_millis(text)?),
            Tag::Other | Tag::Call | Tag::Monologue | Tag::Sentence => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: Tag, out: &mut Emit<'_>) -> Result<(), Stop> {
        match tag {
            Tag::Sentence => self.held.turn(self.draft.take("text")?)?,
            Tag::Monologue => self.flush(out)?,
            _ => {}
        }
        Ok(())
    }

    fn is_turn(tag: Tag) -> bool {
        tag == Tag::Sentence
    }

    fn index(&self, out: &Emit<'_>) -> u64 {
        out.turns() + self.held.len()
    }

    fn broken(&mut self, problem: Problem, _: &mut Emit<'_>) -> Result<(), Problem> {
        self.held.broken(problem);
        Ok(())
    }

    fn finish(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        self.flush(out)
    }
}

impl Gong {
    fn flush(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        let speaker = self.speaker.take();
        self.held.flush(out, |turn| {
            if let Some(speaker) = &speaker {
                turn.speaker.get_or_insert_default().id = Some(speaker.clone());
            }
            Ok(())
        })
    }
}
