//! When to look at the jobs that somebody waits for.
//!
//! What must stay true: nobody looks while nobody waits; however many wait and however many jobs end, there is a pause
//! between two looks; while the store is away those who wait go on waiting, until their own time is over.

use std::time::Duration;

use jobs::Watch;
use queue::Bell;
use tokio_util::sync::CancellationToken;

/// A change that another process made is seen within this time.
const EVERY: Duration = Duration::from_millis(200);
/// An attempt that ended in this process is looked at sooner, but not at once: others may be ending as well.
const AT_LEAST: Duration = Duration::from_millis(10);

/// Looks until the drain.
pub(crate) async fn run(watch: Watch, ended: Bell, drain: CancellationToken) -> Result<(), std::convert::Infallible> {
    let mut failing = false;
    loop {
        tokio::select! {
            () = watch.is_needed() => {}
            () = drain.cancelled() => return Ok(()),
        }
        // What ends while we look is not missed.
        let rung = ended.listen();
        let failed = watch.look().await.err();
        match &failed {
            Some(error) if !failing => {
                tracing::warn!(error = runtime::report(error), "cannot look at the jobs that are waited for");
            }
            None if failing => tracing::info!("the jobs that are waited for are looked at again"),
            _ => {}
        }
        failing = failed.is_some();
        let soon = async {
            rung.await;
            tokio::time::sleep(AT_LEAST).await;
        };
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = soon => {}
            () = drain.cancelled() => return Ok(()),
        }
    }
}
