//! What it takes to reach a bucket.

use std::fmt;

use aws_credential_types::Credentials;
use model::Timestamp;

#[derive(Clone, Debug)]
pub struct S3Settings {
    /// `None`: AWS, in the region.
    pub endpoint: Option<String>,
    /// Where clients outside reach the same bucket, when that is elsewhere. Part URLs are signed for it.
    pub public_endpoint: Option<String>,
    pub bucket: String,
    pub region: String,
    pub credentials: S3Credentials,
    /// `https://host/bucket/key` rather than `https://bucket.host/key`.
    pub path_style: bool,
}

#[derive(Clone)]
pub struct S3Credentials {
    pub access_key: String,
    pub secret_key: String,
    pub session_token: Option<String>,
    /// No signed URL outlives this.
    pub expires_at: Option<Timestamp>,
}

impl S3Credentials {
    pub(super) fn into_sdk(self) -> Credentials {
        // Without an expiry, which the SDK would take as a reason to ask its provider again: there is no other.
        Credentials::new(self.access_key, self.secret_key, self.session_token, None, "settings")
    }
}

impl fmt::Debug for S3Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Credentials").field("access_key", &self.access_key).finish_non_exhaustive()
    }
}
