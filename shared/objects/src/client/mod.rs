//! The port over `aws-sdk-s3`, for whatever speaks S3.

mod errors;
mod examine;
mod objects;
mod settings;

pub use examine::{BucketFacts, LifecycleFacts, Refusal};
pub use settings::{S3Credentials, S3Settings};

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{
    BehaviorVersion, Config, Region, RequestChecksumCalculation, ResponseChecksumValidation, SharedHttpClient,
};
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use model::Timestamp;
use std::time::Duration;

/// Reaching the server.
const CONNECT: Duration = Duration::from_secs(5);
/// From a request to the first byte of its answer, the request's body included.
const ANSWER: Duration = Duration::from_mins(1);
/// Completing an upload of many parts takes real servers minutes.
const COMPLETION: Duration = Duration::from_mins(10);
const ATTEMPTS: u32 = 3;
const FIRST_RETRY: Duration = Duration::from_millis(100);

/// One bucket, wherever it is.
pub struct S3Objects {
    client: Client,
    /// Signs URLs for the endpoint that clients outside see; makes no request.
    signer: Client,
    bucket: String,
    credentials_expire_at: Option<Timestamp>,
}

impl S3Objects {
    /// Over HTTP. Nothing is sent yet.
    pub fn new(settings: S3Settings) -> Self {
        Self::build(settings, None)
    }

    /// Over something else that carries HTTP requests.
    pub(crate) fn over(settings: S3Settings, transport: SharedHttpClient) -> Self {
        Self::build(settings, Some(transport))
    }

    fn build(settings: S3Settings, transport: Option<SharedHttpClient>) -> Self {
        let credentials_expire_at = settings.credentials.expires_at;
        let mut config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(settings.region))
            .credentials_provider(settings.credentials.into_sdk())
            .force_path_style(settings.path_style)
            // Trailing checksums, the default since 2025, break several servers.
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
            .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT).read_timeout(ANSWER).build())
            .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(FIRST_RETRY));
        if let Some(transport) = transport {
            config = config.http_client(transport);
        }
        if let Some(endpoint) = &settings.endpoint {
            config = config.endpoint_url(endpoint);
        }
        let client = Client::from_conf(config.clone().build());
        let signer = match settings.public_endpoint {
            Some(public) => Client::from_conf(config.endpoint_url(public).build()),
            None => client.clone(),
        };
        Self { client, signer, bucket: settings.bucket, credentials_expire_at }
    }
}
