//! A job that its client wants no more.

use model::Status;
use worker::WorkerLimits;

use crate::bed::{Bed, patient};

#[tokio::test(flavor = "multi_thread")]
async fn a_running_job_stops_when_the_next_beat_tells_of_the_cancel() {
    let bed = Bed::working(WorkerLimits { large: 0, ..patient() }).await;
    let endless = bed.submit_large().await;
    bed.script.deliver(&[bed.ticket(endless).await]);
    bed.until(endless, Status::Processing).await;
    bed.cancel(endless).await;
    let ended = bed.until(endless, Status::Cancelled).await;
    assert_eq!((ended.attempt, ended.crashes), (1, 0));
}
