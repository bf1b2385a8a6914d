//! What can be said to `colloquy analyze`.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use transcript::Format;

use crate::options::{Options, pair};

pub(crate) const AFTER_HELP: &str = "\
What a request object says about its own analysis counts where the command line is silent.
Turns are numbered from 0, as in the document.

Exit codes: 0 done, 1 could not read or write, 2 wrong usage, 3 the transcript cannot be analysed, 130 interrupted.";

#[derive(Args)]
pub(crate) struct Arguments {
    /// The transcript, in any format, plain or in gzip or zstd; `-` for standard input
    pub(super) file: PathBuf,
    /// What to look for: `default` (everything), `counts` (counts and sentiment, no behaviors), or a profile's file
    #[arg(long, value_name = "NAME|FILE", default_value = "default")]
    pub(super) profile: String,
    /// What is known of the conversation, where the profile asks for it; may come several times
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    pub(super) metadata: Vec<(String, String)>,
    /// How the result is shown; a table on a terminal, else JSON
    #[arg(long, value_enum)]
    output: Option<Output>,
    /// Lay the JSON out for reading
    #[arg(long)]
    pub(super) pretty: bool,
    #[command(flatten)]
    pub(super) options: Options,
    /// What the transcript is written in, where name and content mislead
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    pub(super) format: Option<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Output {
    Table,
    Json,
}

impl Arguments {
    pub(super) fn output(&self) -> Output {
        let usual = || if io::stdout().is_terminal() { Output::Table } else { Output::Json };
        self.output.unwrap_or_else(usual)
    }
}

fn format(name: &str) -> Result<Format, String> {
    let found = Format::ALL.iter().copied().find(|format| format.as_str() == name);
    found.ok_or_else(|| {
        let names: Vec<_> = Format::ALL.iter().map(|format| format.as_str()).collect();
        format!("expected one of: {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser};

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    #[test]
    fn the_line_is_well_formed() {
        Line::command().debug_assert();
    }
}
