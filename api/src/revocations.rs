//! When to look who was revoked.
//!
//! What must stay true: a token of a client that was revoked is refused within seconds, and while the store is away the ones
//! last found go on being refused.

use std::sync::Arc;
use std::time::Duration;

use jobs::Access;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(2);

/// Looks until the drain.
pub(crate) async fn run(access: Arc<Access>, drain: CancellationToken) -> Result<(), std::convert::Infallible> {
    let mut failing = false;
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = drain.cancelled() => return Ok(()),
        }
        let failed = access.learn_of_revocations().await.err();
        match &failed {
            Some(error) if !failing => {
                tracing::warn!(error = runtime::report(error), "cannot look who was revoked");
            }
            None if failing => tracing::info!("it is known again who was revoked"),
            _ => {}
        }
        failing = failed.is_some();
    }
}
