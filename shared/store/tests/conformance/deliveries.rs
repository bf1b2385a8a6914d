//! What is told, and what tenants see of it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use model::{
    ClientNumber, DeliveryStatus, FileId, JobId, Kind, Lease, MessageId, Status, TenantId, WebhookEvent, WebhookId,
};
use store::{
    AfterCall, Brought, Delivery, DeliveryMade, Fenced, Idempotency, JobFilter, Moved, NewDelivery, NewFile, NewJob,
    NewWebhook, Place, Submitted,
};

use super::Bench;
use super::calls::{attempt, delivered};
use super::limits::client;
use super::make::{
    SECOND, claim, claim_one, crash, failure, inline_job, job_id, read, request_cancel, result, running, session,
    submit, submit_inline, tenant, upload_job,
};
use super::webhooks::{add, disable, new_webhook};

const BY: ClientNumber = ClientNumber::FIRST;

pub(crate) async fn deliveries(bench: &dyn Bench, tenant: TenantId, webhook: WebhookId) -> Vec<Delivery> {
    bench.store().webhooks().deliveries(tenant, webhook, None, None, 100).await.expect("read")
}

pub(crate) fn new_delivery(tenant: TenantId, webhook: WebhookId) -> NewDelivery {
    NewDelivery { id: job_id(), tenant, webhook, idempotency: None, traceparent: None }
}

/// Every statement that brings a job to an end, with a job that it has just brought to one, and whose end is told. A job of
/// a kind in front of others is claimed by the one that wants it, so each is brought to its end before the next one comes.
async fn ends(bench: &dyn Bench, tenant: TenantId) -> Vec<(&'static str, JobId, Status)> {
    let store = bench.store();
    let mut ends = Vec::new();
    let lease = claimed(bench, submit_inline(bench, tenant).await).await;
    assert_eq!(store.complete(&lease, &result("done")).await.expect("answered"), Fenced::Held);
    ends.push(("complete", lease.job, Status::Completed));
    let lease = claimed(bench, submit_inline(bench, tenant).await).await;
    assert_eq!(store.fail(&lease, &failure("broken")).await.expect("answered"), Fenced::Held);
    ends.push(("fail", lease.job, Status::Failed));
    let waiting = submit_inline(bench, tenant).await;
    assert_eq!(store.cancel(tenant, waiting).await.expect("answered"), Moved::Done);
    ends.push(("cancel", waiting, Status::Cancelled));
    let lease = claimed(bench, submit_inline(bench, tenant).await).await;
    request_cancel(bench, tenant, lease.job).await;
    assert_eq!(store.release(&lease, Duration::ZERO, false).await.expect("answered"), Fenced::Held);
    ends.push(("end_instead", lease.job, Status::Cancelled));
    let lease = claimed(bench, submit_inline(bench, tenant).await).await;
    request_cancel(bench, tenant, lease.job).await;
    crash(bench, &lease).await;
    ends.push(("end_instead", lease.job, Status::Cancelled));
    let upload = submit(bench, upload_job(tenant, "uploads/1")).await;
    assert_eq!(store.upload_cancelled(tenant, upload).await.expect("answered"), Moved::Done);
    ends.push(("upload_to_cancelled", upload, Status::Cancelled));
    let upload = submit(bench, upload_job(tenant, "uploads/2")).await;
    bench.advance(SECOND * 3601).await;
    assert_eq!(store.expire_uploads(10).await.expect("swept"), 1);
    ends.push(("expire", upload, Status::Failed));
    let import = NewJob { kind: Kind::ZoomImport, ..inline_job(tenant) };
    let Submitted::New(_) = store.imports().submit(&import).await.expect("submitted") else { panic!("not new") };
    let lease = claimed(bench, import.id).await;
    let brought = store.imports().bring(&lease, &file(tenant, import.id)).await.expect("answered");
    assert_eq!(brought, Brought::Held);
    ends.push(("complete_import", import.id, Status::Completed));
    ends
}

async fn claimed(bench: &dyn Bench, job: JobId) -> Lease {
    let jobs = claim(bench, session(), 100).await;
    jobs.iter().map(|claimed| claimed.lease).find(|lease| lease.job == job).expect("it is due")
}

fn file(tenant: TenantId, job: JobId) -> NewFile {
    NewFile {
        tenant,
        id: FileId::brought_by(job),
        key: "files/1".to_owned(),
        upload_id: "an upload".to_owned(),
        parts: Vec::new(),
        part_bytes: 8 << 20,
        file_name: "call.vtt".to_owned(),
        content_type: "text/vtt".to_owned(),
        bytes: 12,
        sha256: [7; 32],
        user_metadata: None,
    }
}

/// Ends of deliveries, which are not told to anybody.
const UNTOLD: [&str; 2] = ["end_call", "end_pending"];

pub(crate) async fn every_end_of_a_job_is_told_once(bench: &dyn Bench) {
    let tenant = tenant();
    let [one, other] = [new_webhook(tenant), new_webhook(tenant)];
    let [one, other] = [add(bench, &one).await.id, add(bench, &other).await.id];
    let ends = ends(bench, tenant).await;
    let lease = claimed(bench, submit_inline(bench, tenant).await).await;
    let ended: BTreeMap<JobId, Status> = ends.iter().map(|&(_, job, status)| (job, status)).collect();
    for webhook in [one, other] {
        let told = deliveries(bench, tenant, webhook).await;
        assert_eq!(told.len(), ended.len(), "each once: {told:#?}");
        for delivery in told {
            let job = delivery.job.expect("it tells of a job");
            let status = ended[&job];
            assert_eq!(delivery.event.as_str(), format!("job.{status}"));
            assert_eq!(read(bench, tenant, job).await.status, status);
            assert_eq!((delivery.message, delivery.replay_of), (MessageId(delivery.id.0), None));
        }
    }
    assert!(!ended.contains_key(&lease.job), "what goes on is told to nobody");
    let all = bench.count("SELECT count(*) FROM deliveries").await;
    let distinct = bench.count("SELECT count(DISTINCT job) FROM deliveries").await;
    assert_eq!((all, distinct), (16, 16));

    // Whoever writes another statement that ends jobs finds out here.
    let exercised: BTreeSet<&str> = ends.iter().map(|&(statement, ..)| statement).chain(UNTOLD).collect();
    let statements = store::statements();
    let ending =
        statements.iter().filter(|sql| sql.pg.contains("UPDATE jobs SET") && sql.pg.contains("finished_at = "));
    assert_eq!(ending.map(|sql| sql.name()).collect::<BTreeSet<_>>(), exercised);
}

pub(crate) async fn nobody_is_told_who_did_not_ask(bench: &dyn Bench) {
    let (tenant, other, store) = (tenant(), tenant(), bench.store());
    let failed = NewWebhook { events: [WebhookEvent::JobFailed].into(), ..new_webhook(tenant) };
    let failed = add(bench, &failed).await.id;
    let silent = add(bench, &new_webhook(tenant)).await.id;
    let theirs = add(bench, &new_webhook(other)).await.id;
    disable(bench, tenant, silent, true).await;
    let lease = running(bench, tenant).await;
    assert_eq!(store.complete(&lease, &result("done")).await.expect("answered"), Fenced::Held);
    assert_eq!(store.complete(&lease, &result("done")).await.expect("answered"), Fenced::Held, "once more");
    assert_eq!(bench.count("SELECT count(*) FROM deliveries").await, 0);
    let lease = running(bench, tenant).await;
    assert_eq!(store.fail(&lease, &failure("broken")).await.expect("answered"), Fenced::Held);
    assert_eq!(store.fail(&lease, &failure("broken")).await.expect("answered"), Fenced::Held, "once more");
    let told = deliveries(bench, tenant, failed).await;
    assert_eq!(told.iter().map(|delivery| delivery.job).collect::<Vec<_>>(), [Some(lease.job)]);
    assert_eq!(deliveries(bench, tenant, silent).await, []);
    assert_eq!(deliveries(bench, other, theirs).await, []);
    assert_eq!(deliveries(bench, other, failed).await, [], "another tenant's webhook has none");
    assert_eq!(store.webhooks().delivery(other, failed, told[0].id).await.expect("read"), None);
    assert_eq!(store.webhooks().delivery(tenant, silent, told[0].id).await.expect("read"), None);
    assert_eq!(store.webhooks().delivery(tenant, failed, told[0].id).await.expect("read").as_ref(), Some(&told[0]));
}

pub(crate) async fn a_delivery_is_no_job_of_its_tenants(bench: &dyn Bench) {
    let (tenant, store) = (client(bench).await, bench.store());
    let webhook = add(bench, &new_webhook(tenant)).await.id;
    let lease = running(bench, tenant).await;
    store.limit_jobs(None, Some(1)).await.expect("limited");
    assert_eq!(store.complete(&lease, &result("done")).await.expect("answered"), Fenced::Held);
    let told = deliveries(bench, tenant, webhook).await[0].id;
    let filter = JobFilter {
        statuses: Status::ALL.iter().copied().collect(),
        conversation_id: None,
        created_after: None,
        created_before: None,
    };
    let listed = store.history().page(tenant, &filter, None, 10).await.expect("read");
    assert_eq!(listed.iter().map(|job| job.id).collect::<Vec<_>>(), [lease.job]);
    assert_eq!(store.job(tenant, told).await.expect("read"), None);
    assert_eq!(store.cancel(tenant, told).await.expect("answered"), Moved::Missing);
    assert!(!store.erase(tenant, BY, told).await.expect("answered"));
    // The tenant may have one job running, and has it.
    let one = submit_inline(bench, tenant).await;
    let two = submit_inline(bench, tenant).await;
    let claimed: BTreeSet<JobId> = claim(bench, session(), 10).await.iter().map(|job| job.lease.job).collect();
    assert!(claimed.contains(&told) && claimed.len() == 2, "{claimed:?} of {one} and {two}");
}

pub(crate) async fn a_delivery_goes_with_its_job(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let webhook = add(bench, &new_webhook(tenant)).await.id;
    let rows = async || {
        let tables = ["jobs", "job_details", "deliveries", "webhook_attempts"];
        let mut rows = 0;
        for table in tables {
            rows += bench.count(&format!("SELECT count(*) FROM {table}")).await;
        }
        rows
    };
    // One that waits, one that was tried, and one that is under way.
    let lease = running(bench, tenant).await;
    assert_eq!(store.complete(&lease, &result("done")).await.expect("answered"), Fenced::Held);
    let told = deliveries(bench, tenant, webhook).await[0].id;
    let under_way = claim_one(bench, session()).await;
    assert_eq!(under_way.job, told);
    let tried = store.webhooks().called(&under_way, &attempt(1), AfterCall::Again(Duration::ZERO)).await;
    assert_eq!(tried.expect("answered"), Fenced::Held);
    let under_way = claim_one(bench, session()).await;
    let replay = new_delivery(tenant, webhook);
    assert_eq!(store.webhooks().replay(told, &replay).await.expect("answered"), DeliveryMade::New);
    assert!(store.erase(tenant, BY, lease.job).await.expect("answered"));
    assert_eq!(rows().await, 0);
    assert_eq!(store.webhooks().call(told).await.expect("read"), None, "there is nothing to say any more");
    assert_eq!(delivered(bench, &under_way, 2).await, Fenced::Lost);
    assert_eq!(deliveries(bench, tenant, webhook).await, []);

    // What is old goes with what it tells of, whichever of them is pruned first.
    let lease = running(bench, tenant).await;
    assert_eq!(store.complete(&lease, &result("done")).await.expect("answered"), Fenced::Held);
    bench.advance(SECOND * 100).await;
    let late = claim_one(bench, session()).await;
    assert_eq!(delivered(bench, &late, 1).await, Fenced::Held);
    assert_eq!(store.prune(SECOND * 50, 10).await.expect("pruned"), [lease.job]);
    assert_eq!(rows().await, 0);
    let lease = running(bench, tenant).await;
    assert_eq!(store.complete(&lease, &result("done")).await.expect("answered"), Fenced::Held);
    let told = claim_one(bench, session()).await;
    assert_eq!(delivered(bench, &told, 1).await, Fenced::Held);
    bench.raw(&format!("UPDATE jobs SET kind = 'analysis', tenant = '{tenant}' WHERE id = '{}'", told.job)).await;
    assert!(store.erase(tenant, BY, told.job).await.expect("answered"), "as programs of before take it out");
    assert_eq!(bench.count("SELECT count(*) FROM deliveries").await, 0);
    assert_eq!(bench.count("SELECT count(*) FROM webhook_attempts").await, 0);
    bench.advance(SECOND * 100).await;
    assert_eq!(store.prune(SECOND * 50, 10).await.expect("pruned"), [lease.job]);
    let known = "SELECT count(*) FROM expired_jobs";
    assert_eq!(bench.count(known).await, 2, "no delivery is remembered");
}

pub(crate) async fn a_replay_says_the_same_under_the_same_message(bench: &dyn Bench) {
    let (tenant, other, hooks) = (tenant(), tenant(), bench.store().webhooks());
    let webhook = add(bench, &new_webhook(tenant)).await.id;
    let lease = running(bench, tenant).await;
    assert_eq!(bench.store().complete(&lease, &result("done")).await.expect("answered"), Fenced::Held);
    let first = deliveries(bench, tenant, webhook).await.remove(0);
    bench.advance(SECOND).await;
    let [once, twice] = [new_delivery(tenant, webhook), new_delivery(tenant, webhook)];
    assert_eq!(hooks.replay(first.id, &once).await.expect("answered"), DeliveryMade::New);
    assert_eq!(hooks.replay(once.id, &twice).await.expect("answered"), DeliveryMade::New);
    let again = hooks.delivery(tenant, webhook, twice.id).await.expect("read").expect("there");
    assert_eq!((again.message, again.event, again.job), (first.message, first.event, first.job));
    assert_eq!((again.replay_of, again.status), (Some(once.id), Status::Queued));
    let [said, says] = [first.id, twice.id].map(|id| hooks.call(id));
    let (said, says) = (said.await.expect("read").expect("there"), says.await.expect("read").expect("there"));
    assert_eq!((said.message, said.told), (says.message, says.told));

    let test = new_delivery(tenant, webhook);
    assert_eq!(hooks.test(&test).await.expect("answered"), DeliveryMade::New);
    let made = hooks.delivery(tenant, webhook, test.id).await.expect("read").expect("there");
    assert_eq!((made.event, made.job, made.message), (WebhookEvent::Test, None, MessageId(test.id.0)));
    let missing = async |of, new: NewDelivery| hooks.replay(of, &new).await.expect("answered") == DeliveryMade::Missing;
    assert!(missing(first.id, new_delivery(other, webhook)).await, "another tenant's");
    assert!(missing(job_id(), new_delivery(tenant, webhook)).await, "no such delivery");
    let elsewhere = add(bench, &new_webhook(tenant)).await.id;
    assert!(missing(first.id, new_delivery(tenant, elsewhere)).await, "another webhook's");
    assert_eq!(hooks.test(&new_delivery(other, webhook)).await.expect("answered"), DeliveryMade::Missing);
    disable(bench, tenant, webhook, true).await;
    assert_eq!(hooks.test(&new_delivery(tenant, webhook)).await.expect("answered"), DeliveryMade::Disabled);
    let replayed = hooks.replay(first.id, &new_delivery(tenant, webhook)).await.expect("answered");
    assert_eq!(replayed, DeliveryMade::Disabled);
}

pub(crate) async fn a_repeated_key_replays_what_was_made(bench: &dyn Bench) {
    let (tenant, hooks) = (tenant(), bench.store().webhooks());
    let webhook = add(bench, &new_webhook(tenant)).await.id;
    let keyed = |fingerprint| NewDelivery {
        idempotency: Some(Idempotency { key: "a key".to_owned(), fingerprint: [fingerprint; 32] }),
        ..new_delivery(tenant, webhook)
    };
    let first = keyed(1);
    assert_eq!(hooks.test(&first).await.expect("answered"), DeliveryMade::New);
    assert_eq!(hooks.test(&keyed(1)).await.expect("answered"), DeliveryMade::Replayed(first.id));
    assert_eq!(hooks.replay(first.id, &keyed(2)).await.expect("answered"), DeliveryMade::KeyReused);
    assert_eq!(deliveries(bench, tenant, webhook).await.len(), 1);
}

pub(crate) async fn deliveries_are_listed_in_pages(bench: &dyn Bench) {
    let (tenant, hooks) = (tenant(), bench.store().webhooks());
    let webhook = add(bench, &new_webhook(tenant)).await.id;
    let other = add(bench, &new_webhook(tenant)).await.id;
    let mut made = Vec::new();
    for n in 0..9 {
        let new = new_delivery(tenant, webhook);
        assert_eq!(hooks.test(&new).await.expect("answered"), DeliveryMade::New);
        assert_eq!(hooks.test(&new_delivery(tenant, other)).await.expect("answered"), DeliveryMade::New);
        if n < 3 {
            for job in claim(bench, session(), 10).await {
                if n == 0 {
                    assert_eq!(delivered(bench, &job.lease, 1).await, Fenced::Held);
                } else {
                    let again = hooks.called(&job.lease, &attempt(1), AfterCall::Again(SECOND * 3600)).await;
                    assert_eq!(again.expect("answered"), Fenced::Held);
                }
            }
        }
        made.insert(0, new.id);
        bench.advance(SECOND).await;
    }
    let page = async |status, after: Option<&Delivery>| {
        let after = after.map(|last| Place { created_at: last.created_at, id: last.id });
        hooks.deliveries(tenant, webhook, status, after, 4).await.expect("read")
    };
    let mut listed: Vec<Delivery> = Vec::new();
    loop {
        let some = page(None, listed.last()).await;
        if some.is_empty() {
            break;
        }
        listed.extend(some);
    }
    assert_eq!(listed.iter().map(|delivery| delivery.id).collect::<Vec<_>>(), made);
    assert_eq!(listed.iter().map(|delivery| delivery.attempts.len()).collect::<Vec<_>>(), [0, 0, 0, 0, 0, 0, 1, 1, 1]);
    let all = async |status| hooks.deliveries(tenant, webhook, Some(status), None, 100).await.expect("read").len();
    assert_eq!(all(DeliveryStatus::Pending).await, 8);
    assert_eq!((all(DeliveryStatus::Delivered).await, all(DeliveryStatus::Failed).await), (1, 0));
    disable(bench, tenant, webhook, true).await;
    assert_eq!((all(DeliveryStatus::Pending).await, all(DeliveryStatus::Failed).await), (0, 8));
}
