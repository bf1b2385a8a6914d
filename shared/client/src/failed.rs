//! Why a command does not end well, what to do about it, and the exit code that says so to a script.

use std::error::Error as _;
use std::io;
use std::process::ExitCode;

use engine::Fault;
use transcript::Problem;

use crate::terminal::say;

const ERROR: u8 = 1;
const USAGE: u8 = 2;
const ANALYSIS: u8 = 3;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Failed {
    #[error("cannot read {name}")]
    Input {
        name: String,
        #[source]
        source: io::Error,
    },
    #[error(
        "{name} can be read only once, and holds more than {} MiB; save it as a file and give the file's name",
        limit >> 20
    )]
    TooLongToKeep { name: String, limit: usize },
    #[error("cannot write to standard output")]
    Output(#[source] io::Error),
    #[error("there is no profile {name}, neither built in ({names}) nor as a file")]
    NoSuchProfile { name: String, names: String },
    #[error("the profile cannot be used")]
    Profile(Vec<Fault>),
    #[error("cannot analyse {name}: {}", described(problem))]
    Transcript { name: String, problem: Box<Problem>, advice: Option<&'static str> },
    #[error("the document cannot be written as JSON")]
    Unwritable(#[source] contract::Unwritable),
}

impl Failed {
    const fn exit_code(&self) -> u8 {
        match self {
            Self::Input { .. }
            | Self::TooLongToKeep { .. }
            | Self::Profile(_)
            | Self::Output(_)
            | Self::Unwritable(_) => ERROR,
            Self::NoSuchProfile { .. } => USAGE,
            Self::Transcript { .. } => ANALYSIS,
        }
    }

    /// Whoever read our output has seen enough.
    fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// Where a problem is and what was expected there. The input itself is never quoted.
pub(crate) fn described(problem: &Problem) -> String {
    let Problem { code, detail, line, pointer, turn } = problem;
    let mut places = Vec::new();
    places.extend(line.map(|line| format!("line {line}")));
    places.extend(turn.map(|turn| format!("turn {turn}")));
    places.extend(pointer.as_ref().filter(|pointer| !pointer.is_empty()).cloned());
    let places = if places.is_empty() { String::new() } else { format!("{}: ", places.join(", ")) };
    format!("{places}{detail} ({code})")
}

/// Says what went wrong to the person, and to the script.
pub(crate) fn last_words(failed: &Failed) -> ExitCode {
    if failed.is_closed_pipe() {
        return ExitCode::SUCCESS;
    }
    let mut words = failed.to_string();
    let mut cause = failed.source();
    while let Some(error) = cause {
        words = format!("{words}: {error}");
        cause = error.source();
    }
    say(&words);
    match failed {
        Failed::Profile(faults) => faults.iter().for_each(|fault| say(&fault.to_string())),
        Failed::Transcript { advice: Some(advice), .. } => say(advice),
        _ => {}
    }
    ExitCode::from(failed.exit_code())
}
