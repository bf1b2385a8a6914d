//! The header `Colloquy-Priority` (ours): how soon a new job is wanted.
//!
//! Deliberately absent: a priority of anything but jobs; and of a redrive, which keeps its job's.

use http::HeaderMap;
use model::{ErrorKind, Lane};

use crate::http::Problem;

const COLLOQUY_PRIORITY: &str = "colloquy-priority";

/// The lane of a new job: `high`, `normal` or `low`, and `normal` without the header.
pub(super) fn chosen(headers: &HeaderMap) -> Result<Lane, Problem> {
    chosen_or(headers, Lane::Normal)
}

/// The same, for jobs that are in another lane without the header.
pub(super) fn chosen_or(headers: &HeaderMap, lane: Lane) -> Result<Lane, Problem> {
    let Some(value) = headers.get(COLLOQUY_PRIORITY) else { return Ok(lane) };
    let lane = value.to_str().ok().and_then(|name| Lane::named(name.trim()));
    lane.ok_or_else(|| {
        let detail = "Colloquy-Priority is \"high\", \"normal\" or \"low\".";
        Problem::new(ErrorKind::Invalid, "priority_unknown", detail)
    })
}
