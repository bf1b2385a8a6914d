//! The relay's two steps over a real store and a queue that answers as it is told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jobs::{Access, Addressed, Allowance, Metrics, Ports, Relay, Relayed, Submission, Submit};
use model::{Lane, ManualClock, SeededRandom, TenantId, Ticket, Timestamp};
use objects::embedded::{EmbeddedS3, EmbeddedSettings};
use queue::{Bell, Fate, Link, Queue, Receiver, Way};
use tempfile::TempDir;
use tests::{Dialogue, request};
use tokio::sync::watch;

/// Answers with these fates, and remembers what was sent.
#[derive(Default)]
struct Told {
    fates: Mutex<Vec<Fate>>,
    sent: Mutex<Vec<Ticket>>,
}

#[async_trait]
impl Queue for Told {
    async fn send(&self, _way: Way, tickets: &[Ticket]) -> Vec<Fate> {
        self.sent.lock().expect("no holder panics").extend(tickets);
        self.fates.lock().expect("no holder panics").clone()
    }

    fn receiver(&self) -> Box<dyn Receiver> {
        Bell::default().receiver()
    }

    fn link(&self) -> watch::Receiver<Link> {
        watch::channel(Link::Up).1
    }
}

struct Bench {
    _folder: TempDir,
    clock: Arc<ManualClock>,
    queue: Arc<Told>,
    relay: Relay,
}

impl Bench {
    /// With so many due jobs.
    async fn with(jobs: usize) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let clock = Arc::new(ManualClock::at(Timestamp(1_900_000_000_000_000)));
        let random = Arc::new(SeededRandom::new(1));
        let store = store::open_sqlite(&folder.path().join("db"), clock.clone()).await.expect("the database opens");
        store.migrate().await.expect("the schema is made");
        let settings = EmbeddedSettings::new(folder.path().join("o"), "bucket", "http://127.0.0.1:1", "key", "secret");
        let objects = EmbeddedS3::open(settings).await.expect("the object storage opens").objects();
        let access = Access::new(store.clone(), clock.clone(), random.clone(), true);
        let client = access.create_client("tests", false).await.expect("a client is made");
        let tenant: TenantId = client.mpathic_id.parse().expect("the id of a tenant");
        let ports = Ports {
            store,
            objects,
            bell: Bell::default(),
            ended: Bell::default(),
            transcriber: None,
            zoom: None,
            webhooks: None,
            clock: clock.clone(),
            random,
            metrics: Metrics::default(),
        };
        let submit = Submit::new(ports.clone());
        let body = request(Dialogue { turns: 2, seed: 1 }).to_string();
        for _ in 0..jobs {
            let from = Submission { tenant, lane: Lane::Normal, idempotency: None, traceparent: None, counted: None };
            submit.conversation(&from, engine::BuiltIn::Default, body.clone().into()).await.expect("accepted");
        }
        let queue = Arc::new(Told::default());
        let relay = Relay::new(ports, queue.clone());
        Self { _folder: folder, clock, queue, relay }
    }

    async fn take(&self, out: u32) -> Vec<Addressed> {
        let allowed = Allowance { out, ..Allowance::default() };
        let mut tickets = self.relay.take(allowed).await.expect("the store is there");
        tickets.sort_unstable_by_key(|addressed| addressed.ticket);
        tickets
    }
}

#[tokio::test]
async fn what_was_refused_is_due_at_once_and_what_is_unknown_in_its_time() {
    let bench = Bench::with(3).await;
    let taken = bench.take(64).await;
    assert_eq!(taken.len(), 3);
    assert_eq!(bench.take(64).await, [], "they have their tickets");
    *bench.queue.fates.lock().expect("no holder panics") = vec![Fate::Confirmed, Fate::Refused, Fate::Unknown];
    let relayed = bench.relay.send(&taken).await.expect("the store is there");
    assert_eq!(relayed, Relayed { confirmed: 1, refused: 1, unknown: 1 });
    let sent = bench.queue.sent.lock().expect("no holder panics").clone();
    assert!(sent.into_iter().eq(taken.iter().map(|addressed| addressed.ticket)));
    assert_eq!(bench.take(64).await, [taken[1]]);
    bench.clock.advance(Duration::from_secs(29));
    assert_eq!(bench.take(64).await, []);
    // Lost, or the process died before it sent them, or nobody took them: each is given another, the same one.
    bench.clock.advance(Duration::from_secs(2));
    assert_eq!(bench.take(64).await, taken);
}

#[tokio::test]
async fn the_backlog_waits_in_the_store() {
    let bench = Bench::with(10).await;
    let first = bench.take(4).await;
    assert_eq!(first.len(), 4);
    assert_eq!(bench.take(4).await, [], "as many as may be are out");
    assert_eq!(bench.take(6).await.len(), 2);
    assert_eq!(bench.relay.allowance().await.expect("the store is there"), Allowance::default());
}
