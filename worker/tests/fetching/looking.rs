//! Without tickets.

use std::sync::Arc;
use std::time::{Duration, Instant};

use model::limits::LEASE;
use model::{SessionId, Status, Timestamp};
use store::{Ask, Store as _};

use crate::bed::{Bed, patient};

#[tokio::test(flavor = "multi_thread")]
async fn at_a_silent_queue_a_free_slot_looks_by_itself_within_about_a_second() {
    let bed = Bed::working(worker::WorkerLimits { look_every: Duration::from_secs(1), ..patient() }).await;
    let began = Instant::now();
    let job = bed.submit().await;
    bed.until(job, Status::Completed).await;
    assert!(began.elapsed() < Duration::from_secs(5), "took {:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn at_the_bell_of_its_own_process_a_job_starts_when_it_is_submitted() {
    let bed = Bed::new().await;
    bed.start(patient(), Arc::new(bed.ports.bell.clone()));
    bed.script.log.wait("the first look", |said| said.contains(&"looked")).await;
    for _ in 0..3 {
        let job = bed.submit().await;
        bed.until(job, Status::Completed).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_must_run_alone_is_found_although_no_ticket_names_it() {
    let bed = Bed::working(patient()).await;
    let job = bed.submit().await;
    let other = SessionId(bed.ports.random.uuid(Timestamp(0)));
    for _ in 0..2 {
        let ask = Ask { session: other, limit: 1, lease: LEASE, idle: true };
        assert_eq!(bed.faulty.claim(&ask).await.expect("the store is there").jobs.len(), 1);
        bed.faulty.rescue_all_but(bed.session).await.expect("the store is there");
    }
    let done = bed.until(job, Status::Completed).await;
    assert_eq!(done.crashes, 2);
}
