//! What tenants sign in to Zoom with.

use model::limits::MAX_ZOOM_CREDENTIALS;
use model::{ClientNumber, CredentialsId, TenantId};
use store::{NewZoomCredentials, ZoomCredentials, ZoomKept};

use super::Bench;
use super::make::{SECOND, job_id, tenant};

fn new(tenant: TenantId, client_id: &str, secret: &[u8]) -> NewZoomCredentials {
    NewZoomCredentials {
        tenant,
        by: ClientNumber::FIRST,
        id: CredentialsId(job_id().0),
        account_id: "an account".to_owned(),
        client_id: client_id.to_owned(),
        secret: secret.to_vec(),
    }
}

async fn keep(bench: &dyn Bench, new: &NewZoomCredentials) -> ZoomCredentials {
    match bench.store().zoom().keep(new).await.expect("answered") {
        ZoomKept::New(kept) => kept,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn credentials_are_their_tenants_alone(bench: &dyn Bench) {
    let (owner, other, zoom) = (tenant(), tenant(), bench.store().zoom());
    let brought = new(owner, "a client", b"sealed");
    let kept = keep(bench, &brought).await;
    assert_eq!((kept.id, kept.account_id.as_str(), kept.client_id.as_str()), (brought.id, "an account", "a client"));
    assert_eq!(zoom.all(owner).await.expect("read"), std::slice::from_ref(&kept));
    assert_eq!(zoom.sealed(owner, kept.id).await.expect("read"), Some((kept.clone(), b"sealed".to_vec())));
    assert_eq!(zoom.all(other).await.expect("read"), []);
    assert_eq!(zoom.sealed(other, kept.id).await.expect("read"), None);
    assert!(!zoom.erase(other, ClientNumber::FIRST, kept.id).await.expect("answered"));
    let theirs = keep(bench, &new(other, "a client", b"another")).await;
    assert_ne!(theirs.id, kept.id, "the same app is each tenant's own");
    assert!(zoom.erase(owner, ClientNumber::FIRST, kept.id).await.expect("answered"));
    assert!(!zoom.erase(owner, ClientNumber::FIRST, kept.id).await.expect("answered"));
    assert_eq!(zoom.sealed(owner, kept.id).await.expect("read"), None);
    assert_eq!(zoom.all(other).await.expect("read"), [theirs]);
    assert_eq!(bench.count("SELECT count(*) FROM audit WHERE act = 'erase_credentials'").await, 1);
}

pub(crate) async fn the_same_app_gets_another_secret(bench: &dyn Bench) {
    let (tenant, zoom) = (tenant(), bench.store().zoom());
    let first = keep(bench, &new(tenant, "a client", b"one")).await;
    bench.advance(SECOND).await;
    let again = zoom.keep(&new(tenant, "a client", b"two")).await.expect("answered");
    let ZoomKept::Changed(again) = again else { panic!("{again:?}") };
    assert_eq!((again.id, again.created_at), (first.id, first.created_at));
    assert!(again.changed_at > first.changed_at);
    assert_eq!(zoom.sealed(tenant, first.id).await.expect("read"), Some((again, b"two".to_vec())));
}

pub(crate) async fn a_tenant_has_so_many_credentials_and_no_more(bench: &dyn Bench) {
    let (tenant, zoom) = (tenant(), bench.store().zoom());
    let mut ids = Vec::new();
    for n in 0..MAX_ZOOM_CREDENTIALS {
        ids.push(keep(bench, &new(tenant, &format!("client {n}"), b"sealed")).await.id);
        bench.advance(SECOND).await;
    }
    let listed: Vec<CredentialsId> = zoom.all(tenant).await.expect("read").iter().map(|one| one.id).collect();
    assert_eq!(listed, ids, "the oldest first");
    assert_eq!(zoom.keep(&new(tenant, "one more", b"sealed")).await.expect("answered"), ZoomKept::Full);
    let changed = zoom.keep(&new(tenant, "client 0", b"other")).await.expect("answered");
    assert!(matches!(changed, ZoomKept::Changed(_)), "{changed:?}");
    assert!(zoom.erase(tenant, ClientNumber::FIRST, ids[3]).await.expect("answered"));
    keep(bench, &new(tenant, "one more", b"sealed")).await;
}
