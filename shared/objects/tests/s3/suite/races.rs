//! Two clients of one upload at the same moment, as a retry and a paused worker make them.

use objects::Completed;
use tokio::io::AsyncWriteExt as _;

use super::{Target, bytes};

/// A worker that was taken for dead and the one that has its job now.
pub(crate) async fn completing_twice_at_once(s3: &Target) {
    for round in 0..12_u64 {
        let key = s3.key(&format!("race/{round}"));
        let body = bytes(10_000, round);
        let (id, tags) = s3.uploaded(&key, &[&body]).await;
        let complete = async || s3.objects.complete_upload(&key, &id, &tags).await.expect("an answer");
        let answers: [Completed; 2] = tokio::join!(complete(), complete()).into();
        assert!(answers.contains(&Completed::Done) && !answers.contains(&Completed::Refused), "{answers:?}");
        assert_eq!(s3.get(&key).await, Some(body));
        assert_eq!(s3.objects.parts(&key, &id).await.expect("an answer"), None);
    }
}

/// The first sending may count or not, but nothing is made of the second, and sending the part once more mends it.
pub(crate) async fn a_cut_second_sending_can_be_mended(s3: &Target) {
    let key = s3.key("cut-again");
    let (id, tags) = s3.uploaded(&key, &[b"arrived"]).await;
    let mut second = s3.begin_part(&key, &id, 1, 3_000_000).await;
    second.write_all(&bytes(2_000_000, 1)).await.expect("sent");
    second.shutdown().await.expect("cut");
    assert!(!super::answer(second).await.starts_with("HTTP/1.1 200"));
    let mut completed = s3.objects.complete_upload(&key, &id, &tags).await.expect("an answer");
    if completed == Completed::Refused {
        // Garage, though it goes on listing the first.
        assert_eq!(s3.upload(&key, &id, 1, b"arrived").await, tags[0]);
        completed = s3.objects.complete_upload(&key, &id, &tags).await.expect("an answer");
    }
    assert_eq!(completed, Completed::Done);
    assert_eq!(s3.get(&key).await.as_deref(), Some(b"arrived".as_slice()));
}
