//! The load measurements behind `tests/load/run`: each starts servers of its own, drives them over loopback within
//! fixed bounds, prints figures, and fails when something was lost or a stated bound was broken.
//!
//! What must stay true: it ends by itself, and whatever it started ends with it, however it ends.

mod distributed;
mod latency;
mod processor;
mod synchronous;
mod turns;
mod upload;
mod uploads;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use distributed::{awa, idle, offered, peer, scaling, work};
use tests::Server;
use tokio::signal::unix::{SignalKind, signal};

/// Of one measurement; the longest takes a quarter of it.
const LIMIT: Duration = Duration::from_hours(1);

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut told = signal(SignalKind::terminate()).expect("a signal can be handled");
    // Dropping a measurement ends what it started.
    tokio::select! {
        kept = tokio::time::timeout(LIMIT, measure(&arguments)) => match kept {
            Ok(Some(true)) => ExitCode::SUCCESS,
            Ok(Some(false)) => ExitCode::FAILURE,
            Ok(None) => {
                say("expected one of the names that tests/load/run lists, with its directory");
                ExitCode::from(2)
            }
            Err(_) => {
                say(&format!("stopped after {LIMIT:?}"));
                ExitCode::FAILURE
            }
        },
        _ = told.recv() => ExitCode::FAILURE,
        _ = tokio::signal::ctrl_c() => ExitCode::FAILURE,
    }
}

/// Whether every bound was kept; `None` when there is no such measurement.
async fn measure(arguments: &[String]) -> Option<bool> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    Some(match words[..] {
        ["latency"] => latency::measure(&server()).await,
        ["uploads"] => uploads::measure(&server()).await,
        ["upload"] => upload::measure(&server()),
        ["turns"] => turns::measure().await,
        ["behaviors"] => synchronous::behaviors().await,
        ["polls"] => synchronous::polls().await,
        ["peer", peers] => Box::pin(peer::measure(&PathBuf::from(peers))).await,
        ["offered", peers] => Box::pin(offered::measure(&PathBuf::from(peers))).await,
        ["idle"] => Box::pin(idle::measure()).await,
        ["worker"] => Box::pin(work::measure()).await,
        ["worker", "--long"] => Box::pin(work::endurance()).await,
        ["scaling"] => Box::pin(scaling::measure()).await,
        ["awa", rival] => Box::pin(awa::measure(&PathBuf::from(rival))).await,
        _ => return None,
    })
}

/// An embedded server.
fn server() -> Server {
    Server::start(&program("api-under-test"), &[])
}

/// One of our programs, built beside this one.
fn program(name: &str) -> String {
    let beside = std::env::current_exe().expect("this program has a path").with_file_name(name);
    beside.to_str().expect("a readable path").to_owned()
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
