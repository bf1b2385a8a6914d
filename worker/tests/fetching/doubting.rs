//! Claims whose answers are lost.

use std::time::Duration;

use model::Status;

use crate::bed::{Bed, patient};
use crate::store::Fault;

#[tokio::test(flavor = "multi_thread")]
async fn what_a_claim_took_is_run_although_its_answer_was_lost() {
    let bed = Bed::working(patient()).await;
    let job = bed.submit().await;
    bed.faulty.next_claim(Fault::AnswerLost);
    bed.script.deliver(&[bed.ticket(job).await]);
    let done = bed.until(job, Status::Completed).await;
    assert_eq!((done.attempt, done.fence.0), (1, 1), "by the very claim whose answer was lost");
    bed.script.log.wait("the stale ticket", |said| said.contains(&"acknowledged")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drain_hands_back_what_nobody_knows_of() {
    let bed = Bed::working(patient()).await;
    let job = bed.submit().await;
    bed.faulty.next_claim(Fault::AnswerLost);
    bed.faulty.never_be_back();
    bed.script.deliver(&[bed.ticket(job).await]);
    bed.script.log.wait("the lost answer", |said| said.contains(&"answer lost")).await;
    bed.drain(Duration::from_secs(10)).await;
    let back = bed.job(job).await;
    assert_eq!((back.status, back.attempt), (Status::Queued, 0));
}
