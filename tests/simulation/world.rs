//! The system under test with everything around it: the disk, the process of the hour, clients and workers, the model.
//!
//! What must stay true: after every operation, whatever became of it, the store's rows are what the model says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use model::{Clock as _, JobId, Random as _, SeededRandom, TenantId, Timestamp};
use store::{ClaimedJob, Moved, NewInput, Redriven, Submitted};

use crate::bed::{Disk, Event, Opened, Process, Talk, nothing_is_orphaned};
use crate::library::Library;
use crate::operation::{Operation, Plague, Sky};
use crate::rules::Model;
use crate::sleepers::Sleeper;
use crate::tally::Tally;
use crate::upload::Upload;
use crate::verdict::every_job_ended_as_it_must;
use crate::witness::Witness;

/// Between operations, and while one is done.
const ON: &str = "the machine is on";

pub(crate) struct World<'a> {
    pub(crate) library: &'a Library,
    pub(crate) disk: Disk,
    /// `None` only while the machine is off.
    machine: Option<Machine>,
    sky: Arc<AtomicU8>,
    /// So many operations until the sky is fine.
    fine_in: u8,
    pub(crate) model: Model,
    witness: Witness,
    pub(crate) tenants: [TenantId; 2],
    /// What was said in each job.
    pub(crate) talks: BTreeMap<JobId, Arc<Talk>>,
    /// In the order they were announced.
    pub(crate) uploads: Vec<Upload>,
    /// Claimed and not worked on yet; those of dead processes and of lost leases too.
    pub(crate) held: Vec<ClaimedJob>,
    pub(crate) sleepers: Vec<Sleeper>,
    /// A job that runs alone in its process takes every slot.
    pub(crate) alone: Option<JobId>,
    /// Given up by an operation.
    pub(crate) given_up: BTreeSet<JobId>,
    /// Given up by their clients, or meant to be.
    pub(crate) unwanted: BTreeSet<JobId>,
    /// Of redriven jobs: whose input they have.
    pub(crate) roots: BTreeMap<JobId, JobId>,
    /// Whether object storage ever refused.
    pub(crate) refused: bool,
    /// What follows when the process dies of its trap.
    restarts: bool,
    followed: usize,
    pub(crate) tally: Tally,
    /// What happened so far, for whoever reads a failure.
    story: Arc<Mutex<Vec<String>>>,
}

struct Machine {
    opened: Opened,
    process: Process,
}

/// What an operation came to, in a few words.
pub(crate) type Outcome = Result<String, jobs::Error>;

impl<'a> World<'a> {
    pub(crate) async fn new(library: &'a Library, story: Arc<Mutex<Vec<String>>>) -> Self {
        let sky = Arc::new(AtomicU8::new(Sky::Fine as u8));
        let above = Arc::clone(&sky);
        let disk = Disk::new(&library.engine, 1, Arc::new(move || weather(above.load(Ordering::SeqCst))));
        let opened = disk.open().await;
        let random = SeededRandom::new(3);
        Self {
            library,
            machine: Some(Machine { process: Process::start(&disk, &opened), opened }),
            disk,
            sky,
            fine_in: 0,
            model: Model::default(),
            witness: Witness::default(),
            tenants: [TenantId(random.uuid(Timestamp(0))), TenantId(random.uuid(Timestamp(0)))],
            talks: BTreeMap::new(),
            uploads: Vec::new(),
            held: Vec::new(),
            sleepers: Vec::new(),
            alone: None,
            given_up: BTreeSet::new(),
            unwanted: BTreeSet::new(),
            roots: BTreeMap::new(),
            refused: false,
            restarts: false,
            followed: 0,
            tally: Tally::default(),
            story,
        }
    }

    pub(crate) async fn apply(&mut self, operation: Operation) {
        if self.process().trap.sprung() {
            self.process().trap.disarm();
        }
        match self.fine_in.checked_sub(1) {
            Some(left) => self.fine_in = left,
            None => self.sky.store(Sky::Fine as u8, Ordering::SeqCst),
        }
        self.tell(operation.to_string());
        let trap = self.process().trap.clone();
        let outcome = trap.alive(Box::pin(self.perform(operation))).await;
        self.follow();
        self.tell(match &outcome {
            None => "  → the process died".to_owned(),
            Some(Ok(words)) => format!("  → {words}"),
            Some(Err(error)) => format!("  → {error:?}"),
        });
        if let Some(Err(error)) = &outcome {
            assert!(self.excuses(error), "nothing excuses {error:?}");
        }
        self.tally.count("operations", 1);
        if outcome.is_none() {
            self.tally.count("deaths at a call", 1);
            if self.restarts { self.restart().await } else { self.replace() }
        }
        let thorough = matches!(operation, Operation::Restart | Operation::CollectGarbage);
        self.check(thorough).await;
    }

    async fn perform(&mut self, operation: Operation) -> Outcome {
        match operation {
            Operation::Submit { tenant, talk, key } => self.submit(tenant, talk, key).await,
            Operation::StartUpload { tenant, file, key } => self.start_upload(tenant, file, key).await,
            Operation::Upload { tenant, file, key } => self.upload(tenant, file, key).await,
            Operation::AskForUrls { upload } => self.ask_for_urls(upload).await,
            Operation::PutParts { upload } => self.put_parts(upload).await,
            Operation::PutPart { upload, part, bytes } => self.put_part(upload, part, bytes).await,
            Operation::Complete { upload, list } => self.complete(upload, list).await,
            Operation::Cancel { upload } => self.cancel(upload).await,
            Operation::GiveUpJob { job } => self.give_up_job(job).await,
            Operation::Redrive { job, key } => self.redrive(job, key).await,
            Operation::EraseJob { job } => self.erase_job(job).await,
            Operation::EraseConversation { job } => self.erase_conversation(job).await,
            Operation::Prune => Ok(format!("{} pruned", self.process().sweep.prune().await?)),
            Operation::Relay { out, mood } => self.relay(out, mood).await,
            Operation::Deliver { tickets, post, keeps } => self.deliver(tickets, post, keeps).await,
            Operation::Work { jobs } => self.work(jobs).await,
            Operation::Claim { jobs } => self.claim(jobs).await,
            Operation::StandStill { errand, calls } => self.stand_still(errand, calls).await,
            Operation::WakeUp { sleeper } => self.wake_up(sleeper).await,
            Operation::Remember => self.remember().await,
            Operation::Resume { held } => self.resume(held).await,
            Operation::HandBack { held, refund } => self.hand_back(held, refund).await,
            Operation::GiveUp { held } => self.give_up(held).await,
            Operation::CompleteAgain { completion } => self.complete_again(completion).await,
            Operation::Beat => self.beat().await,
            Operation::Wait { time } => {
                self.disk.advance(time);
                Ok("so be it".to_owned())
            }
            Operation::Rescue { book_crashes } => {
                let rescued = self.process().sweep.rescue(book_crashes).await?;
                Ok(format!("{} taken back", rescued.len()))
            }
            Operation::ExpireUploads => Ok(format!("{} expired", self.process().sweep.expire_uploads().await?)),
            Operation::CollectGarbage => Ok(format!("{} rows", self.process().sweep.collect_garbage().await?)),
            Operation::Plague { plague, rounds } => self.suffer(plague, rounds).await,
            Operation::Restart => {
                self.restart().await;
                Ok("up again".to_owned())
            }
            Operation::Sky { sky, operations } => {
                self.turn(sky, operations);
                Ok("so be it".to_owned())
            }
            Operation::Trap { calls, fault, restarts } => {
                self.restarts = restarts;
                self.process().trap.arm(calls.into(), fault);
                Ok("armed".to_owned())
            }
        }
    }

    /// Whether the ports work and have worked throughout this operation.
    pub(crate) fn is_calm(&self) -> bool {
        self.sky.load(Ordering::SeqCst) == Sky::Fine as u8 && !self.process().trap.sprung()
    }

    fn excuses(&self, error: &jobs::Error) -> bool {
        match error {
            jobs::Error::Store(store::Error::Unavailable { .. }) => self.process().trap.sprung(),
            jobs::Error::Objects(_) => !self.is_calm(),
            _ => false,
        }
    }

    /// Brings model, talks and uploads up to what the store was asked.
    pub(crate) fn follow(&mut self) {
        let now = self.disk.clock.now();
        for event in self.disk.events.since(self.followed) {
            self.tell(format!("    {event}"));
            self.model.follow(&event, now);
            self.followed += 1;
            match &event {
                Event::Submitted { job, answer: Submitted::New(_) } => {
                    let talk = self.library.named(job.user_metadata.as_ref().expect("sent with every request"));
                    if let NewInput::Upload(announced) = &job.input {
                        self.uploads.push(Upload::new(job.tenant, job.id, announced.part_count, Arc::clone(&talk)));
                    }
                    self.talks.insert(job.id, talk);
                }
                Event::Redriven { redrive, answer: Redriven::New } => self.redriven(redrive.of, redrive.id),
                Event::UploadCompleted { id, parts, answer: Moved::Done, .. } => {
                    let upload = self.uploads.iter_mut().find(|upload| upload.job == *id).expect("announced");
                    upload.verify(parts);
                }
                _ => {}
            }
        }
    }

    async fn suffer(&mut self, plague: Plague, rounds: u8) -> Outcome {
        for _ in 0..rounds {
            match plague {
                Plague::Crashes => {
                    self.claim(1).await?;
                    self.restart().await;
                }
                Plague::Refusals => {
                    self.turn(Sky::Refusing, 0);
                    self.work(4).await?;
                    self.follow();
                    self.disk.advance(Duration::from_secs(400));
                }
            }
        }
        Ok("it is over".to_owned())
    }

    fn turn(&mut self, sky: Sky, operations: u8) {
        self.sky.store(sky as u8, Ordering::SeqCst);
        self.refused |= sky == Sky::Refusing;
        self.fine_in = operations;
    }

    /// The machine stops, whatever it was doing, and starts again: the lock proves that nobody else lives here.
    async fn restart(&mut self) {
        for sleeper in self.sleepers.drain(..) {
            sleeper.die().await;
        }
        self.tally.count("calls of ports", self.process().trap.calls());
        self.machine = None;
        let opened = self.disk.open().await;
        let process = Process::start(&self.disk, &opened);
        process.sweep.rescue_all_but(process.session).await.expect("nothing is armed yet");
        self.machine = Some(Machine { opened, process });
        self.alone = None;
        self.follow();
    }

    /// Another process takes over; what the dead one had claimed is its own until the lease ends.
    fn replace(&mut self) {
        self.tally.count("calls of ports", self.process().trap.calls());
        let process = Process::start(&self.disk, self.opened());
        self.machine.as_mut().expect(ON).process = process;
        self.alone = None;
    }

    pub(crate) fn process(&self) -> &Process {
        &self.machine.as_ref().expect(ON).process
    }

    pub(crate) fn opened(&self) -> &Opened {
        &self.machine.as_ref().expect(ON).opened
    }

    async fn check(&mut self, thorough: bool) {
        let opened = &self.machine.as_ref().expect(ON).opened;
        self.witness.look(&self.disk, opened, &self.model, &self.tenants, thorough).await;
    }

    /// Fair weather, and time passes until nothing is left to do: every delay, the lifetime of uploads, and then looks at
    /// the garbage.
    pub(crate) async fn settle(&mut self) {
        self.process().trap.disarm();
        self.sky.store(Sky::Fine as u8, Ordering::SeqCst);
        self.tell("and then all is well:".to_owned());
        while !self.sleepers.is_empty() {
            self.wake_up(0).await.expect("whatever it was told");
        }
        let minutes = [10, 10, 25 * 60].into_iter().chain(std::iter::repeat_n(90, 20));
        for minutes in minutes {
            self.process().sweep.rescue(true).await.expect("a sweep");
            self.process().sweep.expire_uploads().await.expect("a sweep");
            self.process().sweep.collect_garbage().await.expect("a sweep");
            while let jobs = self.process().claim(8, true).await.expect("a claim").jobs
                && !jobs.is_empty()
            {
                for job in jobs {
                    self.process().run(job).await;
                }
            }
            self.follow();
            self.check(false).await;
            let garbage = self.process().ports.store.garbage_pending().await.expect("a count");
            if garbage == 0 && self.model.jobs.values().all(|job| job.status.is_terminal()) {
                return self.check(true).await;
            }
            self.disk.advance(Duration::from_mins(minutes));
        }
        panic!("still not quiet");
    }

    /// Once settled. Returns what there was to be seen.
    pub(crate) async fn audit(mut self) -> Tally {
        every_job_ended_as_it_must(&self).await;
        nothing_is_orphaned(&self.disk, self.opened()).await;
        self.tally.count("calls of ports", self.process().trap.calls());
        for event in self.disk.events.since(0) {
            self.tally.see(&event);
        }
        for job in self.model.jobs.values() {
            self.tally.end(job.status, job.failure.as_deref());
        }
        self.tally
    }

    fn tell(&self, line: String) {
        self.story.lock().expect("no holder of this lock panics").push(line);
    }
}

fn weather(now: u8) -> Result<(), objects::Error> {
    let (operation, source) = ("anything", "the test says so".into());
    match now {
        now if now == Sky::Away as u8 => Err(objects::Error::Unavailable { operation, source }),
        now if now == Sky::Refusing as u8 => Err(objects::Error::Refused { operation, source }),
        _ => Ok(()),
    }
}
