//! The suite against any S3: `TEST_S3_ENDPOINT`, `TEST_S3_BUCKET`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, and
//! if it matters `AWS_SESSION_TOKEN` and `AWS_REGION`. The bucket may be used again and again.

mod public;
#[path = "../s3/suite/mod.rs"]
mod suite;

use std::sync::Arc;

use model::{Clock, Random, SystemClock, SystemRandom};
use objects::{S3Credentials, S3Objects, S3Settings};
use suite::Target;

fn setting(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} says which S3 to test"))
}

/// The S3 to test, with part URLs for `public_endpoint`.
fn settings(public_endpoint: Option<String>) -> S3Settings {
    S3Settings {
        endpoint: Some(setting("TEST_S3_ENDPOINT")),
        public_endpoint,
        bucket: setting("TEST_S3_BUCKET"),
        region: std::env::var("AWS_REGION").unwrap_or_else(|_| "us-east-1".to_owned()),
        credentials: S3Credentials {
            access_key: setting("AWS_ACCESS_KEY_ID"),
            secret_key: setting("AWS_SECRET_ACCESS_KEY"),
            session_token: std::env::var("AWS_SESSION_TOKEN").ok(),
            expires_at: None,
        },
        path_style: true,
    }
}

fn target(settings: S3Settings) -> Target {
    Target {
        objects: Arc::new(S3Objects::new(settings)),
        prefix: format!("{}/", SystemRandom.uuid(SystemClock.now())),
        http: reqwest::Client::new(),
        _alive: Box::new(()),
    }
}

s3_suite!(std::future::ready(crate::target(crate::settings(None))));
