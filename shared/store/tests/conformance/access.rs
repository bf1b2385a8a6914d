//! Who may call, and signing keys.

use futures::future::join_all;
use model::ClientNumber;
use store::{Client, Error, KnownKey, SigningKey};

use super::{Bench, make};

fn client(id: &str) -> Client {
    Client {
        client_id: id.to_owned(),
        tenant: make::tenant(),
        name: "A client".to_owned(),
        secret_hash: [7; 32],
        development: true,
    }
}

pub(crate) async fn a_client_is_found_by_its_id(bench: &dyn Bench) {
    let store = bench.store();
    assert!(!store.has_clients().await.expect("read"));
    let first = client("first");
    let second = Client { tenant: make::tenant(), development: false, ..client("second") };
    store.create_client(&first, "A tenant").await.expect("created");
    store.create_client(&second, "Another tenant").await.expect("created");
    assert!(store.has_clients().await.expect("read"));
    for (sent, number) in [(first, ClientNumber::DEVELOPMENT), (second, ClientNumber::FIRST)] {
        let known = store.client(&sent.client_id).await.expect("read").expect("it is there");
        assert_eq!((&known.client, known.number), (&sent, number));
        assert_eq!((known.former_secrets, known.rotated_at, known.revoked_at), (vec![], None, None));
    }
    assert_eq!(store.client("third").await.expect("read"), None);
}

pub(crate) async fn a_client_id_is_taken_once(bench: &dyn Bench) {
    let first = client("taken");
    bench.store().create_client(&first, "A tenant").await.expect("created");
    let second = bench.store().create_client(&client("taken"), "Another tenant").await;
    assert!(matches!(second, Err(Error::Refused { transaction: "create_client", .. })), "{second:?}");
    let known = bench.store().client("taken").await.expect("read").expect("it is there");
    assert_eq!(known.client, first);
}

pub(crate) async fn racing_processes_agree_on_the_first_signing_key(bench: &dyn Bench) {
    let candidates: Vec<SigningKey> = (0..8).map(|n| SigningKey { id: format!("key-{n}"), secret: [n; 32] }).collect();
    let answers = join_all(candidates.iter().map(|candidate| bench.store().signing_keys(candidate))).await;
    let answers: Vec<Vec<KnownKey>> = answers.into_iter().map(|answer| answer.expect("answered")).collect();
    assert_eq!(answers[0].len(), 1);
    assert!(candidates.contains(&answers[0][0].key) && answers[0][0].ends_at.is_none());
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
}
