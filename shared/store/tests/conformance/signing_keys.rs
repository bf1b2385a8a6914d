//! Keys that sign tokens and follow each other.

use std::time::Duration;

use futures::future::join_all;
use model::limits::MAX_SIGNING_KEYS;
use store::{KnownKey, SigningKey};

use super::Bench;
use super::make::SECOND;

const HOUR: Duration = Duration::from_hours(1);

fn key(name: &str) -> SigningKey {
    SigningKey { id: name.to_owned(), secret: [7; 32] }
}

async fn keys(bench: &dyn Bench) -> Vec<KnownKey> {
    bench.store().administration().keys().await.expect("read")
}

async fn rotate(bench: &dyn Bench, name: &str, lead: Duration, keep: Duration) -> bool {
    bench.store().administration().rotate_signing_key(&key(name), lead, keep).await.expect("answered")
}

async fn drop_ended(bench: &dyn Bench) -> u64 {
    bench.store().administration().drop_ended_keys().await.expect("answered")
}

pub(crate) async fn a_new_key_is_known_before_it_signs_and_the_old_one_until_its_tokens_end(bench: &dyn Bench) {
    assert_eq!(keys(bench).await, []);
    bench.store().signing_keys(&key("a")).await.expect("made");
    let before = bench.store().now().await.expect("told");
    assert!(rotate(bench, "b", SECOND * 10, HOUR).await);
    let known = keys(bench).await;
    let [new, old] = known.as_slice() else { panic!("two keys: {known:?}") };
    assert_eq!((&new.key, &old.key), (&key("b"), &key("a")));
    assert!(new.signs_at >= before.plus(SECOND * 10) && new.ends_at.is_none());
    assert!(old.signs_at <= before && old.ends_at == Some(new.signs_at.plus(HOUR)));
    assert_eq!(bench.store().signing_keys(&key("c")).await.expect("read"), known, "whoever comes finds both");
    assert_eq!(drop_ended(bench).await, 0, "not before its time");
    bench.raw("UPDATE signing_keys SET ends_at = created_at WHERE id = 'a'").await;
    assert_eq!(drop_ended(bench).await, 1);
    assert_eq!(keys(bench).await, std::slice::from_ref(new));
    let acts = "SELECT count(*) FROM audit WHERE act = 'rotate_signing_key' AND subject = 'b' AND client_id IS NULL";
    assert_eq!(bench.count(acts).await, 1);
}

pub(crate) async fn a_key_is_never_good_for_longer_than_was_said(bench: &dyn Bench) {
    bench.store().signing_keys(&key("a")).await.expect("made");
    assert!(rotate(bench, "b", SECOND, SECOND * 5).await);
    let first = keys(bench).await[1].ends_at;
    assert!(rotate(bench, "c", SECOND, HOUR).await);
    let known = keys(bench).await;
    assert_eq!(known.iter().map(|known| known.key.id.as_str()).collect::<Vec<_>>(), ["c", "b", "a"]);
    assert_eq!(known[2].ends_at, first, "another rotation does not lengthen it");
    assert_eq!(known[1].ends_at, Some(known[0].signs_at.plus(HOUR)));
    assert!(rotate(bench, "d", SECOND, Duration::ZERO).await);
    let known = keys(bench).await;
    for old in &known[1..3] {
        assert_eq!(old.ends_at, Some(known[0].signs_at), "a leak ends them as soon as another signs");
    }
}

pub(crate) async fn racing_rotations_make_keys_that_follow_each_other(bench: &dyn Bench) {
    bench.store().signing_keys(&key("first")).await.expect("made");
    let names: Vec<String> = (0..4).map(|n| format!("key {n}")).collect();
    let administration = bench.store().administration();
    let made: Vec<SigningKey> = names.iter().map(|name| key(name)).collect();
    let rotated = join_all(made.iter().map(|key| administration.rotate_signing_key(key, SECOND, HOUR))).await;
    let won = rotated.iter().filter(|answer| matches!(answer, Ok(true))).count();
    assert!(won >= 1, "{rotated:?}");
    let known = keys(bench).await;
    assert_eq!(known.len(), won + 1, "who failed left nothing");
    assert!(known[0].ends_at.is_none(), "the newest stays");
    assert!(known[1..].iter().all(|old| old.ends_at.is_some()), "{known:?}");
}

pub(crate) async fn only_so_many_keys_are_kept_and_never_none(bench: &dyn Bench) {
    bench.store().signing_keys(&key("0")).await.expect("made");
    for n in 1..MAX_SIGNING_KEYS {
        assert!(rotate(bench, &n.to_string(), SECOND, HOUR).await);
    }
    assert!(!rotate(bench, "one more", SECOND, HOUR).await);
    bench.raw("UPDATE signing_keys SET ends_at = created_at").await;
    assert_eq!(drop_ended(bench).await, u64::try_from(MAX_SIGNING_KEYS).expect("a few") - 1);
    assert_eq!(keys(bench).await.len(), 1, "the newest is never dropped");
    assert!(rotate(bench, "one more", SECOND, HOUR).await);
}
