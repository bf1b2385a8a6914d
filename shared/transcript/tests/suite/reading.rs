//! Reading a whole input in pieces, and what came of it.

use model::TalkTurn;
use serde_json::{Value, json};
use transcript::{Format, Hint, Problem, Reader, Sink};

use crate::writers::turn_json;

/// Everything that can be seen of one reading.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) format: Option<Format>,
    pub(crate) turns: Vec<TalkTurn>,
    pub(crate) members: Vec<(String, String)>,
    pub(crate) problem: Option<Problem>,
    /// Turns that were left out; whether any are is [`Outcome::tolerant`].
    pub(crate) broken: Vec<Problem>,
    tolerates: bool,
}

impl Outcome {
    /// Of a reading that goes on after a broken turn.
    pub(crate) fn tolerant() -> Self {
        Self { tolerates: true, ..Self::default() }
    }
}

impl Sink for Outcome {
    fn turn(&mut self, turn: TalkTurn) -> Result<(), Problem> {
        self.turns.push(turn);
        Ok(())
    }

    fn member(&mut self, name: &str, json: &[u8]) -> Result<(), Problem> {
        let json = String::from_utf8(json.to_vec()).expect("a member is valid JSON, and so UTF-8");
        self.members.push((name.to_owned(), json));
        Ok(())
    }

    fn broken(&mut self, problem: Problem) -> Result<(), Problem> {
        if !self.tolerates {
            return Err(problem);
        }
        self.broken.push(problem);
        Ok(())
    }
}

/// The sizes of the pieces, over and over.
pub(crate) fn cut<'a>(bytes: &'a [u8], sizes: &'a [usize]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = bytes;
    sizes.iter().cycle().map_while(move |size| {
        let (piece, after) = rest.split_at((*size).clamp(1, rest.len().max(1)).min(rest.len()));
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

pub(crate) fn read_with(reader: Reader, bytes: &[u8], sizes: &[usize]) -> Outcome {
    read_into(Outcome::default(), reader, bytes, sizes)
}

pub(crate) fn read_into(mut outcome: Outcome, mut reader: Reader, bytes: &[u8], sizes: &[usize]) -> Outcome {
    for piece in cut(bytes, sizes) {
        if let Err(problem) = reader.push(piece, &mut outcome) {
            let again = reader.push(b"more", &mut outcome);
            assert_eq!(again, Err(problem.clone()), "a reader that has stopped stays so");
            outcome.problem = Some(problem);
            break;
        }
    }
    outcome.format = reader.format();
    if outcome.problem.is_none() {
        // The format of a short input is settled only by its end.
        let settled = reader.format();
        outcome.problem = reader.finish(&mut outcome).err();
        outcome.format = settled;
    }
    outcome
}

pub(crate) fn read_as(hint: Hint<'_>, bytes: &[u8]) -> Outcome {
    read_with(Reader::new(hint).expect("the hint is of something readable"), bytes, &[usize::MAX])
}

pub(crate) fn read(bytes: impl AsRef<[u8]>) -> Outcome {
    read_as(Hint::default(), bytes.as_ref())
}

/// Reads at every size of piece that could matter, and insists that all agree.
pub(crate) fn read_every_way(hint: Hint<'_>, bytes: &[u8]) -> Outcome {
    let whole = read_as(hint, bytes);
    let small = if bytes.len() < 10_000 { 1..=64 } else { 7..=8 };
    for size in small.chain([100, 255, 1_000, 4_096, 65_537]) {
        let reader = Reader::new(hint).expect("the hint is of something readable");
        let pieces = read_with(reader, bytes, &[size]);
        assert_eq!(unsettled(pieces), unsettled(whole.clone()), "in pieces of {size}");
    }
    whole
}

/// Without the format: when it is known does depend on how much was pushed.
pub(crate) fn unsettled(mut outcome: Outcome) -> Outcome {
    outcome.format = None;
    outcome
}

/// The problem's code, and where it is.
pub(crate) fn problem(outcome: &Outcome) -> (&'static str, Option<u64>, Option<&str>, Option<u64>) {
    let problem = outcome.problem.as_ref().expect("a problem");
    (problem.code, problem.line, problem.pointer.as_deref(), problem.turn)
}

pub(crate) fn inputs(outcome: &Outcome) -> Vec<&str> {
    assert_eq!(outcome.problem, None);
    outcome.turns.iter().map(|turn| turn.input.as_str()).collect()
}

/// For comparison with a fixture's expectation.
pub(crate) fn outcome_json(outcome: &Outcome) -> Value {
    json!({
        "turns": outcome.turns.iter().map(turn_json).collect::<Vec<_>>(),
        "members": outcome.members,
        "problem": outcome.problem.as_ref().map(|problem| json!({
            "code": problem.code,
            "detail": problem.detail,
            "line": problem.line,
            "pointer": problem.pointer,
            "turn": problem.turn,
        })),
    })
}
