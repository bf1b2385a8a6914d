//! Native JSON: a conversations request, or a bare array of talk turns.
//!
//! A request's other members are handed over as the bytes that came, in order; what they mean, and
//! whether one may come twice, is for others to say.

use model::limits::MAX_MEMBERS_BYTES;

use super::element::Element;
use super::{Emit, Parser};
use crate::json::{Event, Framing, Handler, Next, Stop, Tokenizer};
use crate::problem::{Fault, Problem};

const TALK_TURNS: &str = "talk_turns";

/// What is wanted of the document.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wanted {
    Request,
    /// A request's members; its turns are only validated as JSON and counted, whatever they are.
    Members,
    Turns,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Root,
    /// Among the request's members.
    Members,
    /// Before the value of `talk_turns`.
    TalkTurns,
    /// Among the turns, or in one of them.
    Turns,
    End,
}

pub(super) struct Document {
    json: Tokenizer,
    state: State,
}

impl Document {
    pub(super) fn request() -> Self {
        Self::new(Wanted::Request)
    }

    pub(super) fn turns() -> Self {
        Self::new(Wanted::Turns)
    }

    pub(super) fn members() -> Self {
        Self::new(Wanted::Members)
    }

    fn new(wanted: Wanted) -> Self {
        let state = State {
            wanted,
            place: Place::Root,
            element: Element::default(),
            member: String::new(),
            room: MAX_MEMBERS_BYTES,
            has_turns: false,
        };
        Self { json: Tokenizer::new(Framing::Document), state }
    }
}

impl Parser for Document {
    fn push(&mut self, bytes: &[u8], out: &mut Emit<'_>) -> Result<(), Problem> {
        self.json.push(bytes, &mut Visit { state: &mut self.state, out })
    }

    fn finish(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        self.json.finish(&mut Visit { state: &mut self.state, out })?;
        out.some_turns()
    }
}

struct State {
    wanted: Wanted,
    place: Place,
    element: Element,
    /// Name of the member whose value is gathered.
    member: String,
    /// What members may still have, names included.
    room: usize,
    has_turns: bool,
}

struct Visit<'a, 'b> {
    state: &'a mut State,
    out: &'a mut Emit<'b>,
}

impl Handler for Visit<'_, '_> {
    fn event(&mut self, event: Event<'_>) -> Result<Next, Stop> {
        let state = &mut *self.state;
        match (state.place, event) {
            (Place::Turns, Event::EndArray) if !state.element.is_open() => return self.end_of_turns(),
            (Place::Turns, event) => return self.element(event),
            (Place::Root, Event::StartObject) if state.wanted != Wanted::Turns => state.place = Place::Members,
            (Place::Root, Event::StartArray) if state.wanted == Wanted::Turns => state.place = Place::Turns,
            (Place::Members, Event::Key(TALK_TURNS)) => return self.talk_turns(),
            (Place::Members, Event::Key(name)) => return Ok(self.member(name)),
            (Place::Members, Event::Raw(json)) => {
                state.room -= json.len();
                self.out.member(&state.member, json)?;
            }
            (Place::Members, _) => return self.end_of_request(),
            (Place::TalkTurns, Event::StartArray) => state.place = Place::Turns,
            (Place::TalkTurns, _) => return Err(Fault::new("wrong_type", "expected an array of talk turns").into()),
            (Place::Root, _) if state.wanted == Wanted::Turns => {
                return Err(Fault::new("wrong_type", "expected an array of talk turns").into());
            }
            (Place::Root | Place::End, _) => {
                return Err(
                    Fault::new("wrong_type", "expected an object with talk_turns, or an array of talk turns").into()
                );
            }
        }
        Ok(Next::Read)
    }

    fn turn(&self) -> Option<u64> {
        self.state.element.is_open().then(|| self.out.turns())
    }

    fn turn_depth(&self) -> Option<usize> {
        let around = if self.state.wanted == Wanted::Turns { 1 } else { 2 };
        (self.state.place == Place::Turns).then_some(around)
    }

    fn broken(&mut self, problem: Problem) -> Result<(), Problem> {
        self.state.element = Element::default();
        self.out.broken(problem)
    }
}

impl Visit<'_, '_> {
    fn talk_turns(&mut self) -> Result<Next, Stop> {
        if self.state.has_turns {
            return Err(Fault::new("talk_turns_doubled", "expected talk_turns once").into());
        }
        self.state.has_turns = true;
        self.state.place = Place::TalkTurns;
        Ok(Next::Read)
    }

    fn member(&mut self, name: &str) -> Next {
        // A name that takes more than is left leaves no room for a value: the tokenizer says so.
        self.state.room = self.state.room.saturating_sub(name.len());
        name.clone_into(&mut self.state.member);
        Next::Raw(self.state.room)
    }

    fn element(&mut self, event: Event<'_>) -> Result<Next, Stop> {
        if self.state.wanted == Wanted::Members {
            self.out.skipped_turn();
            return Ok(Next::Skip);
        }
        let (next, turn) = self.state.element.event(event)?;
        if let Some(turn) = turn {
            self.out.turn(turn)?;
        }
        Ok(next)
    }

    fn end_of_turns(&mut self) -> Result<Next, Stop> {
        let is_request = self.state.wanted != Wanted::Turns;
        self.state.place = if is_request { Place::Members } else { Place::End };
        if is_request && self.out.turns() == 0 {
            return Err(Fault::new("talk_turns_empty", "expected at least one talk turn in talk_turns").into());
        }
        Ok(Next::Read)
    }

    fn end_of_request(&mut self) -> Result<Next, Stop> {
        if !self.state.has_turns {
            return Err(Fault::new("talk_turns_missing", "expected a member talk_turns").into());
        }
        self.state.place = Place::End;
        Ok(Next::Read)
    }
}
