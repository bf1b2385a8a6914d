//! One suite for every adapter: plain functions over a [`Queue`], run against each by name.
//!
//! What is here holds for all of them; `carried` for those that carry tickets rather than only ring.

use std::time::Duration;

use futures::FutureExt as _;
use model::{Generation, JobId, Ticket};
use queue::{Fate, Heard, Queue, Receiver, Way};
use tokio::time::timeout;
use uuid::Uuid;

/// Far longer than anything here takes.
pub(crate) const AT_LEISURE: Duration = Duration::from_secs(20);

macro_rules! suite {
    ($open:path, $cases:path => $($group:ident { $($case:ident),+ $(,)? })+) => {
        $(mod $group { $(
            #[tokio::test]
            async fn $case() {
                use $cases as cases;
                let bench = $open().await;
                cases::$case(&*bench.queue).await;
                bench.close().await;
            }
        )+ })+
    };
}

macro_rules! any {
    ($open:path) => {
        suite! { $open, crate::conformance => any {
            nothing_to_send_is_nothing_sent,
            what_nobody_waits_for_is_harmless,
            what_is_sent_is_heard,
            a_receive_that_was_dropped_loses_nothing,
            a_pause_ends_with_the_next_receive,
        } }
    };
}

pub(crate) fn ticket(number: u128) -> Ticket {
    Ticket { job: JobId(Uuid::from_u128(number)), generation: Generation(1) }
}

pub(crate) fn tickets(numbers: std::ops::Range<u128>) -> Vec<Ticket> {
    numbers.map(ticket).collect()
}

pub(crate) async fn heard(receiver: &mut dyn Receiver, limit: usize) -> Heard {
    timeout(AT_LEISURE, receiver.receive(limit)).await.expect("something is heard")
}

pub(crate) async fn send_confirmed(queue: &dyn Queue, tickets: &[Ticket]) {
    send_all(queue, Way::NORMAL, tickets).await;
}

pub(crate) async fn send_all(queue: &dyn Queue, way: Way, tickets: &[Ticket]) {
    assert_eq!(queue.send(way, tickets).await, vec![Fate::Confirmed; tickets.len()]);
}

pub(crate) async fn nothing_to_send_is_nothing_sent(queue: &dyn Queue) {
    assert!(queue.send(Way::NORMAL, &[]).await.is_empty());
}

pub(crate) async fn what_nobody_waits_for_is_harmless(queue: &dyn Queue) {
    send_confirmed(queue, &tickets(0..3)).await;
    let mut receiver = queue.receiver();
    send_confirmed(queue, &tickets(3..4)).await;
    heard(&mut *receiver, 8).await;
}

pub(crate) async fn what_is_sent_is_heard(queue: &dyn Queue) {
    let mut receiver = queue.receiver();
    let sent = tickets(0..1);
    let (heard, ()) = tokio::join!(heard(&mut *receiver, 8), send_confirmed(queue, &sent));
    if let Heard::Tickets(delivery) = heard {
        assert_eq!(delivery.tickets(), sent);
    }
}

pub(crate) async fn a_receive_that_was_dropped_loses_nothing(queue: &dyn Queue) {
    let mut receiver = queue.receiver();
    assert!(receiver.receive(8).now_or_never().is_none(), "nothing was sent");
    send_confirmed(queue, &tickets(0..1)).await;
    let end = tokio::time::Instant::now() + AT_LEISURE;
    // Each round drops a receive at another moment of the ticket's way.
    while receiver.receive(8).now_or_never().is_none() {
        assert!(tokio::time::Instant::now() < end, "the ticket was lost");
        tokio::task::yield_now().await;
    }
}

pub(crate) async fn a_pause_ends_with_the_next_receive(queue: &dyn Queue) {
    let mut receiver = queue.receiver();
    assert!(receiver.receive(8).now_or_never().is_none(), "nothing was sent");
    receiver.pause().await;
    send_confirmed(queue, &tickets(0..1)).await;
    heard(&mut *receiver, 8).await;
}
