//! Two clients of one upload at the same moment.

use objects::Completed;

use super::{Target, bytes};

pub(crate) async fn completing_and_aborting_at_once(s3: &Target) {
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

pub(crate) async fn one_part_sent_twice_at_once(s3: &Target) {
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
