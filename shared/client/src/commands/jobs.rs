//! `colloquy jobs`: which there are, where one stands, and giving it up or trying it again.

use std::io::{self, IsTerminal as _};
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use model::{Status, Timestamp};
use serde_json::value::RawValue;

use super::output::Output;
use super::progress::Meter;
use super::{Context, Interrupt, Server, duration, job_id, run, waiting};
use crate::failed::Failed;
use crate::http::{Client, Document, Job};
use crate::terminal::{clean, say};

#[derive(Subcommand, Clone, Debug)]
pub(crate) enum Command {
    /// List jobs, the newest first
    Ls(Listing),
    /// Show where a job stands
    Get(One),
    /// Wait until a job is over, and show how it ended; Ctrl-C ends the waiting, not the job
    Watch(Watching),
    /// Give a job up, whatever it is doing
    Cancel(One),
    /// Run the input of a failed or cancelled job once more, as a new job
    Retry(One),
}

#[derive(Args, Clone, Debug)]
pub(crate) struct One {
    /// The job
    #[arg(value_name = "ID", value_parser = job_id)]
    id: String,
}

#[derive(Args, Clone, Debug)]
pub(crate) struct Watching {
    /// The job
    #[arg(value_name = "ID", value_parser = job_id)]
    id: String,
    /// Wait for at most so long; the job goes on
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    timeout: Option<Duration>,
}

#[derive(Args, Clone, Debug)]
pub(crate) struct Listing {
    /// Only those that stand there
    #[arg(long, value_name = "STATUS", value_parser = status)]
    status: Option<Status>,
    /// At most so many
    #[arg(long, value_name = "NUMBER", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// From where a list ended before
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<String>,
    /// How they are shown; lines of words on a terminal, else one JSON object a line, as the server has it
    #[arg(long, value_enum)]
    output: Option<Form>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Ndjson,
}

/// A server's page of a list.
const PAGE: u32 = 100;

pub(crate) async fn run(command: Command, server: Server, interrupt: Interrupt) -> Result<(), Failed> {
    let context = Context { server, interrupt };
    let client = context.server.client()?;
    let advice = match &command {
        Command::Watch(Watching { id, .. }) => Some(format!("the job goes on: colloquy jobs watch {id}")),
        _ => None,
    };
    context.interrupt.or(|| advice, act(command, &client)).await
}

async fn act(command: Command, client: &Client) -> Result<(), Failed> {
    match command {
        Command::Ls(listing) => list(&listing, client).await,
        Command::Get(One { id }) => show(&client.job(&id).await.map_err(Failed::Server)?),
        Command::Cancel(One { id }) => show(&client.cancel(&id).await.map_err(Failed::Server)?),
        Command::Retry(One { id }) => show(&client.redrive(&id).await.map_err(Failed::Server)?),
        Command::Watch(Watching { id, timeout }) => {
            let meter = Meter::job(&id);
            let document = waiting::until_over(client, &id, timeout, &meter).await?;
            drop(meter);
            show(&document)?;
            run::over(&format!("job {id}"), &document)
        }
    }
}

/// A job without its analysis and its parts' URLs: laid out for a person, in one line for a program.
fn show(Document { job, .. }: &Document) -> Result<(), Failed> {
    let json = if io::stdout().is_terminal() { serde_json::to_vec_pretty(job) } else { serde_json::to_vec(job) };
    Output::to(None).line(&json.expect("a job is text and numbers"))
}

async fn list(listing: &Listing, client: &Client) -> Result<(), Failed> {
    let usual = if io::stdout().is_terminal() { Form::Text } else { Form::Ndjson };
    let form = listing.output.unwrap_or(usual);
    let status = listing.status.map(Status::as_str);
    let mut out = Output::to(None);
    let (mut left, mut cursor) = (listing.limit, listing.cursor.clone());
    loop {
        let page = client.jobs(status, left.min(PAGE), cursor.as_deref()).await.map_err(Failed::Server)?;
        for job in page.data.iter().take(left as usize) {
            match form {
                Form::Ndjson => out.line(job.get().as_bytes())?,
                Form::Text => out.line(text(job).as_bytes())?,
            }
        }
        left = left.saturating_sub(u32::try_from(page.data.len()).unwrap_or(u32::MAX));
        // A page of none that promises more would be asked for without an end.
        match page.next_cursor.filter(|_| page.has_more && !page.data.is_empty()) {
            Some(next) if left == 0 => {
                say(&format!("there are more: --cursor {next}"));
                return Ok(());
            }
            Some(next) => cursor = Some(next),
            None => return Ok(()),
        }
    }
}

/// One line for a person.
fn text(job: &RawValue) -> String {
    let Ok(job) = serde_json::from_str::<Job>(job.get()) else { return clean(job.get()) };
    let made = job.created_at.map_or_else(String::new, |seconds| Timestamp(seconds * 1_000_000).rfc3339());
    let why = job.error.map_or_else(String::new, |error| clean(&error.code));
    format!("{}  {:<15}  {made}  {why}", clean(&job.id), job.status.as_str()).trim_end().to_owned()
}

fn status(text: &str) -> Result<Status, String> {
    text.parse().map_err(|_| {
        let names: Vec<_> = Status::ALL.iter().map(|status| status.as_str()).collect();
        format!("expected one of: {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(json: &str) -> String {
        text(&RawValue::from_string(json.to_owned()).expect("JSON"))
    }

    #[test]
    fn a_job_is_a_line() {
        let failed = r#"{"id":"j1","status":"failed","created_at":0,"error":{"code":"bad_turn"}}"#;
        assert_eq!(line(failed), format!("j1  failed           {}  bad_turn", Timestamp(0).rfc3339()));
        assert_eq!(line(r#"{"id":"j2","status":"queued"}"#), "j2  queued");
    }
}
