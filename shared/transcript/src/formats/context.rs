//! Messages as Context.ai takes them: a message is a talk turn, `event_timestamp` its start, as written.
//!
//! `{"messages": [{role, message}]}`, the same under `conversation`, or the bare array.

use super::Emit;
use super::shape::{Draft, Model, Shape};
use crate::field;
use crate::json::Stop;
use crate::problem::{Fault, Problem};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tag {
    Other,
    Message,
    Id,
    Role,
    Text,
    Time,
}

const MESSAGE: Shape<Tag> = Shape::Object(
    Tag::Message,
    &[
        ("id", Shape::Name(Tag::Id)),
        ("role", Shape::Name(Tag::Role)),
        ("message", Shape::Text(Tag::Text)),
        ("event_timestamp", Shape::Name(Tag::Time)),
    ],
);

const MESSAGES: Shape<Tag> = Shape::List(Tag::Other, &MESSAGE);
const DOCUMENT: Shape<Tag> = Shape::Object(
    Tag::Other,
    &[("messages", MESSAGES), ("conversation", Shape::Object(Tag::Other, &[("messages", MESSAGES)]))],
);

#[derive(Default)]
pub(super) struct Context {
    draft: Draft,
}

impl Model for Context {
    type Tag = Tag;

    const SHAPE: Shape<Tag> = Shape::Either(&MESSAGES, &DOCUMENT);

    fn begin(&mut self, tag: Tag, _: &mut Emit<'_>) -> Result<(), Stop> {
        if tag == Tag::Message {
            self.draft = Draft::default();
        }
        Ok(())
    }

    fn value(&mut self, tag: Tag, text: &str) -> Result<(), Fault> {
        let turn = &mut self.draft.turn;
        match tag {
            Tag::Id => turn.talk_turn_id = Some(field::name(text)?),
            Tag::Role => self.draft.role(field::name(text)?),
            Tag::Time => turn.start_time = Some(field::name(text)?),
            Tag::Text => {
                turn.input = field::text(text);
                self.draft.has_text = true;
            }
            Tag::Other | Tag::Message => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: Tag, out: &mut Emit<'_>) -> Result<(), Stop> {
        if tag == Tag::Message {
            out.turn(self.draft.take("message")?)?;
        }
        Ok(())
    }

    fn is_turn(tag: Tag) -> bool {
        tag == Tag::Message
    }

    fn broken(&mut self, problem: Problem, out: &mut Emit<'_>) -> Result<(), Problem> {
        out.broken(problem)
    }

    fn finish(&mut self, _: &mut Emit<'_>) -> Result<(), Problem> {
        Ok(())
    }
}
