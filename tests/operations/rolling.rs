//! Every process is restarted in turn while clients go on submitting.
//!
//! What must stay true: a client that repeats a request with its key after a lost connection needs to know nothing else;
//! every accepted job is completed once; no process refuses or fails a request while it still listens.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use reqwest::{Method, StatusCode};
use tests::{Client, Dialogue, request};

use crate::place::{Place, SOON, response};
use crate::{API, WORKER};

const CLIENTS: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn a_rolling_restart_under_load_loses_nothing() {
    let place = Place::make();
    let mut apis = [place.api(API), place.api(API)];
    let mut workers = vec![place.worker(WORKER), place.worker(WORKER)];
    let first = apis[0].client().await;
    let client = |at: usize| Client { url: apis[at].url(), ..first.clone() };
    let both = [client(0), client(1)];
    let goes_on = Arc::new(AtomicBool::new(true));
    let submitting: Vec<_> =
        (0..CLIENTS).map(|number| tokio::spawn(submit(both.clone(), number, Arc::clone(&goes_on)))).collect();
    for api in &mut apis {
        assert!(api.terminate(), "an api drains and ends well");
        api.restart();
    }
    for _ in 0..workers.len() {
        assert!(workers.remove(0).terminate(), "a worker drains and ends well");
        workers.push(place.worker(WORKER));
    }
    goes_on.store(false, Ordering::Relaxed);
    let mut jobs = Vec::new();
    for submitting in submitting {
        jobs.extend(submitting.await.expect("the client went on to the end"));
    }
    assert!(jobs.len() > CLIENTS, "only {} jobs were submitted", jobs.len());
    for (job, turns) in &jobs {
        let document = both[0].completed(job, SOON).await;
        assert_eq!(response(&document)["analytics"]["conversation_analytics"]["talk_turn_count"], *turns);
    }
    let distinct: std::collections::BTreeSet<_> = jobs.iter().map(|(job, _)| job).collect();
    assert_eq!(distinct.len(), jobs.len(), "every request made a job of its own");
}

/// Submits one job after the other, each until it is accepted, to whichever api answers; returns ids and turns.
async fn submit(apis: [Client; 2], number: usize, goes_on: Arc<AtomicBool>) -> Vec<(String, usize)> {
    let mut jobs = Vec::new();
    while goes_on.load(Ordering::Relaxed) {
        let turns = 5 + jobs.len() % 7;
        let body = request(Dialogue { turns, seed: number * 100_000 + jobs.len() });
        let key = format!("{number}-{}", jobs.len());
        let mut at = number;
        let accepted = loop {
            let client = &apis[at % apis.len()];
            let post = client.request(Method::POST, "/v1/conversations/jobs").header("idempotency-key", &key);
            // A connection that is refused or lost says nothing about the job: the key does.
            if let Ok(answer) = Client::try_send(post.json(&body)).await {
                break answer;
            }
            at += 1;
        };
        assert_eq!(accepted.status, StatusCode::OK, "{:?}", accepted.body);
        jobs.push((accepted.body["id"].as_str().expect("an id").to_owned(), turns));
    }
    jobs
}
