//! What holds where tickets are carried.

use std::collections::BTreeSet;

use model::{Lane, Ticket};
use queue::{Delivery, Heard, Queue, Receiver, Way};

use crate::conformance::{heard, send_all, send_confirmed, tickets};

macro_rules! carried {
    ($open:path) => {
        suite! { $open, crate::carried => tickets {
            every_ticket_is_heard_as_it_was_sent,
            nobody_hears_more_than_the_limit,
            a_pause_gives_to_others_what_was_not_received,
            a_delivery_that_was_dropped_comes_again,
            what_is_acknowledged_does_not_come_again,
            deliveries_are_settled_in_any_order,
            every_way_is_heard_and_none_is_starved,
        } }
    };
}

pub(crate) async fn hear(receiver: &mut dyn Receiver, limit: usize) -> Box<dyn Delivery> {
    match heard(receiver, limit).await {
        Heard::Tickets(delivery) => delivery,
        Heard::Ring => panic!("this queue carries tickets"),
    }
}

/// Receives and acknowledges until `count` different tickets were heard.
pub(crate) async fn hear_all(receiver: &mut dyn Receiver, count: usize) -> BTreeSet<Ticket> {
    let mut all = BTreeSet::new();
    while all.len() < count {
        let delivery = hear(receiver, 64).await;
        all.extend(delivery.tickets());
        delivery.acknowledge().await;
    }
    all
}

pub(crate) async fn every_ticket_is_heard_as_it_was_sent(queue: &dyn Queue) {
    let sent = tickets(0..500);
    let mut receiver = queue.receiver();
    let (heard, ()) = tokio::join!(hear_all(&mut *receiver, 500), send_confirmed(queue, &sent));
    assert!(heard.into_iter().eq(sent));
}

pub(crate) async fn nobody_hears_more_than_the_limit(queue: &dyn Queue) {
    send_confirmed(queue, &tickets(0..50)).await;
    let mut receiver = queue.receiver();
    for limit in [1, 7, 3, 20] {
        let delivery = hear(&mut *receiver, limit).await;
        assert!((1..=limit).contains(&delivery.tickets().len()));
        delivery.acknowledge().await;
    }
}

pub(crate) async fn a_pause_gives_to_others_what_was_not_received(queue: &dyn Queue) {
    send_confirmed(queue, &tickets(0..20)).await;
    let (mut busy, mut idle) = (queue.receiver(), queue.receiver());
    let first = hear(&mut *busy, 20).await;
    // More are on their way to the busy one, or there already.
    busy.pause().await;
    let others = hear_all(&mut *idle, 20 - first.tickets().len()).await;
    assert!(first.tickets().iter().all(|ticket| !others.contains(ticket)), "what was received stays with its receiver");
    first.acknowledge().await;
}

pub(crate) async fn a_delivery_that_was_dropped_comes_again(queue: &dyn Queue) {
    send_confirmed(queue, &tickets(0..3)).await;
    let mut receiver = queue.receiver();
    let first = hear(&mut *receiver, 3).await.tickets().to_vec();
    let again = hear_all(&mut *receiver, 3).await;
    assert!(first.iter().all(|ticket| again.contains(ticket)));
}

pub(crate) async fn what_is_acknowledged_does_not_come_again(queue: &dyn Queue) {
    send_confirmed(queue, &tickets(0..5)).await;
    let mut receiver = queue.receiver();
    assert_eq!(hear_all(&mut *receiver, 5).await.len(), 5);
    drop(receiver);
    // What comes again comes before what is new.
    send_confirmed(queue, &tickets(9..10)).await;
    assert_eq!(hear(&mut *queue.receiver(), 8).await.tickets(), tickets(9..10));
}

pub(crate) async fn deliveries_are_settled_in_any_order(queue: &dyn Queue) {
    send_confirmed(queue, &tickets(0..6)).await;
    let mut receiver = queue.receiver();
    let mut held = Vec::new();
    for _ in 0..6 {
        held.push(Some(hear(&mut *receiver, 6).await));
        if held.iter().flatten().map(|delivery| delivery.tickets().len()).sum::<usize>() == 6 {
            break;
        }
    }
    let kept: Vec<_> = held.iter().flatten().flat_map(|delivery| delivery.tickets().to_vec()).collect();
    let dropped = held.first_mut().and_then(Option::take).expect("there is a first");
    for delivery in held.into_iter().rev().flatten() {
        delivery.acknowledge().await;
    }
    let again = dropped.tickets().to_vec();
    drop(dropped);
    assert_eq!(kept.len(), 6);
    assert!(hear_all(&mut *receiver, again.len()).await.into_iter().eq(again), "the dropped one alone comes again");
}

/// A backlog of high tickets: low ones are heard all the same, and a first one soon, whatever is before it.
pub(crate) async fn every_way_is_heard_and_none_is_starved(queue: &dyn Queue) {
    let (high, normal, low) = (tickets(100..200), tickets(200..300), tickets(300..400));
    send_all(queue, Way::Lane(Lane::High), &high).await;
    send_all(queue, Way::NORMAL, &normal).await;
    send_all(queue, Way::Lane(Lane::Low), &low).await;
    let mut receiver = queue.receiver();
    let mut heard = Vec::new();
    while heard.len() < 100 {
        heard.extend(hear_some(&mut *receiver, 8).await);
    }
    let [highs, normals, lows] =
        [&high, &normal, &low].map(|some| heard.iter().filter(|one| some.contains(one)).count());
    assert!(normals >= 8 && lows >= 3, "{highs} high, {normals} normal and {lows} low");
    assert!(highs > lows, "{highs} high and {lows} low");
    send_all(queue, Way::First, &tickets(1..2)).await;
    let mut before = 0;
    while !hear_some(&mut *receiver, 4).await.contains(&tickets(1..2)[0]) {
        before += 1;
    }
    assert!(before <= 8, "it went ahead of {before} times four");
}

async fn hear_some(receiver: &mut dyn Receiver, limit: usize) -> Vec<Ticket> {
    let delivery = hear(receiver, limit).await;
    let tickets = delivery.tickets().to_vec();
    delivery.acknowledge().await;
    tickets
}
