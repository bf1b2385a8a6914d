//! Objects put and read in one piece.

use std::collections::BTreeSet;

use futures::StreamExt;
use objects::Error;

use super::{Target, bytes};

pub(crate) async fn an_object_is_what_was_put_last(s3: &Target) {
    let key = s3.key("object");
    s3.put(&key, "first").await;
    s3.put(&key, bytes(700_000, 1)).await;
    assert_eq!(s3.objects.size(&key).await.expect("an answer"), Some(700_000));
    assert_eq!(s3.get(&key).await, Some(bytes(700_000, 1)));
    s3.put(&key, "last").await;
    assert_eq!(s3.get(&key).await, Some(b"last".to_vec()));
    s3.objects.delete(&key).await.expect("deleted");
    assert_eq!(s3.get(&key).await, None);
}

pub(crate) async fn what_is_not_there_is_none(s3: &Target) {
    let key = s3.key("missing");
    s3.put(&s3.key("missing/below"), "x").await;
    assert_eq!(s3.get(&key).await, None);
    assert_eq!(s3.get_from(&key, 5).await, None);
    assert_eq!(s3.objects.read_range(&key, 0, 0).await.expect("an answer"), None);
    assert_eq!(s3.objects.read_range(&key, 3, 4).await.expect("an answer"), None);
    assert_eq!(s3.objects.size(&key).await.expect("an answer"), None);
    s3.objects.delete(&key).await.expect("deleted already");
    s3.objects.reachable().await.expect("the bucket is there");
}

pub(crate) async fn an_empty_object_is_an_object(s3: &Target) {
    let key = s3.key("empty");
    s3.put(&key, "").await;
    assert_eq!(s3.objects.size(&key).await.expect("an answer"), Some(0));
    assert_eq!(s3.get(&key).await, Some(Vec::new()));
    assert_eq!(s3.objects.read_range(&key, 0, 0).await.expect("an answer").as_deref(), Some(b"".as_slice()));
}

pub(crate) async fn ranges_are_exact(s3: &Target) {
    let key = s3.key("ranges");
    let body = bytes(600_001, 7);
    s3.put(&key, body.clone()).await;
    for from in [0, 1, 262_144, 600_000, 600_001, 700_000] {
        let expected = body.get(from..).unwrap_or_default();
        assert_eq!(s3.get_from(&key, from as u64).await.as_deref(), Some(expected), "from {from}");
    }
    for (offset, length) in [(0, 1), (0, 600_001), (1, 0), (262_143, 2), (262_144, 262_144), (600_000, 1)] {
        let read = s3.objects.read_range(&key, offset as u64, length as u64).await.expect("an answer");
        assert_eq!(read.as_deref(), Some(&body[offset..offset + length]), "{length} from {offset}");
    }
    for (offset, length) in [(600_000, 2), (600_001, 1), (0, 600_002)] {
        let read = s3.objects.read_range(&key, offset, length).await;
        assert!(matches!(read, Err(Error::Refused { .. })), "{length} from {offset}: {read:?}");
    }
}

pub(crate) async fn any_text_is_a_key(s3: &Target) {
    let names = [
        "with space",
        "plus+plus",
        "percent%41%2f",
        "A",
        "a",
        "ünï/ço∂é/日本語",
        "e\u{301}/\u{e9}",
        "dots/./../...",
        "trailing/",
        "double//slash",
        "/leading",
        "quote\"'&<>;",
        "query?x=1&y=2#z",
        "back\\slash",
        "tab\tnew\nline\u{1}",
        "emoji😀",
        &"long".repeat(200),
    ];
    let keys: BTreeSet<String> = names.iter().map(|name| s3.key(name)).collect();
    for key in &keys {
        s3.put(key, key.clone()).await;
    }
    for key in &keys {
        assert_eq!(s3.get(key).await.as_deref(), Some(key.as_bytes()), "{key:?}");
    }
    let listed = s3.objects.list(&s3.prefix, None).await.expect("a list");
    assert_eq!(listed, keys.iter().cloned().collect::<Vec<_>>());
    for key in &keys {
        s3.objects.delete(key).await.expect("deleted");
    }
    assert_eq!(s3.objects.list(&s3.prefix, None).await.expect("a list"), Vec::<String>::new());
}

pub(crate) async fn a_listing_is_ordered_and_paged(s3: &Target) {
    let keys: Vec<String> = (0..1_003).map(|n| s3.key(&format!("page/{:03}/{n:04}", n % 10 * 100 + n / 100))).collect();
    futures::stream::iter(&keys).for_each_concurrent(8, |key| s3.put(key, "x")).await;
    let mut keys = keys;
    keys.sort();
    let prefix = s3.key("page/");
    let first = s3.objects.list(&prefix, None).await.expect("a list");
    assert_eq!(first, keys[..1_000]);
    let rest = s3.objects.list(&prefix, first.last().map(String::as_str)).await.expect("a list");
    assert_eq!(rest, keys[1_000..]);
    assert_eq!(s3.objects.list(&prefix, Some(&keys[1_002])).await.expect("a list"), Vec::<String>::new());
}

pub(crate) async fn a_prefix_is_a_prefix(s3: &Target) {
    for name in ["job/1", "job/10", "job/10/a", "job/2", "job-1", "jobs/1"] {
        s3.put(&s3.key(name), "x").await;
    }
    for (prefix, expected) in [
        ("job/1", &["job/1", "job/10", "job/10/a"][..]),
        ("job/10/", &["job/10/a"]),
        ("job/", &["job/1", "job/10", "job/10/a", "job/2"]),
        ("job", &["job-1", "job/1", "job/10", "job/10/a", "job/2", "jobs/1"]),
        ("nothing/", &[]),
    ] {
        let listed = s3.objects.list(&s3.key(prefix), None).await.expect("a list");
        assert_eq!(listed, expected.iter().map(|name| s3.key(name)).collect::<Vec<_>>(), "{prefix}");
    }
}
