//! Apache's `ab`: so many requests, so many at once.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use super::side::Target;

const LIMIT: Duration = Duration::from_mins(5);

/// What `ab` is to do.
#[derive(Clone, Copy)]
pub(crate) struct Load<'a> {
    pub(crate) target: &'a Target,
    /// Posted as JSON; without one it only gets.
    pub(crate) body: Option<&'a Path>,
    pub(crate) requests: u32,
    pub(crate) at_once: u64,
    /// Many requests on a connection, or one.
    pub(crate) keep_alive: bool,
}

/// What `ab` says of it.
pub(crate) struct Told {
    pub(crate) per_second: f64,
    /// Milliseconds within which so many of a hundred were answered.
    pub(crate) median: f64,
    pub(crate) p99: f64,
}

/// Posts `jobs` times, a connection each; returns how many were accepted per second.
pub(crate) async fn post(target: &Target, body: &Path, jobs: u32, at_once: u64) -> f64 {
    run(Load { target, body: Some(body), requests: jobs, at_once, keep_alive: false }).await.per_second
}

/// A request that was refused or failed is a panic.
pub(crate) async fn run(load: Load<'_>) -> Told {
    let Load { target, body, requests, at_once, keep_alive } = load;
    let mut ab = Command::new("ab");
    // -l: an answer's length may vary.
    ab.args(["-q", "-l", "-n", &requests.to_string(), "-c", &at_once.to_string()]);
    if keep_alive {
        ab.arg("-k");
    }
    if let Some(body) = body {
        ab.args(["-T", "application/json", "-p"]).arg(body);
    }
    for (name, value) in &target.headers {
        ab.args(["-H", &format!("{name}: {value}")]);
    }
    ab.arg(&target.url).stdin(Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(LIMIT, ab.output()).await.expect("ab ends in time").expect("ab is here");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "ab: {said}{}", String::from_utf8_lossy(&output.stderr));
    let figure = |name: &str| {
        let line = said.lines().find_map(|line| line.trim_start().strip_prefix(name))?;
        line.split_whitespace().next()?.parse::<f64>().ok()
    };
    let whole = figure("Complete requests:") == Some(f64::from(requests)) && figure("Failed requests:") == Some(0.0);
    assert!(whole && figure("Non-2xx responses:").is_none(), "not every request was answered: {said}");
    let told = |name: &str| figure(name).unwrap_or_else(|| panic!("ab says {name}"));
    Told { per_second: told("Requests per second:"), median: told("50%"), p99: told("99%") }
}
