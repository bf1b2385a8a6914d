//! Handing out jobs.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use model::{Fence, JobId, Status};
use store::{Ask, ClaimedJob, Fenced, Input, Moved, NewJob, UploadedPart};
use tokio::task::JoinSet;

use super::Bench;
use super::make::{
    LEASE, SECOND, ask, claim, claim_one, inline_job, read, result, session, submit, submit_inline, submit_object,
    tenant, upload_job,
};

pub(crate) async fn a_claim_is_a_fresh_lease(bench: &dyn Bench) {
    let (tenant, session) = (tenant(), session());
    let id = submit(bench, NewJob { traceparent: Some("00-aa-bb-01".to_owned()), ..inline_job(tenant) }).await;
    let before = read(bench, tenant, id).await;
    let jobs = claim(bench, session, 10).await;
    assert_eq!(jobs.len(), 1);
    let job = &jobs[0];
    assert_eq!((job.lease.job, job.lease.fence, job.lease.session), (id, Fence(1), session));
    assert_eq!((job.tenant, job.attempt, job.crashes), (tenant, 1, 0));
    assert_eq!((job.conversation_id.as_str(), job.options.as_slice()), ("a conversation", b"{}".as_slice()));
    assert_eq!(job.traceparent.as_deref(), Some("00-aa-bb-01"));
    let after = read(bench, tenant, id).await;
    assert_eq!((after.status, after.fence, after.attempt), (Status::Processing, Fence(1), 1));
    assert!(after.started_at.is_some() && after.revision > before.revision);
    assert!(claim(bench, session, 10).await.is_empty(), "it is taken");
}

pub(crate) async fn priority_then_age_decides_the_order(bench: &dyn Bench) {
    let tenant = tenant();
    let mut submitted = Vec::new();
    for priority in [0, 5, -1, 5, 0] {
        submitted.push(submit(bench, NewJob { priority, ..inline_job(tenant) }).await);
        bench.advance(SECOND).await;
    }
    let expected: Vec<JobId> = [1, 3, 0, 4, 2].map(|n| submitted[n]).to_vec();
    let first = claim(bench, session(), 2).await;
    let rest = claim(bench, session(), 10).await;
    let order: Vec<JobId> = first.iter().chain(&rest).map(|job| job.lease.job).collect();
    assert_eq!(order, expected);
}

pub(crate) async fn a_delayed_job_waits_for_its_time(bench: &dyn Bench) {
    let id = submit_inline(bench, tenant()).await;
    let lease = claim_one(bench, session()).await;
    assert_eq!(bench.store().release(&lease, SECOND * 60, false).await.expect("answered"), Fenced::Held);
    bench.advance(SECOND * 50).await;
    assert!(claim(bench, session(), 10).await.is_empty());
    bench.advance(SECOND * 10).await;
    assert_eq!(claim_one(bench, session()).await.job, id);
}

pub(crate) async fn a_claim_takes_no_more_than_asked(bench: &dyn Bench) {
    for _ in 0..5 {
        submit_inline(bench, tenant()).await;
    }
    assert_eq!(claim(bench, session(), 0).await.len(), 0);
    assert_eq!(claim(bench, session(), 3).await.len(), 3);
    assert_eq!(claim(bench, session(), 3).await.len(), 2);
}

pub(crate) async fn every_input_comes_along(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let inline = submit_inline(bench, tenant).await;
    let object = submit_object(bench, tenant, "inputs/1").await;
    let upload = submit(bench, upload_job(tenant, "uploads/1")).await;
    let parts = [(1, "one"), (2, "two")].map(|(number, etag)| UploadedPart { number, etag: etag.to_owned() });
    assert!(store.upload_opened(tenant, upload, "an upload").await.expect("answered"));
    assert_eq!(store.upload_completed(tenant, upload, &parts).await.expect("answered"), Moved::Done);
    for job in claim(bench, session(), 10).await {
        match job.input {
            Input::Inline { content_type, bytes } => {
                assert_eq!(job.lease.job, inline);
                assert_eq!((content_type.as_str(), bytes.as_slice()), ("application/x-ndjson", b"turns".as_slice()));
            }
            Input::Object { content_type, key } => {
                assert_eq!(job.lease.job, object);
                assert_eq!((content_type.as_str(), key.as_str()), ("text/vtt", "inputs/1"));
            }
            Input::File { .. } | Input::None => panic!("no job names a file, and each has an input"),
            Input::Upload(claimed) => {
                assert_eq!(job.lease.job, upload);
                assert_eq!(Some(claimed), store.upload(tenant, upload).await.expect("read"));
            }
        }
    }
    assert_eq!(store.upload(tenant, upload).await.expect("read").expect("there").parts, Some(parts.to_vec()));
    assert_eq!(store.counts().await.expect("counted"), [(Status::Processing, 3)].into());
}

pub(crate) async fn an_unknown_kind_stays(bench: &dyn Bench) {
    let (later, now) = (submit_inline(bench, tenant()).await, submit_inline(bench, tenant()).await);
    bench.raw(&format!("UPDATE jobs SET kind = 'of a newer version' WHERE id = '{later}'")).await;
    assert_eq!(claim_one(bench, session()).await.job, now);
    assert!(claim(bench, session(), 10).await.is_empty());
}

pub(crate) async fn an_unreadable_job_does_not_hold_up_the_others(bench: &dyn Bench) {
    let tenant = tenant();
    let broken = submit(bench, upload_job(tenant, "uploads/1")).await;
    let moved = bench.store().upload_completed(tenant, broken, &[]).await.expect("answered");
    assert_eq!(moved, Moved::Done);
    bench.raw(&format!("UPDATE uploads SET parts = 'not ours' WHERE job = '{broken}'")).await;
    let sound = submit_inline(bench, tenant).await;
    assert_eq!(claim_one(bench, session()).await.job, sound);
    let error = bench.store().upload(tenant, broken).await.expect_err("unreadable");
    assert_eq!(error.to_string(), format!("unreadable uploads.parts in row {broken}"));
}

pub(crate) async fn racing_claims_never_share_a_job(bench: &dyn Bench) {
    const JOBS: usize = 60;
    for _ in 0..JOBS {
        submit_inline(bench, tenant()).await;
    }
    let mut claims = JoinSet::new();
    for _ in 0..12 {
        let store = Arc::clone(bench.store());
        claims.spawn(async move { store.claim(&ask(session(), 7)).await.expect("claimed").jobs });
    }
    let claimed: Vec<JobId> = claims.join_all().await.into_iter().flatten().map(|job| job.lease.job).collect();
    let distinct: BTreeSet<JobId> = claimed.iter().copied().collect();
    assert_eq!((claimed.len(), distinct.len()), (JOBS, JOBS));
}

/// Eight workers drain the queue, some of them handing jobs back on the way.
pub(crate) async fn every_job_runs_exactly_once(bench: &dyn Bench) {
    const JOBS: usize = 400;
    let tenant = tenant();
    let mut submits = JoinSet::new();
    for _ in 0..JOBS {
        let store = Arc::clone(bench.store());
        submits.spawn(async move { store.submit(&inline_job(tenant)).await.expect("submitted") });
    }
    submits.join_all().await;
    let mut workers = JoinSet::new();
    for n in 0..8 {
        let store = Arc::clone(bench.store());
        workers.spawn(async move {
            let mut completed = Vec::new();
            let ask = Ask { session: session(), limit: 5, lease: LEASE, idle: n % 2 == 0 };
            loop {
                let jobs = store.claim(&ask).await.expect("claimed").jobs;
                if jobs.is_empty() {
                    return completed;
                }
                for job in jobs {
                    if job.attempt == 1 && completed.len() % 10 == 9 {
                        let back = store.release(&job.lease, Duration::ZERO, false).await.expect("answered");
                        assert_eq!(back, Fenced::Held);
                        continue;
                    }
                    let done = store.complete(&job.lease, &result("done")).await.expect("answered");
                    assert_eq!(done, Fenced::Held);
                    completed.push(job.lease.job);
                }
            }
        });
    }
    let completed: Vec<JobId> = workers.join_all().await.into_iter().flatten().collect();
    let distinct: BTreeSet<JobId> = completed.iter().copied().collect();
    let left = bench.store().counts().await.expect("counted");
    assert_eq!((completed.len(), distinct.len()), (JOBS, JOBS), "{left:?}");
    assert_eq!(left, [(Status::Completed, JOBS as u64)].into());
}

/// The answer of a claim was lost: whoever asked can ask again what it holds.
pub(crate) async fn what_a_session_holds_unknowingly_is_told(bench: &dyn Bench) {
    let (tenant, mine, store) = (tenant(), session(), bench.store());
    for _ in 0..4 {
        submit_inline(bench, tenant).await;
    }
    let known = claim(bench, mine, 2).await;
    let lost = claim(bench, mine, 1).await;
    claim(bench, session(), 1).await;
    let held = |jobs: &[ClaimedJob]| jobs.iter().map(|job| (job.lease.job, job.lease.fence)).collect::<Vec<_>>();
    let unheld = store.unheld(mine, &held(&known)).await.expect("answered");
    assert_eq!(held(&unheld), held(&lost));
    assert_eq!(unheld[0].lease, lost[0].lease);
    assert!(matches!(&unheld[0].input, Input::Inline { bytes, .. } if bytes == b"turns"));
    assert_eq!(store.unheld(mine, &[]).await.expect("answered").len(), 3);
    // An older hold on the same job is not this one; what has ended is held no more.
    let older = [(lost[0].lease.job, Fence(0))];
    assert_eq!(store.unheld(mine, &older).await.expect("answered").len(), 3);
    assert_eq!(store.complete(&lost[0].lease, &result("done")).await.expect("answered"), Fenced::Held);
    assert_eq!(store.unheld(mine, &held(&known)).await.expect("answered").len(), 0);
}
