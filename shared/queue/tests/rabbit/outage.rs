//! What happens to the broker itself. One test, for starting a broker takes longer than all of it.

use queue::rabbit::{Publishing, Settings, examine};
use queue::{Fate, Link, Way};
use tokio::time::timeout;

use crate::bench::{Bench, up};
use crate::broker::Broker;
use crate::carried::{hear, hear_all};
use crate::conformance::{AT_LEISURE, send_confirmed, tickets};

#[tokio::test]
async fn alarms_forced_ends_and_restarts_are_told_and_outlived() {
    let mut broker = Broker::start().await;
    let settings = Settings { confirm_within: AT_LEISURE / 10, ..Settings::new(&broker.url()) };
    let bench = Bench::with(settings, broker.url());
    up(&*bench.queue).await;
    let mut receiver = bench.queue.receiver();
    send_confirmed(&*bench.queue, &tickets(0..1)).await;
    hear_all(&mut *receiver, 1).await;
    an_alarm(&bench, &broker).await;
    // What was in doubt under the alarm may have been delivered.
    hear_until(&mut *receiver, &bench, 20).await;
    a_forced_end(&bench, &broker).await;
    hear_until(&mut *receiver, &bench, 30).await;
    a_restart(&bench, &mut broker).await;
    hear_until(&mut *receiver, &bench, 40).await;
    bench.stop.cancel();
}

/// Sends one ticket and hears everything up to it.
async fn hear_until(receiver: &mut dyn queue::Receiver, bench: &Bench, number: u128) {
    let last = tickets(number..number + 1);
    send_confirmed(&*bench.queue, &last).await;
    loop {
        let delivery = hear(receiver, 16).await;
        let found = delivery.tickets().contains(&last[0]);
        delivery.acknowledge().await;
        if found {
            return;
        }
    }
}

async fn an_alarm(bench: &Bench, broker: &Broker) {
    broker.ctl(&["set_vm_memory_high_watermark", "absolute", "1"]).await;
    let mut link = bench.queue.link();
    // The alarm may take a moment to reach the connection: some tickets may still be confirmed.
    let mut number = 1000;
    let doubtful = loop {
        let fates = timeout(AT_LEISURE, bench.queue.send(Way::NORMAL, &tickets(number..number + 2)))
            .await
            .expect("a bounded time");
        number += 2;
        if fates[0] != Fate::Confirmed {
            break fates;
        }
    };
    assert_eq!(doubtful, [Fate::Unknown; 2], "it may be delivered after the alarm");
    assert_eq!(*link.borrow_and_update(), Link::Blocked);
    let examined = examine(&bench.settings).await.expect("the broker answers");
    assert!(matches!(&examined.publishing, Publishing::Blocked(why) if why.contains("memory")), "{examined:?}");
    assert_eq!(bench.queue.send(Way::NORMAL, &tickets(10..12)).await, [Fate::Refused; 2]);
    broker.ctl(&["set_vm_memory_high_watermark", "0.6"]).await;
    up(&*bench.queue).await;
}

async fn a_forced_end(bench: &Bench, broker: &Broker) {
    let mut link = bench.queue.link();
    link.mark_unchanged();
    broker.ctl(&["close_all_connections", "for a test"]).await;
    timeout(AT_LEISURE, link.wait_for(|link| *link == Link::Down)).await.expect("noticed").expect("told");
    up(&*bench.queue).await;
}

async fn a_restart(bench: &Bench, broker: &mut Broker) {
    let held = tickets(50..60);
    send_confirmed(&*bench.queue, &held).await;
    broker.stop().await;
    let mut link = bench.queue.link();
    timeout(AT_LEISURE, link.wait_for(|link| *link == Link::Down)).await.expect("noticed").expect("told");
    while bench.queue.send(Way::NORMAL, &tickets(60..61)).await != [Fate::Refused] {}
    broker.run().await;
    up(&*bench.queue).await;
}
