//! What the binary can be asked to do.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{analyze, failed};

/// Turns long conversations into analytics.
#[derive(Parser)]
#[command(name = "colloquy", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Analyse a transcript on this machine, without a server
    #[command(after_help = analyze::AFTER_HELP)]
    Analyze(analyze::Arguments),
}

/// Runs the command line.
pub fn main() -> ExitCode {
    let Arguments { command } = Arguments::parse();
    let done = match command {
        Command::Analyze(arguments) => analyze::run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => failed::last_words(&failed),
    }
}
