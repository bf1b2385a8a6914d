//! Logs on stderr; stdout belongs to what a person or a script reads.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

/// The broker's client tells every lost connection several times, as errors; ours tells it once, as a change.
const TOLD_BY_US: &str = "lapin=off";

/// Starts logging with the `RUST_LOG` filter (`info` when unset or unreadable). Called once per process.
pub fn start_telemetry(filter: Option<&str>) {
    // Libraries below us may log keys, URLs or statements at their lower levels; ours never do.
    let default = "info,sqlx=warn,aws_config=warn,aws_smithy_runtime=warn,aws_sdk_s3=warn,s3s=warn,hyper=warn";
    let with_ours = |text: &str| format!("{TOLD_BY_US},{text}");
    let chosen = filter.and_then(|text| EnvFilter::try_new(with_ours(text)).ok());
    let filter = chosen.unwrap_or_else(|| EnvFilter::new(with_ours(default)));
    let colours = std::io::stderr().is_terminal();
    let lines = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).with_ansi(colours);
    // A second start in one process (tests) keeps the first.
    let _ = lines.try_init();
}
