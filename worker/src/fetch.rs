//! The fetcher owns the slots.
//!
//! What must stay true: it subscribes to the bell, then looks, then waits (the other order loses wake-ups); it claims
//! at most as many jobs as it has free slots; while a job that must run alone is running, or waits for this process
//! to be idle, nothing else is claimed. If the process dies after a claim, the lease runs out and the job is rescued.

use std::sync::Arc;
use std::time::Instant;

use jobs::{Dependency, Ended, Ports, Tracker, Work};
use model::SessionId;
use model::limits::LEASE;
use runtime::until_reached;
use store::{Ask, Claimed};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::WorkerLimits;
use crate::running::Running;

pub(crate) struct Fetcher {
    pub ports: Ports,
    pub work: Work,
    pub session: SessionId,
    pub limits: WorkerLimits,
    pub running: Running,
}

/// What the next look at the store should wait for.
enum Next {
    Look,
    Wait,
}

impl Fetcher {
    /// Works until `drain`, then lets what is running finish until `abort` asks to hand it back.
    pub(crate) async fn run(self, drain: CancellationToken, abort: CancellationToken) {
        let slots = Arc::new(Semaphore::new(self.limits.slots));
        let mut tasks: JoinSet<Ended> = JoinSet::new();
        let mut away: Option<Dependency> = None;
        while !drain.is_cancelled() {
            while let Some(done) = tasks.try_join_next() {
                away = away.or(broken(&done));
            }
            if let Some(what) = away.take() {
                self.wait_for(what, &drain).await;
                continue;
            }
            // A slot first; while all are taken, whatever ends first decides what is next.
            let Some(free) = free_slots(&slots) else {
                tokio::select! {
                    done = tasks.join_next() => away = done.as_ref().and_then(broken),
                    () = drain.cancelled() => {}
                }
                continue;
            };
            let heard = self.ports.bell.listen();
            if let Next::Wait = self.look(free, &slots, &mut tasks, &abort).await {
                tokio::select! {
                    () = heard => {}
                    () = tokio::time::sleep(self.pause()) => {}
                    Some(done) = tasks.join_next() => away = broken(&done),
                    () = drain.cancelled() => {}
                }
            }
        }
        while tasks.join_next().await.is_some() {}
    }

    async fn look(
        &self,
        free: Vec<OwnedSemaphorePermit>,
        slots: &Arc<Semaphore>,
        tasks: &mut JoinSet<Ended>,
        abort: &CancellationToken,
    ) -> Next {
        let idle = free.len() == self.limits.slots;
        let ask =
            Ask { session: self.session, limit: u32::try_from(free.len()).unwrap_or(u32::MAX), lease: LEASE, idle };
        let claimed_at = Instant::now();
        let Claimed { jobs, alone, alone_waiting } = match self.ports.store.claim(&ask).await {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::warn!(error = %error, "cannot claim");
                return Next::Wait;
            }
        };
        let took_all = jobs.len() == free.len();
        let mut free = free;
        for job in jobs {
            let tracker = Arc::new(Tracker::new(job.lease));
            self.running.add(&tracker, claimed_at);
            let (work, running, stop) = (self.work.clone(), self.running.clone(), abort.clone());
            // A job that runs alone takes every slot.
            let slot: Vec<_> = if alone { std::mem::take(&mut free) } else { free.pop().into_iter().collect() };
            tasks.spawn(async move {
                let tracked = Arc::clone(&tracker);
                let ended = tokio::spawn(async move { work.run(job, tracked, stop).await });
                let ended = ended.await.unwrap_or(Ended::Lost);
                running.remove(&tracker);
                drop(slot);
                ended
            });
        }
        if alone_waiting {
            // Let everything end, so that the next look is an idle one.
            drop(free);
            let all = u32::try_from(self.limits.slots).unwrap_or(u32::MAX);
            drop(Arc::clone(slots).acquire_many_owned(all).await);
            return Next::Look;
        }
        if took_all { Next::Look } else { Next::Wait }
    }

    /// Jittered, so that many workers do not look at the same moment.
    fn pause(&self) -> std::time::Duration {
        self.limits.look_every.mul_f64(0.75 + 0.5 * self.ports.random.unit())
    }

    /// Claims nothing while something every job needs is away.
    async fn wait_for(&self, what: Dependency, drain: &CancellationToken) {
        match what {
            Dependency::Objects => {
                until_reached("object storage", drain, || self.ports.objects.reachable()).await;
            }
            Dependency::Store => {
                until_reached("the database", drain, || self.ports.store.now()).await;
            }
        }
    }
}

fn free_slots(slots: &Arc<Semaphore>) -> Option<Vec<OwnedSemaphorePermit>> {
    let mut free = Vec::new();
    while let Ok(slot) = Arc::clone(slots).try_acquire_owned() {
        free.push(slot);
    }
    (!free.is_empty()).then_some(free)
}

fn broken(done: &Result<Ended, tokio::task::JoinError>) -> Option<Dependency> {
    match done {
        Ok(Ended::PutBack(what)) => *what,
        Ok(_) | Err(_) => None,
    }
}
