//! Processes that stand still in the middle of something while others go on, and wake up later, knowing nothing of it.

use std::time::Duration;

use jobs::Allowance;
use model::{Clock as _, Timestamp};
use tokio::task::JoinHandle;

use crate::bed::{Fault, Process, Trap};
use crate::clients::none;
use crate::operation::Errand;
use crate::workers::newest;
use crate::world::{Outcome, World};

pub(crate) struct Sleeper {
    trap: Trap,
    since: Timestamp,
    doing: JoinHandle<String>,
}

impl Sleeper {
    pub(crate) async fn die(self) {
        self.doing.abort();
        assert!(self.doing.await.is_err_and(|error| error.is_cancelled()), "it stood still");
    }
}

/// Garbage is looked at twice to catch what a process still writes that stood still, and an input waits for its
/// submission for an hour; a process that sleeps for longer is out of reach, and taken for dead.
const LONGEST_SLEEP: Duration = Duration::from_mins(50);

impl World<'_> {
    /// What the sleeper is told when it wakes up does not matter: the model judges what it did.
    pub(crate) async fn stand_still(&mut self, errand: Errand, calls: u8) -> Outcome {
        let process = Process::start(&self.disk, self.opened());
        let (trap, since) = (process.trap.clone(), self.disk.clock.now());
        trap.arm(calls.into(), Fault::Stalls);
        let mut doing = match errand {
            Errand::Work => tokio::spawn(async move { work(&process).await }),
            Errand::Submit(talk) => {
                let (tenant, talk) = (self.tenants[0], self.library.spoken(talk));
                tokio::spawn(async move { words(process.submit(tenant, None, &talk).await) })
            }
            Errand::StartUpload(file) => {
                let (tenant, talk) = (self.tenants[0], self.library.file(file));
                tokio::spawn(async move {
                    let Ok(answer) = process.start_upload(tenant, None, &talk).await else { return words("failed") };
                    words(process.links.all_urls(tenant, answer.job).await.map(|urls| urls.is_some()))
                })
            }
            Errand::AskForUrls(upload) | Errand::Complete(upload) => {
                let Some(at) = self.pick(upload) else { return none() };
                let (tenant, job) = (self.uploads[at].tenant, self.uploads[at].job);
                tokio::spawn(async move {
                    match errand {
                        Errand::Complete(_) => words(process.uploads.complete(tenant, job, None).await),
                        _ => words(process.links.missing_urls(tenant, job).await.map(|urls| urls.is_some())),
                    }
                })
            }
            Errand::Relay => tokio::spawn(async move {
                let Ok(tickets) = process.relay.take(Allowance { out: 4, ..Allowance::default() }).await else {
                    return words("none taken");
                };
                words(process.relay.send(&tickets).await)
            }),
            Errand::CollectGarbage => tokio::spawn(async move { words(process.sweep.collect_garbage().await) }),
        };
        tokio::select! {
            words = &mut doing => Ok(words.expect("no panic")),
            () = trap.stalled() => {
                self.sleepers.push(Sleeper { trap, since, doing });
                Ok(format!("{} sleep now", self.sleepers.len()))
            }
        }
    }

    pub(crate) async fn wake_up(&mut self, sleeper: u8) -> Outcome {
        let Some(at) = newest(sleeper, self.sleepers.len()) else { return none() };
        let sleeper = self.sleepers.remove(at);
        if self.disk.clock.now().since(sleeper.since) > LONGEST_SLEEP {
            sleeper.die().await;
            return Ok("it is dead".to_owned());
        }
        sleeper.trap.resume();
        Ok(sleeper.doing.await.expect("no panic"))
    }
}

async fn work(process: &Process) -> String {
    let Ok(claimed) = process.claim(1, true).await else { return words("no claim") };
    match claimed.jobs.into_iter().next() {
        Some(job) => words(process.run(job).await),
        None => words("nothing to do"),
    }
}

fn words(outcome: impl std::fmt::Debug) -> String {
    format!("{outcome:?}")
}
