//! Looking a bucket over for an operator: plain facts, no verdicts.
//!
//! What must stay true: it only reads, and asks once: what is slow or away is told, not waited for.

use std::error::Error as _;
use std::time::Duration;

use aws_sdk_s3::config::Builder;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::types::{ExpirationStatus, LifecycleRule};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;

use super::S3Objects;

/// For one request and its answer, connecting included.
const WITHIN: Duration = Duration::from_secs(4);

/// What S3 answers who asks for the bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BucketFacts {
    There,
    /// It answered, and said no.
    Refused(Refusal),
    /// Nobody answered as an S3 does: the words of the connection.
    Away(String),
}

/// S3's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub status: u16,
    /// Like `NoSuchBucket` or `InvalidAccessKeyId`; empty when there was none.
    pub code: String,
    pub said: String,
}

/// What becomes of multipart uploads that nobody ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LifecycleFacts {
    /// A rule for the whole bucket ends them after this many days.
    EndsUploadsAfter(i32),
    /// There may be rules, but none that ends uploads in the whole bucket.
    NoRule,
    /// This S3 does not know rules, or does not tell us.
    Untold(Refusal),
    Away(String),
}

impl S3Objects {
    pub async fn examine_bucket(&self) -> BucketFacts {
        let listing = self.client.list_objects_v2().bucket(&self.bucket).max_keys(1);
        match listing.customize().config_override(once()).send().await {
            Ok(_) => BucketFacts::There,
            Err(failed) => match refusal(&failed) {
                Some(refusal) => BucketFacts::Refused(refusal),
                None => BucketFacts::Away(words(&failed)),
            },
        }
    }

    pub async fn examine_lifecycle(&self) -> LifecycleFacts {
        let asking = self.client.get_bucket_lifecycle_configuration().bucket(&self.bucket);
        match asking.customize().config_override(once()).send().await {
            Ok(answer) => {
                let days = answer.rules().iter().filter_map(ends_uploads).min();
                days.map_or(LifecycleFacts::NoRule, LifecycleFacts::EndsUploadsAfter)
            }
            Err(failed) => match refusal(&failed) {
                Some(Refusal { code, .. }) if code == "NoSuchLifecycleConfiguration" => LifecycleFacts::NoRule,
                Some(refusal) => LifecycleFacts::Untold(refusal),
                None => LifecycleFacts::Away(words(&failed)),
            },
        }
    }
}

fn once() -> Builder {
    let patience = TimeoutConfig::builder().connect_timeout(WITHIN).operation_timeout(WITHIN).build();
    Builder::new().timeout_config(patience).retry_config(RetryConfig::disabled())
}

/// The days after which this rule ends an upload, wherever in the bucket it is.
#[expect(deprecated, reason = "an older rule may have its prefix here")]
fn ends_uploads(rule: &LifecycleRule) -> Option<i32> {
    let narrowed = rule.filter().is_some_and(|filter| {
        filter.prefix().is_some_and(|prefix| !prefix.is_empty()) || filter.tag().is_some() || filter.and().is_some()
    });
    let narrowed = narrowed || rule.prefix().is_some_and(|prefix| !prefix.is_empty());
    if narrowed || *rule.status() != ExpirationStatus::Enabled {
        return None;
    }
    rule.abort_incomplete_multipart_upload()?.days_after_initiation()
}

fn refusal<E: ProvideErrorMetadata>(failed: &SdkError<E, HttpResponse>) -> Option<Refusal> {
    let status = failed.raw_response()?.status().as_u16();
    let refused = failed.as_service_error()?;
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    Some(Refusal { status, code: text(refused.code()), said: text(refused.message()) })
}

/// The innermost cause says the most: "connection refused", not "dispatch failure".
fn words<E: std::error::Error + 'static>(failed: &SdkError<E, HttpResponse>) -> String {
    let mut cause = failed.source();
    while let Some(deeper) = cause.and_then(|cause| cause.source()) {
        cause = Some(deeper);
    }
    cause.map_or_else(|| failed.to_string(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use aws_sdk_s3::types::{AbortIncompleteMultipartUpload, LifecycleRuleFilter};

    use super::*;

    fn rule(status: ExpirationStatus, prefix: &str, days: Option<i32>) -> LifecycleRule {
        let abort = days.map(|days| AbortIncompleteMultipartUpload::builder().days_after_initiation(days).build());
        LifecycleRule::builder()
            .status(status)
            .filter(LifecycleRuleFilter::builder().prefix(prefix).build())
            .set_abort_incomplete_multipart_upload(abort)
            .build()
            .expect("a rule")
    }

    #[test]
    fn only_an_enabled_rule_for_the_whole_bucket_counts() {
        assert_eq!(ends_uploads(&rule(ExpirationStatus::Enabled, "", Some(8))), Some(8));
        assert_eq!(ends_uploads(&rule(ExpirationStatus::Disabled, "", Some(8))), None);
        assert_eq!(ends_uploads(&rule(ExpirationStatus::Enabled, "logs/", Some(8))), None);
        assert_eq!(ends_uploads(&rule(ExpirationStatus::Enabled, "", None)), None);
    }
}
