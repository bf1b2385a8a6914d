//! What everybody needs is away, or its clock is wrong.

use std::sync::Arc;
use std::time::Duration;

use tests::services::Mode;
use tests::until;

use crate::audit::{audit, audit_after};
use crate::site::{SOON, Site};
use crate::talks::{SLOW, SLOWLY, SMALL, small_and_slow};

/// Longer than a lease.
const LONG: Duration = Duration::from_secs(22);
const JUMP: Duration = Duration::from_mins(1);

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_the_database_is_nobodys_crash() {
    let talks = Arc::new(small_and_slow().await);
    let mut site = Site::make(None).await;
    let patient = site.patient(&talks).await;
    let worker = site.known_worker().await;
    site.bucket.set(SLOWLY);
    let job = patient.upload("job", SLOW).await;
    site.held_by(&job, &worker.session).await;
    site.postgres.kill();
    tokio::time::sleep(LONG).await;
    site.postgres.restart();
    site.bucket.set(Mode::Pass);
    patient.ended(&job).await;
    assert_eq!(site.history.texts("SELECT CAST(crashes AS TEXT) FROM jobs").await, ["0"]);
    audit_after(&site, &patient, LONG * 2).await;
    assert!(worker.worker.terminate(), "a worker that nothing is wrong with ends well");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_in_trouble_costs_no_attempt() {
    let talks = Arc::new(small_and_slow().await);
    let site = Site::make(None).await;
    let patient = site.patient(&talks).await;
    let worker = site.known_worker().await;
    let troubles = [Mode::Answer(500), Mode::Answer(503), Mode::Refuse, Mode::CutAfter(60_000)];
    for (number, trouble) in troubles.into_iter().enumerate() {
        let key = format!("during {trouble:?}");
        site.bucket.set(trouble);
        let job = patient.upload(&key, SLOW).await;
        let tried = async || {
            let claimed = format!("SELECT 'tried' FROM jobs WHERE id = '{job}' AND fence >= 1 AND status = 'queued'");
            site.history.texts(&claimed).await.pop()
        };
        until("the job to be tried and handed back", SOON, tried).await;
        site.bucket.set(Mode::Pass);
        let document = patient.ended(&job).await;
        assert_eq!(document["progress"]["attempt"], 1, "{trouble:?}");
        // What needs no bucket runs meanwhile or after.
        patient.ended(&patient.submit(&format!("small {number}"), SMALL).await).await;
    }
    audit(&site, &patient).await;
    assert!(worker.worker.terminate(), "a worker that nothing is wrong with ends well");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_was_cut_is_put_again() {
    let talks = Arc::new(small_and_slow().await);
    let site = Site::make(None).await;
    let patient = site.patient(&talks).await;
    let worker = site.worker();
    let job = patient.half("cut", SLOW).await;
    let url = patient.missing_urls(&job).await.pop().expect("one part").1;
    site.front.set(Mode::CutAfter(100_000));
    let cut = reqwest::Client::new().put(&url).body(talks[SLOW].bytes.clone()).send().await;
    assert!(cut.is_err(), "the connection broke");
    site.front.set(Mode::Pass);
    assert_eq!(patient.missing_urls(&job).await.len(), 1, "half a part is no part");
    patient.finish_upload(&job, SLOW).await;
    talks[SLOW].check(&patient.ended(&job).await);
    audit(&site, &patient).await;
    assert!(worker.terminate(), "an idle worker ends well");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_changes_no_result() {
    let talks = Arc::new(small_and_slow().await);
    let site = Site::make(None).await;
    let patient = site.patient(&talks).await;
    let worker = site.known_worker().await;
    site.bucket.set(SLOWLY);
    let job = patient.upload("job", SLOW).await;
    site.held_by(&job, &worker.session).await;
    site.history.step_clock_on(JUMP).await;
    let noticed = async || {
        let text = "SELECT 'so' FROM jobs, clock WHERE fence > 1 OR lease_until > now + INTERVAL '5 seconds'";
        site.history.texts(text).await.pop()
    };
    until("the job to be renewed or rescued", SOON, noticed).await;
    site.history.step_clock_back(Duration::from_secs(3)).await;
    let late = patient.submit("late", SMALL).await;
    patient.ended(&late).await;
    site.bucket.set(Mode::Pass);
    patient.ended(&job).await;
    audit_after(&site, &patient, JUMP * 2).await;
    assert!(worker.worker.terminate(), "a worker that nothing is wrong with ends well");
}
