//! Keeps one connection: makes it, has the work done on it, and makes another when it broke.
//!
//! What must stay true: it never gives up before `stop`, and it never hurries: pauses grow while it fails. `lapin`'s own
//! recovery is off: it replays what it remembers of a channel, where we want a fresh one that remembers nothing.

use std::time::{Duration, Instant};

use lapin::uri::AMQPUri;
use model::{Random as _, SystemRandom};
use tokio_util::sync::CancellationToken;

use super::broken::Broken;
use super::link::Part;
use super::wire::Wire;

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What is done with a connection.
pub(super) trait Work: Send {
    /// Works until the connection is of no more use.
    fn run(&mut self, wire: &Wire) -> impl Future<Output = Broken> + Send;
    /// The last things to say, when `run` was interrupted by the end; bounded by itself.
    fn finish(&mut self) -> impl Future<Output = ()> + Send;
    fn part(&self) -> &Part;
}

/// Has `work` done until `stop`.
pub(super) async fn keep(mut work: impl Work, uri: AMQPUri, name: &'static str, stop: CancellationToken) {
    let mut pauses = Pauses::default();
    loop {
        let begun = Instant::now();
        let wire = tokio::select! {
            wire = Wire::open(&uri, name) => wire,
            () = stop.cancelled() => return,
        };
        let broken = match wire {
            Err(broken) => broken,
            Ok(wire) => tokio::select! {
                broken = work.run(&wire) => broken,
                () = stop.cancelled() => {
                    work.finish().await;
                    return wire.close().await;
                }
            },
        };
        if let Some(state) = broken.state() {
            work.part().set(state);
        }
        if begun.elapsed() > LONGEST_PAUSE {
            pauses = Pauses::default();
        }
        tokio::select! {
            () = tokio::time::sleep(pauses.next(SystemRandom.unit())) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// 100 ms, doubling up to 5 s, each shortened by up to a half so that many processes do not come back in step.
struct Pauses(Duration);

impl Default for Pauses {
    fn default() -> Self {
        Self(FIRST_PAUSE)
    }
}

impl Pauses {
    /// `unit` is uniform in `0.0..1.0`.
    fn next(&mut self, unit: f64) -> Duration {
        let pause = self.0.mul_f64(1.0 - unit / 2.0);
        self.0 = (self.0 * 2).min(LONGEST_PAUSE);
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_the_longest_and_are_shortened_at_most_by_half() {
        let mut pauses = Pauses::default();
        let grown: Vec<_> = (0..7).map(|_| pauses.next(0.0).as_millis()).collect();
        assert_eq!(grown, [100, 200, 400, 800, 1600, 3200, 5000]);
        assert_eq!(pauses.next(1.0), LONGEST_PAUSE / 2);
    }
}
