//! What can be said to `colloquy analyze`.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use transcript::Format;

pub(crate) const AFTER_HELP: &str = "\
What a request object says about its own analysis counts where the command line is silent.
Turns are numbered from 0, as in the document.

Exit codes: 0 done, 1 could not read or write, 2 wrong usage, 3 the transcript cannot be analysed, 130 interrupted.";

#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches, as the contract has them")]
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
    /// Give the conversation with every detection (JSON only; of longer ones than 10,000 turns: null)
    #[arg(long)]
    include_conversation: bool,
    /// Give a tip with every behavior of the conversation
    #[arg(long)]
    include_tips: bool,
    /// Give a suggestion with every behavior of the conversation
    #[arg(long)]
    include_suggestions: bool,
    /// Give a definition with every behavior of the conversation
    #[arg(long)]
    include_definitions: bool,
    /// Say which engine read which format, and how much of it
    #[arg(long)]
    include_diagnostics: bool,
    /// Detections of this confidence or more, from 0 to 1; without it, those whose score is at least 0.5
    #[arg(long, value_name = "NUMBER", value_parser = fraction)]
    confidence_threshold: Option<f64>,
    /// The most behaviors kept per utterance
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(..=i64::from(i32::MAX)))]
    max_behaviors: Option<u32>,
    /// What a turn that cannot be read does: end the analysis, or be reported and left out
    #[arg(long, value_enum)]
    on_error: Option<OnError>,
    /// What the transcript is written in, where name and content mislead
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    pub(super) format: Option<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Output {
    Table,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OnError {
    Fail,
    Report,
}

impl Arguments {
    pub(super) fn output(&self) -> Output {
        let usual = || if io::stdout().is_terminal() { Output::Table } else { Output::Json };
        self.output.unwrap_or_else(usual)
    }

    /// What was said here goes before what the transcript says.
    pub(super) fn overrule(&self, options: &mut contract::Options) {
        options.confidence_threshold = self.confidence_threshold.or(options.confidence_threshold);
        options.max_behaviors = self.max_behaviors.or(options.max_behaviors);
        options.include_conversation |= self.include_conversation;
        options.include_tips |= self.include_tips;
        options.include_suggestions |= self.include_suggestions;
        options.include_definitions |= self.include_definitions;
        options.include_diagnostics |= self.include_diagnostics;
        match self.on_error {
            Some(OnError::Fail) => options.on_error = contract::OnError::Fail,
            Some(OnError::Report) => options.on_error = contract::OnError::Report,
            None => {}
        }
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(key, _)| !key.is_empty());
    pair.map(|(key, value)| (key.to_owned(), value.to_owned())).ok_or_else(|| "expected KEY=VALUE".to_owned())
}

fn fraction(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "expected a number from 0 to 1".to_owned())
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

    fn options(line: &[&str], file: contract::Options) -> contract::Options {
        let line = ["colloquy", "talk.vtt"].iter().chain(line);
        let mut options = file;
        Line::try_parse_from(line).expect("a sensible line").arguments.overrule(&mut options);
        options
    }

    #[test]
    fn the_line_is_well_formed() {
        Line::command().debug_assert();
    }

    #[test]
    fn the_command_line_goes_before_the_file_and_the_file_before_the_defaults() {
        let file = || contract::Options {
            max_behaviors: Some(2),
            confidence_threshold: Some(0.5),
            include_tips: true,
            on_error: contract::OnError::Report,
            ..contract::Options::default()
        };
        assert_eq!(options(&[], file()), file());
        let both = options(&["--max-behaviors", "7", "--on-error", "fail", "--include-definitions"], file());
        let on_error = contract::OnError::Fail;
        assert_eq!(both, contract::Options { max_behaviors: Some(7), on_error, include_definitions: true, ..file() });
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        for line in
            [["--confidence-threshold", "1.1"], ["--confidence-threshold", "NaN"], ["--max-behaviors", "2147483648"]]
        {
            assert!(Line::try_parse_from(["colloquy", "-"].iter().chain(&line)).is_err(), "{line:?}");
        }
    }
}
