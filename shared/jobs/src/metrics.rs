//! What one process counts and measures, for operators.
//!
//! What must stay true: no label ever holds an id, a tenant, a name or a client's words, so the number of series is
//! fixed by this program; noting something never waits and never fails; a handle that nobody registered costs a few
//! atomic additions and nothing else.
//! Deliberately absent: HTTP. Requests are measured where routes are known, and `runtime` serves the page.

mod page;
mod scraped;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use model::{CallOutcome, Status};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use queue::Queue;
use store::Store;

use scraped::Scraped;

/// How a worker came by jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimedBy {
    /// Tickets of the queue named them.
    Tickets,
    /// A waiting slot looked at the store.
    Direct,
}

/// A cheap handle on the process's metrics; clones note into the same ones.
#[derive(Clone, Debug, Default)]
pub struct Metrics(Arc<Noted>);

/// One label of a fixed set of values.
type One = [(&'static str, &'static str); 1];

#[derive(Debug)]
struct Noted {
    ended: Family<One, Counter>,
    queued_for: Histogram,
    ran_for: Histogram,
    claims: Family<One, Histogram, fn() -> Histogram>,
    rescued: Counter,
    pruned: Counter,
    erased: Counter,
    leases_lost: Counter,
    stale_writes: Counter,
    turns: Counter,
    utterances: Counter,
    bytes_read: Counter,
    analysed_for: Counter<f64, AtomicU64>,
    abandoned: Counter,
    upload_bytes: Counter,
    parts_resigned: Counter,
    called: Family<One, Counter>,
    scraped: Arc<Scraped>,
}

impl Default for Noted {
    fn default() -> Self {
        Self {
            ended: Family::default(),
            queued_for: Histogram::new(durations()),
            ran_for: Histogram::new(durations()),
            claims: Family::new_with_constructor(|| Histogram::new(exponential_buckets(1.0, 2.0, 10))),
            rescued: Counter::default(),
            pruned: Counter::default(),
            erased: Counter::default(),
            leases_lost: Counter::default(),
            stale_writes: Counter::default(),
            turns: Counter::default(),
            utterances: Counter::default(),
            bytes_read: Counter::default(),
            analysed_for: Counter::default(),
            abandoned: Counter::default(),
            upload_bytes: Counter::default(),
            parts_resigned: Counter::default(),
            called: Family::default(),
            scraped: Arc::default(),
        }
    }
}

/// 1 ms to about an hour and a half, in seconds.
fn durations() -> impl Iterator<Item = f64> {
    exponential_buckets(0.001, 2.0, 23)
}

impl Metrics {
    /// Puts everything on the page that `registry` renders. Once per process.
    pub fn register(&self, registry: &mut Registry) {
        let noted = &self.0;
        registry.register("colloquy_jobs", "Jobs that ended, by how they ended", noted.ended.clone());
        for status in Status::ALL.iter().filter(|status| status.is_terminal()) {
            self.ended(*status, 0);
        }
        let help = "From being due to being claimed, of claimed jobs";
        registry.register("colloquy_job_queue_seconds", help, noted.queued_for.clone());
        let help = "From being claimed to its end, of attempts that ended";
        registry.register("colloquy_job_run_seconds", help, noted.ran_for.clone());
        registry.register("colloquy_claim_batch_jobs", "Jobs per claim that found any", noted.claims.clone());
        let help = "Jobs taken back from workers that were gone";
        registry.register("colloquy_jobs_rescued", help, noted.rescued.clone());
        let help = "Jobs taken out because they had ended long ago";
        registry.register("colloquy_jobs_pruned", help, noted.pruned.clone());
        registry.register("colloquy_jobs_erased", "Jobs taken out because their tenant asked", noted.erased.clone());
        registry.register("colloquy_leases_lost", "Jobs this process held and lost", noted.leases_lost.clone());
        let help = "Writes of this process that the store refused, because the job was no longer its own";
        registry.register("colloquy_stale_writes_refused", help, noted.stale_writes.clone());
        registry.register("colloquy_turns_parsed", "Talk turns read from inputs", noted.turns.clone());
        registry.register("colloquy_utterances_analysed", "Utterances analysed", noted.utterances.clone());
        registry.register("colloquy_input_bytes", "Bytes of inputs read, as they are stored", noted.bytes_read.clone());
        let help = "Time that the analysis threads were at work, all together";
        registry.register("colloquy_analysis_seconds", help, noted.analysed_for.clone());
        let help = "Analyses that a client waited for and then did not: ended early, or not begun";
        registry.register("colloquy_analyses_abandoned", help, noted.abandoned.clone());
        registry.register("colloquy_upload_bytes", "Bytes of completed uploads", noted.upload_bytes.clone());
        let help = "Part URLs signed again for uploads that go on";
        registry.register("colloquy_upload_parts_resigned", help, noted.parts_resigned.clone());
        let help = "Attempts at telling a webhook, by how they ended";
        registry.register("colloquy_webhook_attempts", help, noted.called.clone());
        for outcome in CallOutcome::ALL {
            noted.called.get_or_create(&[("outcome", outcome.as_str())]).inc_by(0);
        }
        let build = [("version", env!("CARGO_PKG_VERSION")), ("engine_version", engine::Engine::version())];
        registry.register("colloquy_build", "The program and its engine", Info::new(build));
        registry.register_collector(Box::new(Arc::clone(&noted.scraped)));
    }

    /// From now on the page also shows what the store knows and how it stands with the queue.
    pub fn watch(&self, store: Arc<dyn Store>, queue: Arc<dyn Queue>) {
        self.0.scraped.watch(store, queue);
    }

    /// Brings what the store knows up to date, before the page is rendered: at most every few seconds, and never
    /// waiting for longer than a second.
    pub async fn refresh(&self) {
        self.0.scraped.refresh().await;
    }

    /// So many jobs ended in this state.
    pub fn ended(&self, status: Status, jobs: u64) {
        self.0.ended.get_or_create(&[("status", status.as_str())]).inc_by(jobs);
    }

    /// A claim brought so many jobs (one that brought none is not noted).
    pub fn claimed(&self, by: ClaimedBy, jobs: usize) {
        let by = match by {
            ClaimedBy::Tickets => "tickets",
            ClaimedBy::Direct => "direct",
        };
        let jobs = u32::try_from(jobs).unwrap_or(u32::MAX);
        if jobs > 0 {
            self.0.claims.get_or_create(&[("by", by)]).observe(f64::from(jobs));
        }
    }

    /// A claimed job had been due for so long.
    pub fn queued_for(&self, waited: Duration) {
        self.0.queued_for.observe(waited.as_secs_f64());
    }

    /// An attempt came to an outcome after so long.
    pub fn ran_for(&self, ran: Duration) {
        self.0.ran_for.observe(ran.as_secs_f64());
    }

    /// The store answered a heartbeat of this process just now.
    pub fn beaten(&self) {
        self.0.scraped.beaten(Instant::now());
    }

    pub fn rescued(&self, jobs: u64) {
        self.0.rescued.inc_by(jobs);
    }

    pub(crate) fn pruned(&self, jobs: u64) {
        self.0.pruned.inc_by(jobs);
    }

    pub(crate) fn erased(&self, jobs: u64) {
        self.0.erased.inc_by(jobs);
    }

    pub fn leases_lost(&self, jobs: u64) {
        self.0.leases_lost.inc_by(jobs);
    }

    pub fn stale_writes(&self, writes: u64) {
        self.0.stale_writes.inc_by(writes);
    }

    pub fn turns_parsed(&self, turns: u64) {
        self.0.turns.inc_by(turns);
    }

    pub fn utterances_analysed(&self, utterances: u64) {
        self.0.utterances.inc_by(utterances);
    }

    pub(crate) fn bytes_read(&self, bytes: usize) {
        self.0.bytes_read.inc_by(u64::try_from(bytes).unwrap_or(u64::MAX));
    }

    /// An analysis thread was at work for so long.
    pub(crate) fn analysed_for(&self, time: Duration) {
        self.0.analysed_for.inc_by(time.as_secs_f64());
    }

    /// The client of a synchronous analysis went away, and the analysis has ended.
    pub(crate) fn abandoned(&self) {
        self.0.abandoned.inc();
    }

    pub(crate) fn uploaded(&self, bytes: u64) {
        self.0.upload_bytes.inc_by(bytes);
    }

    /// An endpoint was called, or could not be.
    pub(crate) fn called(&self, outcome: CallOutcome) {
        self.0.called.get_or_create(&[("outcome", outcome.as_str())]).inc();
    }

    pub(crate) fn parts_resigned(&self, parts: u64) {
        self.0.parts_resigned.inc_by(parts);
    }
}
