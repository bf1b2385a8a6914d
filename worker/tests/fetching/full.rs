//! No slot, no ticket.

use model::Status;
use worker::WorkerLimits;

use crate::bed::{Bed, patient};

#[tokio::test(flavor = "multi_thread")]
async fn with_every_slot_taken_for_a_second_tickets_are_left_to_others() {
    let bed = Bed::working(WorkerLimits { slots: 1, large: 0, ..patient() }).await;
    let endless = bed.submit_large().await;
    bed.script.deliver(&[bed.ticket(endless).await]);
    bed.script.log.wait("the pause", |said| said.last() == Some(&"paused")).await;

    let waiting = bed.submit().await;
    bed.script.deliver(&[bed.ticket(waiting).await]);
    assert_eq!(bed.script.log.said().last(), Some(&"paused"), "a ticket that nobody here has a slot for stays there");
    bed.cancel(endless).await;
    bed.until(waiting, Status::Completed).await;
    assert_eq!(bed.job(endless).await.status, Status::Cancelled);
}
