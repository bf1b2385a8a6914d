//! Waiting for a state, and how much of it.

use std::time::{Duration, Instant};

/// Looks until `look` sees what it wants; panics with `what` after `limit`.
pub async fn until<T>(what: &str, limit: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let end = Instant::now() + limit;
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(Instant::now() < end, "gave up waiting for {what} after {limit:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A number from the environment, or what a plain run takes: less of it where the code is not optimised.
pub fn setting(name: &str, optimised: u64, unoptimised: u64) -> u64 {
    let plain = if cfg!(debug_assertions) { unoptimised } else { optimised };
    std::env::var(name).map_or(plain, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}
