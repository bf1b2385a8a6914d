//! Reading what was done.

use std::time::Duration;

use model::{ClientNumber, CredentialsId, ProfileId, Timestamp};
use store::{Act, Client, ClientLimit, Counted, NewProfile, NewZoomCredentials, SigningKey};

use super::Bench;
use super::make::{SECOND, job_id, submit_inline, tenant};

async fn all(bench: &dyn Bench, page: u32) -> Vec<Act> {
    let (audit, since) = (bench.store().administration(), Timestamp(0));
    let (mut acts, mut after): (Vec<Act>, _) = (Vec::new(), None);
    loop {
        let next = audit.audit(since, after, page).await.expect("read");
        assert!(next.len() <= page as usize);
        let Some(last) = next.last() else { return acts };
        after = Some((last.at, last.entry));
        acts.extend(next);
    }
}

pub(crate) async fn what_was_done_is_told_in_pages_by_whom(bench: &dyn Bench) {
    let (store, tenant, by) = (bench.store(), tenant(), ClientNumber::FIRST);
    let client = Client {
        client_id: "a client".to_owned(),
        tenant,
        name: "named so".to_owned(),
        secret_hash: [0; 32],
        development: false,
    };
    store.create_client(&client, "a tenant").await.expect("made");
    let administration = store.administration();
    let limit = Some(ClientLimit { most: Some(1), window: SECOND });
    assert!(administration.limit_client("a client", Counted::Jobs, limit).await.expect("answered"));
    assert!(administration.limit_client("a client", Counted::Requests, None).await.expect("answered"));
    assert!(store.limit_jobs(Some(tenant), Some(3)).await.expect("answered"));
    let key = SigningKey { id: "a key".to_owned(), secret: [1; 32] };
    assert!(administration.rotate_signing_key(&key, SECOND, SECOND).await.expect("answered"));
    let profile = ProfileId(job_id().0);
    let kept = NewProfile { tenant, by, id: profile, name: "p".to_owned(), text: b"text".to_vec(), digest: [1; 32] };
    for _ in 0..2 {
        store.profiles().shelve(&kept).await.expect("kept, once");
    }
    assert!(store.profiles().retire(tenant, by, profile).await.expect("answered"));
    let app = NewZoomCredentials {
        tenant,
        by,
        id: CredentialsId(job_id().0),
        account_id: "account".to_owned(),
        client_id: "app".to_owned(),
        secret: b"sealed".to_vec(),
    };
    store.zoom().keep(&app).await.expect("kept");
    let job = submit_inline(bench, tenant).await;
    assert!(store.erase(tenant, by, job).await.expect("answered"));

    let acts = all(bench, 100).await;
    let told: Vec<(&str, &str, bool, bool)> = acts
        .iter()
        .map(|act| (act.act.as_str(), act.subject.as_str(), act.client_id.is_none(), act.tenant == Some(tenant)))
        .collect();
    let (profile, simple) = (profile.0.to_string(), tenant.0.simple().to_string());
    let (app, job) = (app.id.to_string(), job.to_string());
    assert_eq!(
        told,
        [
            ("create_client", "a client", true, true),
            ("limit_client_jobs", "a client", true, true),
            ("limit_client_requests", "a client", true, true),
            ("limit_tenant", simple.as_str(), true, true),
            ("rotate_signing_key", "a key", true, false),
            ("keep_profile", profile.as_str(), false, true),
            ("retire_profile", profile.as_str(), false, true),
            ("keep_credentials", app.as_str(), false, true),
            ("erase_job", job.as_str(), false, true),
        ]
    );
    assert_eq!(acts[4].tenant, None, "no one tenant's");
    for page in [1, 2, 4] {
        assert_eq!(all(bench, page).await, acts, "no page misses or doubles any");
    }
    let now = store.now().await.expect("told");
    assert_eq!(administration.audit(now.plus(Duration::from_mins(1)), None, 10).await.expect("read"), []);
}

pub(crate) async fn what_is_usual_is_noted_when_it_changes(bench: &dyn Bench) {
    for (jobs, noted) in [(Some(3), 1), (Some(3), 1), (Some(4), 2), (None, 3), (None, 3)] {
        assert!(bench.store().limit_jobs(None, jobs).await.expect("answered"));
        let acts = all(bench, 10).await;
        assert_eq!(acts.iter().filter(|act| act.act == "limit_all_tenants").count(), noted, "{jobs:?}");
    }
}
