//! Tickets through RabbitMQ.
//!
//! What must stay true: opening never waits for the broker and a broker that is away never fails anybody: it is told by
//! the link, and everything is made again when it is back, by tasks that end with `stop` or with the last handle.
//! Publishing and receiving have connections of their own, so an alarm that stops publishers does not stop
//! acknowledgements.
//! Deliberately absent: publishing later what could not be published now. The store knows which tickets are due.

mod body;
mod broken;
mod consumer;
mod examine;
mod feed;
mod ledger;
mod link;
mod place;
mod publisher;
mod supervisor;
mod tally;
mod topology;
mod watch;
mod wire;

pub use self::examine::{BrokerFacts, ExchangeFacts, Publishing, QueueFacts, QueueLoad, Unexamined, examine};

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use lapin::uri::AMQPUri;
use model::Ticket;
use tokio::sync::{mpsc, oneshot, watch as watching};
use tokio_util::sync::{CancellationToken, DropGuard};

use self::consumer::Seat;
use self::link::{Board, Part};
use self::publisher::{Batch, Publisher};
use self::supervisor::keep;
use self::tally::Tally;
use self::topology::Topology;
use crate::{Counts, Fate, Link, Queue, Receiver, Way};

/// Batches that may wait for the one being published.
const BATCHES_WAITING: usize = 16;
/// What [`Settings::new`] gives a broker to confirm a batch.
const CONFIRM_WITHIN: Duration = Duration::from_secs(5);

/// Where the broker is and what our things in it are called.
#[derive(Clone)]
pub struct Settings {
    /// `amqp://` or `amqps://`, with the virtual host as its path (`/%2f` is the default one). A secret.
    pub url: String,
    /// Exchange and queues are called `<prefix>.jobs…`.
    pub prefix: String,
    /// How long [`Queue::send`] waits for the broker's answer.
    pub confirm_within: Duration,
}

impl Settings {
    /// The prefix is `colloquy`, the confirms have 5 s.
    pub fn new(url: &str) -> Self {
        Self { url: url.to_owned(), prefix: "colloquy".to_owned(), confirm_within: CONFIRM_WITHIN }
    }
}

/// The one thing that opening can fail with. The URL itself is a secret and not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a RabbitMQ URL: expected amqp://user:password@host:port/vhost or amqps://…, with the vhost percent-encoded"
)]
pub struct UnreadableUrl;

/// A queue at the broker of `url`, connected to in the background. To be called within a tokio runtime.
pub fn open(url: &str, stop: CancellationToken) -> Result<Arc<dyn Queue>, UnreadableUrl> {
    open_with(Settings::new(url), stop)
}

/// As [`open`], with everything chosen.
#[expect(clippy::needless_pass_by_value, reason = "a token is given to whoever is to stop by it")]
pub fn open_with(settings: Settings, stop: CancellationToken) -> Result<Arc<dyn Queue>, UnreadableUrl> {
    let Settings { url, prefix, confirm_within } = settings;
    let uri = wire::read_url(&url).ok_or(UnreadableUrl)?;
    let stop = stop.child_token();
    let (board, tally) = (Board::new(), Arc::<Tally>::default());
    let (topology, publishing) = (Topology::new(&prefix), Arc::new(board.part()));
    let (batches, to_publish) = mpsc::channel(BATCHES_WAITING);
    let publisher = Publisher {
        batches: to_publish,
        topology: topology.clone(),
        confirm_within,
        part: Arc::clone(&publishing),
        tally: Arc::clone(&tally),
    };
    tokio::spawn(keep(publisher, uri.clone(), "colloquy: publishing", stop.clone()));
    let answer_within = confirm_within * 2;
    let end = stop.clone().drop_guard();
    Ok(Arc::new(Rabbit(Arc::new(Core {
        uri,
        topology,
        board,
        tally,
        publishing,
        batches,
        answer_within,
        stop,
        _end: end,
    }))))
}

/// What the queue and its receivers share; the tasks end when the last of them is dropped.
struct Core {
    uri: AMQPUri,
    topology: Topology,
    board: Arc<Board>,
    tally: Arc<Tally>,
    publishing: Arc<Part>,
    batches: mpsc::Sender<Batch>,
    answer_within: Duration,
    stop: CancellationToken,
    _end: DropGuard,
}

struct Rabbit(Arc<Core>);

#[async_trait]
impl Queue for Rabbit {
    async fn send(&self, way: Way, tickets: &[Ticket]) -> Vec<Fate> {
        let core = &self.0;
        if tickets.is_empty() {
            return Vec::new();
        }
        if core.publishing.is_up() {
            let (answer, answered) = oneshot::channel();
            let batch = Batch { way, tickets: tickets.to_vec(), answer };
            let handed_over = async {
                core.batches.send(batch).await.ok()?;
                answered.await.ok()
            };
            // In doubt only when the task ended under it, or it waited behind batches that were not confirmed.
            let answer = tokio::time::timeout(core.answer_within, handed_over).await;
            return answer.ok().flatten().unwrap_or_else(|| vec![Fate::Unknown; tickets.len()]);
        }
        core.tally.unsent.add(tickets.len());
        vec![Fate::Refused; tickets.len()]
    }

    fn receiver(&self) -> Box<dyn Receiver> {
        Box::new(Seat::new(Arc::clone(&self.0)))
    }

    fn link(&self) -> watching::Receiver<Link> {
        self.0.board.link()
    }

    fn counts(&self) -> Counts {
        self.0.tally.read()
    }
}
