//! What an S3 answered, as the port's error.

use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use crate::Error;

/// What servers call a full disk or an exhausted quota.
const FULL: [&str; 4] = ["InsufficientStorage", "QuotaExceeded", "XMinioStorageFull", "InsufficientCapacity"];
/// Refusals that pass: overload, and a bucket that is being made or moved (all that a HEAD says of it is `NotFound`).
const PASSING: [&str; 7] =
    ["SlowDown", "RequestTimeout", "ServiceUnavailable", "Throttling", "OperationAborted", "NoSuchBucket", "NotFound"];

pub(super) fn error<E>(operation: &'static str, failed: SdkError<E, HttpResponse>) -> Error
where
    E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    let status = failed.raw_response().map(|response| response.status().as_u16());
    let passing = match &failed {
        SdkError::ConstructionFailure(_) => false,
        SdkError::ServiceError(service) => {
            let code = service.err().code().unwrap_or_default();
            if status == Some(507) || FULL.contains(&code) {
                return Error::Full;
            }
            // S3 may begin a long answer with a 200 and then fail.
            status.is_none_or(|status| status >= 500 || status == 429 || status == 200) || PASSING.contains(&code)
        }
        _ => true,
    };
    let source = failed.into();
    if passing { Error::Unavailable { operation, source } } else { Error::Refused { operation, source } }
}

/// Whether S3 answered with this code.
pub(super) fn is<E: ProvideErrorMetadata>(failed: &SdkError<E, HttpResponse>, code: &str) -> bool {
    failed.as_service_error().and_then(ProvideErrorMetadata::code) == Some(code)
}

/// Whether S3 answered that the key (not the bucket) is not there. An answer to HEAD has no body to tell.
pub(super) fn is_absent<E: ProvideErrorMetadata>(failed: &SdkError<E, HttpResponse>) -> bool {
    is(failed, "NoSuchKey") || is(failed, "NotFound")
}
