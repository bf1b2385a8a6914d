//! Chat messages, as bots and language models' interfaces keep them: a message is a talk turn.
//!
//! `[{role, content}]` or `{"messages": [...]}`. Every message counts, also a system's or a tool's: they have
//! their role, by which those who count may leave them out. Content is a string, or parts of which the texts
//! are joined by line feeds; a message that only calls tools has none and is an empty turn.

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
    Name,
    Content,
    Parts,
    Part,
    /// A call of tools: says that there may be no content.
    Call,
    Time,
}

const PART: Shape<Tag> = Shape::Object(Tag::Other, &[("text", Shape::Text(Tag::Part))]);
const PARTS: Shape<Tag> = Shape::List(Tag::Parts, &Shape::Either(&Shape::Text(Tag::Part), &PART));

const MESSAGE: Shape<Tag> = Shape::Object(
    Tag::Message,
    &[
        ("id", Shape::Name(Tag::Id)),
        ("role", Shape::Name(Tag::Role)),
        ("name", Shape::Name(Tag::Name)),
        ("content", Shape::Either(&Shape::Text(Tag::Content), &PARTS)),
        ("tool_calls", Shape::Mark(Tag::Call)),
        ("function_call", Shape::Mark(Tag::Call)),
        ("created_at", Shape::Name(Tag::Time)),
        ("timestamp", Shape::Name(Tag::Time)),
    ],
);

const MESSAGES: Shape<Tag> = Shape::List(Tag::Other, &MESSAGE);

#[derive(Default)]
pub(super) struct Chat {
    draft: Draft,
    /// Parts of a content, joined.
    parts: Option<String>,
}

impl Model for Chat {
    type Tag = Tag;

    const SHAPE: Shape<Tag> = Shape::Either(&MESSAGES, &Shape::Object(Tag::Other, &[("messages", MESSAGES)]));

    fn begin(&mut self, tag: Tag, _: &mut Emit<'_>) -> Result<(), Stop> {
        match tag {
            Tag::Message => {
                self.draft = Draft::default();
                self.parts = None;
            }
            Tag::Parts => self.draft.has_text = true,
            _ => {}
        }
        Ok(())
    }

    fn value(&mut self, tag: Tag, text: &str) -> Result<(), Fault> {
        let turn = &mut self.draft.turn;
        match tag {
            Tag::Id => turn.talk_turn_id = Some(field::name(text)?),
            Tag::Role => self.draft.role(field::name(text)?),
            Tag::Name => self.draft.id(field::name(text)?),
            Tag::Time => turn.start_time = Some(field::name(text)?),
            Tag::Content => {
                turn.input = field::text(text);
                self.draft.has_text = true;
            }
            Tag::Part => self.part(text)?,
            Tag::Other | Tag::Message | Tag::Parts | Tag::Call => {}
        }
        Ok(())
    }

    fn mark(&mut self, tag: Tag) {
        self.draft.has_text |= matches!(tag, Tag::Call | Tag::Content);
    }

    fn end(&mut self, tag: Tag, out: &mut Emit<'_>) -> Result<(), Stop> {
        if tag == Tag::Message {
            if let Some(parts) = self.parts.take() {
                self.draft.turn.input = field::text(&parts);
            }
            out.turn(self.draft.take("content")?)?;
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

impl Chat {
    fn part(&mut self, text: &str) -> Result<(), Fault> {
        let Some(parts) = &mut self.parts else {
            self.parts = Some(text.to_owned());
            return Ok(());
        };
        if parts.len() + 1 + text.len() > model::limits::MAX_TURN_BYTES {
            return Err(field::turn_too_long());
        }
        parts.push('\n');
        parts.push_str(text);
        Ok(())
    }
}
