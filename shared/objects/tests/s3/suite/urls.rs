//! Signed part URLs in the hands of strangers.

use model::{Clock, SystemClock, Timestamp};
use objects::PartAddress;
use tokio::io::AsyncWriteExt;

use super::{HOUR, Target, bytes};

pub(crate) async fn nothing_but_host_and_length_is_signed(s3: &Target) {
    let now = Timestamp(1_790_000_000_999_999);
    let part = PartAddress { key: &s3.key("signed"), upload_id: "id", number: 3 };
    let signed = s3.objects.part_url(&part, 77, now, HOUR).await.expect("a URL");
    let parameter = |name: &str| {
        let url = reqwest::Url::parse(&signed.url).expect("a URL");
        url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
    };
    assert_eq!(parameter("X-Amz-SignedHeaders").as_deref(), Some("content-length;host"));
    assert_eq!(parameter("X-Amz-Date").as_deref(), Some("20260921T141320Z"));
    assert_eq!(parameter("X-Amz-Expires").as_deref(), Some("3600"));
    assert_eq!(parameter("partNumber").as_deref(), Some("3"));
    assert_eq!(signed.expires_at, Timestamp(1_790_003_600_000_000));
}

pub(crate) async fn any_content_type_is_accepted(s3: &Target) {
    let key = s3.key("typed");
    let id = s3.open(&key).await;
    for (number, content_type) in [(1, "audio/mpeg"), (2, "multipart/form-data; boundary=x"), (3, "nonsense"), (4, "")]
    {
        let url = s3.url(&key, &id, number, 4).await;
        let answer = s3.http.put(url).header("content-type", content_type).body("body").send().await;
        assert_eq!(answer.expect("an answer").status(), 200, "{content_type}");
    }
}

pub(crate) async fn a_url_expires(s3: &Target) {
    let key = s3.key("expired");
    let id = s3.open(&key).await;
    let part = PartAddress { key: &key, upload_id: &id, number: 1 };
    let signed = s3.objects.part_url(&part, 4, SystemClock.now().minus(2 * HOUR), HOUR).await.expect("a URL");
    assert!(signed.expires_at < SystemClock.now());
    let answer = s3.http.put(signed.url).body("body").send().await.expect("an answer");
    // Garage calls it a bad request.
    assert!([400, 403].contains(&answer.status().as_u16()), "{}", answer.status());
    nothing_arrived(s3, &key, &id).await;
}

pub(crate) async fn another_length_is_refused(s3: &Target) {
    let key = s3.key("length");
    let id = s3.open(&key).await;
    for body in ["", "bod", "body!"] {
        let url = s3.url(&key, &id, 1, 4).await;
        let request = s3.http.put(url).header("content-length", body.len());
        let answer = request.body(body).send().await.expect("an answer");
        assert_eq!(answer.status(), 403, "{body}");
    }
    nothing_arrived(s3, &key, &id).await;
}

pub(crate) async fn a_changed_url_is_refused(s3: &Target) {
    let key = s3.key("changed");
    let id = s3.open(&key).await;
    let url = s3.url(&key, &id, 1, 4).await;
    let last = if url.ends_with('0') { "1" } else { "0" };
    let (_, signature) = url.split_once("X-Amz-Signature=").expect("signed");
    let tampered = signature.split('&').next().expect("a value");
    let changed = format!("{}{last}", &tampered[..tampered.len() - 1]);
    for changed in [
        url.replace(tampered, &changed),
        url.replace("partNumber=1", "partNumber=2"),
        url.replace("X-Amz-Expires=3600", "X-Amz-Expires=7200"),
        format!("{url}&x=1"),
        url.replacen("changed", "changes", 1),
    ] {
        assert_ne!(changed, url);
        let answer = s3.http.put(&changed).body("body").send().await.expect("an answer");
        assert_eq!(answer.status(), 403, "{changed}");
    }
    nothing_arrived(s3, &key, &id).await;
}

pub(crate) async fn a_url_is_for_put_only(s3: &Target) {
    let key = s3.key("put-only");
    let (id, tags) = s3.uploaded(&key, &[b"body"]).await;
    let url = s3.url(&key, &id, 1, 4).await;
    for method in ["GET", "HEAD", "POST", "DELETE"] {
        let method = method.parse().expect("a method");
        let answer = s3.http.request(method, &url).body("body").send().await.expect("an answer");
        assert!(answer.status().is_client_error(), "{}", answer.status());
    }
    let parts = s3.objects.parts(&key, &id).await.expect("a list").expect("still open");
    assert_eq!(parts[0].etag, tags[0].etag);
}

pub(crate) async fn a_cut_upload_leaves_nothing(s3: &Target) {
    let key = s3.key("cut");
    let id = s3.open(&key).await;
    let mut socket = s3.begin_part(&key, &id, 1, 3_000_000).await;
    socket.write_all(&bytes(2_000_000, 7)).await.expect("sent");
    socket.shutdown().await.expect("cut");
    assert!(!super::answer(socket).await.starts_with("HTTP/1.1 200"));
    nothing_arrived(s3, &key, &id).await;
}

async fn nothing_arrived(s3: &Target, key: &str, id: &str) {
    assert_eq!(s3.objects.parts(key, id).await.expect("a list").as_deref(), Some([].as_slice()));
    s3.objects.abort_upload(key, id).await.expect("aborted");
}
