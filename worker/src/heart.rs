//! The heartbeat: a thread with a runtime and a database connection of its own.
//!
//! What must stay true: one statement renews every lease, and says that this process lives and how many slots it has,
//! also when it is idle; a job whose work has not moved for [`model::limits::STALL_AFTER`] is renewed no longer; a job
//! that could not be renewed in time is given up *before* another worker can have it. If this thread ends, the process
//! must end: it would hold leases nobody keeps.
//! Deliberately absent: ending what hangs. A job that stands still loses its lease, its task and its slot; the thread
//! it hangs in is lost, and when all are, the process ends itself (`Work::stuck`).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use jobs::Metrics;
use model::limits::{BEAT_EVERY, LEASE, STALL_AFTER, SURE_LEASE};
use model::{Fence, JobId, SessionId};
use store::{Beat, Heart, Pulse, Renewed};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use crate::running::Running;

/// What a process says of itself with each beat.
pub(crate) struct Pacemaker {
    pub heart: Arc<dyn Heart>,
    pub session: SessionId,
    pub slots: usize,
    pub running: Running,
    pub metrics: Metrics,
}

impl Pacemaker {
    /// Starts the thread; the future is ready when it has ended: after `stop`, or because it could not go on.
    pub(crate) fn start(self, stop: CancellationToken) -> impl Future<Output = ()> + Send + 'static {
        let (alive, ended) = oneshot::channel::<()>();
        let spawned = std::thread::Builder::new().name("heart".to_owned()).spawn(move || {
            let _alive = alive;
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
            runtime.block_on(self.beat_until(&stop));
        });
        async move {
            if spawned.is_ok() {
                let _ = ended.await;
            }
        }
    }

    async fn beat_until(&self, stop: &CancellationToken) {
        let mut ticks = tokio::time::interval(BEAT_EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut failing = false;
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                () = stop.cancelled() => return,
            }
            failing = self.beat(failing).await;
        }
    }

    /// One beat. `failing`: the one before did not reach the store.
    async fn beat(&self, failing: bool) -> bool {
        let asked_at = Instant::now();
        let beats = to_beat(&self.running, asked_at);
        let slots = u32::try_from(self.slots).unwrap_or(u32::MAX);
        let pulse = Pulse { session: self.session, slots, lease: LEASE, beats };
        // A beat that hangs must not keep us from giving up what we can no longer be sure of.
        let beaten = tokio::time::timeout(BEAT_EVERY, self.heart.beat(&pulse)).await;
        if let Ok(Ok(renewed)) = &beaten {
            settle(&self.running, &pulse.beats, renewed, asked_at);
            self.metrics.beaten();
        }
        give_up_unsure(&self.running, asked_at, Instant::now());
        let fails = !matches!(beaten, Ok(Ok(_)));
        if fails != failing {
            say(fails, pulse.beats.len());
        }
        fails
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
                if moves != held.moves || held.tracker.waiting() {
                    held.moves = moves;
                    held.moved_at = now;
                }
                let stalled = now.duration_since(held.moved_at) >= STALL_AFTER;
                if stalled && !held.stalled {
                    let job = held.tracker.lease().job;
                    tracing::warn!(job.id = %job, "no progress for too long: its lease is kept no longer");
                }
                held.stalled = stalled;
                (!stalled).then(|| held.tracker.beat())
            })
            .collect()
    })
}

fn settle(running: &Running, beats: &[Beat], renewed: &[Renewed], asked_at: Instant) {
    let renewed: BTreeMap<(JobId, Fence), bool> =
        renewed.iter().map(|r| ((r.job, r.fence), r.cancel_requested)).collect();
    running.with(|all| {
        for beat in beats {
            let key = (beat.job, beat.fence);
            let Some(held) = all.get_mut(&key) else { continue };
            match renewed.get(&key) {
                Some(cancel_requested) => {
                    held.sure_until = asked_at + SURE_LEASE;
                    if *cancel_requested {
                        held.tracker.cancel();
                    }
                }
                None => held.tracker.lose(),
            }
        }
    });
}

/// A job that came during the beat is judged by the next: until then nothing was asked for it.
fn give_up_unsure(running: &Running, asked_at: Instant, now: Instant) {
    running.with(|all| {
        for held in all.values().filter(|held| held.since <= asked_at && held.sure_until <= now) {
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
        let (running, tracker, claimed_at) = (Running::default(), Arc::new(Tracker::new(lease)), Instant::now());
        running.add(&tracker, claimed_at);
        (running, tracker, claimed_at)
    }

    fn renewed(beats: &[Beat], cancel_requested: bool) -> Vec<Renewed> {
        beats.iter().map(|beat| Renewed { job: beat.job, fence: beat.fence, cancel_requested }).collect()
    }

    #[test]
    fn a_lease_missing_from_the_answer_is_lost() {
        let (running, tracker, now) = held();
        let beats = to_beat(&running, now);
        settle(&running, &beats, &renewed(&beats, false), now);
        assert!(!tracker.lost().is_cancelled());
        settle(&running, &beats, &[], now);
        assert!(tracker.lost().is_cancelled());
    }

    #[test]
    fn a_beat_tells_of_a_cancel() {
        let (running, tracker, now) = held();
        let beats = to_beat(&running, now);
        settle(&running, &beats, &renewed(&beats, false), now);
        assert!(!tracker.cancelled().is_cancelled());
        settle(&running, &beats, &renewed(&beats, true), now);
        assert!(tracker.cancelled().is_cancelled() && !tracker.lost().is_cancelled());
    }

    #[test]
    fn without_renewal_a_job_is_given_up_before_its_lease_ends() {
        let (running, tracker, claimed_at) = held();
        let later = Instant::now();
        give_up_unsure(&running, later, claimed_at + SURE_LEASE.mul_f64(0.99));
        assert!(!tracker.lost().is_cancelled());
        give_up_unsure(&running, later, claimed_at + SURE_LEASE);
        assert!(tracker.lost().is_cancelled());
    }

    #[test]
    fn a_job_of_unknown_age_is_not_given_up_by_the_beat_it_came_in() {
        let (running, tracker, claimed_at) = held();
        let before = claimed_at.checked_sub(BEAT_EVERY).expect("the machine has been up for longer");
        give_up_unsure(&running, before, claimed_at + SURE_LEASE);
        assert!(!tracker.lost().is_cancelled());
    }

    #[test]
    fn work_that_stands_still_is_renewed_no_longer_and_work_that_moves_is() {
        let (running, tracker, now) = held();
        assert_eq!(to_beat(&running, now + STALL_AFTER).len(), 0);
        tracker.touch();
        assert_eq!(to_beat(&running, now + STALL_AFTER).len(), 1);
    }
}
