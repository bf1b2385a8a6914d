//! The commands that talk to a server.
//!
//! What must stay true: an interrupted upload says how to go on with it; waiting for a job, however it ends, never
//! cancels it; secrets come from files and the environment, never from the command line, and are shown nowhere.

pub(crate) mod doctor;
mod interrupt;
pub(crate) mod jobs;
mod output;
mod page;
mod progress;
pub(crate) mod results;
pub(crate) mod run;
mod server;
mod uploading;
mod waiting;
pub(crate) mod webhooks;

use std::future::Future;

pub(crate) use interrupt::Interrupt;
pub(crate) use server::Server;

use crate::failed::Failed;

/// What several commands need.
pub(crate) struct Context {
    pub(crate) server: Server,
    pub(crate) interrupt: Interrupt,
}

/// Runs a command that needs the network; what it leaves behind (a pipe that says nothing) does not keep us.
pub(crate) fn with_network<F>(command: impl FnOnce(Interrupt) -> F) -> Result<(), Failed>
where
    F: Future<Output = Result<(), Failed>>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(2).build();
    let runtime = runtime.map_err(Failed::Runtime)?;
    let done = runtime.block_on(async { command(Interrupt::listen()).await });
    runtime.shutdown_background();
    done
}

/// The id of a job, as the command line takes it.
pub(crate) fn job_id(text: &str) -> Result<String, String> {
    let is_id = (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if is_id { Ok(text.to_owned()) } else { Err("expected a job's id".to_owned()) }
}

/// Like `90s`, `10m`, `2h` or `1d`; a plain number is seconds.
pub(crate) fn duration(text: &str) -> Result<std::time::Duration, String> {
    let (digits, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let seconds = match unit {
        "" | "s" => Some(1),
        "m" => Some(60),
        "h" => Some(3_600),
        "d" => Some(86_400),
        _ => None,
    };
    let whole = digits.parse::<u32>().ok().zip(seconds).map(|(number, unit)| u64::from(number) * unit);
    whole.map(std::time::Duration::from_secs).ok_or_else(|| "expected a duration like 90s, 10m, 2h or 1d".to_owned())
}

/// What can stand in a header.
pub(crate) fn header_text(text: &str) -> Result<String, String> {
    let fits = (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if fits { Ok(text.to_owned()) } else { Err("expected 1 to 255 visible ASCII characters".to_owned()) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn durations_have_a_unit_or_are_seconds() {
        for (text, seconds) in [("0", 0), ("90", 90), ("90s", 90), ("10m", 600), ("2h", 7_200), ("1d", 86_400)] {
            assert_eq!(duration(text), Ok(Duration::from_secs(seconds)));
        }
        for text in ["", "m", "-1", "1.5h", "10 m", "1w", "99999999999"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_id_is_no_path_and_a_header_no_line() {
        assert!(job_id("019a2b3c-0000-7000-8000-000000000000").is_ok());
        for text in ["", "..", "a/b", "a?b", "a b"] {
            assert!(job_id(text).is_err(), "{text}");
        }
        assert!(header_text("mine 2").is_ok());
        assert!(header_text("a\r\nb: c").is_err() && header_text("").is_err());
    }
}
