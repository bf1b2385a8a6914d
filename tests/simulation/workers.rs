//! What workers do, the dead and the slow ones too.

use std::time::Duration;

use jobs::Ended;
use model::limits::LEASE;
use store::{Beat, ClaimedJob, Failure, Fenced, Progress, Pulse, StoredResult};

use crate::bed::Event;
use crate::clients::none;
use crate::world::{Outcome, World};

impl World<'_> {
    pub(crate) async fn work(&mut self, jobs: u8) -> Outcome {
        let claimed = self.take(jobs).await?;
        let mut ends = Vec::new();
        for job in claimed {
            ends.push(self.run(job).await);
        }
        Ok(format!("{ends:?}"))
    }

    pub(crate) async fn claim(&mut self, jobs: u8) -> Outcome {
        let mut claimed = self.take(jobs).await?;
        self.held.append(&mut claimed);
        Ok(format!("{} held now", self.held.len()))
    }

    /// As the fetcher asks: idle only when it runs nothing, and not at all while a job that runs alone has all slots.
    async fn take(&mut self, jobs: u8) -> Result<Vec<ClaimedJob>, jobs::Error> {
        if self.alone.is_some() {
            return Ok(Vec::new());
        }
        let session = self.process().session;
        let idle = self.held.iter().all(|held| held.lease.session != session);
        let claimed = self.process().claim(jobs.into(), idle).await?;
        if claimed.alone {
            self.alone = claimed.jobs.first().map(|job| job.lease.job);
        }
        Ok(claimed.jobs)
    }

    pub(crate) async fn run(&mut self, job: ClaimedJob) -> Ended {
        self.follow();
        let lease = job.lease;
        let held = self.model.holds(&lease);
        let ended = self.process().run(job).await;
        if self.is_calm() {
            match ended {
                Ended::Completed | Ended::Failed => assert!(held, "a lost lease was accepted"),
                Ended::Lost => assert!(!held, "a held lease was lost"),
                Ended::Retried | Ended::PutBack(_) | Ended::Cancelled => panic!("nothing was away: {ended:?}"),
            }
        }
        self.let_go(&lease.job);
        ended
    }

    fn let_go(&mut self, job: &model::JobId) {
        if self.alone.as_ref() == Some(job) {
            self.alone = None;
        }
    }

    fn drop_held(&mut self, held: u8) -> Option<ClaimedJob> {
        let at = newest(held, self.held.len())?;
        let job = self.held.remove(at);
        self.let_go(&job.lease.job);
        Some(job)
    }

    pub(crate) async fn remember(&mut self) -> Outcome {
        let process = self.process();
        let mine = self.held.iter().filter(|held| held.lease.session == process.session);
        let held: Vec<_> = mine.map(|held| (held.lease.job, held.lease.fence)).collect();
        let mut unheld = process.ports.store.unheld(process.session, &held).await?;
        let found = unheld.len();
        self.held.append(&mut unheld);
        Ok(format!("{found} more"))
    }

    pub(crate) async fn resume(&mut self, held: u8) -> Outcome {
        let Some(job) = self.drop_held(held) else { return none() };
        Ok(format!("{:?}", self.run(job).await))
    }

    pub(crate) async fn hand_back(&mut self, held: u8, refund: bool) -> Outcome {
        let Some(job) = self.drop_held(held) else { return none() };
        let delay = Duration::from_secs(if refund { 0 } else { 10 });
        words(self.process().ports.store.release(&job.lease, delay, refund).await)
    }

    pub(crate) async fn give_up(&mut self, held: u8) -> Outcome {
        let Some(job) = self.drop_held(held) else { return none() };
        self.given_up.insert(job.lease.job);
        let failure = Failure { code: "given_up".to_owned(), ..Failure::default() };
        words(self.process().ports.store.fail(&job.lease, &failure).await)
    }

    pub(crate) async fn complete_again(&mut self, completion: u8) -> Outcome {
        let completions: Vec<_> = self
            .disk
            .events
            .since(0)
            .into_iter()
            .filter_map(|event| match event {
                Event::Completed { lease, result, .. } => Some((lease, result)),
                _ => None,
            })
            .collect();
        let Some(at) = newest(completion, completions.len()) else { return none() };
        let (lease, first) = &completions[at];
        let other = StoredResult { turns: first.turns + 1, inline: None, ..first.clone() };
        words(self.process().ports.store.complete(lease, &other).await)
    }

    pub(crate) async fn beat(&mut self) -> Outcome {
        let progress = Progress { turns_done: 1, ..Progress::default() };
        let beat = |held: &ClaimedJob| Beat { job: held.lease.job, fence: held.lease.fence, progress };
        let beats: Vec<Beat> = self.held.iter().map(beat).collect();
        if beats.is_empty() {
            return none();
        }
        let process = self.process();
        let pulse = Pulse { session: process.session, slots: 8, lease: LEASE, beats };
        let renewed = process.ports.store.heart().beat(&pulse).await?;
        let told: Vec<_> = renewed.iter().filter(|renewed| renewed.cancel_requested).map(|told| told.job).collect();
        self.follow();
        // What is not wanted any more is handed back; the others go on.
        let session = self.process().session;
        let here = |held: &ClaimedJob| held.lease.session == session && told.contains(&held.lease.job);
        let (unwanted, others) = std::mem::take(&mut self.held).into_iter().partition(here);
        self.held = others;
        let unwanted: Vec<ClaimedJob> = unwanted;
        for job in unwanted {
            let lease = job.lease;
            let ended = self.process().run_cancelled(job).await;
            assert!(
                !self.is_calm() || matches!(ended, Ended::Cancelled | Ended::Completed | Ended::Failed),
                "{ended:?}"
            );
            self.let_go(&lease.job);
        }
        Ok(format!("{} of {} renewed", renewed.len(), pulse.beats.len()))
    }
}

fn words(answer: Result<Fenced, store::Error>) -> Outcome {
    Ok(format!("{:?}", answer?))
}

/// The place of what an operation's number means among so many; `None` when there are none.
pub(crate) fn newest(number: u8, among: usize) -> Option<usize> {
    usize::from(number).checked_rem(among).map(|back| among - 1 - back)
}
