//! From a ticket to an end.

use model::{Generation, JobId, Status, Ticket, Timestamp};

use crate::bed::{Bed, patient};
use crate::store::Fault;

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_acknowledged_after_its_claim_has_committed() {
    let bed = Bed::working(patient()).await;
    let job = bed.submit().await;
    bed.faulty.next_claim(Fault::NotCarriedOut);
    bed.script.deliver(&[bed.ticket(job).await]);
    bed.until(job, Status::Completed).await;
    bed.script.log.wait("the end", |said| said.contains(&"acknowledged")).await;
    let said: Vec<_> =
        bed.script.log.said().into_iter().filter(|word| !matches!(*word, "waits" | "paused" | "looked")).collect();
    assert_eq!(said, ["failed", "given back", "claimed", "acknowledged"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn doubled_stale_and_unknown_tickets_are_acknowledged_and_change_nothing() {
    let bed = Bed::working(patient()).await;
    let job = bed.submit().await;
    let ticket = bed.ticket(job).await;
    let stale = Ticket { generation: Generation(ticket.generation.0 - 1), ..ticket };
    let unknown = Ticket { job: JobId(bed.ports.random.uuid(Timestamp(0))), ..ticket };
    bed.script.deliver(&[stale, unknown]);
    bed.script.log.wait("the first batch", |said| said.contains(&"acknowledged")).await;
    assert_eq!(bed.job(job).await.status, Status::Queued);

    bed.script.deliver(&[ticket, ticket]);
    let done = bed.until(job, Status::Completed).await;
    bed.script.deliver(&[ticket]);
    let acknowledged = |said: &[&str]| said.iter().filter(|word| **word == "acknowledged").count() == 3;
    bed.script.log.wait("all three batches", acknowledged).await;
    assert_eq!(bed.job(job).await, done);
    assert_eq!(done.attempt, 1);
}
