//! Work on the directory, and its faults as S3 says them.

use s3s::{S3Error, S3ErrorCode, S3Result};
use tokio::task::{JoinHandle, spawn_blocking};

use super::store::Fault;
use crate::Error;

/// Does `work` on a thread that may wait for the disk. Its faults become S3's (and are logged) over there, out of
/// reach of [`super::quiet`].
pub(super) fn start<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> JoinHandle<S3Result<T>> {
    spawn_blocking(move || work().map_err(S3Error::from))
}

/// What became of it. A caller that stops waiting does not stop the work.
pub(super) async fn finish<T>(work: JoinHandle<S3Result<T>>) -> S3Result<T> {
    work.await.map_err(S3Error::internal_error)?
}

impl From<Fault> for S3Error {
    fn from(fault: Fault) -> Self {
        let code = match &fault {
            Fault::NoSuchKey => S3ErrorCode::NoSuchKey,
            Fault::NoSuchUpload => S3ErrorCode::NoSuchUpload,
            Fault::InvalidPart => S3ErrorCode::InvalidPart,
            Fault::InvalidPartOrder => S3ErrorCode::InvalidPartOrder,
            Fault::PartTooSmall => S3ErrorCode::EntityTooSmall,
            fault if fault.is_full() => {
                let mut error =
                    Self::with_message(S3ErrorCode::Custom("InsufficientStorage".into()), "The disk is full.");
                error.set_status_code(http::StatusCode::INSUFFICIENT_STORAGE);
                return error;
            }
            Fault::Corrupt(_) | Fault::Disk(_) => {
                tracing::error!(error = &fault as &dyn std::error::Error, "the object directory failed");
                S3ErrorCode::InternalError
            }
        };
        Self::new(code)
    }
}

pub(super) fn as_error(operation: &'static str, fault: Fault) -> Error {
    if fault.is_full() { Error::Full } else { Error::Unavailable { operation, source: fault.into() } }
}

#[cfg(test)]
mod tests {
    use std::io::{Error as DiskError, ErrorKind};

    use super::*;

    #[test]
    fn a_full_disk_is_a_507_and_told_apart_from_a_broken_one() {
        for full in [ErrorKind::StorageFull, ErrorKind::QuotaExceeded] {
            let error = S3Error::from(Fault::Disk(DiskError::from(full)));
            assert_eq!(error.status_code(), Some(http::StatusCode::INSUFFICIENT_STORAGE));
            assert!(matches!(as_error("open", Fault::Disk(DiskError::from(full))), Error::Full));
        }
        let broken = || Fault::Disk(DiskError::from(ErrorKind::PermissionDenied));
        assert_eq!(S3Error::from(broken()).status_code(), Some(http::StatusCode::INTERNAL_SERVER_ERROR));
        assert!(matches!(as_error("open", broken()), Error::Unavailable { .. }));
    }
}
