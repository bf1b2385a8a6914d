//! The options of a conversations request, as the command line says them: the same for an analysis here and on a server.

use clap::{Args, ValueEnum};
use serde_json::{Map, Value};

#[derive(Args, Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches, as the contract has them")]
pub(crate) struct Options {
    /// Give the conversation with every detection (JSON only; of longer ones than 10,000 turns: null)
    #[arg(long)]
    pub(crate) include_conversation: bool,
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
    pub(crate) include_diagnostics: bool,
    /// Detections of this confidence or more, from 0 to 1; without it, those whose score is at least 0.5
    #[arg(long, value_name = "NUMBER", value_parser = fraction)]
    confidence_threshold: Option<f64>,
    /// The most behaviors kept per utterance
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(..=i64::from(i32::MAX)))]
    max_behaviors: Option<u32>,
    /// What a turn that cannot be read does: end the analysis, or be reported and left out
    #[arg(long, value_enum)]
    on_error: Option<OnError>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OnError {
    Fail,
    Report,
}

impl Options {
    /// What was said here goes before what the transcript says.
    pub(crate) fn overrule(&self, options: &mut contract::Options) {
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

    /// As members of a request; only what was said. A request-shaped file goes before them on the server.
    pub(crate) fn members(&self) -> Map<String, Value> {
        let switches = [
            ("include_conversation", self.include_conversation),
            ("include_tips", self.include_tips),
            ("include_suggestions", self.include_suggestions),
            ("include_definitions", self.include_definitions),
            ("include_diagnostics", self.include_diagnostics),
        ];
        let on_error = self.on_error.map(|chosen| match chosen {
            OnError::Fail => "fail",
            OnError::Report => "report",
        });
        let values = [
            ("confidence_threshold", self.confidence_threshold.map(Value::from)),
            ("max_behaviors", self.max_behaviors.map(Value::from)),
            ("on_error", on_error.map(Value::from)),
        ];
        let switches = switches.into_iter().filter(|(_, on)| *on).map(|(name, _)| (name, Some(Value::Bool(true))));
        let said = switches.chain(values).filter_map(|(name, value)| Some((name.to_owned(), value?)));
        said.collect()
    }
}

fn fraction(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "expected a number from 0 to 1".to_owned())
}

/// `KEY=VALUE`.
pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(key, _)| !key.is_empty());
    pair.map(|(key, value)| (key.to_owned(), value.to_owned())).ok_or_else(|| "expected KEY=VALUE".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use serde_json::json;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: Options,
    }

    fn line(line: &[&str]) -> Options {
        Line::try_parse_from(["colloquy"].iter().chain(line)).expect("a sensible line").options
    }

    fn options(words: &[&str], file: contract::Options) -> contract::Options {
        let mut options = file;
        line(words).overrule(&mut options);
        options
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
            assert!(Line::try_parse_from(["colloquy"].iter().chain(&line)).is_err(), "{line:?}");
        }
    }

    #[test]
    fn every_member_that_is_sent_is_an_option_of_the_contract() {
        assert_eq!(line(&[]).members(), Map::new());
        let all = line(&[
            "--include-conversation",
            "--include-tips",
            "--include-suggestions",
            "--include-definitions",
            "--include-diagnostics",
            "--confidence-threshold=0.25",
            "--max-behaviors=3",
            "--on-error=report",
        ]);
        let (mut sent, mut overruled) = (contract::Options::default(), contract::Options::default());
        for (name, value) in all.members() {
            assert_eq!(sent.set(&name, value.to_string().as_bytes(), ""), Ok(true), "{name}");
        }
        all.overrule(&mut overruled);
        assert_eq!(sent, overruled);
        assert_eq!(all.members()["on_error"], json!("report"));
    }
}
