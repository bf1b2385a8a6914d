//! What the embedded S3 leaves in the logs.

use std::io::Write;
use std::sync::{Arc, Mutex};

use http::{Request, StatusCode};
use http_body_util::Full;
use model::{Clock, SystemClock};
use objects::PartAddress;
use objects::embedded::{EmbeddedS3, EmbeddedSettings};
use tower::ServiceExt;
use tracing_subscriber::filter::LevelFilter;

use crate::suite::HOUR;

#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("not poisoned").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A part URL is a capability: whoever reads it in a log can use it.
#[tokio::test]
async fn no_url_of_a_client_is_ever_logged() {
    let directory = tempfile::tempdir().expect("a folder");
    let settings = EmbeddedSettings::new(directory.path(), "colloquy-objects", "http://host", "key", "secret");
    let s3 = EmbeddedS3::open(settings).await.expect("opens");
    let key = "uploads/nobody-reads-this";
    let upload_id = s3.objects().open_upload(key, "text/plain").await.expect("an upload");
    let part = PartAddress { key, upload_id: &upload_id, number: 1 };
    let signed = s3.objects().part_url(&part, 4, SystemClock.now(), HOUR).await.expect("a URL").url;

    let heard = Heard::default();
    let writer = heard.clone();
    let subscriber = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(move || writer.clone());
    let _listening = tracing::subscriber::set_default(subscriber.finish());
    tracing::info!("listening");
    for (url, status) in [(signed.clone(), StatusCode::OK), (signed.replace("part", "Part"), StatusCode::FORBIDDEN)] {
        let request = Request::put(url).header("content-length", 4).body(Full::from("body")).expect("a request");
        let service = s3.parts_service();
        let answer = service.oneshot(request).await.expect("an answer");
        assert_eq!(answer.status(), status);
    }
    let heard = String::from_utf8(heard.0.lock().expect("not poisoned").clone()).expect("text");
    assert!(heard.contains("listening"));
    for secret in ["nobody-reads-this", &upload_id, "X-Amz-Signature", "x-amz-signature"] {
        assert!(!heard.contains(secret), "{heard}");
    }
}
