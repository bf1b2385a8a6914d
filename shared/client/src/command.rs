//! What the binary can be asked to do.

use std::io;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;

use crate::commands::{Server, doctor, jobs, results, run, webhooks, with_network};
use crate::failed::Failed;
use crate::{analyze, failed};

/// Turns long conversations into analytics.
#[derive(Parser)]
#[command(name = "colloquy", version)]
struct Arguments {
    #[command(flatten)]
    server: Server,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Analyse a transcript on this machine, without a server
    #[command(after_help = analyze::AFTER_HELP)]
    Analyze(Box<analyze::Arguments>),
    /// Upload files, wait for what comes of them, and show it
    #[command(after_help = run::EXIT_CODES)]
    Run(Box<run::Arguments>),
    /// Upload files and print the ids of their jobs
    #[command(after_help = run::EXIT_CODES)]
    Upload(Box<run::Uploading>),
    /// List jobs, follow them, give them up, try them again
    #[command(subcommand, after_help = run::EXIT_CODES)]
    Jobs(jobs::Command),
    /// Print what an analysis found
    #[command(after_help = run::EXIT_CODES)]
    Results(results::Arguments),
    /// Have word of jobs sent to a URL of yours
    #[command(subcommand, after_help = run::EXIT_CODES)]
    Webhooks(webhooks::Command),
    /// Examine whether this machine can work with the server; exit code 1 when something does not work
    Doctor(doctor::Arguments),
    /// Print what makes a shell complete this command
    Completions {
        #[arg(value_enum)]
        shell: Shell,
    },
}

/// Runs the command line.
pub fn main() -> ExitCode {
    let Arguments { server, command } = Arguments::parse();
    let done = match command {
        Command::Analyze(arguments) => analyze::run(&arguments),
        Command::Run(arguments) => with_network(|interrupt| run::run(*arguments, server, interrupt)),
        Command::Upload(arguments) => with_network(|interrupt| run::upload(*arguments, server, interrupt)),
        Command::Jobs(command) => with_network(|interrupt| jobs::run(command, server, interrupt)),
        Command::Results(arguments) => with_network(|interrupt| results::run(arguments, server, interrupt)),
        Command::Webhooks(command) => with_network(|interrupt| webhooks::run(command, server, interrupt)),
        Command::Doctor(arguments) => with_network(|interrupt| doctor::run(arguments, server, interrupt)),
        Command::Completions { shell } => completions(shell),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => failed::last_words(&failed),
    }
}

fn completions(shell: Shell) -> Result<(), Failed> {
    use io::Write as _;
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "colloquy", &mut script);
    io::stdout().lock().write_all(&script).map_err(Failed::Output)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_well_formed() {
        Arguments::command().debug_assert();
    }
}
