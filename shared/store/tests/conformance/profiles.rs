//! Profiles that tenants make.

use futures::future::join_all;
use model::limits::{MAX_PROFILES, PROFILE_GRACE};
use model::{ClientNumber, JobId, Kind, ProfileId, ProfileVersion, TenantId};
use store::{NewJob, NewProfile, Shelved, StoredProfile};

use super::Bench;
use super::make::{SECOND, inline_job, job_id, submit, tenant};

const BY: ClientNumber = ClientNumber::FIRST;

fn named(tenant: TenantId, name: &str, text: &str) -> NewProfile {
    let mut digest = [0; 32];
    digest[..text.len()].copy_from_slice(text.as_bytes());
    NewProfile {
        tenant,
        by: ClientNumber::FIRST,
        id: ProfileId(job_id().0),
        name: name.to_owned(),
        text: text.as_bytes().to_vec(),
        digest,
    }
}

/// Kept as a version of its own.
async fn shelve(bench: &dyn Bench, new: &NewProfile) -> StoredProfile {
    match bench.store().profiles().shelve(new).await.expect("answered") {
        Shelved::New(kept) => kept,
        other => panic!("{other:?}"),
    }
}

async fn text(bench: &dyn Bench, tenant: TenantId, profile: ProfileId, version: i64) -> Option<Vec<u8>> {
    let version = ProfileVersion { profile, version };
    bench.store().profiles().text(tenant, version).await.expect("read").map(|found| found.text)
}

async fn job_by(bench: &dyn Bench, tenant: TenantId, profile: ProfileId, version: i64) -> JobId {
    let profile = Some(ProfileVersion { profile, version });
    submit(bench, NewJob { kind: Kind::OwnProfile, profile, ..inline_job(tenant) }).await
}

pub(crate) async fn a_profile_is_kept_in_versions(bench: &dyn Bench) {
    let (tenant, profiles) = (tenant(), bench.store().profiles());
    let first = shelve(bench, &named(tenant, "desk", "one")).await;
    assert_eq!((first.version, first.name.as_str()), (1, "desk"));
    bench.advance(SECOND).await;
    let second = shelve(bench, &named(tenant, "desk", "two")).await;
    assert_eq!((second.id, second.version, second.created_at), (first.id, 2, first.created_at));
    assert!(second.changed_at > first.changed_at);
    let other = shelve(bench, &named(tenant, "a desk", "one")).await;
    assert_ne!(other.id, first.id);
    assert_eq!(profiles.by_id(tenant, first.id).await.expect("read").as_ref(), Some(&second));
    assert_eq!(profiles.by_name(tenant, "desk").await.expect("read").as_ref(), Some(&second));
    assert_eq!(profiles.by_name(tenant, "Desk").await.expect("read"), None);
    assert_eq!(profiles.all(tenant).await.expect("read"), [other, second]);
    assert_eq!(text(bench, tenant, first.id, 1).await.as_deref(), Some(b"one".as_slice()));
    assert_eq!(text(bench, tenant, first.id, 2).await.as_deref(), Some(b"two".as_slice()));
    assert_eq!(text(bench, tenant, first.id, 3).await, None);
}

pub(crate) async fn the_same_text_is_the_same_version(bench: &dyn Bench) {
    let (tenant, profiles) = (tenant(), bench.store().profiles());
    let first = shelve(bench, &named(tenant, "desk", "one")).await;
    let again = profiles.shelve(&named(tenant, "desk", "one")).await.expect("answered");
    assert_eq!(again, Shelved::Same(first.clone()));
    shelve(bench, &named(tenant, "desk", "two")).await;
    // The same as an earlier one is new: what counts is the latest.
    assert_eq!(shelve(bench, &named(tenant, "desk", "one")).await.version, 3);
}

pub(crate) async fn another_tenants_profile_is_unknown(bench: &dyn Bench) {
    let (owner, other, profiles) = (tenant(), tenant(), bench.store().profiles());
    let mine = shelve(bench, &named(owner, "desk", "one")).await;
    assert_eq!(profiles.by_id(other, mine.id).await.expect("read"), None);
    assert_eq!(profiles.by_name(other, "desk").await.expect("read"), None);
    assert_eq!(profiles.all(other).await.expect("read"), []);
    assert_eq!(text(bench, other, mine.id, 1).await, None);
    assert!(!profiles.retire(other, BY, mine.id).await.expect("answered"));
    let theirs = shelve(bench, &named(other, "desk", "two")).await;
    assert_ne!((theirs.id, theirs.version), (mine.id, 2));
    assert_eq!(profiles.by_id(owner, mine.id).await.expect("read"), Some(mine));
}

pub(crate) async fn a_retired_profile_is_forgotten_with_its_last_job(bench: &dyn Bench) {
    let (tenant, store, profiles) = (tenant(), bench.store(), bench.store().profiles());
    let kept = shelve(bench, &named(tenant, "kept", "one")).await;
    let desk = shelve(bench, &named(tenant, "desk", "one")).await;
    shelve(bench, &named(tenant, "desk", "two")).await;
    let job = job_by(bench, tenant, desk.id, 1).await;
    let acts = bench.count("SELECT count(*) FROM audit").await;
    assert!(profiles.retire(tenant, BY, desk.id).await.expect("answered"));
    assert!(!profiles.retire(tenant, BY, desk.id).await.expect("answered"), "it is retired");
    assert_eq!(bench.count("SELECT count(*) FROM audit").await, acts + 1);
    assert_eq!(profiles.by_id(tenant, desk.id).await.expect("read"), None);
    assert_eq!(profiles.all(tenant).await.expect("read"), std::slice::from_ref(&kept));
    // Its name is free, and what takes it is another profile.
    let anew = shelve(bench, &named(tenant, "desk", "two")).await;
    assert!(anew.id != desk.id && anew.version == 1);
    assert_eq!(profiles.forget_retired().await.expect("swept"), 0, "somebody may just be making a job with it");
    bench.advance(PROFILE_GRACE + SECOND).await;
    assert_eq!(profiles.forget_retired().await.expect("swept"), 1, "the version that no job names");
    assert_eq!(text(bench, tenant, desk.id, 2).await, None);
    assert_eq!(text(bench, tenant, desk.id, 1).await.as_deref(), Some(b"one".as_slice()));
    assert!(store.erase(tenant, BY, job).await.expect("erased"));
    assert_eq!(profiles.forget_retired().await.expect("swept"), 1);
    assert_eq!(text(bench, tenant, desk.id, 1).await, None);
    assert_eq!(bench.count("SELECT count(*) FROM profiles").await, 2);
    assert_eq!(text(bench, tenant, kept.id, 1).await.as_deref(), Some(b"one".as_slice()));
}

pub(crate) async fn a_tenant_has_so_many_profiles_and_no_more(bench: &dyn Bench) {
    let (tenant, profiles) = (tenant(), bench.store().profiles());
    for number in 0..MAX_PROFILES {
        shelve(bench, &named(tenant, &format!("profile {number}"), "one")).await;
    }
    assert_eq!(profiles.shelve(&named(tenant, "one more", "one")).await.expect("answered"), Shelved::Full);
    assert_eq!(shelve(bench, &named(tenant, "profile 7", "two")).await.version, 2, "a version is no profile");
    let retired = profiles.by_name(tenant, "profile 8").await.expect("read").expect("there");
    assert!(profiles.retire(tenant, BY, retired.id).await.expect("answered"));
    shelve(bench, &named(tenant, "one more", "one")).await;
}

pub(crate) async fn racing_texts_of_one_name_are_versions_of_one_profile(bench: &dyn Bench) {
    let (tenant, profiles) = (tenant(), bench.store().profiles());
    let texts: Vec<NewProfile> = (0..6).map(|n| named(tenant, "desk", &format!("text {n}"))).collect();
    let shelved = join_all(texts.iter().map(|new| profiles.shelve(new))).await;
    let mut versions: Vec<i64> = Vec::new();
    for answer in shelved {
        let Shelved::New(kept) = answer.expect("answered") else { panic!("each is another text") };
        versions.push(kept.version);
    }
    versions.sort_unstable();
    assert_eq!(versions, [1, 2, 3, 4, 5, 6]);
    assert_eq!(profiles.all(tenant).await.expect("read").len(), 1);
}
