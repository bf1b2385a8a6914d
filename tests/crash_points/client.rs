//! The steps, done by one process for one client, who remembers what it was told.

use std::sync::Arc;

use http::StatusCode;
use jobs::{Allowance, Caller};
use model::{ClientNumber, JobId, Status, TenantId};

use crate::bed::{Disk, Process, Served, Talk};
use crate::story::Step;

#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) tenant: TenantId,
    pub(crate) talk: Arc<Talk>,
    /// Once an answer has named it.
    pub(crate) job: Option<JobId>,
    /// The one that was redriven.
    pub(crate) first: Option<JobId>,
}

/// Why a step did not succeed.
#[derive(Debug)]
#[expect(dead_code, reason = "shown when a step fails in peace")]
pub(crate) enum Trouble {
    UseCase(jobs::Error),
    Store(store::Error),
    /// Object storage refused a part.
    Part(StatusCode),
}

impl From<jobs::Error> for Trouble {
    fn from(error: jobs::Error) -> Self {
        Self::UseCase(error)
    }
}

impl From<store::Error> for Trouble {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

/// The same in every request that is sent again.
const KEY: Option<&str> = Some("once");

impl Client {
    /// Does one step through `process`. Any step may be done again, after whatever became of it the first time.
    pub(crate) async fn does(&mut self, step: Step, process: &Process, disk: &Disk) -> Result<(), Trouble> {
        match step {
            Step::MakeRoom => process.first_tickets.make_room(8, true),
            Step::Submit => self.job = Some(process.submit(self.tenant, KEY, &self.talk).await?.job),
            Step::StartUpload => {
                let answer = process.start_upload(self.tenant, KEY, &self.talk).await?;
                self.job = Some(answer.job);
                process.links.all_urls(self.tenant, answer.job).await?;
            }
            Step::PutParts => self.put_parts(process).await?,
            Step::CompleteUpload => process.uploads.complete(self.tenant, self.id(), None).await?,
            Step::CancelUpload => process.uploads.cancel(self.tenant, self.id()).await?,
            Step::Cancel => process.cancel.job(self.tenant, self.id()).await?,
            Step::Redrive => {
                let of = *self.first.get_or_insert(self.id());
                self.job = Some(process.redrive(self.tenant, Some("again"), of).await?.job);
            }
            Step::Erase => unless_gone(process.erase.job(self.caller(), self.id()).await)?,
            Step::EraseFirst => {
                let first = self.first.expect("an earlier step redrove it");
                unless_gone(process.erase.job(self.caller(), first).await)?;
            }
            Step::EraseConversation => {
                if let Some(job) = process.ports.store.job(self.tenant, self.id()).await? {
                    unless_gone(process.erase.conversation(self.caller(), &job.conversation_id).await)?;
                }
            }
            Step::Prune => drop(process.sweep.prune().await?),
            Step::Relay(mood) => {
                disk.mailbox.feels(mood);
                let mut tickets = process.promised();
                tickets.extend(process.relay.take(Allowance { out: 8, ..Allowance::default() }).await?);
                process.relay.send(&tickets).await?;
            }
            Step::WorkByTickets => {
                let tickets = [disk.mailbox.take(8), disk.mailbox.ancient()].concat();
                for job in process.claim_tickets(&tickets, 8).await?.jobs {
                    process.run(job).await;
                }
            }
            Step::Work => {
                for job in process.claim(8, true).await?.jobs {
                    process.run(job).await;
                }
            }
            Step::ClaimAndHear => {
                let claimed = process.claim(8, true).await?.jobs;
                process.cancel.job(self.tenant, self.id()).await?;
                for job in claimed {
                    process.run_cancelled(job).await;
                }
            }
            Step::ClaimAndVanish => drop(process.claim(8, true).await?),
            Step::Wait(time) => disk.advance(time),
            Step::Rescue => drop(process.sweep.rescue(true).await?),
            Step::ExpireUploads => drop(process.sweep.expire_uploads().await?),
            Step::CollectGarbage => drop(process.sweep.collect_garbage().await?),
        }
        Ok(())
    }

    fn caller(&self) -> Caller {
        Caller { tenant: self.tenant, client: ClientNumber::FIRST }
    }

    fn id(&self) -> JobId {
        self.job.expect("an earlier step was answered with the job's id")
    }

    async fn put_parts(&self, process: &Process) -> Result<(), Trouble> {
        let job = process.ports.store.job(self.tenant, self.id()).await?;
        if job.is_none_or(|job| job.status != Status::AwaitingUpload) {
            return Ok(());
        }
        let Some(urls) = process.links.missing_urls(self.tenant, self.id()).await? else { return Ok(()) };
        for (number, url) in urls.parts {
            let (_, part) = self.talk.parts().find(|&(at, _)| at == number).expect("a part of the file");
            if let Served::Refused(status) = process.put_part(&url, part).await {
                return Err(Trouble::Part(status));
            }
        }
        Ok(())
    }
}

/// Who asks again may be told that there is no such job: that is how it hears that it was erased.
fn unless_gone(erased: Result<(), jobs::Error>) -> Result<(), jobs::Error> {
    match erased {
        Err(jobs::Error::Missing) => Ok(()),
        told => told,
    }
}
