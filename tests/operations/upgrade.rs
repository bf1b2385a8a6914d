//! Two releases side by side, as in an upgrade that restarts one process after the other.
//!
//! What must stay true: a schema only grows between two releases, so that the older one's programs go on working on the
//! newer one's; jobs go from either api to either worker, and both come to a whole document. (Their documents may differ:
//! the engine's version is in them.)

use std::path::PathBuf;

use tests::{Client, Dialogue, request};

use crate::place::{Place, SOON, response, upload};
use crate::{API, WORKER};

/// The folder with the programs of the release before, and `None` where the repository's history does not hold it.
fn previous(program: &str) -> Option<String> {
    let folder = std::env::var("TEST_PREVIOUS").expect("TEST_PREVIOUS names the previous release's programs");
    (folder != "none").then(|| PathBuf::from(folder).join(program).to_string_lossy().into_owned())
}

async fn work_is_done(client: &Client) {
    let mut jobs = vec![upload(client, 1).await, upload(client, 2).await];
    for seed in 3..23 {
        jobs.push(client.submit(&request(Dialogue { turns: 20, seed })).await);
    }
    for job in &jobs {
        let document = client.completed(job, SOON).await;
        let analytics = &response(&document)["analytics"]["conversation_analytics"];
        assert!(analytics["talk_turn_count"].as_u64() >= Some(20), "{analytics}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_previous_worker_works_on_the_new_schema() {
    let Some(old_worker) = previous("worker-under-test") else { return };
    let place = Place::make();
    let api = place.api(API);
    let workers = [place.worker(&old_worker), place.worker(&old_worker)];
    work_is_done(&api.client().await).await;
    for worker in workers {
        assert!(worker.terminate(), "the previous worker drains and ends well");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_previous_api_and_the_new_one_share_the_new_workers() {
    let (Some(old_api), Some(old_worker)) = (previous("api-under-test"), previous("worker-under-test")) else { return };
    let place = Place::make();
    // The installation as it was, with work in it.
    let old_api = place.api(&old_api);
    let client = old_api.client().await;
    let old_worker = place.worker(&old_worker);
    work_is_done(&client).await;
    let before = upload(&client, 30).await;
    // Workers and apis are replaced one by one; the first new process brings the schema up to date.
    let worker = place.worker(WORKER);
    work_is_done(&client).await;
    assert!(old_worker.terminate(), "the previous worker drains and ends well");
    let api = place.api(API);
    let through_new = Client { url: api.url(), ..client.clone() };
    work_is_done(&through_new).await;
    work_is_done(&client).await;
    through_new.completed(&before, SOON).await;
    drop((worker, old_api));
}
