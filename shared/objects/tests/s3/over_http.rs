//! The suite against the embedded S3's full protocol on a socket, with the SDK's own HTTP client.

use crate::server;
use crate::suite::Target;
use objects::embedded::{EmbeddedS3, EmbeddedSettings};
use objects::{S3Credentials, S3Objects, S3Settings};
use std::sync::Arc;

const BUCKET: &str = "colloquy-objects";

pub(crate) async fn over_http() -> Target {
    let directory = tempfile::tempdir().expect("a folder");
    let (listener, url) = server::listener().await;
    let settings = EmbeddedSettings::new(directory.path(), BUCKET, &url, "key", "secret");
    let s3 = EmbeddedS3::open(settings).await.expect("opens");
    let server = server::serve(listener, s3.service());
    let settings = S3Settings {
        endpoint: Some(url),
        public_endpoint: None,
        bucket: BUCKET.to_owned(),
        region: "us-east-1".to_owned(),
        credentials: S3Credentials {
            access_key: "key".to_owned(),
            secret_key: "secret".to_owned(),
            session_token: None,
            expires_at: None,
        },
        path_style: true,
    };
    Target {
        objects: Arc::new(S3Objects::new(settings)),
        prefix: "suite/".to_owned(),
        http: reqwest::Client::new(),
        _alive: Box::new((directory, server)),
    }
}

crate::s3_suite!(crate::over_http::over_http());
