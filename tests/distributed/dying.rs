//! Workers that die, stand still or are told to go, in the middle of a job.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use tests::until;

use crate::site::{Long, Site, processing};

/// From a worker's death until another has finished its job, beside the job's own work.
const RESCUE: Duration = Duration::from_secs(30);
/// A machine that runs other suites meanwhile works this many times slower than while we measured it.
const CROWDED: u32 = 5;
const LIMIT: Duration = Duration::from_mins(3);

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stdout, reason = "the figures")]
async fn another_worker_finishes_what_a_killed_one_had_begun() {
    let (site, long) = (Site::make().await, Long::measure().await);
    let (api, first) = (site.api(), site.worker());
    let client = api.client().await;
    let job = long.upload(&client).await;
    processing(&client, &job).await;
    let second = site.worker();
    let began = Instant::now();
    first.kill();
    let document = client.completed(&job, LIMIT).await;
    let took = began.elapsed();
    println!("undisturbed {:?}; from the kill to the result {took:?}", long.took);
    assert!(took < RESCUE + long.took * CROWDED, "{took:?} from the kill to the result");
    assert_eq!(document["progress"]["attempt"], 2);
    long.check(&document);
    assert!(second.terminate(), "an idle worker ends well");
    drop(api);
    site.discard().await;
}

/// Its lease runs out while it stands still; when it goes on, the job is another's.
#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_stood_still_changes_nothing_when_it_goes_on() {
    let (site, long) = (Site::make().await, Long::measure().await);
    let (api, paused) = (site.api(), site.worker());
    let client = api.client().await;
    let job = long.upload(&client).await;
    processing(&client, &job).await;
    paused.signal("STOP");
    let second = site.worker();
    let document = client.completed(&job, LIMIT).await;
    long.check(&document);
    paused.signal("CONT");
    assert!(paused.terminate(), "a worker that lost its lease ends well");
    // Whatever it wrote, before and since, goes; what the other wrote stays.
    let attempts = async || {
        let keys = site.bucket.keys(&format!("jobs/{job}/")).await;
        let attempts: BTreeSet<String> =
            keys.iter().map(|key| key.rsplit_once('/').expect("a folder").0.to_owned()).collect();
        (attempts.len() == 1).then_some(())
    };
    until("the sweep to leave nothing but the result", LIMIT, attempts).await;
    assert_eq!(client.job(&job).await, document, "the accepted result is the result");
    assert!(second.terminate(), "an idle worker ends well");
    drop(api);
    site.discard().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_told_to_go_finishes_what_it_has() {
    let (site, long) = (Site::make().await, Long::measure().await);
    let (api, worker) = (site.api(), site.worker());
    let client = api.client().await;
    let job = long.upload(&client).await;
    processing(&client, &job).await;
    assert!(worker.terminate(), "a drained worker ends well");
    // A machine so slow that the grace was over leaves the job to the next worker.
    let next = site.worker();
    let document = client.completed(&job, LIMIT).await;
    assert_eq!(document["progress"]["attempt"], 1, "no attempt is lost");
    long.check(&document);
    assert!(next.terminate(), "an idle worker ends well");
    drop(api);
    site.discard().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_told_twice_hands_back_what_it_has() {
    let (site, long) = (Site::make().await, Long::measure().await);
    let (api, first) = (site.api(), site.worker());
    let client = api.client().await;
    let job = long.upload(&client).await;
    processing(&client, &job).await;
    first.signal("TERM");
    let ready = format!("{}/healthz/ready", first.url);
    let draining = async || match reqwest::get(&ready).await {
        Ok(answer) if answer.status() == 200 => None,
        _ => Some(()),
    };
    until("the worker to drain", LIMIT, draining).await;
    assert!(first.terminate(), "being told twice is no failure");
    assert_eq!(client.job(&job).await["status"], "queued", "handed back at once");
    let second = site.worker();
    let document = client.completed(&job, LIMIT).await;
    assert_eq!(document["progress"]["attempt"], 1, "the attempt was given back");
    long.check(&document);
    assert!(second.terminate(), "an idle worker ends well");
    drop(api);
    site.discard().await;
}
