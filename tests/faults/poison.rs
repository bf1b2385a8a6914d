//! A job that kills whatever process it runs in.

use std::sync::Arc;
use std::time::Duration;

use model::limits::MAX_CRASHES;
use tests::services::Mode;

use crate::audit::audit;
use crate::clients::Promise;
use crate::site::{SOON, Site};
use crate::talks::{SLOW, SLOWLY, SMALL, small_and_slow};

/// Longer than a lease and its grace: instead of waiting for a dead worker's lease to end.
const LEASE_OVER: Duration = Duration::from_secs(25);

#[tokio::test(flavor = "multi_thread")]
async fn a_poison_job_fails_alone_and_takes_no_neighbour_along() {
    let talks = Arc::new(small_and_slow().await);
    let site = Site::make(None).await;
    let patient = site.patient(&talks).await;
    site.bucket.set(SLOWLY);
    let poison = patient.upload("poison", SLOW).await;
    let neighbour = patient.upload("neighbour", SLOW).await;
    let mut deaths = 0;
    while patient.document(&poison).await["status"] != "failed" {
        deaths += 1;
        // A rescue soon after the api's start books no crash.
        assert!(deaths <= MAX_CRASHES + 1, "it kills without an end");
        let victim = site.known_worker().await;
        site.held_by(&poison, &victim.session).await;
        let together = site.holder(&neighbour).await.as_ref() == Some(&victim.session);
        let crashes = crashes(&site, &poison).await;
        assert!(crashes < 2 || !together, "after {crashes} crashes it runs alone");
        victim.worker.kill();
        site.history.step_clock_on(LEASE_OVER).await;
        let taken_back = async || (site.holder(&poison).await.is_none()).then_some(());
        tests::until("the poison job to be taken back", SOON, taken_back).await;
    }
    assert_eq!(crashes(&site, &poison).await, MAX_CRASHES);
    let document = patient.document(&poison).await;
    assert_eq!(document["error"]["code"], "crashed_repeatedly");
    site.bucket.set(Mode::Pass);
    let healer = site.worker();
    let bystander = patient.submit("bystander", SMALL).await;
    for innocent in [&neighbour, &bystander] {
        assert_eq!(patient.ended(innocent).await["status"], "completed");
    }
    assert!(crashes(&site, &neighbour).await <= 2, "what it died of was not its own doing");
    patient.ledger.note(&poison, Promise::Crashes);
    audit(&site, &patient).await;
    assert!(healer.terminate(), "an idle worker ends well");
}

async fn crashes(site: &Site, job: &str) -> i64 {
    let crashes = site.history.texts(&format!("SELECT CAST(crashes AS TEXT) FROM jobs WHERE id = '{job}'")).await;
    crashes[0].parse().expect("a number")
}
