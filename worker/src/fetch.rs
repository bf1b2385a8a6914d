//! The fetcher: from a free slot to a claimed job.
//!
//! What must stay true: a slot first, then a message, so that no ticket waits in a process that is full; never more is
//! claimed than can start; a ticket is acknowledged after the claim that dealt with it has committed; while a job that
//! must run alone runs, or waits for this process to be idle, nothing else is claimed. There is no mode: a free slot
//! that has waited for [`WorkerLimits::look_every`] without getting a job from a ticket looks at the store itself.
//!
//! If the process dies with tickets that it has not acknowledged, the broker hands them to another; after the claim
//! committed, the leases end and the jobs are rescued, and the tickets, should they come again, are stale.
//! Deliberately absent: any order among jobs beyond the store's, and rescue.

use std::time::{Duration, Instant};

use jobs::{ClaimedBy, Dependency, Ports};
use model::SessionId;
use model::limits::{CRASHES_BEFORE_ALONE, LEASE};
use queue::{Delivery, Heard, Receiver};
use runtime::until_reached;
use store::{Ask, Claimed, ClaimedJob, Error, Fenced};
use tokio::time::{sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::WorkerLimits;
use crate::crew::Crew;
use crate::doubt::Doubt;
use crate::running::Running;

/// With every slot taken for so long, tickets are left to other workers.
const FULL_FOR: Duration = Duration::from_secs(1);
/// With nearly every slot taken, how long the first free ones wait for more: one claim for many costs hardly more than
/// for one.
const GATHER_FOR: Duration = Duration::from_millis(5);
/// How often to look for jobs that tickets never name: those that must run alone.
const LOOK_FOR_SUSPECTS: Duration = Duration::from_secs(5);
/// After a claim that failed; doubled with each that failed before it.
const PAUSE: Duration = Duration::from_millis(50);

pub(crate) struct Fetcher {
    ports: Ports,
    session: SessionId,
    limits: WorkerLimits,
    running: Running,
    crew: Crew,
    receiver: Box<dyn Receiver>,
    /// Something that jobs need is.
    away: Option<Dependency>,
    doubt: Option<Doubt>,
    /// Claims that failed in a row.
    failures: u32,
    /// A job that must run alone waits for this process to be idle.
    making_room: bool,
    look_at: Instant,
    suspects_at: Instant,
}

impl Fetcher {
    pub(crate) fn new(
        ports: Ports,
        session: SessionId,
        limits: WorkerLimits,
        running: Running,
        crew: Crew,
        receiver: Box<dyn Receiver>,
    ) -> Self {
        let now = Instant::now();
        Self {
            ports,
            session,
            limits,
            running,
            crew,
            receiver,
            away: None,
            doubt: None,
            failures: 0,
            making_room: false,
            look_at: now,
            suspects_at: now,
        }
    }

    /// Works until `drain`, then waits for what is running.
    pub(crate) async fn run(mut self, drain: &CancellationToken) {
        while !drain.is_cancelled() {
            self.step(drain).await;
        }
        let Self { ports, session, running, crew, mut receiver, doubt, .. } = self;
        // Others still take: tickets that wait here are for them.
        receiver.pause().await;
        if doubt.is_some() {
            Doubt::hand_back(&ports, session, &running).await;
        }
        crew.finish().await;
    }

    /// One claim or one wait. A claim is never dropped half-way, for nobody would know what it took.
    async fn step(&mut self, drain: &CancellationToken) {
        self.away = self.away.take().or(self.crew.reap());
        let now = Instant::now();
        if let Some(away) = self.away.take() {
            self.wait_for(away, drain).await;
        } else if let Some(doubt) = self.doubt.take_if(|doubt| doubt.fresh || doubt.look_at <= now) {
            self.resolve(doubt, drain).await;
        } else if self.making_room && !self.crew.idle() {
            self.make_room(drain).await;
        } else if self.crew.free() == 0 {
            self.wait_for_a_slot(drain).await;
        } else if self.making_room || self.look_at <= now {
            self.look().await;
        } else if self.suspects_at <= now {
            self.look_for_suspects().await;
        } else {
            self.listen(drain).await;
        }
    }

    /// `false` when something turned out to be away.
    async fn gather(&mut self) -> bool {
        let enough = self.limits.slots / 8;
        let mut time_is_up = std::pin::pin!(sleep(GATHER_FOR));
        while self.away.is_none() && self.crew.free() < enough {
            tokio::select! {
                away = self.crew.ended() => self.away = away,
                () = &mut time_is_up => break,
            }
        }
        self.away.is_none()
    }

    async fn listen(&mut self, drain: &CancellationToken) {
        if !self.gather().await {
            return;
        }
        let timer = self.doubt.iter().map(|doubt| doubt.look_at).fold(self.look_at.min(self.suspects_at), Instant::min);
        let limit = self.crew.free();
        let mut receiving = self.receiver.receive(limit);
        let heard = loop {
            tokio::select! {
                heard = &mut receiving => break heard,
                // A receiver need not hear of every slot; of twice as many it should.
                away = self.crew.ended() => if away.is_some() || self.crew.free() >= 2 * limit {
                    self.away = away;
                    return;
                },
                () = sleep_until(timer.into()) => return,
                () = drain.cancelled() => return,
            }
        };
        drop(receiving);
        match heard {
            Heard::Ring => self.look_at = Instant::now(),
            Heard::Tickets(delivery) => self.take(delivery).await,
        }
    }

    /// Claims what tickets name. Those whose jobs are gone, taken or not yet due are dealt with by that.
    async fn take(&mut self, delivery: Box<dyn Delivery>) {
        let tickets = delivery.tickets();
        let ask = self.ask(tickets.len().min(self.crew.free()));
        let asked_at = Instant::now();
        // Dead before the commit: nothing has happened, and the tickets come again.
        let claimed = self.ports.store.claim_tickets(&ask, tickets).await;
        let Some(started) = self.start(claimed, ClaimedBy::Tickets, asked_at) else {
            return; // not acknowledged: for whoever reaches the store first
        };
        // Dead from here on: the leases end, and the tickets that come again are stale.
        delivery.acknowledge().await;
        if started > 0 {
            self.look_at = asked_at + self.jittered(self.limits.look_every);
        }
    }

    /// Claims whatever is due. While there is any, the next look is at once.
    async fn look(&mut self) {
        if !self.gather().await {
            return;
        }
        let ask = self.ask(self.crew.free());
        let asked_at = Instant::now();
        let claimed = self.ports.store.claim(&ask).await;
        self.suspects_at = asked_at + self.jittered(LOOK_FOR_SUSPECTS);
        if self.start(claimed, ClaimedBy::Direct, asked_at) == Some(0) {
            self.look_at = asked_at + self.jittered(self.limits.look_every);
        }
    }

    async fn look_for_suspects(&mut self) {
        let ask = self.ask(0);
        let asked_at = Instant::now();
        let claimed = self.ports.store.claim(&ask).await;
        self.suspects_at = asked_at + self.jittered(LOOK_FOR_SUSPECTS);
        self.start(claimed, ClaimedBy::Direct, asked_at);
    }

    fn ask(&self, limit: usize) -> Ask {
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        Ask { session: self.session, limit, lease: LEASE, idle: self.crew.idle() }
    }

    /// Starts what a claim brought, and says how much that was; `None` when nobody knows what it brought.
    fn start(&mut self, claimed: Result<Claimed, Error>, by: ClaimedBy, asked_at: Instant) -> Option<usize> {
        let Claimed { jobs, alone, alone_waiting } =
            claimed.map_err(|error| self.failed("cannot claim", &error, asked_at)).ok()?;
        self.failures = 0;
        self.making_room = alone_waiting;
        let started = jobs.len();
        self.ports.metrics.claimed(by, started);
        for job in jobs {
            self.ports.metrics.queued_for(job.leased_until.minus(LEASE).since(job.due_at));
            if alone {
                self.crew.start_alone(job, asked_at);
            } else {
                self.crew.start(job, asked_at);
            }
        }
        Some(started)
    }

    /// A call failed that may have been carried out: jobs may be ours that we do not know of.
    fn failed(&mut self, what: &str, error: &Error, asked_at: Instant) {
        if self.failures == 0 {
            tracing::warn!(error = runtime::report(error), "{what}");
        }
        let pause = self.jittered(PAUSE * (1 << self.failures.min(6)));
        self.failures += 1;
        let asked_at = self.doubt.as_ref().map_or(asked_at, |doubt| doubt.asked_at.min(asked_at));
        self.doubt = Some(Doubt { asked_at, look_at: Instant::now() + pause, fresh: true });
    }

    /// Asks the store, once it is back, what is ours. Until it has answered, nothing is claimed.
    async fn resolve(&mut self, doubt: Doubt, drain: &CancellationToken) {
        self.receiver.pause().await;
        let reached = async {
            sleep_until(doubt.look_at.into()).await;
            until_reached("the database", drain, || self.ports.store.now()).await
        };
        let reached = tokio::select! {
            reached = reached => reached.is_some(),
            () = drain.cancelled() => false,
        };
        if !reached {
            self.doubt = Some(doubt);
            return;
        }
        let asked_at = doubt.asked_at;
        match Doubt::unheld(&self.ports, self.session, &self.running).await {
            Ok(jobs) => {
                self.doubt = doubt.looked();
                for job in jobs {
                    self.start_or_hand_back(job, asked_at).await;
                }
            }
            Err(error) => self.failed("cannot ask for what is ours", &error, asked_at),
        }
    }

    /// For a job that came without having been asked for now.
    async fn start_or_hand_back(&mut self, job: ClaimedJob, asked_at: Instant) {
        let alone = job.crashes >= CRASHES_BEFORE_ALONE;
        if alone && self.crew.idle() {
            self.crew.start_alone(job, asked_at);
        } else if !alone && self.crew.free() > 0 {
            self.crew.start(job, asked_at);
        } else {
            match self.ports.store.release(&job.lease, Duration::ZERO, true).await {
                Ok(Fenced::Held | Fenced::Lost) => {}
                Err(error) => self.failed("cannot hand back", &error, asked_at),
            }
        }
    }

    /// Lets everything end, for a job that must run alone; unless another worker took it meanwhile.
    async fn make_room(&mut self, drain: &CancellationToken) {
        self.receiver.pause().await;
        let look_again = sleep(self.jittered(self.limits.look_every));
        tokio::select! {
            away = self.crew.ended() => self.away = away,
            () = look_again => self.look_for_suspects().await,
            () = drain.cancelled() => {}
        }
    }

    async fn wait_for_a_slot(&mut self, drain: &CancellationToken) {
        let ended = tokio::select! {
            away = self.crew.ended() => { self.away = away; true }
            () = sleep(FULL_FOR) => false,
            () = drain.cancelled() => true,
        };
        if !ended {
            self.receiver.pause().await;
            tokio::select! {
                away = self.crew.ended() => self.away = away,
                () = drain.cancelled() => {}
            }
        }
    }

    /// Claims nothing while something that every job needs is away.
    async fn wait_for(&mut self, away: Dependency, drain: &CancellationToken) {
        self.receiver.pause().await;
        match away {
            Dependency::Objects => {
                until_reached("object storage", drain, || self.ports.objects.reachable()).await;
            }
            Dependency::Store => {
                until_reached("the database", drain, || self.ports.store.now()).await;
            }
        }
    }

    /// So that many workers do not look at the same moment.
    fn jittered(&self, time: Duration) -> Duration {
        time.mul_f64(0.75 + 0.5 * self.ports.random.unit())
    }
}
