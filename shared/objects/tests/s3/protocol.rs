//! What only the whole protocol shows: ETags, and what is refused of it.

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Config, Credentials, Region, RequestChecksumCalculation};
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
use objects::embedded::{EmbeddedS3, EmbeddedSettings};

use crate::server::{self, Server};
use crate::suite::{PART, bytes};

const BUCKET: &str = "colloquy-objects";

struct Whole {
    origin: String,
    _alive: (tempfile::TempDir, Server),
}

async fn whole() -> Whole {
    let directory = tempfile::tempdir().expect("a folder");
    let (listener, origin) = server::listener().await;
    let settings = EmbeddedSettings::new(directory.path(), BUCKET, &origin, "key", "secret");
    let s3 = EmbeddedS3::open(settings).await.expect("opens");
    Whole { origin, _alive: (directory, server::serve(listener, s3.service())) }
}

impl Whole {
    fn client(&self, secret: &str) -> Client {
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(Credentials::from_keys("key", secret, None))
            .force_path_style(true)
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .endpoint_url(&self.origin);
        Client::from_conf(config.build())
    }
}

fn code<T, E: ProvideErrorMetadata, R>(answer: Result<T, SdkError<E, R>>) -> String {
    let failed = answer.err().expect("a failure");
    failed.as_service_error().and_then(ProvideErrorMetadata::code).expect("a code").to_owned()
}

#[tokio::test]
async fn etags_are_computed_as_s3_does() {
    let s3 = whole().await;
    let client = s3.client("secret");
    let put = client.put_object().bucket(BUCKET).key("a").body(ByteStream::from_static(b"body")).send().await;
    assert_eq!(put.expect("stored").e_tag.as_deref(), Some("\"841a2d689ad86bd1611447453c22c6fc\""));

    let opened = client.create_multipart_upload().bucket(BUCKET).key("b").send().await.expect("opened");
    let id = opened.upload_id.expect("an id");
    let mut parts = Vec::new();
    for (number, body) in [(1, vec![0; PART]), (2, b"body".to_vec())] {
        let part = client.upload_part().bucket(BUCKET).key("b").upload_id(&id).part_number(number);
        let etag = part.body(ByteStream::from(body)).send().await.expect("stored").e_tag.expect("an ETag");
        parts.push(CompletedPart::builder().part_number(number).e_tag(etag).build());
    }
    assert_eq!(parts[0].e_tag(), Some("\"5f363e0e58a95f06cbe9bbc662c5dfb6\""));
    let list = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
    let complete = client.complete_multipart_upload().bucket(BUCKET).key("b").upload_id(&id).multipart_upload(list);
    let completed = complete.send().await.expect("completed");
    // md5(md5(5 MiB of zeros) ++ md5("body")), and the number of parts.
    let expected = "\"4651618c70759a3d1e6016383b4d3593-2\"";
    assert_eq!(completed.e_tag.as_deref(), Some(expected));
    let seen = client.head_object().bucket(BUCKET).key("b").send().await.expect("there");
    assert_eq!(seen.e_tag.as_deref(), Some(expected));
    assert!(seen.last_modified.is_some());
}

#[tokio::test]
async fn what_was_said_of_the_content_is_said_again() {
    let s3 = whole().await;
    let client = s3.client("secret");
    let put = client.put_object().bucket(BUCKET).key("a").content_type("text/vtt");
    put.body(ByteStream::from(bytes(10, 1))).send().await.expect("stored");
    let read = client.get_object().bucket(BUCKET).key("a").range("bytes=-3").send().await.expect("there");
    assert_eq!(read.content_type.as_deref(), Some("text/vtt"));
    assert_eq!(read.content_range.as_deref(), Some("bytes 7-9/10"));
    assert_eq!(read.body.collect().await.expect("to its end").to_vec(), bytes(10, 1)[7..]);
}

#[tokio::test]
async fn strangers_and_other_buckets_are_refused() {
    let s3 = whole().await;
    let stranger = s3.client("another secret");
    assert_eq!(code(stranger.list_objects_v2().bucket(BUCKET).send().await), "SignatureDoesNotMatch");
    let anonymous = reqwest::get(format!("{}/{BUCKET}/a", s3.origin)).await.expect("an answer");
    assert_eq!(anonymous.status(), 403);
    let client = s3.client("secret");
    assert_eq!(code(client.list_objects_v2().bucket("another-bucket").send().await), "NoSuchBucket");
    let put = client.put_object().bucket("another-bucket").key("a").body(ByteStream::from_static(b"x"));
    assert_eq!(code(put.send().await), "NoSuchBucket");
}

#[tokio::test]
async fn what_is_not_implemented_is_refused_by_name() {
    let s3 = whole().await;
    let client = s3.client("secret");
    let body = || ByteStream::from_static(b"x");
    client.put_object().bucket(BUCKET).key("a").body(body()).send().await.expect("stored");
    let copy = client.copy_object().bucket(BUCKET).key("b").copy_source(format!("{BUCKET}/a"));
    assert_eq!(code(copy.send().await), "NotImplemented");
    let id = client.create_multipart_upload().bucket(BUCKET).key("b").send().await.expect("opened").upload_id;
    let copy = client.upload_part_copy().bucket(BUCKET).key("b").set_upload_id(id).part_number(1);
    assert_eq!(code(copy.copy_source(format!("{BUCKET}/a")).send().await), "NotImplemented");
    let conditional = client.put_object().bucket(BUCKET).key("a").if_none_match("*").body(body());
    assert_eq!(code(conditional.send().await), "NotImplemented");
    assert_eq!(code(client.list_objects_v2().bucket(BUCKET).delimiter("/").send().await), "NotImplemented");
    assert_eq!(code(client.delete_bucket().bucket(BUCKET).send().await), "NotImplemented");
    let seen = client.head_object().bucket(BUCKET).key("a").send().await.expect("still there");
    assert_eq!(seen.content_length, Some(1));
}

/// A URL is signed for one host; here, without the outer service, the request's own says which.
#[tokio::test]
async fn the_host_is_signed() {
    let s3 = whole().await;
    let client = s3.client("secret");
    let hour = aws_sdk_s3::presigning::PresigningConfig::expires_in(crate::suite::HOUR).expect("an hour");
    let signed = client.get_object().bucket(BUCKET).key("a").presigned(hour).await.expect("signed");
    let ask = || reqwest::Client::new().get(signed.uri());
    assert_eq!(ask().send().await.expect("an answer").status(), 404);
    assert_eq!(ask().header("host", "another.example").send().await.expect("an answer").status(), 403);
}
