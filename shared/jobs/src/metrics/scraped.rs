//! What is looked up when the page is asked for: what the store knows of the whole deployment, how the queue is
//! reached, how long ago the last heartbeat was answered.
//!
//! What must stay true: the store is asked at most every [`FRESH`], however many ask for the page, and what it could not
//! tell is missing from the page.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use model::Status;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use queue::{Counts, Link, Queue};
use store::{Load, Store};

use super::page::Page;
use crate::load::Loads;

/// How long an answer of the store is shown.
const FRESH: Duration = Duration::from_secs(5);

#[derive(Default)]
pub(super) struct Scraped {
    watched: OnceLock<Watched>,
    beaten: Mutex<Option<Instant>>,
    load: Mutex<Option<Load>>,
}

struct Watched {
    loads: Loads,
    queue: Arc<dyn Queue>,
}

impl Scraped {
    pub(super) fn watch(&self, store: Arc<dyn Store>, queue: Arc<dyn Queue>) {
        // A second call would mean two queues in one process; the first stays.
        let _ = self.watched.set(Watched { loads: Loads::new(store, FRESH), queue });
    }

    pub(super) fn beaten(&self, at: Instant) {
        *self.beaten.lock().expect("no holder of this lock panics") = Some(at);
    }

    pub(super) async fn refresh(&self) {
        let Some(watched) = self.watched.get() else { return };
        let load = watched.loads.recent().await;
        *self.load.lock().expect("no holder of this lock panics") = load;
    }
}

impl Collector for Scraped {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let mut page = Page(encoder);
        let beaten = *self.beaten.lock().expect("no holder of this lock panics");
        if let Some(at) = beaten {
            let help = "Since the store last answered a heartbeat of this process";
            page.seconds("colloquy_heartbeat_age_seconds", help, at.elapsed())?;
        }
        if let Some(watched) = self.watched.get() {
            if let Some(load) = &*self.load.lock().expect("no holder of this lock panics") {
                deployment(&mut page, load)?;
            }
            queue(&mut page, watched.queue.as_ref())?;
        }
        Ok(())
    }
}

/// The same from every process of a deployment.
fn deployment(page: &mut Page<'_>, load: &Load) -> Result<(), fmt::Error> {
    let states = [
        (Status::AwaitingUpload, load.awaiting_upload),
        (Status::Queued, load.queued),
        (Status::Processing, load.processing),
    ];
    let series = states.map(|(status, jobs)| (status.as_str(), jobs));
    page.each("colloquy_jobs_in_state", "Jobs that have not ended, in the store", "status", &series)?;
    let oldest = load.oldest_due.unwrap_or_default();
    page.seconds("colloquy_queue_oldest_age_seconds", "How long the oldest due job has been due", oldest)?;
    page.count("colloquy_tickets_due", "Due jobs that are to be given a ticket", load.tickets_due)?;
    let oldest = load.oldest_ticket_due.unwrap_or_default();
    page.seconds("colloquy_tickets_oldest_due_seconds", "How long the oldest due ticket has been due", oldest)?;
    let overrun = load.oldest_lease_overrun.unwrap_or_default();
    page.seconds(
        "colloquy_lease_overrun_seconds",
        "How long ago the oldest lease ended that nobody took back",
        overrun,
    )?;
    page.count("colloquy_garbage_pending", "Rows that name objects still to be deleted", load.garbage_pending)?;
    page.count("colloquy_workers_alive", "Worker processes whose heartbeat was seen lately", load.workers)?;
    page.count("colloquy_worker_slots_alive", "Jobs that they take on together", load.slots)?;
    let oldest = load.oldest_beat.unwrap_or_default();
    page.seconds(
        "colloquy_workers_oldest_heartbeat_seconds",
        "Since the least recent heartbeat of these workers",
        oldest,
    )
}

fn queue(page: &mut Page<'_>, queue: &dyn Queue) -> Result<(), fmt::Error> {
    let now = *queue.link().borrow();
    let states = [("up", Link::Up), ("blocked", Link::Blocked), ("down", Link::Down)];
    let series = states.map(|(name, state)| (name, u64::from(state == now)));
    page.each("colloquy_queue_link", "How it stands with the queue: 1 at what holds", "state", &series)?;
    let Counts { published: _, confirmed, returned, timed_out, unsent, received, malformed } = queue.counts();
    page.total("colloquy_tickets_published", "Tickets that the queue took", confirmed)?;
    page.total("colloquy_tickets_returned", "Tickets that came back, for want of a binding or a queue", returned)?;
    page.total("colloquy_tickets_timed_out", "Tickets of which the queue said nothing in time", timed_out)?;
    page.total("colloquy_tickets_unsent", "Tickets not sent, because the queue was away or full", unsent)?;
    page.total("colloquy_tickets_received", "Tickets that came in for this process, again or anew", received)?;
    page.total("colloquy_tickets_malformed", "Messages that came in and were no tickets", malformed)
}

impl fmt::Debug for Scraped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scraped").finish_non_exhaustive()
    }
}
