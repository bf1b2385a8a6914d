//! Why a command does not end well, what to do about it, and the exit code that says so to a script.

use std::io;
use std::process::ExitCode;

use engine::Fault;
use model::Status;
use transcript::Problem;

use crate::http;
use crate::terminal::say;

const ERROR: u8 = 1;
const USAGE: u8 = 2;
const ANALYSIS: u8 = 3;
const NOT_ALLOWED: u8 = 4;
const NOT_FOUND: u8 = 5;
const IN_PART: u8 = 6;
const TIMED_OUT: u8 = 7;
const INTERRUPTED: u8 = 130;

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
    #[error("cannot write {name}")]
    OutputFile {
        name: String,
        #[source]
        source: io::Error,
    },
    #[error("this program cannot start")]
    Runtime(#[source] io::Error),
    /// A setting or a pair of arguments that cannot be.
    #[error("{0}")]
    Setting(String),
    #[error(
        "no credentials: name a file with --credentials or COLLOQUY_CREDENTIALS, or set COLLOQUY_CLIENT_ID, \
         COLLOQUY_CLIENT_SECRET and COLLOQUY_MPATHIC_ID"
    )]
    NoCredentials,
    #[error(transparent)]
    Server(http::Error),
    #[error("cannot upload {name}")]
    Upload {
        name: String,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("{name}: {what}")]
    Job { name: String, what: String },
    #[error("{name}: {turns} turns could not be read and were left out")]
    InPart { name: String, turns: u64 },
    #[error("job {id} is {status}: colloquy jobs watch {id}")]
    NotOver { id: String, status: Status },
    #[error("waited for too long; the job goes on: colloquy jobs watch {id}")]
    TimedOut { id: String },
    #[error("interrupted")]
    Interrupted { advice: Option<String> },
    /// It was said already.
    #[error("")]
    Told { code: u8 },
}

impl Failed {
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Input { .. }
            | Self::TooLongToKeep { .. }
            | Self::Profile(_)
            | Self::Output(_)
            | Self::OutputFile { .. }
            | Self::Runtime(_)
            | Self::Upload { .. }
            | Self::NotOver { .. }
            | Self::Unwritable(_) => ERROR,
            Self::NoSuchProfile { .. } | Self::Setting(_) => USAGE,
            Self::Transcript { .. } | Self::Job { .. } => ANALYSIS,
            Self::NoCredentials => NOT_ALLOWED,
            Self::Server(error) => match error {
                http::Error::Refused(problem) if matches!(problem.status, 401 | 403) => NOT_ALLOWED,
                http::Error::Refused(problem) if matches!(problem.status, 404 | 410) => NOT_FOUND,
                _ => ERROR,
            },
            Self::InPart { .. } => IN_PART,
            Self::TimedOut { .. } => TIMED_OUT,
            Self::Interrupted { .. } => INTERRUPTED,
            Self::Told { code } => *code,
        }
    }

    /// No other file of the same command is gone on with.
    pub(crate) fn ends_it_all(&self) -> bool {
        matches!(self, Self::Interrupted { .. } | Self::Output(_) | Self::OutputFile { .. })
            || self.exit_code() == NOT_ALLOWED
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
    told(failed);
    ExitCode::from(failed.exit_code())
}

/// An error and all that caused it, in one line.
pub(crate) fn whole(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words = format!("{words}: {error}");
        cause = error.source();
    }
    words
}

/// Says what went wrong to the person.
pub(crate) fn told(failed: &Failed) {
    if matches!(failed, Failed::Told { .. }) {
        return;
    }
    say(&whole(failed));
    match failed {
        Failed::Profile(faults) => faults.iter().for_each(|fault| say(&fault.to_string())),
        Failed::Transcript { advice: Some(advice), .. } => say(advice),
        Failed::Interrupted { advice: Some(advice) } => say(advice),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_end_has_its_code() {
        let refused = |status| {
            let (code, detail) = ("c".to_owned(), "d".to_owned());
            let problem = http::Problem { status, code, detail, request_id: None, errors: vec![], retry_after: None };
            Failed::Server(http::Error::Refused(Box::new(problem)))
        };
        let part = Failed::Server(http::Error::Part { part: 1, status: 403, retry_after: None });
        let codes = [
            (refused(401), 4),
            (refused(403), 4),
            (refused(404), 5),
            (refused(410), 5),
            (refused(409), 1),
            (refused(503), 1),
            (part, 1),
            (Failed::NoCredentials, 4),
            (Failed::Setting(String::new()), 2),
            (Failed::Job { name: String::new(), what: String::new() }, 3),
            (Failed::InPart { name: String::new(), turns: 1 }, 6),
            (Failed::TimedOut { id: String::new() }, 7),
            (Failed::Interrupted { advice: None }, 130),
            (Failed::Told { code: 5 }, 5),
        ];
        for (failed, code) in codes {
            assert_eq!(failed.exit_code(), code, "{failed:?}");
        }
    }
}
