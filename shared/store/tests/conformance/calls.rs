//! Working on deliveries.

use std::collections::BTreeSet;
use std::time::Duration;

use model::{CallOutcome, DisabledReason, JobId, Kind, Lease, Status, TenantId, Timestamp, WebhookId};
use store::{AfterCall, Called, DeliveryMade, Fenced, Input};

use super::Bench;
use super::deliveries::{deliveries, new_delivery};
use super::make::{LEASE, SECOND, claim, claim_one, crash, failure, result, running, session, submit_inline, tenant};
use super::webhooks::{add, disable, new_webhook};

pub(crate) fn attempt(number: i64) -> Called {
    Called {
        number,
        at: Timestamp(1_900_000_000_000_000),
        took: Duration::from_millis(37),
        outcome: CallOutcome::Refused,
        status: Some(503),
    }
}

pub(crate) async fn delivered(bench: &dyn Bench, lease: &Lease, number: i64) -> Fenced {
    let called = Called { outcome: CallOutcome::Delivered, status: Some(204), ..attempt(number) };
    bench.store().webhooks().called(lease, &called, AfterCall::Delivered).await.expect("answered")
}

/// A webhook, and the delivery that tells it of a failed job.
async fn told(bench: &dyn Bench, tenant: TenantId) -> (WebhookId, JobId, Lease) {
    let webhook = add(bench, &new_webhook(tenant)).await.id;
    let lease = running(bench, tenant).await;
    assert_eq!(bench.store().fail(&lease, &failure("broken")).await.expect("answered"), Fenced::Held);
    (webhook, lease.job, claim_one(bench, session()).await)
}

pub(crate) async fn a_delivery_says_how_its_job_ended(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let new = new_webhook(tenant);
    let webhook = add(bench, &new).await.id;
    let lease = running(bench, tenant).await;
    assert_eq!(store.fail(&lease, &failure("broken")).await.expect("answered"), Fenced::Held);
    let claimed = claim(bench, session(), 10).await.remove(0);
    assert_eq!((claimed.kind, claimed.tenant, claimed.attempt), (Kind::Webhook, TenantId(webhook.0), 1));
    assert!(matches!(claimed.input, Input::None), "{:?}", claimed.input);
    let call = store.webhooks().call(claimed.lease.job).await.expect("read").expect("there");
    let job = super::make::read(bench, tenant, lease.job).await;
    let told = call.told.expect("of a job");
    assert_eq!((call.tenant, call.webhook, call.url, call.secret), (tenant, webhook, new.url, new.secret));
    assert_eq!((told.job, told.conversation_id, told.status), (job.id, job.conversation_id, Status::Failed));
    assert_eq!((told.failure_code.as_deref(), Some(told.finished_at)), (Some("broken"), job.finished_at));
    assert_eq!(call.old_secret, None);
    store.webhooks().rotate(tenant, new.by, webhook, b"another", SECOND * 60).await.expect("answered");
    let call = store.webhooks().call(claimed.lease.job).await.expect("read").expect("there");
    assert_eq!((call.secret, call.old_secret.expect("kept").0), (b"another".to_vec(), b"sealed".to_vec()));
}

pub(crate) async fn an_attempt_and_what_follows_are_one(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let (webhook, _, lease) = told(bench, tenant).await;
    let hooks = store.webhooks();
    let again = AfterCall::Again(SECOND * 300);
    assert_eq!(hooks.called(&lease, &attempt(1), again).await.expect("answered"), Fenced::Held);
    assert_eq!(hooks.called(&lease, &attempt(1), again).await.expect("answered"), Fenced::Lost, "it is in the queue");
    let waiting = deliveries(bench, tenant, webhook).await.remove(0);
    assert_eq!((waiting.status, waiting.attempts.as_slice()), (Status::Queued, &[attempt(1)][..]));
    let now = store.now().await.expect("told");
    let next = waiting.next_at.expect("it waits").since(now);
    assert!((SECOND * 290..=SECOND * 300).contains(&next), "{next:?}");
    assert_eq!(store.load().await.expect("told").oldest_due, None, "what waits for its time is no backlog");
    assert!(claim(bench, session(), 10).await.is_empty());
    bench.advance(SECOND * 301).await;
    let claimed = claim(bench, session(), 10).await.remove(0);
    assert_eq!(claimed.attempt, 2);
    assert_eq!(delivered(bench, &claimed.lease, 2).await, Fenced::Held);
    assert_eq!(delivered(bench, &claimed.lease, 2).await, Fenced::Held, "an answer may be lost on its way");
    let done = deliveries(bench, tenant, webhook).await.remove(0);
    assert_eq!((done.status, done.next_at), (Status::Completed, None));
    assert_eq!(
        done.attempts.iter().map(|one| (one.number, one.status)).collect::<Vec<_>>(),
        [(1, Some(503)), (2, Some(204))]
    );

    let (webhook, _, lease) = told(bench, super::make::tenant()).await;
    let given_up = async || hooks.called(&lease, &attempt(10), AfterCall::GiveUp).await.expect("answered");
    assert_eq!((given_up().await, given_up().await), (Fenced::Held, Fenced::Held));
    assert_eq!(hooks.call(lease.job).await.expect("read").expect("there").webhook, webhook, "it may be replayed");
    let (_, _, lease) = told(bench, super::make::tenant()).await;
    assert_eq!(hooks.called_off(&lease).await.expect("answered"), Fenced::Held);
    assert_eq!(hooks.called_off(&lease).await.expect("answered"), Fenced::Held);
}

pub(crate) async fn a_zombie_notes_no_attempt(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let (webhook, _, dead) = told(bench, tenant).await;
    crash(bench, &dead).await;
    assert_eq!(delivered(bench, &dead, 1).await, Fenced::Lost);
    let alive = claim(bench, session(), 10).await.remove(0);
    assert_eq!((alive.lease.job, alive.attempt), (dead.job, 2));
    for after in [AfterCall::Again(LEASE), AfterCall::GiveUp, AfterCall::Disable, AfterCall::Delivered] {
        assert_eq!(
            store.webhooks().called(&dead, &attempt(1), after).await.expect("answered"),
            Fenced::Lost,
            "{after:?}"
        );
    }
    assert_eq!(store.webhooks().called_off(&dead).await.expect("answered"), Fenced::Lost);
    let shown = deliveries(bench, tenant, webhook).await.remove(0);
    assert_eq!((shown.status, shown.attempts.len()), (Status::Processing, 0));
    assert_eq!(delivered(bench, &alive.lease, 2).await, Fenced::Held);
}

pub(crate) async fn who_is_gone_is_told_nothing_more(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let hooks = store.webhooks();
    let (webhook, _, lease) = told(bench, tenant).await;
    let [waiting, under_way] = [new_delivery(tenant, webhook), new_delivery(tenant, webhook)];
    assert_eq!(hooks.test(&under_way).await.expect("answered"), DeliveryMade::New);
    let other = claim_one(bench, session()).await;
    assert_eq!(hooks.test(&waiting).await.expect("answered"), DeliveryMade::New);
    let gone = Called { outcome: CallOutcome::Gone, status: Some(410), ..attempt(1) };
    assert_eq!(hooks.called(&lease, &gone, AfterCall::Disable).await.expect("answered"), Fenced::Held);
    let disabled = hooks.by_id(tenant, webhook).await.expect("read").expect("there").disabled.expect("disabled");
    assert_eq!(disabled.1, DisabledReason::Gone);
    assert_eq!(hooks.call(other.job).await.expect("read"), None, "what is under way finds out");
    assert_eq!(hooks.called_off(&other).await.expect("answered"), Fenced::Held);
    let statuses: Vec<Status> = deliveries(bench, tenant, webhook).await.iter().map(|one| one.status).collect();
    assert_eq!(statuses.iter().collect::<BTreeSet<_>>(), BTreeSet::from([&Status::Failed, &Status::Cancelled]));
    assert!(claim(bench, session(), 10).await.is_empty());
    let lease = running(bench, tenant).await;
    assert_eq!(store.complete(&lease, &result("done")).await.expect("answered"), Fenced::Held);
    assert!(claim(bench, session(), 10).await.is_empty());
}

pub(crate) async fn a_disabled_webhook_is_not_told_of_what_was_before(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let hooks = store.webhooks();
    let (webhook, _, under_way) = told(bench, tenant).await;
    disable(bench, tenant, webhook, true).await;
    disable(bench, tenant, webhook, false).await;
    assert_eq!(hooks.call(under_way.job).await.expect("read"), None);
    bench.advance(SECOND).await;
    let lease = running(bench, tenant).await;
    assert_eq!(store.complete(&lease, &result("done")).await.expect("answered"), Fenced::Held);
    let told = claim_one(bench, session()).await;
    assert!(hooks.call(told.job).await.expect("read").is_some(), "it is told of what comes after");
    assert!(hooks.erase(tenant, model::ClientNumber::FIRST, webhook).await.expect("answered"));
    assert_eq!(hooks.call(told.job).await.expect("read"), None);
}

/// A tenant with a long backlog is told at once of what has ended of it.
pub(crate) async fn endpoints_take_turns_beside_their_tenants_jobs(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    add(bench, &new_webhook(tenant)).await;
    let lease = running(bench, tenant).await;
    for _ in 0..20 {
        submit_inline(bench, tenant).await;
    }
    assert_eq!(store.complete(&lease, &result("done")).await.expect("answered"), Fenced::Held);
    let kinds: BTreeSet<Kind> = claim(bench, session(), 2).await.iter().map(|job| job.kind).collect();
    assert_eq!(kinds, BTreeSet::from([Kind::Analysis, Kind::Webhook]));
}
