//! The load measurements behind `tests/load/run`: each starts an embedded server, drives it over loopback within fixed
//! bounds, prints figures, and fails when something was lost or a stated bound was broken.

mod latency;
mod processor;
mod turns;
mod uploads;

use std::process::ExitCode;

use tests::Server;

#[tokio::main]
async fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    let well = match name.as_str() {
        "latency" => latency::measure(&server()).await,
        "uploads" => uploads::measure(&server()).await,
        "turns" => turns::measure().await,
        _ => {
            say("expected latency, uploads or turns");
            return ExitCode::from(2);
        }
    };
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The api, built beside this program.
fn server() -> Server {
    let beside = std::env::current_exe().expect("this program has a path").with_file_name("api-under-test");
    Server::start(beside.to_str().expect("a readable path"), &[])
}

#[expect(clippy::print_stdout, reason = "figures are what this program is for")]
fn say(line: &str) {
    println!("{line}");
}

/// Says whether a bound was kept, and answers it.
fn bound(what: &str, kept: bool) -> bool {
    say(&format!("{} {what}", if kept { "ok   " } else { "BROKEN" }));
    kept
}
