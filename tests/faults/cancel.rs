//! Giving jobs up: through one api, while a process of another kind runs them.

use std::sync::Arc;
use std::time::Duration;

use tests::services::Mode;

use crate::audit::audit;
use crate::clients::Promise;
use crate::site::Site;
use crate::talks::{SLOW, SLOWLY, SMALL, small_and_slow};

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_cancelled_wherever_they_are_and_done_again_when_asked_for() {
    let talks = Arc::new(small_and_slow().await);
    let mut site = Site::make(None).await;
    let queued_only = site.patient(&talks).await;
    let waiting = queued_only.submit("waiting", SMALL).await;
    assert_eq!(queued_only.cancel(&waiting).await["status"], "cancelled", "nobody runs it");
    site.add_api();
    let patient = site.patient(&talks).await.with(&queued_only.ledger);
    let through_the_other = patient.only(1);

    site.bucket.set(SLOWLY);
    let first = site.known_worker().await;
    let running = patient.upload("running", SLOW).await;
    site.held_by(&running, &first.session).await;
    let told = through_the_other.cancel(&running).await;
    assert!(told["status"] == "processing" && told["cancel_requested_at"].is_number(), "{told}");
    assert_eq!(patient.ended(&running).await["status"], "cancelled", "its worker heard of it");

    let orphan = patient.upload("orphan", SLOW).await;
    site.held_by(&orphan, &first.session).await;
    first.worker.kill();
    through_the_other.cancel(&orphan).await;
    site.history.step_clock_on(Duration::from_secs(25)).await;
    assert_eq!(patient.ended(&orphan).await["status"], "cancelled", "a rescue knows of it");

    site.bucket.set(Mode::Pass);
    let second = site.worker();
    let done = patient.submit("done", SMALL).await;
    patient.ended(&done).await;
    assert_eq!(through_the_other.cancel(&done).await["status"], "completed", "too late");
    let again = through_the_other.redrive("again", &waiting, SMALL).await;
    let document = patient.ended(&again).await;
    assert_eq!(document["redrive_of"], waiting.as_str());
    for cancelled in [&waiting, &running, &orphan] {
        patient.ledger.note(cancelled, Promise::Cancelled);
    }
    audit(&site, &patient).await;
    assert!(second.terminate(), "an idle worker ends well");
}
