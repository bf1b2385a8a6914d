//! The trainer's and the evaluator's command line.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use engine::Engine;

/// Builds the engine's weights and measures what the engine reaches.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds the weights that the engine ships, and says how they did in cross-validation.
    Train {
        /// The folder of the public data sets.
        data: PathBuf,
    },
    /// Counts the words that topics must stand out from, and writes the file that the engine ships.
    Background {
        /// The folder of the public data sets.
        data: PathBuf,
    },
    /// Fits the weights of uptake, and prints what to write into the engine.
    Uptake {
        /// The folder of the public data sets.
        data: PathBuf,
    },
    /// Prints the table of figures; fails below tests/floors.toml.
    Evaluate {
        /// The folder of the public data sets.
        data: PathBuf,
    },
    /// Scores how the engine cuts the turns of a folder of the corpus.
    Boundaries { dir: PathBuf },
    /// Scores the engine on a folder of the corpus.
    Corpus {
        dir: PathBuf,
        /// Prints the misses and false alarms of this behavior (never of held-back dialogues).
        #[arg(long, value_name = "BEHAVIOR")]
        show: Option<String>,
        /// Only the behaviors of this category.
        #[arg(long, value_name = "NAME")]
        category: Option<String>,
        /// Without weights: what the rules see by themselves.
        #[arg(long)]
        rules_only: bool,
    },
}

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "printing what was found is what this program is for")]
fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Train { data } => train(&data),
        Command::Background { data } => background(&data),
        Command::Uptake { data } => uptake(&data),
        Command::Evaluate { data } => evaluate(&data),
        Command::Boundaries { dir } => boundaries(&dir),
        Command::Corpus { dir, show, category, rules_only } => {
            let engine = if rules_only { Engine::of_rules() } else { Engine::new() };
            let text = trainer::corpus::report(&engine, &dir, show.as_deref(), category.as_deref());
            text.map(|text| (text, ExitCode::SUCCESS)).map_err(Into::into)
        }
    };
    match done {
        Ok((text, code)) => {
            print!("{text}");
            code
        }
        Err(error) => {
            eprintln!("trainer: {}", chain(&*error));
            ExitCode::from(2)
        }
    }
}

/// An error and what caused it.
fn chain(error: &dyn Error) -> String {
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {}", chain(cause)))
}

type Done = Result<(String, ExitCode), Box<dyn Error>>;

fn train(data: &std::path::Path) -> Done {
    Ok((trainer::train::train(data)?, ExitCode::SUCCESS))
}

fn background(data: &std::path::Path) -> Done {
    Ok((trainer::train::background(data)?, ExitCode::SUCCESS))
}

fn uptake(data: &std::path::Path) -> Done {
    Ok((trainer::train::uptake::weights(data)?, ExitCode::SUCCESS))
}

fn boundaries(dir: &std::path::Path) -> Done {
    Ok((trainer::corpus::boundaries(dir)?, ExitCode::SUCCESS))
}

fn evaluate(data: &std::path::Path) -> Done {
    let (table, met) = trainer::evaluate::evaluate(data)?;
    Ok((table, ExitCode::from(u8::from(!met))))
}
