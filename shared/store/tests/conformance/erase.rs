//! Taking jobs out because their tenant asks.

use std::time::Duration;

use futures::future::join_all;
use futures::join;
use model::limits::AUDIT_LIFETIME;
use model::{ClientNumber, JobId, Lease, Status, TenantId};
use store::{
    Anew, Fenced, Garbage, Idempotency, Moved, NewJob, Redrive, Redriven, StoredResult, Submitted, UploadedPart,
};

use super::Bench;
use super::make::{
    SECOND, assert_lost, claim, claim_one, failure, inline_job, job_id, read, result, running, session, submit,
    submit_inline, submit_object, tenant, upload_job,
};

const BY: ClientNumber = ClientNumber::FIRST;

async fn erase(bench: &dyn Bench, tenant: TenantId, id: JobId) -> bool {
    bench.store().erase(tenant, BY, id).await.expect("answered")
}

/// Takes and settles what is due, in the order of names.
pub(super) async fn due(bench: &dyn Bench) -> Vec<Garbage> {
    let mut garbage = Vec::new();
    for row in bench.store().due_garbage(1_000).await.expect("taken") {
        bench.store().swept(row.row, None).await.expect("settled");
        garbage.push(row.garbage);
    }
    garbage.sort_by_key(|garbage| format!("{garbage:?}"));
    garbage
}

fn key(name: &str) -> Garbage {
    Garbage::Key(name.to_owned())
}

/// Nobody finds it, and no table has a row of it.
async fn assert_gone(bench: &dyn Bench, tenant: TenantId, id: JobId) {
    let store = bench.store();
    assert_eq!(store.job(tenant, id).await.expect("read"), None);
    assert_eq!(store.result(tenant, id).await.expect("read"), None);
    assert_eq!(store.upload(tenant, id).await.expect("read"), None);
    for (table, column) in [
        ("jobs", "id"),
        ("job_details", "job"),
        ("job_inputs", "job"),
        ("uploads", "job"),
        ("results", "job"),
        ("idempotency", "job"),
    ] {
        let rows = bench.count(&format!("SELECT count(*) FROM {table} WHERE {column} = '{id}'")).await;
        assert_eq!(rows, 0, "{table}");
    }
}

async fn acts(bench: &dyn Bench, act: &str, subject: &str) -> i64 {
    bench.count(&format!("SELECT count(*) FROM audit WHERE act = '{act}' AND subject = '{subject}'")).await
}

async fn complete(bench: &dyn Bench, lease: &Lease, result: &StoredResult) {
    assert_eq!(bench.store().complete(lease, result).await.expect("answered"), Fenced::Held);
}

pub(super) async fn redriven(bench: &dyn Bench, tenant: TenantId, of: JobId) -> JobId {
    let redrive =
        Redrive { of, anew: Anew::Retried, id: job_id(), tenant, idempotency: None, traceparent: None, counted: None };
    assert_eq!(bench.store().redrive(&redrive).await.expect("answered"), Redriven::New);
    redrive.id
}

/// Cancelled, so that it may be redriven.
pub(super) async fn cancelled_object(bench: &dyn Bench, tenant: TenantId, name: &str) -> JobId {
    let id = submit_object(bench, tenant, name).await;
    assert_eq!(bench.store().cancel(tenant, id).await.expect("answered"), Moved::Done);
    id
}

async fn failed_upload(bench: &dyn Bench, tenant: TenantId, name: &str) -> JobId {
    let id = submit(bench, upload_job(tenant, name)).await;
    let parts = [UploadedPart { number: 1, etag: "one".to_owned() }];
    assert_eq!(bench.store().upload_completed(tenant, id, &parts).await.expect("answered"), Moved::Done);
    let lease = claim_one(bench, session()).await;
    assert_eq!(bench.store().fail(&lease, &failure("broken")).await.expect("answered"), Fenced::Held);
    id
}

pub(crate) async fn a_job_is_erased_in_any_state(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let running = running(bench, tenant).await;
    let completed = running_to(bench, tenant, StoredResult { inline: None, ..result("in objects") }).await;
    let small = running_to(bench, tenant, result("in the database")).await;
    let failed = failed_upload(bench, tenant, "uploads/failed").await;
    let cancelled = cancelled_object(bench, tenant, "inputs/cancelled").await;
    let queued = submit_object(bench, tenant, "inputs/queued").await;
    let awaiting = submit(bench, upload_job(tenant, "uploads/awaiting")).await;
    let bystander = submit_inline(bench, tenant).await;
    let before = read(bench, tenant, bystander).await;
    for (id, status) in [
        (running.job, Status::Processing),
        (completed, Status::Completed),
        (small, Status::Completed),
        (failed, Status::Failed),
        (cancelled, Status::Cancelled),
        (queued, Status::Queued),
        (awaiting, Status::AwaitingUpload),
    ] {
        assert_eq!(read(bench, tenant, id).await.status, status);
        assert!(erase(bench, tenant, id).await, "{status}");
        assert_gone(bench, tenant, id).await;
        assert_eq!(acts(bench, "erase_job", &id.to_string()).await, 1);
        assert!(!erase(bench, tenant, id).await, "it was erased before: {status}");
        assert_eq!(acts(bench, "erase_job", &id.to_string()).await, 1);
    }
    assert_eq!(
        due(bench).await,
        [
            key("inputs/cancelled"),
            key("inputs/queued"),
            key("uploads/awaiting"),
            key("uploads/failed"),
            Garbage::Prefix(completed.results_prefix()),
        ]
    );
    assert_eq!(read(bench, tenant, bystander).await, before);
    assert_eq!(store.counts().await.expect("counted").into_iter().collect::<Vec<_>>(), [(Status::Queued, 1)]);
}

async fn running_to(bench: &dyn Bench, tenant: TenantId, result: StoredResult) -> JobId {
    let lease = running(bench, tenant).await;
    complete(bench, &lease, &result).await;
    lease.job
}

pub(crate) async fn another_tenants_job_is_not_erased(bench: &dyn Bench) {
    let (owner, other) = (tenant(), tenant());
    let id = submit_inline(bench, owner).await;
    let before = read(bench, owner, id).await;
    assert!(!erase(bench, other, id).await);
    assert!(!erase(bench, owner, job_id()).await);
    let conversation = &before.conversation_id;
    let erased = bench.store().erase_conversation(other, BY, conversation, "theirs", 10).await.expect("answered");
    assert_eq!(erased, []);
    assert_eq!(read(bench, owner, id).await, before);
    assert_eq!(bench.count("SELECT count(*) FROM audit").await, 0);
}

pub(crate) async fn an_erased_jobs_worker_has_lost_its_lease(bench: &dyn Bench) {
    let tenant = tenant();
    let lease = running(bench, tenant).await;
    let expected = Garbage::Prefix("jobs/1/1/".to_owned());
    assert_eq!(bench.store().expect_garbage(&lease, &expected).await.expect("answered"), Fenced::Held);
    assert_eq!(due(bench).await, [], "it is being written");
    assert!(erase(bench, tenant, lease.job).await);
    assert_lost(bench, &lease).await;
    assert_gone(bench, tenant, lease.job).await;
    assert_eq!(due(bench).await, [expected]);
    assert_eq!(bench.store().unheld(lease.session, &[]).await.expect("told").len(), 0);
    bench.advance(SECOND * 60).await;
    assert_eq!(bench.store().rescue(10, true).await.expect("swept"), []);
}

pub(crate) async fn an_erased_jobs_key_is_free(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let idempotency = Some(Idempotency { key: "a key".to_owned(), fingerprint: [1; 32] });
    let first = submit(bench, NewJob { idempotency: idempotency.clone(), ..inline_job(tenant) }).await;
    let again = NewJob { idempotency, ..inline_job(tenant) };
    assert_eq!(store.submit(&again).await.expect("answered"), Submitted::Replayed(first));
    assert!(erase(bench, tenant, first).await);
    assert!(matches!(store.submit(&again).await.expect("answered"), Submitted::New(_)));
}

pub(crate) async fn a_shared_input_goes_with_the_last_that_names_it(bench: &dyn Bench) {
    let tenant = tenant();
    let objects = cancelled_object(bench, tenant, "inputs/1").await;
    let uploaded = failed_upload(bench, tenant, "uploads/1").await;
    for (of, name) in [(objects, "inputs/1"), (uploaded, "uploads/1")] {
        let borrower = redriven(bench, tenant, of).await;
        assert!(erase(bench, tenant, of).await);
        assert_eq!(due(bench).await, [], "it is borrowed");
        // Nothing that the borrower needs has gone.
        let claimed = claim(bench, session(), 10).await;
        assert_eq!(claimed.iter().map(|job| job.lease.job).collect::<Vec<_>>(), [borrower]);
        let lease = claimed[0].lease;
        assert_eq!(bench.store().fail(&lease, &failure("broken")).await.expect("answered"), Fenced::Held);
        let last = redriven(bench, tenant, borrower).await;
        assert!(erase(bench, tenant, last).await);
        assert_eq!(due(bench).await, [], "it was lent");
        assert!(erase(bench, tenant, borrower).await);
        assert_eq!(due(bench).await, [key(name)]);
    }
}

pub(crate) async fn a_conversation_goes_with_all_its_jobs(bench: &dyn Bench) {
    let (owner, other, store) = (tenant(), tenant(), bench.store());
    let of = |tenant, conversation: &str| NewJob { conversation_id: conversation.to_owned(), ..inline_job(tenant) };
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(submit(bench, of(owner, "a talk")).await);
    }
    let elsewhere = [submit(bench, of(owner, "a talk ")).await, submit(bench, of(owner, "A talk")).await];
    let theirs = submit(bench, of(other, "a talk")).await;
    let mut erased = Vec::new();
    for most in [3, 2, 0] {
        let some = store.erase_conversation(owner, BY, "a talk", "an alias", 3).await.expect("answered");
        assert_eq!(some.len(), most);
        erased.extend(some);
    }
    erased.sort_unstable();
    ids.sort_unstable();
    assert_eq!(erased, ids);
    for id in ids {
        assert_gone(bench, owner, id).await;
        assert_eq!(acts(bench, "erase_job", &id.to_string()).await, 1);
    }
    assert_eq!(acts(bench, "erase_conversation", "an alias").await, 2, "one for each time that it found any");
    for (tenant, id) in elsewhere.map(|id| (owner, id)).into_iter().chain([(other, theirs)]) {
        read(bench, tenant, id).await;
    }
    let shared = cancelled_object(bench, owner, "inputs/1").await;
    redriven(bench, owner, shared).await;
    let conversation = read(bench, owner, shared).await.conversation_id;
    assert_eq!(store.erase_conversation(owner, BY, &conversation, "another", 9).await.expect("answered").len(), 2);
    assert_eq!(due(bench).await, [key("inputs/1")], "once");
}

pub(crate) async fn racing_erasures_leave_no_object_and_none_twice(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    for n in 0..12 {
        let name = format!("inputs/{n}");
        let first = cancelled_object(bench, tenant, &name).await;
        let mut all = vec![first];
        for _ in 0..3 {
            all.push(redriven(bench, tenant, first).await);
        }
        // Each twice, and all of them together as well.
        let calls = all.iter().chain(&all).map(|id| store.erase(tenant, BY, *id));
        let conversation = store.erase_conversation(tenant, BY, "a conversation", "an alias", 10);
        let (one_by_one, together) = join!(join_all(calls), conversation);
        let erased = one_by_one.into_iter().filter(|erased| *erased.as_ref().expect("answered")).count();
        assert_eq!(erased + together.expect("answered").len(), all.len());
        assert_eq!(due(bench).await, [key(&name)], "{n}");
        for id in all {
            assert_gone(bench, tenant, id).await;
            assert_eq!(acts(bench, "erase_job", &id.to_string()).await, 1);
        }
    }
}

pub(crate) async fn of_an_erasure_and_a_redrive_neither_leaves_half_a_job(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    for n in 0..20 {
        let name = format!("inputs/{n}");
        let first = cancelled_object(bench, tenant, &name).await;
        let redrive = Redrive {
            of: first,
            anew: Anew::Retried,
            id: job_id(),
            tenant,
            idempotency: None,
            traceparent: None,
            counted: None,
        };
        let (erased, made) = join!(store.erase(tenant, BY, first), store.redrive(&redrive));
        assert!(erased.expect("answered"));
        if made.expect("answered") == Redriven::New {
            assert_eq!(due(bench).await, [], "its input is lent");
            let claimed = claim(bench, session(), 10).await;
            assert_eq!(claimed.iter().map(|job| job.lease.job).collect::<Vec<_>>(), [redrive.id]);
            assert!(erase(bench, tenant, redrive.id).await);
        }
        assert_eq!(due(bench).await, [key(&name)]);
        assert_gone(bench, tenant, redrive.id).await;
    }
}

pub(crate) async fn of_an_erasure_and_a_completion_nothing_stays(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let in_objects = StoredResult { inline: None, ..result("in objects") };
    for _ in 0..20 {
        let lease = running(bench, tenant).await;
        let prefix = Garbage::Prefix(lease.job.results_prefix());
        assert_eq!(store.expect_garbage(&lease, &prefix).await.expect("answered"), Fenced::Held);
        let (erased, completed) = join!(store.erase(tenant, BY, lease.job), store.complete(&lease, &in_objects));
        assert!(erased.expect("answered"));
        let _ = completed.expect("answered");
        assert_gone(bench, tenant, lease.job).await;
        assert_eq!(due(bench).await, [prefix], "whoever came first");
    }
}

pub(crate) async fn of_an_erasure_and_a_claim_nothing_stays(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    for _ in 0..20 {
        let id = submit_inline(bench, tenant).await;
        let (erased, claimed) = join!(store.erase(tenant, BY, id), claim(bench, session(), 10));
        assert!(erased.expect("answered"));
        for job in claimed {
            assert_lost(bench, &job.lease).await;
        }
        assert_gone(bench, tenant, id).await;
    }
}

pub(crate) async fn old_entries_of_the_audit_go(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    for _ in 0..3 {
        let id = submit_inline(bench, tenant).await;
        assert!(erase(bench, tenant, id).await);
    }
    bench.advance(AUDIT_LIFETIME.saturating_sub(Duration::from_mins(1))).await;
    assert_eq!(store.forget_audit(10).await.expect("swept"), 0);
    let id = submit_inline(bench, tenant).await;
    assert!(erase(bench, tenant, id).await);
    bench.advance(SECOND * 120).await;
    assert_eq!(store.forget_audit(2).await.expect("swept"), 2);
    assert_eq!(store.forget_audit(2).await.expect("swept"), 1);
    assert_eq!(acts(bench, "erase_job", &id.to_string()).await, 1);
}
