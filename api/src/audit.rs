//! `api audit [--since …] [--limit N] [--json]`: what was done that cannot be undone, or that changes who may do what.
//!
//! What must stay true: read in pages and written as it is read, so that its length is bounded by what was asked for alone;
//! ids only, as they are kept.

use std::io::{BufWriter, Write as _};
use std::time::Duration;

use model::Timestamp;
use runtime::Settings;
use serde::Serialize;
use store::Act;

use crate::command::{Failed, open_store};

/// Entries that are read at a time.
const PAGE: u32 = 500;

/// From when on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Since {
    Ago(Duration),
    At(Timestamp),
}

/// What `--since` says: a duration back from now, or a time.
pub(crate) fn since(text: &str) -> Result<Since, &'static str> {
    let ago = runtime::duration(text).map(Since::Ago);
    let since = ago.or_else(|| text.parse().ok().map(Since::At));
    since.ok_or("expected how long ago, like 24h or 30d, or a time, like 2026-11-21T09:00:00Z")
}

/// An entry as `--json` shows it.
#[derive(Serialize)]
struct Shown<'a> {
    at: String,
    /// A client's id, or `operator`.
    by: &'a str,
    act: &'a str,
    subject: &'a str,
    /// Null where it concerns the whole installation.
    mpathic_id: Option<String>,
}

impl<'a> Shown<'a> {
    fn of(act: &'a Act) -> Self {
        Self {
            at: act.at.rfc3339(),
            by: act.client_id.as_deref().unwrap_or("operator"),
            act: &act.act,
            subject: &act.subject,
            mpathic_id: act.tenant.map(|tenant| tenant.0.simple().to_string()),
        }
    }

    fn line(&self, json: bool) -> String {
        if json {
            return serde_json::to_string(self).expect("texts are JSON");
        }
        let Self { at, by, act, subject, mpathic_id } = self;
        format!("{at}  {by:<32}  {act:<22}  {:<32}  {subject}", mpathic_id.as_deref().unwrap_or("-"))
    }
}

/// The oldest first.
#[expect(clippy::print_stderr, reason = "words beside the answer, for the person who asked")]
pub(crate) async fn tell(settings: &Settings, since: Since, limit: u32, json: bool) -> Result<bool, Failed> {
    let opened = open_store(settings).await?;
    opened.store.migrate().await.map_err(Failed::Store)?;
    let since = match since {
        Since::Ago(ago) => opened.clock.now().minus(ago),
        Since::At(at) => at,
    };
    let audit = opened.store.administration();
    let mut out = BufWriter::new(std::io::stdout().lock());
    let (mut after, mut told) = (None, 0);
    while told < limit {
        let page = PAGE.min(limit - told);
        let acts = audit.audit(since, after, page).await.map_err(Failed::Store)?;
        for act in &acts {
            // Whoever reads may have seen enough.
            if writeln!(out, "{}", Shown::of(act).line(json)).is_err() {
                return Ok(true);
            }
        }
        told += u32::try_from(acts.len()).unwrap_or(u32::MAX);
        let Some(last) = acts.last().filter(|_| acts.len() == page as usize) else { break };
        after = Some((last.at, last.entry));
    }
    let written = out.flush().is_ok();
    if told == limit
        && let Some((at, _)) = after
    {
        eprintln!("there may be more: --since {}, or a larger --limit", at.rfc3339());
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_from_a_while_ago_or_from_a_time_on() {
        assert_eq!(since("24h"), Ok(Since::Ago(Duration::from_hours(24))));
        assert_eq!(since("1970-01-01T00:00:01Z"), Ok(Since::At(Timestamp(1_000_000))));
        assert!(since("yesterday").is_err());
    }
}
