//! What happens to the broker, one thing after the other; each is over when [`BrokerTrouble::happens`] returns.

use std::time::Duration;

use model::{Clock as _, Generation, JobId, Random as _, SeededRandom, SystemClock, Ticket};
use queue::{Link, Way};
use tests::services::RabbitMq;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::clients::pick;
use crate::history::History;
use crate::site::SOON;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BrokerTrouble {
    Stopped,
    Killed,
    QueuePurged,
    BindingLost,
    ConnectionsClosed,
    MemoryAlarm,
    /// Old, future, doubled, reordered, of nobody's job, and no tickets at all.
    StrangeTickets,
}

use BrokerTrouble::{BindingLost, ConnectionsClosed, Killed, MemoryAlarm, QueuePurged, Stopped, StrangeTickets};

impl BrokerTrouble {
    pub(crate) const ALL: &[Self] =
        &[Stopped, Killed, QueuePurged, BindingLost, ConnectionsClosed, MemoryAlarm, StrangeTickets];

    /// For so long, where it lasts.
    pub(crate) async fn happens(
        self,
        broker: &mut RabbitMq,
        history: &History,
        random: &SeededRandom,
        lasts: Duration,
    ) {
        match self {
            Stopped => {
                broker.stop();
                sleep(lasts).await;
                broker.restart();
            }
            Killed => {
                broker.kill();
                broker.restart();
            }
            QueuePurged => drop(broker.ctl(&["purge_queue", "colloquy.jobs.main"])),
            BindingLost => drop(eval(broker, &format!("rabbit_exchange:delete({EXCHANGE}, false, <<\"test\">>)."))),
            ConnectionsClosed => drop(broker.ctl(&["close_all_connections", "a test"])),
            MemoryAlarm => {
                broker.ctl(&["set_vm_memory_high_watermark", "absolute", "1"]);
                sleep(lasts).await;
                broker.ctl(&["set_vm_memory_high_watermark", "0.4"]);
            }
            StrangeTickets => strange_tickets(broker, history, random).await,
        }
    }
}

/// As the broker's own language names it.
const EXCHANGE: &str = "{resource, <<\"/\">>, exchange, <<\"colloquy.jobs\">>}";

fn eval(broker: &RabbitMq, erlang: &str) -> String {
    broker.ctl(&["eval", erlang])
}

/// Through the queue's own adapter, and past it.
async fn strange_tickets(broker: &RabbitMq, history: &History, random: &SeededRandom) {
    let known = history.texts("SELECT id || ' ' || generation FROM jobs ORDER BY random() LIMIT 60").await;
    let mut tickets = Vec::new();
    for text in known {
        let (job, generation) = text.split_once(' ').expect("two columns");
        let (job, generation): (JobId, i64) = (job.parse().expect("an id"), generation.parse().expect("a number"));
        tickets.extend([0, 0, 1, -1].map(|off| Ticket { job, generation: Generation(generation + off) }));
    }
    tickets.extend((0..20).map(|_| Ticket { job: JobId(random.uuid(SystemClock.now())), generation: Generation(0) }));
    tickets.sort_by_cached_key(|_| pick(random, usize::MAX));
    let stop = CancellationToken::new();
    let queue = queue::rabbit::open(&broker.url(), stop.clone()).expect("a URL");
    let mut link = queue.link();
    timeout(SOON, link.wait_for(|link| *link == Link::Up)).await.expect("the broker is there").expect("it is watched");
    for (way, tickets) in Way::ALL.into_iter().zip(tickets.chunks(tickets.len().div_ceil(Way::ALL.len()))) {
        queue.send(way, tickets).await;
    }
    stop.cancel();
    let garbage = ["garbage", "v1 nobody 1", "v9", ""];
    let publish = garbage.map(|body| format!("rabbit_basic:publish({EXCHANGE}, <<\"main\">>, [], <<\"{body}\">>)"));
    eval(broker, &format!("{}.", publish.join(", ")));
}
