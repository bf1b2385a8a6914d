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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(talk_turns: &str, more: &str) -> Result<Request, Error> {
        Request::read(format!(r#"{{"talk_turns":[{talk_turns}]{more}}}"#).as_bytes())
    }

    const GOOD: &str = r#"{"input":"a"}"#;
    const BAD: &str = r#"{"input":7}"#;

    #[test]
    fn an_option_after_the_turns_decides_about_malformed_ones() {
        let turns = format!("{GOOD},{BAD},{GOOD}");
        for fails in ["", r#","on_error":"fail""#] {
            let Err(Error::Invalid(wrong)) = read(&turns, fails) else { panic!("a malformed turn is an error") };
            assert_eq!(wrong[0].pointer.as_deref(), Some("/talk_turns/1/input"));
        }
        let request = read(&turns, r#","on_error":"report","max_behaviors":3"#).expect("it may be analysed");
        assert_eq!((request.turns.len(), request.input_errors.len(), request.input_error_count), (2, 1, 1));
        assert_eq!(request.input_errors[0].pointer.as_deref(), Some("/talk_turns/1/input"));
        assert_eq!(request.members.options.max_behaviors, Some(3));
        // Positions are those of the request.
        assert_eq!(request.turns[1].index, 2);
    }

    #[test]
    fn so_many_turns_and_no_more() {
        let turns = |of: &str, count| vec![of; count].join(",");
        let request = read(&turns(GOOD, MAX_IMMEDIATE_TURNS), "").expect("as many as may be");
        assert_eq!((request.turns.len(), request.input_error_count), (MAX_IMMEDIATE_TURNS, 0));
        for of in [GOOD, BAD] {
            let too_many = read(&turns(of, MAX_IMMEDIATE_TURNS + 1), r#","on_error":"report""#);
            assert!(matches!(too_many, Err(Error::TooLarge { .. })));
        }
        let reported = read(&turns(BAD, 500), r#","on_error":"report""#).expect("as asked");
        assert_eq!((reported.input_errors.len(), reported.input_error_count), (MAX_INPUT_ERRORS, 500));
    }
}
