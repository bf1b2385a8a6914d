//! `colloquy run` and `colloquy upload`: files to the server, and what comes of them.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::output::Output;
use super::progress::Meter;
use super::uploading::Uploaded;
pub(crate) use super::uploading::Uploading;
use super::{Context, Interrupt, Server, duration, page, results, waiting};
use crate::failed::{Failed, told};
use crate::http::{Client, Document, Ended};
use crate::terminal::{Look, say};

pub(crate) const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 error, 2 wrong usage, 3 the job failed or was cancelled, 4 not allowed in, 5 not found,
6 done, without turns that could not be read, 7 waited for too long, 130 interrupted. Of several files: the first
that is not 0.";

#[derive(Args, Clone, Debug)]
pub(crate) struct Arguments {
    #[command(flatten)]
    uploading: Uploading,
    /// Print the jobs' ids as soon as the files are sent, and do not wait
    #[arg(long, overrides_with = "wait")]
    no_wait: bool,
    /// Wait until the jobs are over (the default)
    #[arg(long)]
    wait: bool,
    /// Wait for at most so long; the job goes on
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    timeout: Option<Duration>,
    /// How the result is shown; a table on a terminal, else the job's document, one a line. `ndjson`, `csv`: its talk turns,
    /// which the server keeps for that; for a table too
    #[arg(long, value_enum)]
    output: Option<Form>,
    /// Write to a file instead of standard output
    #[arg(short = 'o', long = "output-file", value_name = "FILE")]
    file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Table,
    Json,
    Ndjson,
    Csv,
}

/// `colloquy upload`.
pub(crate) async fn upload(arguments: Uploading, server: Server, interrupt: Interrupt) -> Result<(), Failed> {
    arguments.check()?;
    let context = Context { server, interrupt };
    let client = context.server.client()?;
    let mut out = Output::to(None);
    let mut first = None;
    for file in &arguments.files {
        match arguments.bring(&context, &client, file, "upload").await {
            Ok(Uploaded { job, .. }) => out.line(job.as_bytes())?,
            Err(failed) => keep_first(&mut first, failed)?,
        }
    }
    first.map_or(Ok(()), Err)
}

/// `colloquy run`.
pub(crate) async fn run(mut arguments: Arguments, server: Server, interrupt: Interrupt) -> Result<(), Failed> {
    arguments.uploading.check()?;
    let usual = if arguments.file.is_none() && io::stdout().is_terminal() { Form::Table } else { Form::Json };
    let form = arguments.output.unwrap_or(usual);
    match form {
        Form::Ndjson | Form::Csv if arguments.uploading.files.len() > 1 => {
            return Err(Failed::Setting("--output ndjson and csv are for one file".to_owned()));
        }
        Form::Ndjson | Form::Csv => arguments.uploading.keep_turns(),
        Form::Table => arguments.uploading.draw(),
        Form::Json => {}
    }
    let look = if arguments.file.is_some() { Look::of_file() } else { Look::of_output() };
    let context = Context { server, interrupt };
    let client = context.server.client()?;
    let mut out = Output::to(arguments.file.clone());
    let (mut first, mut jobs) = (None, Vec::new());
    // Jobs go on while the next file is sent.
    for file in &arguments.uploading.files {
        match arguments.uploading.bring(&context, &client, file, "run").await {
            Ok(uploaded) if arguments.no_wait => out.line(uploaded.job.as_bytes())?,
            Ok(uploaded) => jobs.push(uploaded),
            Err(failed) => keep_first(&mut first, failed)?,
        }
    }
    for uploaded in &jobs {
        let advice = || Some(format!("the job goes on: colloquy jobs watch {}", uploaded.job));
        let meter = Meter::job(&uploaded.name);
        let wait = waiting::until_over(&client, &uploaded.job, arguments.timeout, &meter);
        let waited = context.interrupt.or(advice, wait).await;
        drop(meter);
        let shown = match waited {
            Ok(document) => {
                context.interrupt.or(|| None, show(&client, uploaded, &document, (form, look), &mut out)).await
            }
            Err(failed) => Err(failed),
        };
        if let Err(failed) = shown {
            keep_first(&mut first, failed)?;
        }
    }
    first.map_or(Ok(()), Err)
}

/// Ctrl-C ends it all; of other failures the first counts, and those after it are said.
fn keep_first(first: &mut Option<Failed>, failed: Failed) -> Result<(), Failed> {
    if failed.ends_it_all() {
        return Err(failed);
    }
    told(&failed);
    first.get_or_insert(Failed::Told { code: failed.exit_code() });
    Ok(())
}

async fn show(
    client: &Client,
    uploaded: &Uploaded,
    document: &Document,
    (form, look): (Form, Look),
    out: &mut Output,
) -> Result<(), Failed> {
    let well = over(&uploaded.name, document);
    match form {
        Form::Json => out.line(&document.bytes)?,
        _ if matches!(well, Err(Failed::Job { .. })) => {}
        Form::Table => {
            let page = page::of(client, &uploaded.name, document, look).await?;
            // Several pages are apart.
            let apart = if out.has_begun() { "\n" } else { "" };
            out.write(format!("{apart}{page}").as_bytes())?;
            say(&format!("all of it: colloquy results {}", uploaded.job));
        }
        Form::Ndjson => results::copy(client, &uploaded.job, "ndjson", None, out).await?,
        Form::Csv => results::copy(client, &uploaded.job, "csv", None, out).await?,
    }
    well
}

/// Whether a job that is over went well; what was left out is said.
pub(super) fn over(name: &str, document: &Document) -> Result<(), Failed> {
    let job = &document.job;
    match job.ended() {
        Some(Ended::Well) | None => Ok(()),
        Some(Ended::InPart) => {
            for error in job.input_errors.iter().take(20) {
                say(&format!("left out of {name}: {}", described(error)));
            }
            Err(Failed::InPart { name: name.to_owned(), turns: job.input_error_count })
        }
        Some(Ended::Failed | Ended::Cancelled) => {
            let why = job.error.as_ref().map(|error| format!(": {}", described(error))).unwrap_or_default();
            Err(Failed::Job { name: name.to_owned(), what: format!("job {} {}{why}", job.id, job.status) })
        }
    }
}

fn described(error: &crate::http::JobError) -> String {
    let mut places = Vec::new();
    places.extend(error.line.map(|line| format!("line {line}")));
    places.extend(error.turn.map(|turn| format!("turn {turn}")));
    places.extend(error.pointer.clone().filter(|pointer| !pointer.is_empty()));
    let places = if places.is_empty() { String::new() } else { format!("{}: ", places.join(", ")) };
    format!("{places}{} ({})", error.detail, error.code)
}
