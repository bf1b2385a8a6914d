//! How many endpoints a process calls at once, and when whoever is turned away may come again.
//!
//! What must stay true: one endpoint has so many calls at a time and no more, and all of them together too, so a dead one
//! costs the others nothing but some of those; whoever finds no room is sent away at once, for as long as those before him
//! will take by what a call there took last. Forgetting all of it costs some calls that come too early, and no more.
//! Deliberately absent: what other processes do. Each has its own line.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use model::WebhookId;

/// Calls at once, and to one endpoint.
const CALLS: usize = 32;
const CALLS_OF_ONE: usize = 4;
/// What a call is thought to take before there was one.
const USUAL: Duration = Duration::from_secs(1);
/// Nobody is sent away for less, or for more.
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_mins(5);

/// A cheap handle; clones are the same line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line(Arc<Mutex<Stand>>);

#[derive(Debug, Default)]
struct Stand {
    calls: usize,
    endpoints: HashMap<WebhookId, Endpoint>,
}

#[derive(Debug)]
struct Endpoint {
    calls: usize,
    took: Duration,
    /// When the last one who was sent away comes again.
    last: Instant,
}

/// Leave to call, until it is dropped.
#[derive(Debug)]
pub(crate) struct Leave {
    line: Line,
    webhook: WebhookId,
    began: Instant,
}

impl Line {
    /// Leave, or how long to stay away.
    pub(crate) fn enter(&self, webhook: WebhookId, now: Instant) -> Result<Leave, Duration> {
        let mut stand = self.stand();
        let full = stand.calls >= CALLS;
        let endpoint = stand.endpoints.entry(webhook).or_insert(Endpoint { calls: 0, took: USUAL, last: now });
        if !full && endpoint.calls < CALLS_OF_ONE {
            endpoint.calls += 1;
            stand.calls += 1;
            return Ok(Leave { line: self.clone(), webhook, began: now });
        }
        let turn = endpoint.took / u32::try_from(CALLS_OF_ONE).expect("a small number");
        endpoint.last = (endpoint.last + turn).clamp(now + SHORTEST, now + LONGEST);
        let away = endpoint.last.duration_since(now);
        stand.endpoints.retain(|_, endpoint| endpoint.calls > 0 || endpoint.last > now);
        Err(away)
    }

    fn left(&self, webhook: WebhookId, took: Duration) {
        let mut stand = self.stand();
        stand.calls = stand.calls.saturating_sub(1);
        if let Some(endpoint) = stand.endpoints.get_mut(&webhook) {
            endpoint.calls = endpoint.calls.saturating_sub(1);
            endpoint.took = took;
            if endpoint.calls == 0 && endpoint.last <= Instant::now() {
                stand.endpoints.remove(&webhook);
            }
        }
    }

    fn stand(&self) -> MutexGuard<'_, Stand> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Leave {
    fn drop(&mut self) {
        self.line.left(self.webhook, self.began.elapsed());
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn endpoint(n: u128) -> WebhookId {
        WebhookId(Uuid::from_u128(n))
    }

    #[test]
    fn one_endpoint_has_four_calls_and_the_others_theirs() {
        let (line, now) = (Line::default(), Instant::now());
        let mut leaves: Vec<Leave> = (0..4).map(|_| line.enter(endpoint(1), now).expect("there is room")).collect();
        let first = line.enter(endpoint(1), now).expect_err("it has four");
        assert_eq!(first, SHORTEST);
        assert!(line.enter(endpoint(2), now).is_ok());
        drop(leaves.pop());
        assert!(line.enter(endpoint(1), now).is_ok(), "one has left");
    }

    #[test]
    fn who_comes_later_stays_away_for_longer_and_not_for_ever() {
        let (line, now) = (Line::default(), Instant::now());
        let _leaves: Vec<Leave> = (0..4).map(|_| line.enter(endpoint(1), now).expect("there is room")).collect();
        line.stand().endpoints.get_mut(&endpoint(1)).expect("it is known").took = Duration::from_secs(20);
        let away: Vec<Duration> = (0..100).map(|_| line.enter(endpoint(1), now).expect_err("it has four")).collect();
        assert_eq!(away[..3], [5, 10, 15].map(Duration::from_secs));
        assert_eq!(away.last(), Some(&LONGEST));
    }

    #[test]
    fn all_together_have_so_many_and_nobody_is_remembered() {
        let (line, now) = (Line::default(), Instant::now());
        let leaves: Vec<Leave> = (0..32).map(|n| line.enter(endpoint(n), now).expect("there is room")).collect();
        assert!(line.enter(endpoint(99), now).is_err());
        drop(leaves);
        assert!(line.enter(endpoint(99), now).is_ok());
        let later = now + LONGEST + SHORTEST;
        let _leaves: Vec<Leave> = (0..32).map(|n| line.enter(endpoint(n), later).expect("there is room")).collect();
        assert!(line.enter(endpoint(100), later).is_err());
        assert_eq!(line.stand().endpoints.len(), 33, "those that are called, and the one that waits");
    }
}
