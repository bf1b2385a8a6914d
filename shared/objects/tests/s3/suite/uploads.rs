//! Multipart uploads from opening to completion or abortion.

use bytes::Bytes;
use objects::{Completed, Part, PartAddress, PartTag};

use super::{PART, Target, bytes};

pub(crate) async fn parts_become_the_object_in_order(s3: &Target) {
    let key = s3.key("upload");
    let (first, second, last) = (bytes(PART, 1), bytes(PART + 1, 2), bytes(3, 3));
    let id = s3.open(&key).await;
    let third = s3.upload(&key, &id, 7, &last).await;
    let one = s3.upload(&key, &id, 2, &first).await;
    let two = s3.upload(&key, &id, 4, &second).await;
    let expected: Vec<Part> = [(&one, PART), (&two, PART + 1), (&third, 3)]
        .map(|(tag, size)| Part { number: tag.number, etag: tag.etag.clone(), bytes: size as u64 })
        .into();
    assert_eq!(s3.objects.parts(&key, &id).await.expect("a list"), Some(expected));
    assert_eq!(s3.get(&key).await, None, "nothing is visible before completion");

    let completed = s3.objects.complete_upload(&key, &id, &[one, two, third]).await.expect("an answer");
    assert_eq!(completed, Completed::Done);
    let whole = [first, second, last].concat();
    assert_eq!(s3.objects.size(&key).await.expect("an answer"), Some(whole.len() as u64));
    assert_eq!(s3.get(&key).await.as_ref(), Some(&whole));
    for (offset, length) in [(0, 1), (PART - 1, 2), (PART - 1, PART + 4), (2 * PART, 4), (whole.len() - 1, 1)] {
        let read = s3.objects.read_range(&key, offset as u64, length as u64).await.expect("an answer");
        assert!(read.as_deref() == Some(&whole[offset..offset + length]), "{length} from {offset}");
    }
    assert_eq!(s3.get_from(&key, PART as u64 * 2).await.as_deref(), Some(&whole[PART * 2..]));
    assert_eq!(s3.objects.list(&key, None).await.expect("a list"), std::slice::from_ref(&key));
    assert_eq!(s3.objects.uploads(&key).await.expect("a list"), Vec::<String>::new());
}

pub(crate) async fn a_part_sent_again_replaces_the_earlier_one(s3: &Target) {
    let key = s3.key("again");
    let id = s3.open(&key).await;
    let old = s3.upload(&key, &id, 1, b"old and longer").await;
    let new = s3.upload(&key, &id, 1, b"new").await;
    let parts = s3.objects.parts(&key, &id).await.expect("a list").expect("known");
    assert_eq!(parts, [Part { number: 1, etag: new.etag.clone(), bytes: 3 }]);
    let refused = s3.objects.complete_upload(&key, &id, &[old]).await.expect("an answer");
    assert_eq!(refused, Completed::Refused);
    assert_eq!(s3.objects.complete_upload(&key, &id, &[new]).await.expect("an answer"), Completed::Done);
    assert_eq!(s3.get(&key).await.as_deref(), Some(b"new".as_slice()));
}

/// Lists that every S3 refuses. The first part is too small to have another after it, so no good list names it.
async fn refusals(s3: &Target, key: &str) -> (String, Vec<PartTag>) {
    let (id, tags) = s3.uploaded(key, &[b"small", &bytes(PART, 1), b"last"]).await;
    let wrong = PartTag { etag: "0".repeat(32), ..tags[1].clone() };
    let missing = PartTag { number: 4, ..tags[2].clone() };
    for (why, list) in [
        ("another ETag", vec![wrong, tags[2].clone()]),
        ("a missing part", vec![tags[1].clone(), missing]),
        ("wrong order", vec![tags[2].clone(), tags[1].clone()]),
        ("a part twice", vec![tags[1].clone(), tags[1].clone()]),
    ] {
        let completed = s3.objects.complete_upload(key, &id, &list).await.expect("an answer");
        assert_eq!(completed, Completed::Refused, "{why}");
        assert_eq!(s3.get(key).await, None, "{why}");
        let parts = s3.objects.parts(key, &id).await.expect("a list").expect("still open");
        assert_eq!(parts.len(), 3, "{why}");
    }
    (id, tags)
}

pub(crate) async fn a_refused_list_changes_nothing(s3: &Target) {
    let key = s3.key("refused");
    let (id, tags) = refusals(s3, &key).await;
    assert_eq!(s3.objects.complete_upload(&key, &id, &tags[1..]).await.expect("an answer"), Completed::Done);
    assert!(s3.get(&key).await == Some([bytes(PART, 1), b"last".to_vec()].concat()));
}

pub(crate) async fn a_refused_upload_can_be_aborted(s3: &Target) {
    let key = s3.key("refused");
    let (id, tags) = refusals(s3, &key).await;
    s3.objects.abort_upload(&key, &id).await.expect("aborted");
    assert_eq!(s3.objects.complete_upload(&key, &id, &tags[1..]).await.expect("an answer"), Completed::NoSuchUpload);
    assert_eq!(s3.get(&key).await, None);
}

pub(crate) async fn a_single_small_part_is_enough(s3: &Target) {
    let key = s3.key("single");
    let (id, tags) = s3.uploaded(&key, &[b"x"]).await;
    assert_eq!(s3.objects.complete_upload(&key, &id, &tags).await.expect("an answer"), Completed::Done);
    assert_eq!(s3.get(&key).await.as_deref(), Some(b"x".as_slice()));
}

pub(crate) async fn parts_that_are_not_named_are_dropped(s3: &Target) {
    let key = s3.key("unnamed");
    let (id, tags) = s3.uploaded(&key, &[b"zero", b"one", b"two"]).await;
    assert_eq!(s3.objects.complete_upload(&key, &id, &tags[1..2]).await.expect("an answer"), Completed::Done);
    assert_eq!(s3.get(&key).await.as_deref(), Some(b"one".as_slice()));
}

/// S3 answers a repeated completion as the first; others have forgotten the upload. Neither may refuse or spoil it.
pub(crate) async fn completing_again_does_no_harm(s3: &Target) {
    let key = s3.key("twice");
    let (id, tags) = s3.uploaded(&key, &[b"body"]).await;
    assert_eq!(s3.objects.complete_upload(&key, &id, &tags).await.expect("an answer"), Completed::Done);
    let again = s3.objects.complete_upload(&key, &id, &tags).await.expect("an answer");
    assert_ne!(again, Completed::Refused);
    assert_eq!(s3.get(&key).await.as_deref(), Some(b"body".as_slice()));
    s3.objects.abort_upload(&key, &id).await.expect("nothing to abort");
    assert_eq!(s3.get(&key).await.as_deref(), Some(b"body".as_slice()));
}

pub(crate) async fn an_aborted_upload_is_gone(s3: &Target) {
    let key = s3.key("aborted");
    let (id, tags) = s3.uploaded(&key, &[b"body"]).await;
    let late = s3.url(&key, &id, 2, 4).await;
    s3.objects.abort_upload(&key, &id).await.expect("aborted");
    s3.objects.abort_upload(&key, &id).await.expect("aborted already");
    assert_eq!(s3.objects.parts(&key, &id).await.expect("an answer"), None);
    assert_eq!(s3.objects.uploads(&key).await.expect("a list"), Vec::<String>::new());
    let answer = s3.http.put(late).body("late").send().await.expect("an answer");
    assert_eq!(answer.status(), 404);
    assert!(answer.text().await.expect("a body").contains("NoSuchUpload"));
    assert_eq!(s3.objects.complete_upload(&key, &id, &tags).await.expect("an answer"), Completed::NoSuchUpload);
    assert_eq!(s3.get(&key).await, None);
}

pub(crate) async fn uploads_are_found_by_exactly_their_key(s3: &Target) {
    let key = s3.key("found");
    let mut ids = [s3.open(&key).await, s3.open(&key).await];
    s3.open(&s3.key("found/below")).await;
    s3.open(&s3.key("foundling")).await;
    let mut found = s3.objects.uploads(&key).await.expect("a list");
    ids.sort();
    found.sort();
    assert_eq!(found, ids);
    for id in ids {
        s3.objects.abort_upload(&key, &id).await.expect("aborted");
    }
    assert_eq!(s3.objects.uploads(&key).await.expect("a list"), Vec::<String>::new());
}

pub(crate) async fn objects_of_both_kinds_replace_each_other(s3: &Target) {
    let key = s3.key("both");
    s3.put(&key, "plain").await;
    for round in [b"one", b"two"] {
        let (id, tags) = s3.uploaded(&key, &[round]).await;
        assert_eq!(s3.objects.complete_upload(&key, &id, &tags).await.expect("an answer"), Completed::Done);
        assert_eq!(s3.get(&key).await.as_deref(), Some(round.as_slice()));
    }
    s3.put(&key, "plain again").await;
    assert_eq!(s3.get(&key).await.as_deref(), Some(b"plain again".as_slice()));
    s3.objects.delete(&key).await.expect("deleted");
    assert_eq!(s3.objects.size(&key).await.expect("an answer"), None);
}

pub(crate) async fn an_unknown_upload_is_none(s3: &Target) {
    let key = s3.key("unknown");
    let (id, tags) = s3.uploaded(&s3.key("other"), &[b"x"]).await;
    for id in [id.as_str(), "0123456789abcdef0123456789abcdef"] {
        assert_eq!(s3.objects.parts(&key, id).await.expect("an answer"), None);
        s3.objects.abort_upload(&key, id).await.expect("nothing to abort");
        assert_eq!(s3.objects.complete_upload(&key, id, &tags).await.expect("an answer"), Completed::NoSuchUpload);
    }
    assert!(s3.objects.parts(&s3.key("other"), &id).await.expect("an answer").is_some());
}

pub(crate) async fn parts_that_we_send_ourselves_are_parts(s3: &Target) {
    let key = s3.key("ours");
    let id = s3.open(&key).await;
    let (first, last) = (bytes(PART, 1), bytes(3, 2));
    let address = |number| PartAddress { key: &key, upload_id: &id, number };
    let put = async |number, body: &[u8]| {
        let tag = s3.objects.put_part(&address(number), Bytes::copy_from_slice(body)).await.expect("an answer");
        tag.expect("the upload is known")
    };
    let old = put(1, b"replaced").await;
    let tags = [put(1, &first).await, put(2, &last).await];
    assert_ne!(old, tags[0]);
    assert_eq!(tags.each_ref().map(|tag| tag.number), [1, 2]);
    let listed = s3.objects.parts(&key, &id).await.expect("a list").expect("known");
    assert_eq!(
        listed.iter().map(|part| (&part.etag, part.bytes)).collect::<Vec<_>>(),
        [(&tags[0].etag, PART as u64), (&tags[1].etag, 3)]
    );
    assert_eq!(s3.objects.complete_upload(&key, &id, &tags).await.expect("an answer"), Completed::Done);
    assert_eq!(s3.get(&key).await, Some([first, last].concat()));
    let aborted = s3.open(&key).await;
    s3.objects.abort_upload(&key, &aborted).await.expect("aborted");
    let address = PartAddress { key: &key, upload_id: &aborted, number: 1 };
    assert_eq!(s3.objects.put_part(&address, Bytes::from_static(b"late")).await.expect("an answer"), None);
}
