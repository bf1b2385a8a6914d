//! When to rescue.
//!
//! What must stay true: after a start, or after a gap between two ticks in which this process (or the database) was
//! away, live workers get two beats to renew before anything is taken from them, and what is taken then books no crash.

use std::time::{Duration, Instant};

use jobs::Sweep;
use model::limits::{BEAT_EVERY, LEASE, SWEEP_EVERY};
use tokio_util::sync::CancellationToken;

/// How long live workers get to renew.
const PATIENCE: Duration = Duration::from_secs(BEAT_EVERY.as_secs() * 2);

/// Sweeps until the drain.
pub(crate) async fn run(sweep: Sweep, drain: CancellationToken) -> Result<(), std::convert::Infallible> {
    let mut patient_until = Instant::now() + PATIENCE;
    let mut forgive = true;
    let mut last = Instant::now();
    let mut failing = false;
    loop {
        tokio::select! {
            () = tokio::time::sleep(SWEEP_EVERY) => {}
            () = drain.cancelled() => return Ok(()),
        }
        let now = Instant::now();
        if now.duration_since(last) > LEASE {
            (patient_until, forgive) = (now + PATIENCE, true);
        }
        last = now;
        let mut failed = None;
        if now >= patient_until {
            match sweep.rescue(!forgive).await {
                Ok(_) => forgive = false,
                Err(error) => {
                    (patient_until, forgive) = (now + PATIENCE, true);
                    failed = Some(error);
                }
            }
        }
        match &failed {
            Some(error) if !failing => tracing::warn!(error = runtime::report(error), "sweeping fails"),
            None if failing => tracing::info!("sweeping works again"),
            _ => {}
        }
        failing = failed.is_some();
    }
}
