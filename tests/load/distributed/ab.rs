//! Apache's `ab`: so many requests, so many at once, a connection each.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use super::side::Target;

const LIMIT: Duration = Duration::from_mins(5);

/// Posts `jobs` times; returns how many were accepted per second. A request that was refused or failed is a panic.
pub(crate) async fn post(target: &Target, body: &Path, jobs: u32, at_once: u64) -> f64 {
    let mut ab = Command::new("ab");
    // -l: an answer's length may vary.
    ab.args(["-q", "-l", "-n", &jobs.to_string(), "-c", &at_once.to_string(), "-T", "application/json", "-p"])
        .arg(body);
    for (name, value) in &target.headers {
        ab.args(["-H", &format!("{name}: {value}")]);
    }
    ab.arg(&target.url).stdin(Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(LIMIT, ab.output()).await.expect("ab ends in time").expect("ab is here");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "ab: {said}{}", String::from_utf8_lossy(&output.stderr));
    let figure = |name: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse::<f64>().ok()
    };
    let whole = figure("Complete requests:") == Some(f64::from(jobs)) && figure("Failed requests:") == Some(0.0);
    assert!(whole && figure("Non-2xx responses:").is_none(), "not every job was accepted: {said}");
    figure("Requests per second:").expect("ab says how fast it was")
}
