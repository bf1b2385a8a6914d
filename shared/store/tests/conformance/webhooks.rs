//! Whom to tell.

use std::collections::BTreeSet;

use model::limits::MAX_WEBHOOKS;
use model::{ClientNumber, DisabledReason, TenantId, WebhookEvent, WebhookId};
use store::{NewWebhook, Webhook, WebhookAdded, WebhookChange};

use super::Bench;
use super::make::{SECOND, job_id, tenant};

const BY: ClientNumber = ClientNumber::FIRST;

pub(crate) fn new_webhook(tenant: TenantId) -> NewWebhook {
    NewWebhook {
        id: WebhookId(job_id().0),
        tenant,
        by: BY,
        url: "https://hooks.example/a".to_owned(),
        description: None,
        events: WebhookEvent::OF_JOBS.into(),
        secret: b"sealed".to_vec(),
    }
}

pub(crate) async fn add(bench: &dyn Bench, new: &NewWebhook) -> Webhook {
    match bench.store().webhooks().add(new).await.expect("answered") {
        WebhookAdded::New(webhook) => webhook,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn disable(bench: &dyn Bench, tenant: TenantId, id: WebhookId, disabled: bool) -> Webhook {
    let change = WebhookChange { disabled: Some(disabled), ..WebhookChange::default() };
    bench.store().webhooks().change(tenant, id, &change).await.expect("answered").expect("there")
}

pub(crate) async fn a_webhook_is_its_tenants_alone(bench: &dyn Bench) {
    let (owner, other, hooks) = (tenant(), tenant(), bench.store().webhooks());
    let new = new_webhook(owner);
    let kept = add(bench, &new).await;
    assert_eq!((kept.id, &kept.url, &kept.events, &kept.disabled), (new.id, &new.url, &new.events, &None));
    assert_eq!(hooks.all(owner).await.expect("read"), std::slice::from_ref(&kept));
    assert_eq!(hooks.by_id(owner, kept.id).await.expect("read").as_ref(), Some(&kept));
    assert_eq!(hooks.all(other).await.expect("read"), []);
    assert_eq!(hooks.by_id(other, kept.id).await.expect("read"), None);
    let change = WebhookChange { disabled: Some(true), ..WebhookChange::default() };
    assert_eq!(hooks.change(other, kept.id, &change).await.expect("answered"), None);
    assert_eq!(hooks.rotate(other, BY, kept.id, b"theirs", SECOND).await.expect("answered"), None);
    assert!(!hooks.erase(other, BY, kept.id).await.expect("answered"));
    assert_eq!(hooks.by_id(owner, kept.id).await.expect("read"), Some(kept.clone()), "nothing was changed");
    assert!(hooks.erase(owner, BY, kept.id).await.expect("answered"));
    assert!(!hooks.erase(owner, BY, kept.id).await.expect("answered"));
    assert_eq!(bench.count("SELECT count(*) FROM webhooks").await, 0, "its secrets went with it");
    assert_eq!(bench.count("SELECT count(*) FROM audit WHERE act LIKE '%_webhook'").await, 2);
}

pub(crate) async fn a_webhook_is_changed_and_its_secret_rotated(bench: &dyn Bench) {
    let (tenant, hooks) = (tenant(), bench.store().webhooks());
    let kept = add(bench, &NewWebhook { description: Some("of old".to_owned()), ..new_webhook(tenant) }).await;
    let failed = BTreeSet::from([WebhookEvent::JobFailed]);
    let change = WebhookChange {
        url: Some("https://hooks.example/b".to_owned()),
        events: Some(failed.clone()),
        ..WebhookChange::default()
    };
    let changed = hooks.change(tenant, kept.id, &change).await.expect("answered").expect("there");
    assert_eq!((changed.url.as_str(), changed.description.as_deref()), ("https://hooks.example/b", Some("of old")));
    assert_eq!(changed.events, failed);
    let change = WebhookChange { description: Some(None), ..WebhookChange::default() };
    let changed = hooks.change(tenant, kept.id, &change).await.expect("answered").expect("there");
    assert_eq!((changed.description, changed.events), (None, failed));

    let disabled = disable(bench, tenant, kept.id, true).await.disabled.expect("disabled");
    assert_eq!(disabled.1, DisabledReason::Client);
    bench.advance(SECOND).await;
    assert_eq!(disable(bench, tenant, kept.id, true).await.disabled, Some(disabled), "since the first time");
    assert_eq!(disable(bench, tenant, kept.id, false).await.disabled, None);

    let now = bench.store().now().await.expect("told");
    let rotated = hooks.rotate(tenant, BY, kept.id, b"another", SECOND * 60).await.expect("answered").expect("there");
    let until = rotated.old_secret_until.expect("the old one is good for a while");
    assert!((SECOND * 60..SECOND * 70).contains(&until.since(now)), "{until:?} after {now:?}");
    let at_once =
        hooks.rotate(tenant, BY, kept.id, b"third", std::time::Duration::ZERO).await.expect("answered").expect("there");
    assert_eq!(at_once.old_secret_until, None);
    assert_eq!(bench.count("SELECT count(*) FROM webhooks WHERE old_secret IS NOT NULL").await, 0);
    assert_eq!(bench.count("SELECT count(*) FROM audit WHERE act = 'rotate_webhook'").await, 2);
}

pub(crate) async fn a_tenant_has_so_many_webhooks_and_no_more(bench: &dyn Bench) {
    let (tenant, hooks) = (tenant(), bench.store().webhooks());
    let mut ids = Vec::new();
    for _ in 0..MAX_WEBHOOKS {
        ids.push(add(bench, &new_webhook(tenant)).await.id);
    }
    assert_eq!(hooks.add(&new_webhook(tenant)).await.expect("answered"), WebhookAdded::Full);
    assert!(hooks.erase(tenant, BY, ids[7]).await.expect("answered"));
    add(bench, &new_webhook(tenant)).await;
    assert_eq!(hooks.add(&new_webhook(tenant)).await.expect("answered"), WebhookAdded::Full);
    assert_eq!(bench.count("SELECT count(DISTINCT place) FROM webhooks WHERE place < 20").await, MAX_WEBHOOKS);
    add(bench, &new_webhook(super::make::tenant())).await;
}

pub(crate) async fn whoever_comes_again_finds_it_there(bench: &dyn Bench) {
    let new = new_webhook(tenant());
    let kept = add(bench, &new).await;
    let again = bench.store().webhooks().add(&NewWebhook { secret: b"another".to_vec(), ..new }).await;
    assert_eq!(again.expect("answered"), WebhookAdded::There(kept, b"sealed".to_vec()));
}
