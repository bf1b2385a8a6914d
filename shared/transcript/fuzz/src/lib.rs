//! What every target does with its bytes: reads them whole and in pieces, and insists that both agree.

use model::TalkTurn;
use transcript::{Problem, Reader, Sink};

#[derive(Debug, Default, PartialEq)]
struct Outcome {
    turns: Vec<TalkTurn>,
    members: Vec<(String, Vec<u8>)>,
    broken: Vec<Problem>,
    problem: Option<Problem>,
}

impl Sink for Outcome {
    fn turn(&mut self, turn: TalkTurn) -> Result<(), Problem> {
        self.turns.push(turn);
        Ok(())
    }

    fn member(&mut self, name: &str, json: &[u8]) -> Result<(), Problem> {
        self.members.push((name.to_owned(), json.to_vec()));
        Ok(())
    }

    fn broken(&mut self, problem: Problem) -> Result<(), Problem> {
        self.broken.push(problem);
        Ok(())
    }
}

/// Reads `bytes` with what `reader` makes. The first byte is the size of the pieces.
pub fn read(reader: impl Fn() -> Reader, bytes: &[u8]) {
    let Some((size, bytes)) = bytes.split_first() else { return };
    let whole = outcome(reader(), bytes, usize::MAX);
    let pieces = outcome(reader(), bytes, usize::from(*size).max(1));
    assert_eq!(whole, pieces, "an outcome does not depend on the cut");
}

fn outcome(mut reader: Reader, bytes: &[u8], size: usize) -> Outcome {
    let mut outcome = Outcome::default();
    for piece in bytes.chunks(size) {
        if let Err(problem) = reader.push(piece, &mut outcome) {
            outcome.problem = Some(problem);
            return outcome;
        }
    }
    outcome.problem = reader.finish(&mut outcome).err();
    outcome
}
