//! Once the dust has settled: does everything that was accepted stand as it was promised, and is there nothing else?
//!
//! What must stay true: nothing here is asked of a process that went through the faults but the documents, which clients
//! read; rows come from the database, objects from the object store, and the history from the database's own record.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::{FutureExt as _, StreamExt as _};
use jobs::{Ports, Sweep};
use model::limits::MAX_CRASHES;
use objects::Objects;
use serde_json::Value;
use tests::until;

use crate::clients::{Patient, Promise};
use crate::history::Change;
use crate::rules::{rescues, violations};
use crate::site::Site;
use crate::talks::{SMALL, small_and_slow};

/// Every delay of a retry, every lease, and one suspect after the other.
const SETTLED: Duration = Duration::from_mins(3);
/// Longer than an upload may take.
const A_DAY: Duration = Duration::from_hours(25);
const AT_ONCE: usize = 8;

/// A lease is over for no longer than this while a database is there to say so: its grace, and what a sweep that has just
/// begun waits.
const OVERRUN: Duration = Duration::from_secs(30);

/// Waits until every job that can end has ended, lets abandoned uploads expire, and looks at everything.
pub(crate) async fn audit(site: &Site, patient: &Patient) {
    audit_after(site, patient, OVERRUN).await;
}

/// The same, where a lease may have been over for so long.
pub(crate) async fn audit_after(site: &Site, patient: &Patient, overrun: Duration) {
    let at_work = "SELECT CAST(id AS TEXT) || ' ' || status FROM jobs WHERE status IN ('queued', 'processing')";
    until("every job to end", SETTLED, async || site.history.texts(at_work).await.is_empty().then_some(())).await;
    resume_every_other(patient).await;
    until("every job to end", SETTLED, async || site.history.texts(at_work).await.is_empty().then_some(())).await;
    let ports = site.ports(site.garage.url()).await;
    sweep(site, &ports).await;
    let changes = site.history.read().await;
    every_promise_was_kept(patient, &changes).await;
    let accepted: BTreeSet<String> = patient.ledger.all().into_keys().collect();
    let stored: BTreeSet<String> = site.history.texts("SELECT CAST(id AS TEXT) FROM jobs").await.into_iter().collect();
    assert_eq!(accepted, stored, "accepted, then in the database");
    nothing_is_orphaned(site, &*ports.objects).await;
    let longest = rescues(&changes).map(|(_, over)| over).max().unwrap_or_default();
    assert!(longest < overrun.as_micros().try_into().expect("minutes"), "a lease was over for {longest} µs");
    let broken = violations(&changes);
    assert!(broken.is_empty(), "{} rules were broken:\n{}", broken.len(), broken.join("\n"));
}

async fn resume_every_other(patient: &Patient) {
    let halves = patient.ledger.all().into_iter().filter_map(|(job, promise)| match promise {
        Promise::Half(talk) => Some((job, talk)),
        _ => None,
    });
    for (job, talk) in halves.step_by(2) {
        patient.finish_upload(&job, talk).await;
    }
}

/// A day passes, twice, so that whatever was to be looked at again is.
async fn sweep(site: &Site, ports: &Ports) {
    let sweep = Sweep::new(ports.clone(), Duration::from_hours(1));
    for days in 1.. {
        site.history.step_clock(A_DAY * days).await;
        while sweep.expire_uploads().await.expect("a sweep") > 0 {}
        while sweep.collect_garbage().await.expect("a sweep") > 0 {}
        if ports.store.garbage_pending().await.expect("a count") == 0 {
            return;
        }
        assert!(days < 10, "garbage is never gone");
    }
}

async fn every_promise_was_kept(patient: &Patient, changes: &[Change]) {
    let enough = usize::try_from(MAX_CRASHES).expect("a few");
    let crashed = |job: &str| rescues(changes).filter(|(rescued, _)| *rescued == job).count() >= enough;
    let kept = async |(job, promise): (String, Promise)| {
        let document = patient.document(&job).await;
        match promise {
            // So often that it had to be given up.
            Promise::Result(_) if document["error"]["code"] == "crashed_repeatedly" => assert!(crashed(&job), "{job}"),
            Promise::ResultOrCancelled(_) if document["status"] == "cancelled" => {}
            Promise::Result(talk) | Promise::ResultOrCancelled(talk) => patient.talks[talk].check(&document),
            Promise::Half(_) => assert_eq!(document["error"]["code"], "upload_expired", "{job}"),
            Promise::Crashes => assert_eq!(document["error"]["code"], "crashed_repeatedly", "{job}"),
            Promise::Cancelled => assert_eq!(document["status"], "cancelled", "{job}"),
        }
    };
    futures::stream::iter(patient.ledger.all()).map(kept).buffer_unordered(AT_ONCE).collect::<()>().await;
}

/// Every object is an input that its job keeps or belongs to an accepted result, none of the needed ones is missing, and
/// no multipart upload is open.
async fn nothing_is_orphaned(site: &Site, objects: &dyn Objects) {
    let inputs = "SELECT object_key FROM job_inputs WHERE object_key IS NOT NULL";
    let kept = "SELECT object_key FROM uploads JOIN jobs ON jobs.id = uploads.job
        WHERE status = 'completed' OR (status = 'failed' AND failure_code <> 'upload_expired')";
    let (mut needed, mut allowed) = (BTreeSet::new(), BTreeSet::new());
    allowed.extend(site.history.texts(inputs).await);
    allowed.extend(site.history.texts(kept).await);
    for manifest in site.history.texts("SELECT convert_from(manifest, 'UTF8') FROM results").await {
        let manifest: Value = serde_json::from_str(&manifest).expect("a manifest is JSON");
        let Some(prefix) = manifest["prefix"].as_str() else { continue };
        let chunks = ["turns", "analytics"].into_iter().filter_map(|section| manifest[section].as_array()).flatten();
        needed.extend(chunks.map(|chunk| format!("{prefix}{:05}", chunk["object"].as_u64().expect("a number"))));
    }
    let read_again = "SELECT object_key FROM job_inputs JOIN jobs ON jobs.id = job_inputs.job
        WHERE object_key IS NOT NULL AND status <> 'cancelled'";
    needed.extend(site.history.texts(read_again).await);
    let mut listed = BTreeSet::new();
    while let Some(page) = Some(objects.list("", listed.last().map(String::as_str)).await.expect("a list"))
        && !page.is_empty()
    {
        listed.extend(page);
    }
    let missing: Vec<_> = needed.difference(&listed).collect();
    assert!(missing.is_empty(), "objects that somebody needs are gone: {missing:?}");
    let orphans: Vec<_> = listed.iter().filter(|key| !needed.contains(*key) && !allowed.contains(*key)).collect();
    assert!(orphans.is_empty(), "objects that nobody owns: {orphans:?}");
    for key in site.history.texts("SELECT object_key FROM uploads").await {
        let open = objects.uploads(&key).await.expect("a list");
        assert!(open.is_empty(), "multipart uploads nobody owns, on {key}: {open:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_finds_what_nobody_owns_and_what_nobody_may_do() {
    let talks = Arc::new(small_and_slow().await);
    let site = Site::make(None).await;
    let patient = site.patient(&talks).await;
    let _worker = site.worker();
    let job = patient.submit("job", SMALL).await;
    patient.ended(&job).await;
    let found = async |what: &str| {
        let panic = AssertUnwindSafe(Box::pin(audit(&site, &patient))).catch_unwind().await.expect_err(what);
        let said = panic.downcast_ref::<String>().cloned().unwrap_or_default();
        assert!(said.contains(what), "{said}");
    };
    let objects = site.ports(site.garage.url()).await.objects;
    objects.put("jobs/nobody/1-nobody/00000", "text/plain", "x".into()).await.expect("stored");
    found("objects that nobody owns").await;
    objects.delete("jobs/nobody/1-nobody/00000").await.expect("deleted");
    site.history.texts("UPDATE jobs SET traceparent = 'x' RETURNING CAST(id AS TEXT)").await;
    found("a terminal state changed").await;
    patient.ledger.note("00000000-0000-7000-8000-000000000000", Promise::Cancelled);
    let lost = AssertUnwindSafe(Box::pin(audit(&site, &patient))).catch_unwind().await;
    assert!(lost.is_err(), "a job that was accepted is not there");
}
