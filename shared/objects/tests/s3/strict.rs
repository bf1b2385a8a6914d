//! Where AWS is stricter than the program relies on, ours is as strict, so that what passes here passes there.
//!
//! What garage 2.5 does instead, and why that is bearable:
//! - It completes a list with a small part before another, takes a part numbered 10,001, refuses an empty part, and
//!   answers an expired URL with a 400. Our own checks of sizes and numbers come before it is asked.
//! - It may call an upload done that is aborted in the same moment. The store lets us ask for one of the two only.
//! - It mixes up two sendings of a part that begin in the same millisecond.
//! - After a part has arrived and a second sending of it was cut, it lists the first and refuses to complete it. The job
//!   fails as one whose upload was changed; nothing wrong comes of it.

use model::{Clock, SystemClock};
use objects::{Completed, PartAddress, PartTag};
use tokio::io::AsyncWriteExt as _;

use crate::suite::{HOUR, Target, answer, bytes};

async fn a_small_part_before_another_is_refused(s3: &Target) {
    let key = s3.key("small");
    let (id, tags) = s3.uploaded(&key, &[b"small", b"last"]).await;
    let completed = s3.objects.complete_upload(&key, &id, &tags).await.expect("an answer");
    assert_eq!(completed, Completed::Refused);
    assert_eq!(s3.get(&key).await, None);
    assert_eq!(s3.objects.parts(&key, &id).await.expect("a list").expect("still open").len(), 2);
}

async fn a_number_beyond_the_last_is_refused(s3: &Target) {
    let key = s3.key("beyond");
    let id = s3.open(&key).await;
    let url = s3.url(&key, &id, 10_001, 1).await;
    assert_eq!(s3.http.put(url).body("x").send().await.expect("an answer").status(), 400);
    assert_eq!(s3.objects.parts(&key, &id).await.expect("a list").as_deref(), Some([].as_slice()));
}

async fn an_empty_part_is_a_part(s3: &Target) {
    let key = s3.key("empty");
    let (id, tags) = s3.uploaded(&key, &[b""]).await;
    assert_eq!(s3.objects.parts(&key, &id).await.expect("a list").expect("known")[0].bytes, 0);
    assert_eq!(s3.objects.complete_upload(&key, &id, &tags).await.expect("an answer"), Completed::Done);
    assert_eq!(s3.get(&key).await.as_deref(), Some([].as_slice()));
}

async fn an_expired_url_is_forbidden(s3: &Target) {
    let key = s3.key("expired");
    let id = s3.open(&key).await;
    let part = PartAddress { key: &key, upload_id: &id, number: 1 };
    let signed = s3.objects.part_url(&part, 4, SystemClock.now().minus(2 * HOUR), HOUR).await.expect("a URL");
    assert_eq!(s3.http.put(signed.url).body("body").send().await.expect("an answer").status(), 403);
}

async fn completing_and_aborting_at_once(s3: &Target) {
    for round in 0..12_u64 {
        let key = s3.key(&format!("race/{round}"));
        let body = bytes(10_000, round);
        let (id, tags) = s3.uploaded(&key, &[&body]).await;
        let (completed, aborted) =
            tokio::join!(s3.objects.complete_upload(&key, &id, &tags), s3.objects.abort_upload(&key, &id));
        aborted.expect("aborted, or too late to");
        match completed.expect("an answer") {
            Completed::Done => assert_eq!(s3.get(&key).await, Some(body)),
            Completed::NoSuchUpload => assert_eq!(s3.get(&key).await, None),
            Completed::Refused => panic!("the list was right"),
        }
        assert_eq!(s3.objects.parts(&key, &id).await.expect("an answer"), None);
        assert_eq!(s3.objects.uploads(&key).await.expect("a list"), Vec::<String>::new());
    }
}

async fn one_part_sent_twice_at_once(s3: &Target) {
    let key = s3.key("double");
    for round in 0..6 {
        let id = s3.open(&key).await;
        let (one, two) = (bytes(300_000, round), bytes(200_000, round + 100));
        let (first, second) = tokio::join!(s3.upload(&key, &id, 1, &one), s3.upload(&key, &id, 1, &two));
        let parts = s3.objects.parts(&key, &id).await.expect("a list").expect("known");
        assert_eq!(parts.len(), 1);
        let (tag, body) = if parts[0].etag == first.etag { (first, one) } else { (second, two) };
        assert_eq!((parts[0].etag.as_str(), parts[0].bytes), (tag.etag.as_str(), body.len() as u64));
        assert_eq!(s3.objects.complete_upload(&key, &id, &[tag]).await.expect("an answer"), Completed::Done);
        assert!(s3.get(&key).await == Some(body));
    }
}

/// A client that gave up waiting sends a part again while its first request is still under way.
async fn a_part_sent_again_overtakes_the_first(s3: &Target) {
    let key = s3.key("overtaken");
    let id = s3.open(&key).await;
    let (slow, fast) = (bytes(3_000_000, 1), bytes(200_000, 2));
    let mut first = s3.begin_part(&key, &id, 1, slow.len()).await;
    first.write_all(&slow[..2_000_000]).await.expect("sent");
    let second = s3.upload(&key, &id, 1, &fast).await;
    first.write_all(&slow[2_000_000..]).await.expect("sent");
    assert!(answer(first).await.starts_with("HTTP/1.1 200"));
    // Whichever counts, it is listed as what it is and completes as what was listed.
    let parts = s3.objects.parts(&key, &id).await.expect("a list").expect("known");
    assert_eq!(parts.len(), 1);
    let body = if parts[0].etag == second.etag { fast } else { slow };
    assert_eq!(parts[0].bytes, body.len() as u64);
    let tags = [PartTag { number: 1, etag: parts[0].etag.clone() }];
    assert_eq!(s3.objects.complete_upload(&key, &id, &tags).await.expect("an answer"), Completed::Done);
    assert!(s3.get(&key).await == Some(body));
}

/// What has arrived stays when the next sending of it does not.
async fn a_cut_second_sending_changes_nothing(s3: &Target) {
    let key = s3.key("cut-again");
    let (id, tags) = s3.uploaded(&key, &[b"arrived"]).await;
    let mut second = s3.begin_part(&key, &id, 1, 3_000_000).await;
    second.write_all(&bytes(2_000_000, 1)).await.expect("sent");
    second.shutdown().await.expect("cut");
    assert!(!answer(second).await.starts_with("HTTP/1.1 200"));
    assert_eq!(s3.objects.complete_upload(&key, &id, &tags).await.expect("an answer"), Completed::Done);
    assert_eq!(s3.get(&key).await.as_deref(), Some(b"arrived".as_slice()));
}

macro_rules! strict {
    ($($target:ident: $open:expr),+ => $cases:tt) => { $( mod $target { strict!(@ $open => $cases); } )+ };
    (@ $open:expr => { $($case:ident),+ $(,)? }) => { $(
        #[tokio::test]
        async fn $case() {
            let target = $open.await;
            super::$case(&target).await;
        }
    )+ };
}

strict!(in_process: crate::in_process::embedded(), over_http: crate::over_http::over_http() => {
    a_small_part_before_another_is_refused,
    a_number_beyond_the_last_is_refused,
    an_empty_part_is_a_part,
    an_expired_url_is_forbidden,
    completing_and_aborting_at_once,
    one_part_sent_twice_at_once,
    a_part_sent_again_overtakes_the_first,
    a_cut_second_sending_changes_nothing,
});
