//! What a request-shaped transcript says beside its turns, which it may say after them: a pass of its own, before the
//! turns are read. It ends as soon as another format shows.

use contract::{Invalid, Members};
use model::TalkTurn;
use transcript::{Format, Problem, Reader, Sink};

use super::input::{Go, Input};
use super::pass::unreadable;
use crate::failed::Failed;

/// The members; those of other formats are all as if absent.
pub(super) fn of(input: &mut Input, format: Option<Format>) -> Result<Members, Failed> {
    let mut reader = match format {
        None => {
            Reader::members_only(input.hint()).map_err(|unsupported| super::pass::unsupported(input, unsupported))?
        }
        Some(Format::Request) => Reader::of(Format::Request),
        Some(_) => return Ok(Members::default()),
    };
    let mut found = Found::default();
    let mut problem = None;
    input.each(|piece| {
        problem = reader.push(piece, &mut found).err();
        Ok(if problem.is_some() || reader.done() { Go::Stop } else { Go::On })
    })?;
    if problem.is_none() && !reader.done() {
        problem = reader.finish(&mut found).err();
    }
    match problem {
        Some(problem) => Err(unreadable(input, problem, false)),
        None => Ok(found.0),
    }
}

#[derive(Default)]
struct Found(Members);

impl Sink for Found {
    fn turn(&mut self, _turn: TalkTurn) -> Result<(), Problem> {
        Ok(())
    }

    fn broken(&mut self, _problem: Problem) -> Result<(), Problem> {
        Ok(()) // judged by the pass over the turns
    }

    fn member(&mut self, name: &str, json: &[u8]) -> Result<(), Problem> {
        self.0
            .set(name, json)
            .map_err(|Invalid { code, detail, pointer }| Problem { pointer, ..Problem::new(code, detail) })
    }
}
