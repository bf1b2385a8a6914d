//! Waking those who wait for a job to change.
//!
//! What must stay true: one look at the store serves everybody who waits, however many they are, and nobody looks while
//! nobody waits; whoever is woken reads as the tenant it is, for what is seen here tells nothing but that it is worth
//! reading; so many may wait at once and no more, and each holds little. First follow, then read, then wait: then no change
//! is missed.
//! Deliberately absent: when to look, which is the process's; and any log of changes: who was away is told how it stands.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use model::limits::{FOLLOWERS, FOLLOWERS_OF_A_TENANT};
use model::{JobId, Status, TenantId};
use store::Store;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use crate::places::{Place, Places};
use crate::{Error, Ports};

/// Jobs that one statement looks at.
const JOBS_EACH: usize = 1_000;

/// Everybody in this process who waits for a job.
#[derive(Clone)]
pub struct Watch(Arc<Shared>);

struct Shared {
    store: Arc<dyn Store>,
    places: Places,
    jobs: Mutex<HashMap<JobId, watch::Sender<Seen>>>,
    someone: Notify,
    /// Nobody waits any longer when this is cancelled.
    over: CancellationToken,
}

/// What the last look saw of a job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Seen {
    /// Nobody has looked yet.
    #[default]
    Nothing,
    There {
        revision: i64,
        status: Status,
    },
    /// It was taken out.
    Gone,
}

impl Seen {
    /// Whether who knows this revision would read something new.
    pub const fn is_past(self, known: i64) -> bool {
        match self {
            Self::Nothing => false,
            Self::There { revision, .. } => revision > known,
            Self::Gone => true,
        }
    }

    /// Whether it will never change again.
    pub const fn is_final(self) -> bool {
        match self {
            Self::Nothing => false,
            Self::There { status, .. } => status.is_terminal(),
            Self::Gone => true,
        }
    }
}

/// Follows one job; dropping it ends that, and frees its place.
pub struct Following {
    seen: watch::Receiver<Seen>,
    over: CancellationToken,
    _place: Place,
}

impl Watch {
    /// `over` ends all waiting, as a drain does.
    pub fn new(ports: &Ports, over: CancellationToken) -> Self {
        let places = Places::new(FOLLOWERS, FOLLOWERS_OF_A_TENANT);
        let (jobs, someone) = (Mutex::default(), Notify::new());
        Self(Arc::new(Shared { store: Arc::clone(&ports.store), places, jobs, someone, over }))
    }

    /// `None`: as many wait as may.
    pub fn place(&self, tenant: TenantId) -> Option<Place> {
        self.0.places.take(tenant)
    }

    /// What is seen of the job from now on. The job is this tenant's, as whoever follows it has read or is about to.
    pub fn follow(&self, place: Place, job: JobId) -> Following {
        let seen = self.0.jobs().entry(job).or_default().subscribe();
        self.0.someone.notify_one();
        Following { seen, over: self.0.over.clone(), _place: place }
    }

    /// Returns when there is somebody who waits.
    pub async fn is_needed(&self) {
        while self.0.followed().is_empty() {
            self.0.someone.notified().await;
        }
    }

    /// How many wait.
    pub fn followers(&self) -> usize {
        self.0.places.taken()
    }

    /// Looks once at every job that somebody waits for, and wakes whom it concerns.
    pub async fn look(&self) -> Result<(), Error> {
        for jobs in self.0.followed().chunks(JOBS_EACH) {
            let standings = self.0.store.standings(jobs).await?;
            let standings: HashMap<JobId, Seen> = standings
                .into_iter()
                .map(|standing| (standing.id, Seen::There { revision: standing.revision, status: standing.status }))
                .collect();
            let followed = self.0.jobs();
            for (job, sender) in jobs.iter().filter_map(|job| Some((job, followed.get(job)?))) {
                let now = standings.get(job).copied().unwrap_or(Seen::Gone);
                sender.send_if_modified(|seen| std::mem::replace(seen, now) != now);
            }
        }
        Ok(())
    }
}

impl Shared {
    fn jobs(&self) -> MutexGuard<'_, HashMap<JobId, watch::Sender<Seen>>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The jobs that are followed; those that nobody follows any more are forgotten.
    fn followed(&self) -> Vec<JobId> {
        let mut jobs = self.jobs();
        jobs.retain(|_, sender| sender.receiver_count() > 0);
        if jobs.is_empty() {
            jobs.shrink_to_fit();
        }
        jobs.keys().copied().collect()
    }
}

impl Following {
    /// Waits until enough is seen of the job. `false`: the time, or the process, was over first.
    pub async fn until(&mut self, limit: Duration, mut enough: impl FnMut(Seen) -> bool) -> bool {
        let Self { seen, over, .. } = self;
        tokio::select! {
            biased;
            // The other end is gone only when the process is.
            seen = seen.wait_for(|seen| enough(*seen)) => seen.is_ok(),
            () = over.cancelled() => false,
            () = tokio::time::sleep(limit) => false,
        }
    }

    /// Whether nobody is waited for any more.
    pub fn is_over(&self) -> bool {
        self.over.is_cancelled()
    }
}
