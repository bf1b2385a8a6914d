//! Clients that come and go beside each other, and secrets that change.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::future::join_all;
use model::limits::{MAX_CLIENTS, MAX_FORMER_SECRETS};
use model::{ClientNumber, TenantId};
use store::{Added, Client, KnownClient};

use super::Bench;
use super::make::{SECOND, submit_inline, tenant};

const HOUR: Duration = Duration::from_hours(1);

fn client(tenant: TenantId, id: &str) -> Client {
    Client { client_id: id.to_owned(), tenant, name: "A client".to_owned(), secret_hash: [1; 32], development: false }
}

/// The first client of a new tenant.
async fn first(bench: &dyn Bench, id: &str) -> TenantId {
    let tenant = tenant();
    bench.store().create_client(&client(tenant, id), "A tenant").await.expect("created");
    tenant
}

async fn known(bench: &dyn Bench, id: &str) -> KnownClient {
    bench.store().client(id).await.expect("read").expect("it is there")
}

async fn rotate(bench: &dyn Bench, id: &str, secret: u8, keep: Duration) -> bool {
    bench.store().rotate_client(id, &[secret; 32], keep).await.expect("answered")
}

/// The client's secret, then the former ones that are good at the store's time.
async fn secrets(bench: &dyn Bench, id: &str) -> Vec<u8> {
    let (known, now) = (known(bench, id).await, bench.store().now().await.expect("told"));
    let good = known.former_secrets.iter().filter(|former| former.valid_until > now);
    let good = good.map(|former| former.secret_hash[0]);
    std::iter::once(known.client.secret_hash[0]).chain(good).collect()
}

pub(crate) async fn clients_of_one_tenant_have_numbers_of_their_own(bench: &dyn Bench) {
    let (store, one) = (bench.store(), first(bench, "a").await);
    assert_eq!(store.add_client(&client(one, "b")).await.expect("answered"), Added::Done(ClientNumber(2)));
    assert!(store.revoke_client("b", &[9; 32]).await.expect("answered"));
    assert_eq!(store.add_client(&client(one, "c")).await.expect("answered"), Added::Done(ClientNumber(3)));
    let other = first(bench, "d").await;
    assert_eq!(store.add_client(&client(other, "e")).await.expect("answered"), Added::Done(ClientNumber(2)));
    assert_eq!(store.add_client(&client(tenant(), "f")).await.expect("answered"), Added::NoSuchTenant);
    let second = store.create_client(&client(one, "g"), "A tenant").await;
    assert!(second.is_err(), "a tenant has one first client: {second:?}");
    let all = store.clients().await.expect("read");
    let mut listed: Vec<_> = all.iter().map(|known| (known.client.client_id.as_str(), known.number.0)).collect();
    let of_one = all.iter().position(|known| known.client.tenant == one).expect("listed");
    assert!(all[of_one..of_one + 3].iter().all(|known| known.client.tenant == one), "a tenant's stand together");
    listed.sort_unstable();
    assert_eq!(listed, [("a", 0), ("b", 2), ("c", 3), ("d", 0), ("e", 2)]);
    for id in ["a", "b", "c", "d", "e"] {
        assert!(all.contains(&known(bench, id).await), "{id}");
    }
}

pub(crate) async fn a_tenant_has_no_more_clients_than_it_may(bench: &dyn Bench) {
    let (store, one) = (bench.store(), first(bench, "client 0").await);
    for n in 2..=MAX_CLIENTS {
        let added = store.add_client(&client(one, &format!("client {n}"))).await.expect("answered");
        assert_eq!(added, Added::Done(ClientNumber(n)));
    }
    assert!(store.revoke_client("client 0", &[9; 32]).await.expect("answered"));
    assert_eq!(store.add_client(&client(one, "one more")).await.expect("answered"), Added::TooMany);
    assert_eq!(store.client("one more").await.expect("read"), None);
}

pub(crate) async fn racing_additions_share_no_number(bench: &dyn Bench) {
    let (store, one) = (bench.store(), first(bench, "first").await);
    let clients: Vec<Client> = (0..12).map(|n| client(one, &format!("client {n}"))).collect();
    let added = join_all(clients.iter().map(|client| store.add_client(client))).await;
    let numbers: BTreeSet<u8> = added
        .into_iter()
        .map(|added| match added.expect("answered") {
            Added::Done(number) => number.0,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(numbers, (2..14).collect());
}

pub(crate) async fn a_rotated_secret_is_good_for_a_while(bench: &dyn Bench) {
    first(bench, "a").await;
    first(bench, "bystander").await;
    let before = known(bench, "bystander").await;
    assert!(rotate(bench, "a", 2, HOUR).await);
    assert_eq!(secrets(bench, "a").await, [2, 1]);
    let rotated = known(bench, "a").await;
    assert_eq!(rotated.former_secrets.len(), 1);
    assert!(rotated.rotated_at.is_some_and(|at| at >= rotated.created_at));
    bench.advance(HOUR.saturating_sub(SECOND * 30)).await;
    assert_eq!(secrets(bench, "a").await, [2, 1]);
    bench.advance(SECOND * 31).await;
    assert_eq!(secrets(bench, "a").await, [2]);
    assert!(rotate(bench, "a", 3, HOUR).await);
    assert_eq!(known(bench, "a").await.former_secrets.len(), 1, "what has ended is not kept");
    assert_eq!(known(bench, "bystander").await, before);
    assert!(!rotate(bench, "nobody", 4, HOUR).await);
}

pub(crate) async fn a_rotation_ends_no_later_than_the_last_one_says(bench: &dyn Bench) {
    first(bench, "a").await;
    // Nobody has the second: the first is still the one in use.
    assert!(rotate(bench, "a", 2, HOUR * 2).await);
    assert!(rotate(bench, "a", 3, HOUR * 2).await);
    let mut all = secrets(bench, "a").await;
    all.sort_unstable();
    assert_eq!(all, [1, 2, 3]);
    assert!(rotate(bench, "a", 4, HOUR).await);
    bench.advance(HOUR.saturating_sub(SECOND * 30)).await;
    assert_eq!(secrets(bench, "a").await.len(), 4);
    bench.advance(SECOND * 31).await;
    assert_eq!(secrets(bench, "a").await, [4]);
    assert!(rotate(bench, "a", 5, HOUR).await);
    assert!(rotate(bench, "a", 6, Duration::ZERO).await);
    assert_eq!(secrets(bench, "a").await, [6]);
    assert_eq!(known(bench, "a").await.former_secrets, []);
}

pub(crate) async fn only_so_many_former_secrets_are_kept(bench: &dyn Bench) {
    first(bench, "a").await;
    let most = u8::try_from(MAX_FORMER_SECRETS).expect("a few");
    for secret in 2..2 + most {
        assert!(rotate(bench, "a", secret, HOUR).await);
    }
    let before = known(bench, "a").await;
    assert!(!rotate(bench, "a", 100, HOUR).await);
    assert_eq!(known(bench, "a").await, before, "nothing was done");
    bench.advance(HOUR + SECOND).await;
    assert!(rotate(bench, "a", 100, HOUR).await, "room comes with time");
    assert!(rotate(bench, "a", 101, HOUR).await);
    assert!(rotate(bench, "a", 102, HOUR).await);
    assert!(rotate(bench, "a", 103, HOUR).await);
    assert!(!rotate(bench, "a", 104, SECOND).await);
    assert!(rotate(bench, "a", 104, Duration::ZERO).await, "who keeps none needs no room");
    assert_eq!(secrets(bench, "a").await, [104]);
}

pub(crate) async fn racing_rotations_lose_no_secret(bench: &dyn Bench) {
    first(bench, "a").await;
    let done = join_all((2..5).map(|secret| rotate(bench, "a", secret, HOUR))).await;
    assert!(done.into_iter().all(|done| done));
    let mut all = secrets(bench, "a").await;
    all.sort_unstable();
    assert_eq!(all, [1, 2, 3, 4], "whichever is the newest, the others are good for a while");
}

pub(crate) async fn a_revoked_client_has_no_secret_and_stays_revoked(bench: &dyn Bench) {
    let (store, one) = (bench.store(), first(bench, "a").await);
    store.add_client(&client(one, "b")).await.expect("added");
    let neighbour = known(bench, "b").await;
    assert!(rotate(bench, "a", 2, HOUR).await);
    assert!(store.revoke_client("a", &[9; 32]).await.expect("answered"));
    let revoked = known(bench, "a").await;
    assert_eq!((revoked.client.secret_hash, revoked.former_secrets.len()), ([9; 32], 0));
    assert!(revoked.revoked_at.is_some());
    bench.advance(HOUR).await;
    assert!(!store.revoke_client("a", &[8; 32]).await.expect("answered"), "once");
    assert!(!rotate(bench, "a", 3, HOUR).await, "what has ended is not begun again");
    assert_eq!(known(bench, "a").await, revoked);
    assert!(!store.revoke_client("nobody", &[9; 32]).await.expect("answered"));
    assert_eq!(known(bench, "b").await, neighbour);
}

pub(crate) async fn who_was_revoked_lately_is_told(bench: &dyn Bench) {
    let (store, one) = (bench.store(), first(bench, "a").await);
    store.add_client(&client(one, "b")).await.expect("added");
    let began = store.now().await.expect("told");
    assert_eq!(store.revoked_since(began).await.expect("read"), []);
    assert!(store.revoke_client("b", &[9; 32]).await.expect("answered"));
    bench.advance(HOUR).await;
    let later = store.now().await.expect("told");
    assert!(store.revoke_client("a", &[9; 32]).await.expect("answered"));
    let mut told = store.revoked_since(began).await.expect("read");
    told.sort_unstable();
    assert_eq!(told, [(one, ClientNumber::FIRST), (one, ClientNumber(2))]);
    assert_eq!(store.revoked_since(later).await.expect("read"), [(one, ClientNumber::FIRST)]);
    bench.advance(HOUR).await;
    assert_eq!(store.revoked_since(store.now().await.expect("told")).await.expect("read"), []);
}

pub(crate) async fn a_development_client_stays_as_it_is(bench: &dyn Bench) {
    let (store, tenant) = (bench.store(), tenant());
    let development = Client { development: true, ..client(tenant, "development") };
    store.create_client(&development, "A tenant").await.expect("created");
    let before = known(bench, "development").await;
    assert!(!rotate(bench, "development", 2, HOUR).await);
    assert!(!store.revoke_client("development", &[9; 32]).await.expect("answered"));
    assert_eq!(known(bench, "development").await, before);
    assert_eq!(store.add_client(&client(tenant, "another")).await.expect("answered"), Added::Done(ClientNumber(2)));
}

pub(crate) async fn what_is_done_to_clients_is_in_the_audit_and_by_whom_jobs_are_erased(bench: &dyn Bench) {
    let (store, one) = (bench.store(), first(bench, "a").await);
    store.add_client(&client(one, "b")).await.expect("added");
    assert!(rotate(bench, "b", 2, HOUR).await);
    for (act, subject) in [("create_client", "a"), ("create_client", "b"), ("rotate_client", "b")] {
        assert_eq!(acts(bench, &format!("act = '{act}' AND subject = '{subject}' AND client_id IS NULL")).await, 1);
    }
    for (by, name) in [(ClientNumber::FIRST, "a"), (ClientNumber(2), "b")] {
        let job = submit_inline(bench, one).await;
        assert!(store.erase(one, by, job).await.expect("answered"));
        assert_eq!(acts(bench, &format!("act = 'erase_job' AND subject = '{job}' AND client_id = '{name}'")).await, 1);
    }
    for times in 0..2 {
        assert_eq!(store.revoke_client("a", &[9; 32]).await.expect("answered"), times == 0);
        assert_eq!(acts(bench, "act = 'revoke_client' AND subject = 'a' AND client_id IS NULL").await, 1);
    }
    let development = Client { development: true, ..client(tenant(), "development") };
    store.create_client(&development, "A tenant").await.expect("created");
    let job = submit_inline(bench, development.tenant).await;
    assert!(store.erase(development.tenant, ClientNumber::DEVELOPMENT, job).await.expect("answered"));
    assert_eq!(acts(bench, "act = 'erase_job' AND client_id = 'development'").await, 1);
    assert_eq!(acts(bench, "true").await, 8);
}

async fn acts(bench: &dyn Bench, which: &str) -> i64 {
    bench.count(&format!("SELECT count(*) FROM audit WHERE {which}")).await
}
