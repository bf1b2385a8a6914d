//! Many parts.

use futures::StreamExt;

use super::Target;

pub(crate) async fn every_part_is_listed_in_order(s3: &Target) {
    let key = s3.key("many");
    let id = s3.open(&key).await;
    assert_eq!(s3.objects.parts(&key, &id).await.expect("a list").as_deref(), Some([].as_slice()));
    let bodies = [b"1".as_slice(), b"22", b"333"].into_iter().cycle();
    let numbered: Vec<(i32, &[u8])> = (1..=1_003).zip(bodies).collect();
    futures::stream::iter(numbered.iter().rev())
        .for_each_concurrent(8, |(number, body)| {
            let (key, id) = (&key, &id);
            async move {
                s3.upload(key, id, *number, body).await;
            }
        })
        .await;
    let parts = s3.objects.parts(&key, &id).await.expect("a list").expect("known");
    let expected = numbered.iter().map(|(number, body)| (*number, body.len() as u64));
    assert!(parts.iter().map(|part| (part.number, part.bytes)).eq(expected));
    s3.objects.abort_upload(&key, &id).await.expect("aborted");
}

pub(crate) async fn the_first_and_the_last_number_are_legal(s3: &Target) {
    let key = s3.key("numbers");
    let id = s3.open(&key).await;
    for number in [1, 10_000] {
        s3.upload(&key, &id, number, b"x").await;
    }
    let parts = s3.objects.parts(&key, &id).await.expect("a list").expect("known");
    assert_eq!(parts.iter().map(|part| part.number).collect::<Vec<_>>(), [1, 10_000]);
}
