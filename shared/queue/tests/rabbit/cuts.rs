//! What happens on the way to the broker.

use std::time::Duration;

use futures::FutureExt as _;
use queue::rabbit::Settings;
use queue::{Fate, Link, Way};
use tokio::time::timeout;

use crate::bench::{Bench, server_url, up};
use crate::carried::hear;
use crate::conformance::{AT_LEISURE, send_confirmed, tickets};
use crate::proxy::{Mode, Proxy};

#[tokio::test]
async fn cut_connections_are_made_again_and_what_was_held_comes_again() {
    let proxy = Proxy::to(&server_url()).await;
    let bench = Bench::through(&proxy.url);
    up(&*bench.queue).await;
    let mut receiver = bench.queue.receiver();
    send_confirmed(&*bench.queue, &tickets(0..1)).await;
    let held = hear(&mut *receiver, 4).await;
    let mut link = bench.queue.link();
    proxy.set(Mode::Cut);
    link.wait_for(|link| *link == Link::Down).await.expect("told");
    // The receiver may have noticed first; nothing gets through either way.
    while bench.queue.send(Way::NORMAL, &tickets(1..4)).await != [Fate::Refused; 3] {}
    assert_eq!(bench.queue.counts().confirmed, 1);
    proxy.set(Mode::Through);
    up(&*bench.queue).await;
    let again = hear(&mut *receiver, 4).await;
    assert_eq!(again.tickets(), tickets(0..1));
    // Its channel is gone; on the new one its tag means nothing.
    held.acknowledge().await;
    again.acknowledge().await;
    send_confirmed(&*bench.queue, &tickets(4..5)).await;
    assert_eq!(hear(&mut *receiver, 4).await.tickets(), tickets(4..5));
    bench.close().await;
}

#[tokio::test]
async fn a_silent_wire_leaves_a_batch_in_doubt_and_is_replaced() {
    let proxy = Proxy::to(&server_url()).await;
    let bench = Bench::through(&proxy.url);
    up(&*bench.queue).await;
    proxy.set(Mode::Silent);
    let fates =
        timeout(Duration::from_secs(4), bench.queue.send(Way::NORMAL, &tickets(0..3))).await.expect("a bounded time");
    assert_eq!(fates, [Fate::Unknown; 3]);
    assert_eq!(bench.queue.send(Way::NORMAL, &tickets(0..3)).await, [Fate::Refused; 3]);
    assert_eq!(*bench.queue.link().borrow(), Link::Down);
    let counts = bench.queue.counts();
    assert_eq!((counts.timed_out, counts.unsent), (3, 3));
    proxy.set(Mode::Through);
    up(&*bench.queue).await;
    send_confirmed(&*bench.queue, &tickets(3..4)).await;
    bench.close().await;
}

#[tokio::test]
async fn nothing_waits_for_a_broker_that_is_not_there() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("bound").port();
    let bench = Bench::through(&format!("amqp://127.0.0.1:{nobody}/%2f"));
    assert_eq!(bench.queue.send(Way::NORMAL, &tickets(0..2)).await, [Fate::Refused; 2]);
    assert_eq!(*bench.queue.link().borrow(), Link::Down);
    let mut receiver = bench.queue.receiver();
    assert!(receiver.receive(1).now_or_never().is_none());
    bench.stop.cancel();
}

#[tokio::test]
async fn the_last_handle_ends_the_connections() {
    let proxy = Proxy::to(&server_url()).await;
    let bench = Bench::through(&proxy.url);
    up(&*bench.queue).await;
    let mut receiver = bench.queue.receiver();
    send_confirmed(&*bench.queue, &tickets(0..1)).await;
    let delivery = hear(&mut *receiver, 1).await;
    let Bench { queue, settings, url, .. } = bench;
    drop(queue);
    // The receiver is a handle too: it still hears, and what it settles is settled.
    delivery.acknowledge().await;
    let second = Bench::with(Settings { url: url.clone(), ..settings }, url);
    up(&*second.queue).await;
    send_confirmed(&*second.queue, &tickets(1..2)).await;
    assert_eq!(hear(&mut *receiver, 1).await.tickets(), tickets(1..2));
    assert_eq!(*proxy.open.borrow(), 2);
    drop(receiver);
    let mut open = proxy.open.clone();
    timeout(AT_LEISURE, open.wait_for(|open| *open == 0)).await.expect("both are closed").expect("the proxy runs");
    second.close().await;
}
