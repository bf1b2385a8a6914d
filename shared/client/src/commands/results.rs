//! `colloquy results`: what an analysis found, as the server has it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::output::Output;
use super::{Context, Interrupt, Server, job_id, run};
use crate::failed::Failed;
use crate::http::{Client, Turns};

#[derive(Args, Clone, Debug)]
pub(crate) struct Arguments {
    /// The job
    #[arg(value_name = "ID", value_parser = job_id)]
    id: String,
    /// `json`: the job's document; `ndjson`, `csv`: its talk turns, one a line
    #[arg(long, value_enum, default_value = "json")]
    format: Format,
    /// Of these talk turns only, counted from 0: `A-B` (both included), `A-` (to the end) or `-N` (the last N)
    #[arg(long, value_name = "A-B", value_parser = turns, allow_hyphen_values = true)]
    turns: Option<Turns>,
    /// Write to a file instead of standard output
    #[arg(short = 'o', long = "output-file", value_name = "FILE")]
    file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    Ndjson,
    Csv,
}

pub(crate) async fn run(arguments: Arguments, server: Server, interrupt: Interrupt) -> Result<(), Failed> {
    let context = Context { server, interrupt };
    let client = context.server.client()?;
    let mut out = Output::to(arguments.file.clone());
    context.interrupt.or(|| None, print(&arguments, &client, &mut out)).await
}

async fn print(arguments: &Arguments, client: &Client, out: &mut Output) -> Result<(), Failed> {
    let id = &arguments.id;
    let format = match arguments.format {
        Format::Json if arguments.turns.is_none() => {
            let document = client.job(id).await.map_err(Failed::Server)?;
            if document.job.ended().is_none() {
                return Err(Failed::NotOver { id: id.clone(), status: document.job.status });
            }
            out.line(&document.bytes)?;
            return run::over(&format!("job {id}"), &document);
        }
        Format::Json => "json",
        Format::Ndjson => "ndjson",
        Format::Csv => "csv",
    };
    copy(client, id, format, arguments.turns, out).await
}

/// Passes the server's answer on as it comes.
pub(super) async fn copy(
    client: &Client,
    id: &str,
    format: &str,
    turns: Option<Turns>,
    out: &mut Output,
) -> Result<(), Failed> {
    let mut pieces = client.results(id, format, turns).await.map_err(Failed::Server)?;
    while let Some(piece) = pieces.next().await.map_err(Failed::Server)? {
        out.write(&piece)?;
    }
    Ok(())
}

fn turns(text: &str) -> Result<Turns, String> {
    let number = |digits: &str| digits.parse::<u64>().ok();
    let turns = text.split_once('-').and_then(|ends| match ends {
        ("", last) => number(last).map(Turns::Last),
        (first, "") => number(first).map(Turns::From),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some(Turns::Between(first, last))
        }
    });
    turns.ok_or_else(|| "expected a range like 0-99, 100- or -50".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_an_end_or_two_in_order() {
        let ranges = [Turns::Between(1_000, 1_099), Turns::Between(7, 7), Turns::From(7), Turns::Last(7)];
        for (text, range) in ["1000-1099", "7-7", "7-", "-7"].into_iter().zip(ranges) {
            assert_eq!((turns(text), range.to_string().as_str()), (Ok(range), text));
        }
        for text in ["", "7", "-", "9-8", "a-b", "1-2-3", "--7"] {
            assert!(turns(text).is_err(), "{text}");
        }
    }
}
