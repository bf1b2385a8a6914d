//! A tenant's jobs, page by page.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::time::Duration;

use model::{ClientNumber, JobId, Status, TenantId, Timestamp};
use store::{Fenced, JobFilter, ListedJob, Moved, NewJob, Place};

use super::Bench;
use super::make::{
    SECOND, claim, claim_one, failure, inline_job, read, result, session, submit, submit_inline, tenant, upload_job,
};

fn all() -> JobFilter {
    let statuses = Status::ALL.iter().copied().collect();
    JobFilter { statuses, conversation_id: None, created_after: None, created_before: None }
}

fn only(statuses: &[Status]) -> JobFilter {
    JobFilter { statuses: statuses.iter().copied().collect(), ..all() }
}

async fn page(
    bench: &dyn Bench,
    tenant: TenantId,
    filter: &JobFilter,
    after: Option<Place>,
    limit: u32,
) -> Vec<ListedJob> {
    bench.store().history().page(tenant, filter, after, limit).await.expect("listed")
}

async fn ids(bench: &dyn Bench, tenant: TenantId, filter: &JobFilter) -> Vec<JobId> {
    page(bench, tenant, filter, None, 1_000).await.iter().map(|job| job.id).collect()
}

/// So that whoever claims finds nothing else that is due.
const IN_TURN: [Status; 6] =
    [Status::AwaitingUpload, Status::Completed, Status::Failed, Status::Processing, Status::Cancelled, Status::Queued];

/// One of each, the oldest first.
async fn one_of_each(bench: &dyn Bench, tenant: TenantId) -> Vec<JobId> {
    let store = bench.store();
    let mut made = Vec::new();
    for status in IN_TURN {
        let id = match status {
            Status::AwaitingUpload => submit(bench, upload_job(tenant, "uploads/1")).await,
            _ => submit_inline(bench, tenant).await,
        };
        match status {
            Status::Completed => {
                let lease = claim_one(bench, session()).await;
                assert_eq!(store.complete(&lease, &result("r")).await.expect("answered"), Fenced::Held);
            }
            Status::Failed => {
                let lease = claim_one(bench, session()).await;
                assert_eq!(store.fail(&lease, &failure("why")).await.expect("answered"), Fenced::Held);
            }
            Status::Processing => assert_eq!(claim_one(bench, session()).await.job, id),
            Status::Cancelled => assert_eq!(store.cancel(tenant, id).await.expect("answered"), Moved::Done),
            Status::AwaitingUpload | Status::Queued => {}
        }
        assert_eq!(read(bench, tenant, id).await.status, status);
        made.push(id);
        bench.advance(SECOND).await;
    }
    made
}

pub(crate) async fn the_newest_come_first_and_are_what_they_are(bench: &dyn Bench) {
    let tenant = tenant();
    let mut made = one_of_each(bench, tenant).await;
    made.reverse();
    let listed = page(bench, tenant, &all(), None, 100).await;
    assert_eq!(listed.iter().map(|job| job.id).collect::<Vec<_>>(), made);
    for ListedJob { id, status, attempt, conversation_id, progress, failure, created_at, .. } in listed.clone() {
        let job = read(bench, tenant, id).await;
        assert_eq!(
            (status, attempt, conversation_id, progress, failure, created_at),
            (job.status, job.attempt, job.conversation_id, job.progress, job.failure, job.created_at)
        );
    }
    for listed in listed {
        let job = read(bench, tenant, listed.id).await;
        assert_eq!(
            (listed.started_at, listed.finished_at, listed.cancel_requested_at, listed.redrive_of),
            (job.started_at, job.finished_at, job.cancel_requested_at, job.redrive_of)
        );
    }
}

pub(crate) async fn a_list_keeps_to_its_filter(bench: &dyn Bench) {
    let (owner, other) = (tenant(), tenant());
    let made = one_of_each(bench, owner).await;
    let theirs = submit_inline(bench, other).await;
    assert_eq!(ids(bench, other, &all()).await, [theirs], "a stranger's jobs are not there");
    for (at, status) in IN_TURN.into_iter().enumerate() {
        assert_eq!(ids(bench, owner, &only(&[status])).await, [made[at]], "{status}");
    }
    let two = only(&[Status::Failed, Status::AwaitingUpload]);
    assert_eq!(ids(bench, owner, &two).await, [made[2], made[0]]);
    assert_eq!(ids(bench, owner, &only(&[])).await, []);
    let named = submit(bench, NewJob { conversation_id: "named".to_owned(), ..inline_job(owner) }).await;
    let of = |filter: JobFilter, name: &str| JobFilter { conversation_id: Some(name.to_owned()), ..filter };
    assert_eq!(ids(bench, owner, &of(all(), "named")).await, [named]);
    assert_eq!(ids(bench, owner, &of(only(&[Status::Failed]), "named")).await, []);
    assert_eq!(ids(bench, owner, &of(only(&[Status::Failed]), "a conversation")).await, [made[2]]);
    assert_eq!(ids(bench, other, &of(all(), "named")).await, []);
    // Both ends are left out.
    let at = |id: JobId| async move { read(bench, owner, id).await.created_at };
    let between =
        JobFilter { created_after: Some(at(made[1]).await), created_before: Some(at(made[4]).await), ..all() };
    assert_eq!(ids(bench, owner, &between).await, [made[3], made[2]]);
    assert_eq!(ids(bench, owner, &of(between, "a conversation")).await, [made[3], made[2]]);
    for never in [Timestamp(i64::MIN), Timestamp(i64::MAX)] {
        let nothing = JobFilter { created_after: Some(Timestamp(i64::MAX)), created_before: Some(never), ..all() };
        assert_eq!(ids(bench, owner, &nothing).await, []);
    }
}

/// Many at the same moment too; meanwhile some come, some go and all change.
pub(crate) async fn pages_miss_nothing_and_double_nothing(bench: &dyn Bench) {
    let (owner, store) = (tenant(), bench.store());
    for filter in [all(), JobFilter { conversation_id: Some("a conversation".to_owned()), ..all() }] {
        let mut stay = BTreeSet::new();
        let mut go = Vec::new();
        for number in 0..40 {
            let id = submit_inline(bench, owner).await;
            if number % 5 == 0 {
                go.push(id);
            } else {
                stay.insert(id);
            }
            if number % 10 == 0 {
                bench.advance(SECOND).await;
            }
        }
        bench.raw("UPDATE jobs SET created_at = (SELECT max(created_at) FROM jobs) WHERE status = 'queued'").await;
        let (mut seen, mut place) = (Vec::new(), None);
        loop {
            let page = page(bench, owner, &filter, place, 7).await;
            seen.extend(page.iter().map(|job| job.id));
            let Some(last) = page.last() else { break };
            assert!(
                place.is_none_or(|before| last.place() < before) && page.is_sorted_by_key(|job| Reverse(job.place()))
            );
            place = Some(last.place());
            // From one status to the next and back, between two pages.
            submit_inline(bench, owner).await;
            if let Some(id) = go.pop() {
                assert!(store.erase(owner, ClientNumber::FIRST, id).await.expect("erased"));
            }
            for claimed in claim(bench, session(), 9).await {
                let told = if claimed.lease.job.0.as_u128() % 2 == 0 {
                    store.complete(&claimed.lease, &result("r")).await
                } else {
                    store.release(&claimed.lease, Duration::ZERO, true).await
                };
                assert_eq!(told.expect("told"), Fenced::Held);
            }
        }
        let distinct: BTreeSet<JobId> = seen.iter().copied().collect();
        assert_eq!(distinct.len(), seen.len(), "none twice");
        assert!(stay.is_subset(&distinct), "missed: {:?}", stay.difference(&distinct));
        let rest = store.erase_conversation(owner, ClientNumber::FIRST, "a conversation", "sha256:", 1_000);
        rest.await.expect("erased");
        assert_eq!(ids(bench, owner, &all()).await, []);
    }
}
