//! Amazon Transcribe Call Analytics and Amazon Connect Contact Lens: an element of `Transcript` is a talk
//! turn, with times in milliseconds (`12345` becomes `12.345`), or absolute ones in chats.
//!
//! The role is the element's, or the one that `Participants` gives its participant; elements without one
//! wait for that list if it comes after them.

use std::collections::BTreeMap;

use super::Emit;
use super::held::{Held, MAX_JOIN_BYTES, join_too_large};
use super::shape::{Draft, Model, Shape};
use crate::field;
use crate::json::Stop;
use crate::problem::{Fault, Problem};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tag {
    Other,
    Turn,
    Participants,
    Participant,
    Id,
    Content,
    ParticipantId,
    Role,
    Begin,
    End,
    Absolute,
}

const TURN: Shape<Tag> = Shape::Object(
    Tag::Turn,
    &[
        ("Id", Shape::Name(Tag::Id)),
        ("Content", Shape::Text(Tag::Content)),
        ("ParticipantId", Shape::Name(Tag::ParticipantId)),
        ("ParticipantRole", Shape::Name(Tag::Role)),
        ("BeginOffsetMillis", Shape::Name(Tag::Begin)),
        ("EndOffsetMillis", Shape::Name(Tag::End)),
        ("AbsoluteTime", Shape::Name(Tag::Absolute)),
    ],
);

const PARTICIPANT: Shape<Tag> = Shape::Object(
    Tag::Participant,
    &[("ParticipantId", Shape::Name(Tag::ParticipantId)), ("ParticipantRole", Shape::Name(Tag::Role))],
);

#[derive(Default)]
pub(super) struct CallAnalytics {
    draft: Draft,
    held: Held,
    has_roles: bool,
    roles: BTreeMap<String, String>,
    roles_bytes: usize,
}

impl Model for CallAnalytics {
    type Tag = Tag;

    const SHAPE: Shape<Tag> = Shape::Object(
        Tag::Other,
        &[
            ("Transcript", Shape::List(Tag::Other, &TURN)),
            ("Participants", Shape::List(Tag::Participants, &PARTICIPANT)),
        ],
    );

    fn begin(&mut self, tag: Tag, _: &mut Emit<'_>) -> Result<(), Stop> {
        if matches!(tag, Tag::Turn | Tag::Participant) {
            self.draft = Draft::default();
        }
        Ok(())
    }

    fn value(&mut self, tag: Tag, text: &str) -> Result<(), Fault> {
        let turn = &mut self.draft.turn;
        match tag {
            Tag::Id => turn.talk_turn_id = Some(field::name(text)?),
            Tag::Content => self.draft.text(text),
            Tag::ParticipantId => self.draft.id(field::name(text)?),
            Tag::Role => self.draft.role(field::name(text)?),
            Tag::Begin => turn.start_time = Some(field::seconds_of_millis(text)?),
            Tag::End => turn.end_time = Some(field::seconds_of_millis(text)?),
            Tag::Absolute if turn.start_time.is_none() => turn.start_time = Some(field::name(text)?),
            Tag::Absolute | Tag::Other | Tag::Turn | Tag::Participants | Tag::Participant => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: Tag, out: &mut Emit<'_>) -> Result<(), Stop> {
        match tag {
            Tag::Turn => {
                let turn = self.draft.take("Content")?;
                let lacks_role = turn.speaker.as_ref().is_some_and(|speaker| speaker.role.is_none());
                self.held.turn(turn)?;
                if self.has_roles || (self.held.len() == 1 && !lacks_role) {
                    self.flush(out)?;
                }
            }
            Tag::Participant => {
                let speaker = std::mem::take(&mut self.draft).turn.speaker.unwrap_or_default();
                if let (Some(id), Some(role)) = (speaker.id, speaker.role) {
                    self.roles_bytes += id.len() + role.len() + 2 * size_of::<String>() + 32;
                    if self.roles_bytes > MAX_JOIN_BYTES {
                        return Err(join_too_large().into());
                    }
                    self.roles.insert(id, role);
                }
            }
            Tag::Participants => {
                self.has_roles = true;
                self.flush(out)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn is_turn(tag: Tag) -> bool {
        tag == Tag::Turn
    }

    fn index(&self, out: &Emit<'_>) -> u64 {
        out.turns() + self.held.len()
    }

    fn broken(&mut self, problem: Problem, out: &mut Emit<'_>) -> Result<(), Problem> {
        self.held.broken(problem);
        if self.has_roles || self.held.len() == 1 { self.flush(out) } else { Ok(()) }
    }

    fn finish(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        self.flush(out)
    }
}

impl CallAnalytics {
    fn flush(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        let roles = &self.roles;
        self.held.flush(out, |turn| {
            if let Some(speaker) = &mut turn.speaker
                && speaker.role.is_none()
            {
                speaker.role = speaker.id.as_ref().and_then(|id| roles.get(id)).cloned();
            }
            Ok(())
        })
    }
}
