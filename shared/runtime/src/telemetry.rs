//! Logs on stderr; stdout belongs to what a person or a script reads.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

/// Starts logging with the `RUST_LOG` filter (`info` when unset or unreadable). Called once per process.
pub fn start_telemetry(filter: Option<&str>) {
    // Libraries below us may log keys, URLs or statements at their lower levels; ours never do.
    let default = "info,sqlx=warn,aws_config=warn,aws_smithy_runtime=warn,aws_sdk_s3=warn,s3s=warn,hyper=warn";
    let filter = filter.and_then(|text| EnvFilter::try_new(text).ok()).unwrap_or_else(|| EnvFilter::new(default));
    let colours = std::io::stderr().is_terminal();
    let lines = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).with_ansi(colours);
    // A second start in one process (tests) keeps the first.
    let _ = lines.try_init();
}
