//! Object storage behind one port and one S3 code path.

mod client;
pub mod embedded;
mod port;

pub use client::{BucketFacts, LifecycleFacts, Refusal, S3Credentials, S3Objects, S3Settings};
pub use port::{Chunks, Completed, Objects, Part, PartAddress, PartTag, PartUrl};

/// Why an object-store call failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Away or overloaded: wait and try again.
    #[error("object storage did not answer as it should ({operation})")]
    Unavailable {
        operation: &'static str,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The disk (or quota) behind it is full.
    #[error("object storage is full")]
    Full,
    /// It answered, and said no: a retry will not help.
    #[error("object storage refused {operation}")]
    Refused {
        operation: &'static str,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
