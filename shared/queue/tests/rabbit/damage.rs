//! Somebody else's hands on our things in the broker.

use futures::FutureExt as _;
use lapin::options::{QueueDeclareOptions, QueueDeleteOptions, QueuePurgeOptions};
use lapin::types::FieldTable;
use queue::rabbit::Settings;
use queue::{Fate, Heard, Link, Way};
use tokio::time::timeout;

use crate::bench::{Bench, up};
use crate::carried::{hear, hear_all};
use crate::conformance::{AT_LEISURE, send_confirmed, ticket, tickets};
use crate::proxy::Proxy;

#[tokio::test]
async fn a_purged_queue_only_loses_what_was_in_it() {
    let bench = Bench::open().await;
    send_confirmed(&*bench.queue, &tickets(0..10)).await;
    let purged =
        bench.direct().await.channel.queue_purge(bench.queue_name().into(), QueuePurgeOptions::default()).await;
    assert_eq!(purged.expect("purged"), 10);
    send_confirmed(&*bench.queue, &tickets(10..12)).await;
    let heard = hear_all(&mut *bench.queue.receiver(), 2).await;
    assert!(heard.into_iter().eq(tickets(10..12)));
    bench.close().await;
}

#[tokio::test]
async fn a_deleted_queue_is_declared_again_under_a_waiting_receiver() {
    let bench = Bench::open().await;
    let mut receiver = bench.queue.receiver();
    send_confirmed(&*bench.queue, &tickets(0..1)).await;
    hear(&mut *receiver, 4).await.acknowledge().await;
    let mut link = bench.queue.link();
    link.mark_unchanged();
    let direct = bench.direct().await;
    direct.channel.queue_delete(bench.queue_name().into(), QueueDeleteOptions::default()).await.expect("deleted");
    // The receiver is told by the broker, and declares; until then tickets are refused, never lost silently.
    link.wait_for(|link| *link == Link::Down).await.expect("told");
    up(&*bench.queue).await;
    send_confirmed(&*bench.queue, &tickets(1..2)).await;
    assert_eq!(hear(&mut *receiver, 4).await.tickets(), tickets(1..2));
    bench.close().await;
}

#[tokio::test]
async fn a_lost_binding_is_noticed_by_the_first_ticket_and_made_again() {
    let bench = Bench::open().await;
    let (queue, exchange) = (bench.queue_name(), bench.exchange_name());
    let direct = bench.direct().await;
    let unbound = direct.channel.queue_unbind(
        queue.as_str().into(),
        exchange.as_str().into(),
        "main".into(),
        FieldTable::default(),
    );
    unbound.await.expect("unbound");
    assert_eq!(bench.queue.send(Way::NORMAL, &tickets(0..40)).await, vec![Fate::Refused; 40]);
    send_confirmed(&*bench.queue, &tickets(40..80)).await;
    let counts = bench.queue.counts();
    assert_eq!((counts.published, counts.returned, counts.confirmed, counts.timed_out), (80, 40, 40, 0));
    assert!(hear_all(&mut *bench.queue.receiver(), 40).await.into_iter().eq(tickets(40..80)));
    bench.close().await;
}

#[tokio::test]
async fn garbage_is_counted_and_dropped_and_duplicates_are_heard_twice() {
    let bench = Bench::open().await;
    let (direct, queue) = (bench.direct().await, bench.queue_name());
    let body = format!("v1 {} 1", ticket(5).job);
    // More than one frame.
    let long = vec![b'x'; 100_000];
    for body in [b"".as_slice(), b"\xff\xfe", b"v9 what", body.as_bytes(), body.as_bytes(), &long] {
        direct.publish(&queue, body).await;
    }
    let mut receiver = bench.queue.receiver();
    let mut heard = Vec::new();
    while heard.len() < 2 {
        let delivery = hear(&mut *receiver, 1).await;
        heard.extend_from_slice(delivery.tickets());
        delivery.acknowledge().await;
    }
    assert_eq!(heard, [ticket(5), ticket(5)]);
    send_confirmed(&*bench.queue, &tickets(6..7)).await;
    assert_eq!(hear_all(&mut *receiver, 1).await.into_iter().collect::<Vec<_>>(), tickets(6..7));
    assert_eq!(bench.queue.counts().malformed, 4);
    drop(receiver);
    // Garbage that was not acknowledged would have to be counted again here.
    send_confirmed(&*bench.queue, &tickets(7..8)).await;
    hear_all(&mut *bench.queue.receiver(), 1).await;
    assert_eq!(bench.queue.counts().malformed, 4);
    bench.close().await;
}

#[tokio::test]
async fn a_queue_of_another_kind_keeps_the_link_down_until_it_is_gone() {
    let elsewhere = Bench::open().await;
    let name = elsewhere.queue_name();
    let direct = elsewhere.direct().await;
    direct.channel.queue_delete(name.as_str().into(), QueueDeleteOptions::default()).await.expect("deleted");
    let options = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
    direct.channel.queue_declare(name.as_str().into(), options, FieldTable::default()).await.expect("a classic queue");

    let proxy = Proxy::to(&elsewhere.url).await;
    let settings = Settings { url: proxy.url.clone(), ..elsewhere.settings.clone() };
    let bench = Bench::with(settings, elsewhere.url.clone());
    let mut receiver = bench.queue.receiver();
    assert!(receiver.receive(1).now_or_never().is_none());
    // Both the publisher and the receiver have tried, were refused, and tried again.
    timeout(AT_LEISURE, proxy.made.clone().wait_for(|made| *made >= 6)).await.expect("it tries on").expect("it runs");
    assert_eq!(bench.queue.send(Way::NORMAL, &tickets(0..2)).await, [Fate::Refused; 2]);
    assert_eq!(*bench.queue.link().borrow(), Link::Down);
    direct.channel.queue_delete(name.as_str().into(), QueueDeleteOptions::default()).await.expect("deleted");
    up(&*bench.queue).await;
    send_confirmed(&*bench.queue, &tickets(2..3)).await;
    assert!(matches!(receiver.receive(1).await, Heard::Tickets(_)));
    elsewhere.stop.cancel();
    bench.close().await;
}

#[tokio::test]
async fn a_receiver_that_wants_less_leaves_the_rest_to_others() {
    let bench = Bench::open().await;
    let (mut busy, mut idle) = (bench.queue.receiver(), bench.queue.receiver());
    send_confirmed(&*bench.queue, &tickets(0..1)).await;
    hear(&mut *busy, 16).await.acknowledge().await;
    send_confirmed(&*bench.queue, &tickets(1..21)).await;
    let held = hear(&mut *busy, 1).await;
    // Without another word of the busy one, all but what it may still take go elsewhere.
    assert!(hear_all(&mut *idle, 18).await.is_disjoint(&held.tickets().iter().copied().collect()));
    bench.close().await;
}
