//! What every S3 must do for us: plain functions over the port, run against each target.
//!
//! Keys live under a prefix of the target's own, so that a bucket can be used again.
//! Deliberately absent: where AWS is stricter than the program needs (`strict.rs` asks that of ours alone).

pub(crate) mod parts;
pub(crate) mod races;
pub(crate) mod uploads;
pub(crate) mod urls;
pub(crate) mod whole;

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::TryStreamExt;
use model::{Clock, SystemClock};
use objects::{Objects, PartAddress, PartTag};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The smallest part that may have another after it.
pub(crate) const PART: usize = 5 * 1024 * 1024;
pub(crate) const HOUR: Duration = Duration::from_hours(1);

/// Something that speaks S3.
pub(crate) struct Target {
    pub(crate) objects: Arc<dyn Objects>,
    pub(crate) prefix: String,
    /// Sends the requests that clients outside would.
    pub(crate) http: reqwest::Client,
    /// Kept until the test is over.
    pub(crate) _alive: Box<dyn Any>,
}

impl Target {
    pub(crate) fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    pub(crate) async fn put(&self, key: &str, body: impl Into<Bytes>) {
        self.objects.put(key, "application/octet-stream", body.into()).await.expect("stored");
    }

    /// The whole object.
    pub(crate) async fn get(&self, key: &str) -> Option<Vec<u8>> {
        self.get_from(key, 0).await
    }

    pub(crate) async fn get_from(&self, key: &str, from: u64) -> Option<Vec<u8>> {
        let chunks: Vec<Bytes> =
            self.objects.read(key, from).await.expect("an answer")?.try_collect().await.expect("to its end");
        Some(chunks.concat())
    }

    pub(crate) async fn open(&self, key: &str) -> String {
        self.objects.open_upload(key, "text/vtt").await.expect("an upload")
    }

    pub(crate) async fn url(&self, key: &str, upload_id: &str, number: i32, length: usize) -> String {
        let part = PartAddress { key, upload_id, number };
        self.objects.part_url(&part, length as u64, SystemClock.now(), HOUR).await.expect("a URL").url
    }

    /// Uploads a part as a client would and returns the ETag it got, without quotes.
    pub(crate) async fn upload(&self, key: &str, upload_id: &str, number: i32, body: &[u8]) -> PartTag {
        let url = self.url(key, upload_id, number, body.len()).await;
        // The HTTP client would not say that there is nothing.
        let request = self.http.put(url).header("content-length", body.len());
        let answer = request.body(body.to_vec()).send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap_or_default());
        let etag = answer.headers()["etag"].to_str().expect("ASCII");
        assert!(etag.starts_with('"') && etag.ends_with('"'), "an ETag is quoted: {etag}");
        PartTag { number, etag: etag.trim_matches('"').to_owned() }
    }

    /// The head of a part's request, sent; the body is the caller's to send, or not.
    pub(crate) async fn begin_part(&self, key: &str, upload_id: &str, number: i32, length: usize) -> TcpStream {
        let url = reqwest::Url::parse(&self.url(key, upload_id, number, length).await).expect("a URL");
        let (host, port) = (url.host_str().expect("a host"), url.port_or_known_default().expect("a port"));
        let mut socket = TcpStream::connect((host, port)).await.expect("connected");
        let target = format!("{}?{}", url.path(), url.query().expect("signed"));
        let head = format!(
            "PUT {target} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
        );
        socket.write_all(head.as_bytes()).await.expect("sent");
        socket
    }

    /// An open upload with these parts, numbered from 1.
    pub(crate) async fn uploaded(&self, key: &str, parts: &[&[u8]]) -> (String, Vec<PartTag>) {
        let id = self.open(key).await;
        let mut tags = Vec::new();
        for (number, part) in (1..).zip(parts) {
            tags.push(self.upload(key, &id, number, part).await);
        }
        (id, tags)
    }
}

/// What the server says until it closes its side, by which it has seen the end of ours.
pub(crate) async fn answer(mut socket: TcpStream) -> String {
    let mut answer = Vec::new();
    // A cut request may be answered with a reset.
    let _ = socket.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// Reproducible bytes, different for every seed.
pub(crate) fn bytes(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// Every case against one target.
#[macro_export]
macro_rules! s3_suite {
    ($open:expr) => {
        $crate::s3_suite! { $open =>
            whole: an_object_is_what_was_put_last, what_is_not_there_is_none, an_empty_object_is_an_object,
                   ranges_are_exact, any_text_is_a_key, a_listing_is_ordered_and_paged, a_prefix_is_a_prefix;
            uploads: parts_become_the_object_in_order, a_part_sent_again_replaces_the_earlier_one,
                   a_refused_list_changes_nothing, a_refused_upload_can_be_aborted, a_single_small_part_is_enough,
                   parts_that_are_not_named_are_dropped, completing_again_does_no_harm, an_aborted_upload_is_gone,
                   uploads_are_found_by_exactly_their_key, objects_of_both_kinds_replace_each_other,
                   an_unknown_upload_is_none, parts_that_we_send_ourselves_are_parts;
            parts: every_part_is_listed_in_order, the_first_and_the_last_number_are_legal;
            races: completing_twice_at_once, a_cut_second_sending_can_be_mended;
            urls: nothing_but_host_and_length_is_signed, any_content_type_is_accepted, a_url_expires,
                   another_length_is_refused, a_changed_url_is_refused, a_url_is_for_put_only,
                   a_cut_upload_leaves_nothing;
        }
    };
    ($open:expr => $($module:ident: $($case:ident),+;)+) => { $( mod $module { $(
        #[tokio::test]
        async fn $case() {
            let target = $open.await;
            $crate::suite::$module::$case(&target).await;
        }
    )+ } )+ };
}
