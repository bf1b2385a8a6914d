//! What is put away, in its own time: late uploads, old jobs, unused files, garbage.
//!
//! What must stay true: it goes on while there is more to put away, so that what it leaves lying about does not grow with
//! the load; nothing that lives waits for it (the rescue sweeps by itself); where something fails, the rest is done all the
//! same and the next round tries again.

use std::convert::Infallible;
use std::time::Duration;

use jobs::{Error, Sweep};
use model::limits::SWEEP_EVERY;
use tokio_util::sync::CancellationToken;

/// Between two rounds that found little.
const EVERY: Duration = Duration::from_secs(10);

/// Puts away until the drain.
pub(crate) async fn run(sweep: Sweep, drain: CancellationToken) -> Result<(), Infallible> {
    let mut failing = false;
    // Whoever restarts us often does not keep us from it.
    let mut pause = SWEEP_EVERY;
    loop {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = drain.cancelled() => return Ok(()),
        }
        let passes = [
            sweep.expire_uploads().await,
            sweep.prune().await,
            sweep.prune_files().await,
            sweep.collect_garbage().await,
        ];
        let full = passes.iter().any(|done| done.as_ref().is_ok_and(|done| *done >= Sweep::FULL));
        let failed: Option<&Error> = passes.iter().find_map(|done| done.as_ref().err());
        match failed {
            Some(error) if !failing => tracing::warn!(error = runtime::report(error), "putting away fails"),
            None if failing => tracing::info!("putting away works again"),
            _ => {}
        }
        failing = failed.is_some();
        pause = if full && !failing { Duration::ZERO } else { EVERY };
    }
}
