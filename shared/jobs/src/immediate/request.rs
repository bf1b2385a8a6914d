//! Reading a conversations request in one go: turns and members in whatever order they come.

use model::TalkTurn;
use model::limits::MAX_IMMEDIATE_TURNS;
use transcript::{Problem, Sink};

use crate::result::MAX_INPUT_ERRORS;
use crate::submit::{read_request, set_member};
use crate::{Error, InputError, Members, OnError};

/// A request that may be analysed.
pub(super) struct Request {
    pub members: Members,
    pub turns: Vec<TalkTurn>,
    /// Turns that were passed over, as asked.
    pub input_errors: Vec<InputError>,
    pub input_error_count: u64,
}

impl Request {
    pub(super) fn read(body: &[u8]) -> Result<Self, Error> {
        let mut reading = Reading::default();
        let read = read_request(body, &mut reading);
        if reading.elements > MAX_IMMEDIATE_TURNS {
            let detail = format!("At most {MAX_IMMEDIATE_TURNS} talk turns are analysed while their client waits.");
            return Err(Error::TooLarge { detail });
        }
        read?;
        let Reading { members, turns, elements, broken } = reading;
        let input_error_count = (elements - turns.len()) as u64;
        let mut broken = broken.into_iter();
        if members.options.on_error == OnError::Fail
            && let Some(first) = broken.next()
        {
            return Err(first.into());
        }
        Ok(Self { members, turns, input_errors: broken.map(InputError::from).collect(), input_error_count })
    }
}

/// Whether a malformed turn is the end of it, an option that may follow the turns decides.
#[derive(Default)]
struct Reading {
    members: Members,
    turns: Vec<TalkTurn>,
    /// Good and malformed turns together.
    elements: usize,
    broken: Vec<Problem>,
}

impl Reading {
    fn count(&mut self) -> Result<(), Problem> {
        self.elements += 1;
        let is_within = self.elements <= MAX_IMMEDIATE_TURNS;
        if is_within { Ok(()) } else { Err(Problem::new("too_many_turns", "")) }
    }
}

impl Sink for Reading {
    fn turn(&mut self, turn: TalkTurn) -> Result<(), Problem> {
        self.turns.push(turn);
        self.count()
    }

    fn broken(&mut self, problem: Problem) -> Result<(), Problem> {
        if self.broken.len() < MAX_INPUT_ERRORS {
            self.broken.push(problem);
        }
        self.count()
    }

    fn member(&mut self, name: &str, json: &[u8]) -> Result<(), Problem> {
        set_member(&mut self.members, name, json)
    }
}
