//! Waiting for something that is away: once said, then quietly tried again with growing pauses.
//!
//! `backoff` spaces the tries. Job retries do not come through here: their delays are in the store.

use std::fmt::Display;
use std::time::Duration;

use backoff::ExponentialBackoff;
use backoff::backoff::Backoff as _;
use tokio_util::sync::CancellationToken;

/// Calls `reach` until it succeeds; `None` when `stop` comes first. Pauses grow from 100 ms to 5 s with jitter.
pub async fn until_reached<T, E: Display, F: Future<Output = Result<T, E>>>(
    what: &str,
    stop: &CancellationToken,
    mut reach: impl FnMut() -> F,
) -> Option<T> {
    let mut pauses = ExponentialBackoff {
        initial_interval: Duration::from_millis(100),
        current_interval: Duration::from_millis(100),
        max_interval: Duration::from_secs(5),
        max_elapsed_time: None,
        ..ExponentialBackoff::default()
    };
    let mut said = false;
    loop {
        match reach().await {
            Ok(reached) => {
                if said {
                    tracing::info!(what, "back again");
                }
                return Some(reached);
            }
            Err(error) => {
                if !said {
                    tracing::warn!(what, error = %error, "not reachable; waiting for it");
                    said = true;
                }
            }
        }
        let pause = pauses.next_backoff().unwrap_or(Duration::from_secs(5));
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.cancelled() => return None,
        }
    }
}
