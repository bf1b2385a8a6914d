//! One pass over the turns of an input: read, analysed, handed on block by block.
//!
//! What must stay true: one block of turns is held; the same input gives the same turns in every pass.

use std::sync::Arc;

use contract::OnError;
use engine::{Analysis, Analytics, Engine, TurnDetections};
use model::TalkTurn;
use model::limits::MAX_SPEAKERS;
use transcript::{Format, Problem, Reader, Sink, Unsupported};

use super::input::{Go, Input};
use crate::failed::{Failed, described};
use crate::terminal::say;

/// So many turns that cannot be read are told one by one.
const TOLD: usize = 20;

/// Turns and what was seen in them.
pub(super) type Block = Vec<(TalkTurn, TurnDetections)>;

/// How a pass is made.
pub(super) struct Pass {
    pub(super) engine: Arc<Engine>,
    pub(super) asked: engine::Options,
    pub(super) on_error: OnError,
    pub(super) format: Option<Format>,
}

const NAME_IT: &str = "if it is a transcript all the same, say what it is written in with --format";

/// What a pass came to.
pub(super) struct Analysed {
    pub(super) analytics: Analytics,
    pub(super) format: Option<Format>,
    pub(super) turns: u64,
    pub(super) broken: Broken,
}

/// The turns that were left out, as they could not be read.
#[derive(Default)]
pub(super) struct Broken {
    first: Vec<Problem>,
    count: usize,
}

struct Reading<'p, F> {
    pass: &'p Pass,
    analysis: Analysis,
    each: F,
    broken: Broken,
    /// Of the problem that ended it: it is a turn's, and the turns after it could be read.
    could_go_on: bool,
    /// What `each` failed with. A reader can only be stopped by a problem.
    failed: Option<Failed>,
}

impl Pass {
    /// Goes through the whole input; `each` is given every block, in order.
    pub(super) fn run(
        &self,
        input: &mut Input,
        each: impl FnMut(Block) -> Result<(), Failed>,
    ) -> Result<Analysed, Failed> {
        let mut reader = match self.format {
            Some(format) => Reader::of(format),
            None => Reader::new(input.hint()).map_err(|why| unsupported(input, why))?,
        };
        let analysis = Analysis::new(Arc::clone(&self.engine), self.asked.clone());
        let broken = Broken::default();
        let mut reading = Reading { pass: self, analysis, each, broken, could_go_on: false, failed: None };
        let mut problem = None;
        input.each(|piece| {
            problem = reader.push(piece, &mut reading).err();
            Ok(if problem.is_some() { Go::Stop } else { Go::On })
        })?;
        let problem = problem.or_else(|| reader.finish(&mut reading).err()).or_else(|| reading.read().err());
        let Reading { analysis, broken, could_go_on, failed, .. } = reading;
        match (failed, problem) {
            (Some(failed), _) => Err(failed),
            (None, Some(problem)) => Err(unreadable(input, problem, could_go_on)),
            (None, None) => {
                let turns = analysis.turns();
                Ok(Analysed { analytics: analysis.finish(), format: reader.format(), turns, broken })
            }
        }
    }
}

impl<F: FnMut(Block) -> Result<(), Failed>> Sink for Reading<'_, F> {
    fn turn(&mut self, turn: TalkTurn) -> Result<(), Problem> {
        if self.analysis.push(turn) { self.read() } else { Ok(()) }
    }

    fn broken(&mut self, problem: Problem) -> Result<(), Problem> {
        if self.pass.on_error == OnError::Fail {
            self.could_go_on = true;
            return Err(problem);
        }
        self.broken.count += 1;
        if self.broken.first.len() < TOLD {
            self.broken.first.push(problem);
        }
        Ok(())
    }

    fn member(&mut self, _name: &str, _json: &[u8]) -> Result<(), Problem> {
        Ok(()) // read by the pass before
    }
}

impl<F: FnMut(Block) -> Result<(), Failed>> Reading<'_, F> {
    fn read(&mut self) -> Result<(), Problem> {
        let Some(last) = self.analysis.last() else { return Ok(()) };
        let block = self.analysis.read().map_err(|_| Problem {
            turn: Some(last),
            ..Problem::new("too_many_speakers", format!("Expected at most {MAX_SPEAKERS} distinct speakers."))
        })?;
        (self.each)(block).map_err(|failed| {
            self.failed = Some(failed);
            Problem::new("stopped", "What was read could not be handed on.")
        })
    }
}

impl Broken {
    /// Tells the person what is missing from the analysis.
    pub(super) fn say(&self, input: &Input) {
        for problem in &self.first {
            say(&format!("left out of {}: {}", input.name(), described(problem)));
        }
        let untold = self.count - self.first.len();
        if untold > 0 {
            say(&format!("{untold} more turns of {} were left out", input.name()));
        }
    }
}

pub(super) fn unreadable(input: &Input, problem: Problem, could_go_on: bool) -> Failed {
    let advice = match problem.code {
        "format_unknown" => Some(NAME_IT),
        _ if could_go_on => Some("with --on-error report such turns are left out, and the rest is analysed"),
        _ => None,
    };
    Failed::Transcript { name: input.name().to_owned(), problem: Box::new(problem), advice }
}

pub(super) fn unsupported(input: &Input, unsupported: Unsupported) -> Failed {
    let advice = match unsupported {
        Unsupported::Audio => None,
        Unsupported::ContentType | Unsupported::FileName => Some(NAME_IT),
    };
    let problem = Box::new(Problem::new("unsupported_media_type", unsupported.to_string()));
    Failed::Transcript { name: input.name().to_owned(), problem, advice }
}
