//! When to look what operators have said meanwhile: who was revoked, which keys sign, what clients may do.
//!
//! What must stay true: it is known here within seconds, and while the store is away what was last found goes on counting.

use std::sync::Arc;
use std::time::Duration;

use jobs::{Access, Error, Limits};
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(2);

/// Once, before the first request.
pub(crate) async fn once(access: &Access, limits: &Limits) -> Result<(), Error> {
    access.learn().await?;
    limits.learn().await
}

/// Looks until the drain.
pub(crate) async fn run(
    access: Arc<Access>,
    limits: Arc<Limits>,
    drain: CancellationToken,
) -> Result<(), std::convert::Infallible> {
    let mut failing = false;
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = drain.cancelled() => return Ok(()),
        }
        let failed = once(&access, &limits).await.err();
        match &failed {
            Some(error) if !failing => {
                tracing::warn!(error = runtime::report(error), "cannot look who was revoked and what clients may do");
            }
            None if failing => tracing::info!("it is known again who was revoked and what clients may do"),
            _ => {}
        }
        failing = failed.is_some();
    }
}
