//! One talk turn in JSON: an element of `talk_turns`, or a line of NDJSON.

use std::mem;

use model::{Speaker, TalkTurn};

use crate::field;
use crate::json::{Event, Next};
use crate::problem::Fault;

/// A member this format knows.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Field {
    Input,
    TurnId,
    Speaker,
    SpeakerId,
    SpeakerRole,
    StartTime,
    EndTime,
}

impl Field {
    fn of_turn(key: &str) -> Option<Self> {
        Some(match key {
            "input" => Self::Input,
            "talk_turn_id" => Self::TurnId,
            "speaker" => Self::Speaker,
            "start_time" => Self::StartTime,
            "end_time" => Self::EndTime,
            _ => return None,
        })
    }

    fn of_speaker(key: &str) -> Option<Self> {
        Some(match key {
            "id" => Self::SpeakerId,
            "role" => Self::SpeakerRole,
            _ => return None,
        })
    }

    const fn expected(self) -> &'static str {
        match self {
            Self::Input => "expected a string",
            Self::TurnId | Self::SpeakerId | Self::SpeakerRole => "expected a string or null",
            Self::Speaker => "expected an object or null",
            Self::StartTime | Self::EndTime => "expected a string, a number or null",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Place {
    #[default]
    Outside,
    /// Among the turn's members.
    Turn,
    /// Among the speaker's.
    Speaker,
    /// Before a member's value.
    Value(Field),
}

/// Builds turns from events, one at a time.
#[derive(Debug, Default)]
pub(super) struct Element {
    place: Place,
    turn: TalkTurn,
    /// A bit per [`Field`] that has come.
    seen: u8,
}

impl Element {
    /// Whether a turn has begun and not ended.
    pub(super) fn is_open(&self) -> bool {
        self.place != Place::Outside
    }

    /// Takes an event of the turn, the first being its [`Event::StartObject`]; with the last the turn comes out.
    pub(super) fn event(&mut self, event: Event<'_>) -> Result<(Next, Option<TalkTurn>), Fault> {
        let next = match (self.place, event) {
            (Place::Outside, Event::StartObject) => {
                self.place = Place::Turn;
                self.seen = 0;
                Next::Read
            }
            (Place::Outside, _) => return Err(Fault::new("wrong_type", "expected an object")),
            (Place::Turn, Event::Key(key)) => self.member(Field::of_turn(key))?,
            (Place::Speaker, Event::Key(key)) => self.member(Field::of_speaker(key))?,
            (Place::Value(Field::Speaker), Event::StartObject) => {
                self.turn.speaker = Some(Speaker::default());
                self.place = Place::Speaker;
                Next::Read
            }
            (Place::Value(known), value) => {
                self.value(known, value)?;
                Next::Read
            }
            (Place::Turn, _) => return self.end().map(|turn| (Next::Read, Some(turn))),
            (Place::Speaker, _) => {
                self.place = Place::Turn;
                Next::Read
            }
        };
        Ok((next, None))
    }

    fn member(&mut self, known: Option<Field>) -> Result<Next, Fault> {
        let Some(known) = known else { return Ok(Next::Skip) };
        if self.has(known) {
            return Err(Fault::new("member_doubled", "expected each member of a talk turn once"));
        }
        self.seen |= 1 << known as u8;
        self.place = Place::Value(known);
        Ok(if known == Field::Input { Next::Read } else { Next::ReadName })
    }

    fn has(&self, known: Field) -> bool {
        self.seen & 1 << known as u8 != 0
    }

    fn value(&mut self, known: Field, value: Event<'_>) -> Result<(), Fault> {
        let is_time = matches!(known, Field::StartTime | Field::EndTime);
        match value {
            Event::String(text) if known == Field::Input => self.turn.input = field::text(text),
            Event::String(text) if known != Field::Speaker => self.set(known, field::name(text)?),
            Event::Number(text) if is_time => self.set(known, field::name(text)?),
            Event::Null if known != Field::Input => {}
            _ => return Err(Fault::new("wrong_type", known.expected())),
        }
        let of_speaker = matches!(known, Field::SpeakerId | Field::SpeakerRole);
        self.place = if of_speaker { Place::Speaker } else { Place::Turn };
        Ok(())
    }

    fn set(&mut self, known: Field, value: String) {
        let turn = &mut self.turn;
        match known {
            Field::TurnId => turn.talk_turn_id = Some(value),
            Field::StartTime => turn.start_time = Some(value),
            Field::EndTime => turn.end_time = Some(value),
            Field::SpeakerId => turn.speaker.get_or_insert_default().id = Some(value),
            Field::SpeakerRole => turn.speaker.get_or_insert_default().role = Some(value),
            Field::Input | Field::Speaker => {}
        }
    }

    fn end(&mut self) -> Result<TalkTurn, Fault> {
        if !self.has(Field::Input) {
            return Err(Fault::new("input_missing", "expected the talk turn to have a member input"));
        }
        self.place = Place::Outside;
        Ok(mem::take(&mut self.turn))
    }
}
