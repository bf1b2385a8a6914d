//! Tickets per second through one publisher and one receiver: `TEST_AMQP_URL=… cargo run --release -p queue
//! --features services --example ticket_rate`. Every ticket is persistent, confirmed, received and acknowledged.

use std::time::{Duration, Instant};

use lapin::options::{ExchangeDeleteOptions, QueueDeleteOptions};
use lapin::{Connection, ConnectionProperties};
use model::{Clock as _, Generation, JobId, Random as _, SystemClock, SystemRandom, Ticket};
use queue::rabbit::{Settings, open_with};
use queue::{Fate, Heard, Link, Queue, Receiver, Way};
use tokio_util::sync::CancellationToken;

const FOR: Duration = Duration::from_secs(5);

#[tokio::main]
#[expect(clippy::print_stdout, reason = "what it is for")]
async fn main() {
    let url = std::env::var("TEST_AMQP_URL").expect("TEST_AMQP_URL names a broker");
    println!("{:>6} {:>12} {:>12} {:>10}", "batch", "confirmed/s", "received/s", "per hear");
    for batch in [1, 64, 256] {
        let prefix = format!("ticket-rate-{}", SystemRandom.uuid(SystemClock.now()));
        let stop = CancellationToken::new();
        let settings = Settings { prefix: prefix.clone(), ..Settings::new(&url) };
        let queue = open_with(settings, stop.clone()).expect("a URL it reads");
        queue.link().wait_for(|link| *link == Link::Up).await.expect("it is told");
        let receiver = queue.receiver();
        let begun = Instant::now();
        let ((sent, took), (heard, times)) = tokio::join!(send(&*queue, batch, begun), hear(receiver, begun));
        let rate = |count: u32, took: Duration| f64::from(count) / took.as_secs_f64();
        println!(
            "{batch:>6} {:>12.0} {:>12.0} {:>10.1}",
            rate(sent, took),
            rate(heard, FOR),
            f64::from(heard) / f64::from(times.max(1))
        );
        stop.cancel();
        delete(&url, &prefix).await;
    }
}

async fn delete(url: &str, prefix: &str) {
    let connection = Connection::connect(url, ConnectionProperties::default()).await.expect("connected");
    let channel = connection.create_channel().await.expect("a channel");
    for way in Way::ALL {
        let name = format!("{prefix}.jobs.{}", way.as_str());
        channel.queue_delete(name.into(), QueueDeleteOptions::default()).await.expect("deleted");
    }
    channel.exchange_delete(format!("{prefix}.jobs").into(), ExchangeDeleteOptions::default()).await.expect("deleted");
}

async fn send(queue: &dyn Queue, batch: usize, begun: Instant) -> (u32, Duration) {
    let mut sent = 0;
    while begun.elapsed() < FOR {
        let ticket = || Ticket { job: JobId(SystemRandom.uuid(SystemClock.now())), generation: Generation(1) };
        let tickets: Vec<_> = std::iter::repeat_with(ticket).take(batch).collect();
        let fates = queue.send(Way::NORMAL, &tickets).await;
        assert!(fates.iter().all(|fate| *fate == Fate::Confirmed));
        sent += u32::try_from(batch).expect("a small batch");
    }
    (sent, begun.elapsed())
}

async fn hear(mut receiver: Box<dyn Receiver>, begun: Instant) -> (u32, u32) {
    let (mut heard, mut times) = (0, 0);
    while let Ok(Heard::Tickets(delivery)) = tokio::time::timeout_at((begun + FOR).into(), receiver.receive(256)).await
    {
        heard += u32::try_from(delivery.tickets().len()).expect("at most the limit");
        times += 1;
        delivery.acknowledge().await;
    }
    (heard, times)
}
