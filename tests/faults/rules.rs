//! What no job's history may show, whatever went wrong around it.
//!
//! What must stay true: a rule needs nothing but the changes themselves; a broken one is named with the job and what was
//! written, so that a violation can be told from its message.

use std::collections::{BTreeMap, BTreeSet};

use model::limits::{MAX_CRASHES, RESCUE_GRACE};
use serde_json::Value;

use crate::history::{Change, Of};

/// Every violation, in words.
pub(crate) fn violations(changes: &[Change]) -> Vec<String> {
    let mut jobs: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        jobs.entry(&change.job).or_default().push(change);
    }
    jobs.values().flat_map(|changes| of_one_job(changes)).collect()
}

fn of_one_job(changes: &[&Change]) -> Vec<String> {
    let mut found = Vec::new();
    let mut completions = BTreeSet::new();
    let mut results = Vec::new();
    for &change in changes {
        let broken = match change.of {
            Of::Job => {
                if is(change, "processing", "completed") {
                    completions.insert(change.tx);
                }
                of_one_change(change)
            }
            Of::Result => {
                results.push(change.tx);
                (change.before.is_some() || change.after.is_none()).then_some("a result was written twice or removed")
            }
        };
        found.extend(broken.map(|rule| told(rule, change)));
    }
    if completions.len() > 1 {
        found.push(told("more than one completion was accepted", changes[0]));
    }
    if results != completions.iter().copied().collect::<Vec<_>>() {
        found.push(told("results and accepted completions are not one to one", changes[0]));
    }
    found
}

fn of_one_change(change: &Change) -> Option<&'static str> {
    let (before, after) = match (&change.before, &change.after) {
        (None, Some(new)) => return born(new),
        (Some(before), Some(after)) => (before, after),
        (_, None) => return Some("a job is gone"),
    };
    let (from, to) = (text(before, "status"), text(after, "status"));
    let grew = |field| number(after, field) - number(before, field);
    if matches!(from, "completed" | "failed" | "cancelled") {
        return Some("a terminal state changed");
    }
    let same_hold = grew("fence") == 0 && before["session"] == after["session"];
    match (from, to) {
        _ if grew("revision") < 0 => Some("the revision went back"),
        ("awaiting_upload", "awaiting_upload" | "queued" | "cancelled") | ("queued", "queued" | "cancelled") => {
            (!same_hold || grew("attempt") != 0).then_some("a job that nobody runs was written by a worker")
        }
        ("awaiting_upload", "failed") => {
            (text(after, "failure_code") != "upload_expired").then_some("an upload failed without being too late")
        }
        ("queued", "failed") => {
            (number(after, "crashes") < MAX_CRASHES).then_some("a job failed that nobody was running")
        }
        ("queued", "processing") => claimed(change, before, after),
        ("processing", "processing" | "completed" | "failed" | "cancelled") => {
            (!same_hold).then_some("a running job was written by somebody who does not hold it")
        }
        ("processing", "queued") => returned(change, grew("fence"), grew("generation")),
        _ => Some("no job goes that way"),
    }
}

fn born(new: &Value) -> Option<&'static str> {
    let fresh = ["fence", "generation", "attempt", "crashes"].iter().all(|field| number(new, field) == 0);
    (!fresh || !matches!(text(new, "status"), "awaiting_upload" | "queued")).then_some("a job was not born new")
}

fn claimed(change: &Change, before: &Value, after: &Value) -> Option<&'static str> {
    if number(after, "fence") != number(before, "fence") + 1 || after["session"].is_null() {
        return Some("a claim without a fence of its own");
    }
    if number(after, "attempt") != number(before, "attempt") + 1 {
        return Some("a claim that is not counted as an attempt");
    }
    change.run_at.is_some_and(|run_at| run_at > change.at).then_some("a job was claimed before it was due")
}

/// By its own worker under the same fence, or by a rescue under a new one.
fn returned(change: &Change, fence: i64, generation: i64) -> Option<&'static str> {
    if generation != 1 {
        return Some("a return to the queue without a generation of its own");
    }
    let grace = i64::try_from(RESCUE_GRACE.as_micros()).expect("seconds");
    match fence {
        0 => None,
        1 => {
            let over = change.lease_until.is_some_and(|until| until + grace < change.at);
            (!over).then_some("a job was rescued from a worker whose lease was not over")
        }
        _ => Some("a fence grew by more than one"),
    }
}

fn is(change: &Change, from: &str, to: &str) -> bool {
    let status = |row: &Option<Value>| row.as_ref().map(|row| text(row, "status").to_owned());
    status(&change.before).as_deref() == Some(from) && status(&change.after).as_deref() == Some(to)
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap_or_default()
}

fn number(row: &Value, field: &str) -> i64 {
    row[field].as_i64().unwrap_or_else(|| panic!("jobs.{field} is a number"))
}

fn told(rule: &str, change: &Change) -> String {
    let Change { job, before, after, .. } = change;
    let row = |row: &Option<Value>| row.as_ref().map_or_else(|| "nothing".to_owned(), Value::to_string);
    format!("{rule}: job {job}: {} → {}", row(before), row(after))
}

/// Jobs that were rescued, and by how many microseconds the lease was over then.
pub(crate) fn rescues(changes: &[Change]) -> impl Iterator<Item = (&str, i64)> {
    let jobs = changes.iter().filter(|change| change.of == Of::Job && is(change, "processing", "queued"));
    jobs.filter_map(|change| {
        let fence = |row: &Option<Value>| row.as_ref().map(|row| number(row, "fence"));
        let over = change.at - change.lease_until.unwrap_or(change.at);
        (fence(&change.before) < fence(&change.after)).then_some((change.job.as_str(), over))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(status: &str, fence: i64, generation: i64, session: Option<&str>) -> Value {
        json!({
            "status": status, "fence": fence, "generation": generation, "session": session,
            "attempt": fence, "crashes": 0, "revision": 0, "failure_code": null,
        })
    }

    fn change(before: Option<Value>, after: Option<Value>) -> Change {
        let (of, job) = (Of::Job, "j".to_owned());
        Change { tx: 1, of, job, at: 0, before, after, lease_until: Some(-2_000_001), run_at: Some(0) }
    }

    fn result() -> Change {
        Change { of: Of::Result, ..change(None, Some(json!({ "job": "j" }))) }
    }

    fn ordinary() -> Vec<Change> {
        let (queued, running) = (row("queued", 0, 0, None), row("processing", 1, 0, Some("s")));
        let done = row("completed", 1, 0, Some("s"));
        vec![
            change(None, Some(queued.clone())),
            change(Some(queued), Some(running.clone())),
            result(),
            change(Some(running), Some(done)),
        ]
    }

    /// What is said of an ordinary life with this in its middle.
    fn said(more: Change) -> String {
        let mut changes = ordinary();
        changes.insert(2, more);
        violations(&changes).join("\n")
    }

    #[test]
    fn an_ordinary_life_breaks_no_rule() {
        assert_eq!(violations(&ordinary()), Vec::<String>::new());
    }

    #[test]
    fn every_rule_is_seen_to_be_broken() {
        let (queued, running) = (row("queued", 0, 0, None), row("processing", 1, 0, Some("s")));
        let done = row("completed", 1, 0, Some("s"));
        let twice = Change { tx: 2, ..change(Some(running.clone()), Some(done.clone())) };
        assert!(said(twice).contains("more than one completion"));
        assert!(said(change(Some(done.clone()), Some(done))).contains("a terminal state changed"));
        let stranger = row("processing", 1, 0, Some("another"));
        assert!(said(change(Some(running.clone()), Some(stranger))).contains("does not hold it"));
        assert!(said(change(Some(running.clone()), None)).contains("is gone"));
        let unfenced = row("processing", 0, 0, Some("s"));
        assert!(said(change(Some(queued.clone()), Some(unfenced))).contains("without a fence"));
        let early = Change { run_at: Some(1), ..change(Some(queued.clone()), Some(running.clone())) };
        assert!(said(early).contains("before it was due"));
        let rescued = row("queued", 2, 1, None);
        assert_eq!(said(change(Some(running.clone()), Some(rescued.clone()))), "");
        let false_rescue = Change { lease_until: Some(-1), ..change(Some(running.clone()), Some(rescued)) };
        assert!(said(false_rescue).contains("lease was not over"));
        let same_generation = row("queued", 1, 0, None);
        assert!(said(change(Some(running.clone()), Some(same_generation))).contains("generation of its own"));
        let failed = json!({ "status": "failed", "fence": 0, "attempt": 0, "crashes": 4, "revision": 0 });
        assert!(said(change(Some(queued.clone()), Some(failed))).contains("nobody was running"));
        assert!(said(change(None, Some(running))).contains("not born new"));
        assert!(said(result()).contains("one to one"));
        let rewritten = Change { before: result().after, ..result() };
        assert!(said(rewritten).contains("written twice"));
        let without_claim = row("completed", 0, 0, None);
        assert!(said(change(Some(queued), Some(without_claim))).contains("no job goes that way"));
    }
}
