//! The end of a worker.

use std::time::Duration;

use model::Status;
use store::Store as _;
use worker::WorkerLimits;

use crate::bed::{Bed, patient};

#[tokio::test(flavor = "multi_thread")]
async fn a_drain_hands_back_what_does_not_end_in_time_and_says_farewell() {
    let bed = Bed::working(WorkerLimits { large: 0, ..patient() }).await;
    let endless = bed.submit_large().await;
    bed.script.deliver(&[bed.ticket(endless).await]);
    bed.until(endless, Status::Processing).await;
    assert_eq!(bed.faulty.load().await.expect("the store is there").workers, 1);

    bed.drain(Duration::from_millis(100)).await;
    let back = bed.job(endless).await;
    assert_eq!((back.status, back.attempt), (Status::Queued, 0), "handed back, the attempt refunded");
    assert_eq!(bed.faulty.load().await.expect("the store is there").workers, 0);
}
