//! The heartbeat: a thread with a runtime and a database connection of its own.
//!
//! What must stay true: one statement renews every lease; a job whose work has not moved for
//! [`model::limits::STALL_AFTER`] is renewed no longer; a job that could not be renewed in time is given up *before*
//! another worker can have it. If this thread ends, the process must end: it would hold leases nobody keeps.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use model::limits::{BEAT_EVERY, LEASE, STALL_AFTER, SURE_LEASE};
use model::{Fence, JobId, SessionId};
use store::{Beat, Heart};
use tokio::sync::oneshot;

use crate::running::Running;

/// The heartbeat thread is gone.
#[derive(Debug, thiserror::Error)]
#[error("the heartbeat thread ended")]
pub struct HeartFailed;

/// Starts the thread; the future is ready only when it has ended.
pub(crate) fn start(
    heart: Arc<dyn Heart>,
    session: SessionId,
    running: Running,
) -> impl Future<Output = HeartFailed> + Send + 'static {
    let (alive, ended) = oneshot::channel::<()>();
    let spawned = std::thread::Builder::new().name("heart".to_owned()).spawn(move || {
        let _alive = alive;
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        runtime.block_on(beat_for_ever(heart.as_ref(), session, &running));
    });
    async move {
        if spawned.is_ok() {
            let _ = ended.await;
        }
        HeartFailed
    }
}

async fn beat_for_ever(heart: &dyn Heart, session: SessionId, running: &Running) {
    let mut ticks = tokio::time::interval(BEAT_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut failing = false;
    loop {
        ticks.tick().await;
        let beats = to_beat(running, Instant::now());
        if !beats.is_empty() {
            // A beat that hangs must not keep us from giving up what we can no longer be sure of.
            let asked_at = Instant::now();
            let beaten = tokio::time::timeout(BEAT_EVERY, heart.beat(session, &beats, LEASE)).await;
            if let Ok(Ok(renewed)) = &beaten {
                let renewed: BTreeSet<(JobId, Fence)> = renewed.iter().map(|r| (r.job, r.fence)).collect();
                settle(running, &beats, &renewed, asked_at);
            }
            let fails = !matches!(beaten, Ok(Ok(_)));
            if fails != failing {
                say(fails, beats.len());
                failing = fails;
            }
        }
        give_up_unsure(running, Instant::now());
    }
}

fn say(failing: bool, jobs: usize) {
    if failing {
        tracing::warn!(jobs, "heartbeats do not reach the store");
    } else {
        tracing::info!(jobs, "heartbeats reach the store again");
    }
}

/// The leases to renew: all but those whose work stands still.
fn to_beat(running: &Running, now: Instant) -> Vec<Beat> {
    running.with(|all| {
        all.values_mut()
            .filter_map(|held| {
                let moves = held.tracker.moves();
                if moves != held.moves {
                    held.moves = moves;
                    held.moved_at = now;
                }
                let alive = now.duration_since(held.moved_at) < STALL_AFTER;
                alive.then(|| held.tracker.beat())
            })
            .collect()
    })
}

fn settle(running: &Running, beats: &[Beat], renewed: &BTreeSet<(JobId, Fence)>, asked_at: Instant) {
    running.with(|all| {
        for beat in beats {
            let key = (beat.job, beat.fence);
            let Some(held) = all.get_mut(&key) else { continue };
            if renewed.contains(&key) {
                held.sure_until = asked_at + SURE_LEASE;
            } else {
                held.tracker.lose();
            }
        }
    });
}

fn give_up_unsure(running: &Running, now: Instant) {
    running.with(|all| {
        for held in all.values().filter(|held| held.sure_until <= now) {
            held.tracker.lose();
        }
    });
}

#[cfg(test)]
mod tests {
    use jobs::Tracker;
    use model::Lease;
    use model::{Random as _, SeededRandom, Timestamp};

    use super::*;

    fn held() -> (Running, Arc<Tracker>, Instant) {
        let random = SeededRandom::new(7);
        let lease = Lease {
            job: JobId(random.uuid(Timestamp(0))),
            fence: Fence(1),
            session: SessionId(random.uuid(Timestamp(0))),
        };
        let (running, tracker, now) = (Running::default(), Arc::new(Tracker::new(lease)), Instant::now());
        running.add(&tracker, now);
        (running, tracker, now)
    }

    #[test]
    fn a_lease_missing_from_the_answer_is_lost() {
        let (running, tracker, now) = held();
        let beats = to_beat(&running, now);
        settle(&running, &beats, &BTreeSet::new(), now);
        assert!(tracker.lost().is_cancelled());
    }

    #[test]
    fn without_renewal_a_job_is_given_up_before_its_lease_ends() {
        let (running, tracker, now) = held();
        give_up_unsure(&running, now + SURE_LEASE.mul_f64(0.99));
        assert!(!tracker.lost().is_cancelled());
        give_up_unsure(&running, now + SURE_LEASE);
        assert!(tracker.lost().is_cancelled());
    }

    #[test]
    fn work_that_stands_still_is_renewed_no_longer_and_work_that_moves_is() {
        let (running, tracker, now) = held();
        assert_eq!(to_beat(&running, now + STALL_AFTER).len(), 0);
        tracker.touch();
        assert_eq!(to_beat(&running, now + STALL_AFTER).len(), 1);
    }
}
