//! What is known of conversations.

use std::collections::BTreeMap;

use futures::future::join;
use model::limits::MAX_DESCRIPTION_ENTRIES;
use model::{ClientNumber, JobId, Kind, ProfileId, ProfileVersion, TenantId};
use store::{Described, Description, Fenced, LastCompleted, NewJob};
use uuid::Uuid;

use super::Bench;
use super::make::{SECOND, claim_one, failure, inline_job, result, running, session, submit, submit_inline, tenant};

/// That of every job of the cases.
const CONVERSATION: &str = "a conversation";
const BY: ClientNumber = ClientNumber::FIRST;

fn says(tenant: TenantId, merge: bool, entries: &[(&str, Option<&str>)]) -> Description {
    let owned = |(key, value): &(&str, Option<&str>)| ((*key).to_owned(), value.map(str::to_owned));
    let entries = entries.iter().map(owned).collect();
    Description { tenant, conversation_id: CONVERSATION.to_owned(), entries, merge }
}

fn known(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
    entries.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

async fn metadata(bench: &dyn Bench, tenant: TenantId) -> BTreeMap<String, String> {
    bench.store().conversations().metadata(tenant, CONVERSATION).await.expect("read")
}

pub(crate) async fn what_is_known_is_merged_or_replaced(bench: &dyn Bench) {
    let (tenant, conversations) = (tenant(), bench.store().conversations());
    submit_inline(bench, tenant).await;
    let describe = async |merge: bool, entries: &[(&str, Option<&str>)]| {
        conversations.describe(&says(tenant, merge, entries)).await.expect("answered")
    };
    let as_known = |entries: &[(&str, &str)]| Described::As(known(entries));
    assert_eq!(describe(true, &[("b", Some("2")), ("a", Some("1"))]).await, as_known(&[("a", "1"), ("b", "2")]));
    let merged = describe(true, &[("b", None), ("a", Some("ü\"\u{0}")), ("z", None)]).await;
    assert_eq!(merged, as_known(&[("a", "ü\"\u{0}")]));
    assert_eq!(describe(false, &[("c", Some("3")), ("d", None)]).await, as_known(&[("c", "3")]));
    assert_eq!(metadata(bench, tenant).await, known(&[("c", "3")]));
    let many: Vec<String> = (0..MAX_DESCRIPTION_ENTRIES).map(|n| n.to_string()).collect();
    let many: Vec<(&str, Option<&str>)> = many.iter().map(|key| (key.as_str(), Some("x"))).collect();
    assert_eq!(describe(true, &many).await, Described::Full);
    assert_eq!(metadata(bench, tenant).await, known(&[("c", "3")]), "nothing was changed");
    assert!(matches!(describe(false, &many).await, Described::As(_)));
    assert_eq!(describe(false, &[]).await, as_known(&[]));
    assert_eq!(bench.count("SELECT count(*) FROM conversation_metadata").await, 0);
}

pub(crate) async fn only_a_conversation_with_jobs_is_described(bench: &dyn Bench) {
    let (owner, other, conversations) = (tenant(), tenant(), bench.store().conversations());
    submit_inline(bench, owner).await;
    let mine = says(owner, true, &[("a", Some("1"))]);
    assert!(matches!(conversations.describe(&mine).await.expect("answered"), Described::As(_)));
    let theirs = says(other, true, &[("a", Some("2"))]);
    assert_eq!(conversations.describe(&theirs).await.expect("answered"), Described::Missing);
    assert_eq!(metadata(bench, other).await, known(&[]));
    let unknown = Description { conversation_id: "another".to_owned(), ..mine };
    assert_eq!(conversations.describe(&unknown).await.expect("answered"), Described::Missing);
    assert_eq!(metadata(bench, owner).await, known(&[("a", "1")]));
}

pub(crate) async fn what_is_known_goes_with_the_last_job(bench: &dyn Bench) {
    let (owner, other, store) = (tenant(), tenant(), bench.store());
    let (first, second) = (submit_inline(bench, owner).await, submit_inline(bench, owner).await);
    submit_inline(bench, other).await;
    for tenant in [owner, other] {
        store.conversations().describe(&says(tenant, true, &[("a", Some("1"))])).await.expect("answered");
    }
    assert!(store.erase(owner, BY, first).await.expect("erased"));
    assert_eq!(metadata(bench, owner).await, known(&[("a", "1")]));
    assert!(store.erase(owner, BY, second).await.expect("erased"));
    assert_eq!(metadata(bench, owner).await, known(&[]));
    assert_eq!(metadata(bench, other).await, known(&[("a", "1")]));
    store.erase_conversation(other, BY, CONVERSATION, "alias", 10).await.expect("erased");
    assert_eq!(bench.count("SELECT count(*) FROM conversation_metadata").await, 0);
    // By age, too.
    let lease = running(bench, owner).await;
    store.conversations().describe(&says(owner, true, &[("a", Some("1"))])).await.expect("answered");
    assert_eq!(store.complete(&lease, &result("done")).await.expect("answered"), Fenced::Held);
    bench.advance(SECOND * 60).await;
    assert_eq!(store.prune(SECOND, 10).await.expect("pruned"), [lease.job]);
    assert_eq!(bench.count("SELECT count(*) FROM conversation_metadata").await, 0);
}

pub(crate) async fn of_an_erasure_and_a_description_nothing_stays(bench: &dyn Bench) {
    let store = bench.store();
    for _ in 0..20 {
        let tenant = tenant();
        let (first, second) = (submit_inline(bench, tenant).await, submit_inline(bench, tenant).await);
        let (conversations, description) = (store.conversations(), says(tenant, true, &[("a", Some("1"))]));
        let describing = conversations.describe(&description);
        let erasing = join(store.erase(tenant, BY, first), store.erase(tenant, BY, second));
        let (described, (first, second)) = join(describing, erasing).await;
        described.expect("answered");
        assert!(first.expect("erased") && second.expect("erased"));
    }
    assert_eq!(bench.count("SELECT count(*) FROM conversation_metadata").await, 0);
}

pub(crate) async fn analyses_by_older_versions_are_found_in_their_order(bench: &dyn Bench) {
    let (owner, other, store) = (tenant(), tenant(), bench.store());
    let desk = ProfileId(Uuid::from_u128(0xde));
    let analysed = async |tenant, profile, version| {
        let profile = Some(ProfileVersion { profile, version });
        let job = submit(bench, NewJob { kind: Kind::OwnProfile, profile, ..inline_job(tenant) }).await;
        let lease = claim_one(bench, session()).await;
        assert_eq!(store.complete(&lease, &result("done")).await.expect("answered"), Fenced::Held);
        job
    };
    let later = analysed(owner, desk, 2).await;
    // Made in one moment, they are ordered by chance.
    let mut of_one = [analysed(owner, desk, 1).await, analysed(owner, desk, 1).await];
    of_one.sort();
    let [first, second] = of_one;
    analysed(owner, desk, 3).await;
    analysed(owner, ProfileId(Uuid::from_u128(0xdf)), 1).await;
    analysed(other, desk, 1).await;
    submit_inline(bench, owner).await;
    let failing = Some(ProfileVersion { profile: desk, version: 1 });
    submit(bench, NewJob { profile: failing, ..inline_job(owner) }).await;
    let than = ProfileVersion { profile: desk, version: 3 };
    let found = async |after, limit| {
        let found = store.conversations().analysed_by_older(owner, than, after, limit).await.expect("read");
        assert!(found.iter().all(|found| found.conversation_id == CONVERSATION));
        found.into_iter().map(|found| (found.version, found.job)).collect::<Vec<_>>()
    };
    let start = (0, JobId(Uuid::nil()));
    assert_eq!(found(start, 9).await, [(1, first), (1, second), (2, later)]);
    assert_eq!(found(start, 2).await, [(1, first), (1, second)]);
    assert_eq!(found((1, first), 9).await, [(1, second), (2, later)]);
    assert_eq!(found((2, later), 9).await, []);
}

pub(crate) async fn the_job_completed_last_is_told(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let last = async || store.conversations().last_completed(tenant, CONVERSATION).await.expect("read");
    assert_eq!(last().await, LastCompleted::Missing);
    let first = running(bench, tenant).await;
    let second = running(bench, tenant).await;
    assert_eq!(last().await, LastCompleted::None);
    assert_eq!(store.complete(&second, &result("done")).await.expect("answered"), Fenced::Held);
    assert_eq!(last().await, LastCompleted::Job(second.job));
    bench.advance(SECOND).await;
    assert_eq!(store.complete(&first, &result("done")).await.expect("answered"), Fenced::Held);
    bench.advance(SECOND).await;
    submit(bench, NewJob { conversation_id: "another".to_owned(), ..inline_job(tenant) }).await;
    assert_eq!(store.fail(&claim_one(bench, session()).await, &failure("broken")).await.expect("told"), Fenced::Held);
    submit_inline(bench, tenant).await;
    assert_eq!(store.fail(&claim_one(bench, session()).await, &failure("broken")).await.expect("told"), Fenced::Held);
    assert_eq!(last().await, LastCompleted::Job(first.job));
    let other = store.conversations().last_completed(self::tenant(), CONVERSATION).await.expect("read");
    assert_eq!(other, LastCompleted::Missing);
}
