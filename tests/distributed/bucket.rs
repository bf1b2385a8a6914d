//! The bucket that `TEST_S3_ENDPOINT`, `TEST_S3_BUCKET` and `AWS_*` name. Sites share it: a job's objects are under its id.

use objects::{Objects as _, S3Credentials, S3Objects, S3Settings};

pub(crate) struct Bucket {
    s3: S3Objects,
    /// What an api and a worker are told of it.
    pub(crate) settings: Vec<(&'static str, String)>,
}

impl Bucket {
    pub(crate) fn from_environment() -> Self {
        let setting = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} says which S3 to use"));
        let region = std::env::var("AWS_REGION").unwrap_or_else(|_| "us-east-1".to_owned());
        let s3 = S3Objects::new(S3Settings {
            endpoint: Some(setting("TEST_S3_ENDPOINT")),
            public_endpoint: None,
            bucket: setting("TEST_S3_BUCKET"),
            region: region.clone(),
            credentials: S3Credentials {
                access_key: setting("AWS_ACCESS_KEY_ID"),
                secret_key: setting("AWS_SECRET_ACCESS_KEY"),
                session_token: None,
                expires_at: None,
            },
            path_style: true,
        });
        let settings = vec![
            ("S3_ENDPOINT", setting("TEST_S3_ENDPOINT")),
            ("S3_BUCKET", setting("TEST_S3_BUCKET")),
            ("AWS_ACCESS_KEY_ID", setting("AWS_ACCESS_KEY_ID")),
            ("AWS_SECRET_ACCESS_KEY", setting("AWS_SECRET_ACCESS_KEY")),
            ("AWS_REGION", region),
        ];
        Self { s3, settings }
    }

    /// The keys of up to 1,000 objects that begin with this.
    pub(crate) async fn keys(&self, prefix: &str) -> Vec<String> {
        self.s3.list(prefix, None).await.expect("a list")
    }
}
