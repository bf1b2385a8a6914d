//! The suite against the embedded S3, our client without a socket and the outside world at the parts service.

use crate::server;
use crate::suite::Target;
use objects::embedded::{EmbeddedS3, EmbeddedSettings};

pub(crate) async fn embedded() -> Target {
    let directory = tempfile::tempdir().expect("a folder");
    let (listener, url) = server::listener().await;
    let settings = EmbeddedSettings::new(directory.path(), "colloquy-objects", &url, "key", "secret");
    let s3 = EmbeddedS3::open(settings).await.expect("opens");
    let server = server::serve(listener, s3.parts_service());
    Target {
        objects: s3.objects(),
        prefix: String::new(),
        http: reqwest::Client::new(),
        _alive: Box::new((directory, server)),
    }
}

crate::s3_suite!(crate::in_process::embedded());
