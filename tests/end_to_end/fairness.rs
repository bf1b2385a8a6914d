//! Priorities, and a neighbour who comes late.

use futures::{StreamExt as _, stream};
use reqwest::Method;
use tests::{Dialogue, request};

use crate::redriving::{created, failed, redrive};
use crate::reply::{Reply, reply};
use crate::site::{SOON, Site};

const JOBS: &str = "/v1/conversations/jobs";

#[tokio::test]
async fn a_priority_is_one_of_three_and_every_one_gets_done() {
    let site = Site::start().await;
    let client = &site.client;
    let body = request(Dialogue { turns: 2, seed: 1 });
    let send = |priority: &str| {
        let request = client.request(Method::POST, JOBS).header("colloquy-priority", priority.to_owned());
        request.json(&body)
    };
    for priority in ["urgent", "1", "HIGH", ""] {
        let refused = reply(send(priority)).await;
        refused.refused(400, "priority_unknown");
        for allowed in ["high", "normal", "low"] {
            assert!(refused.text.contains(allowed), "{priority:?} is answered with {allowed}");
        }
    }
    for priority in ["high", "normal", "low"] {
        let accepted = reply(send(priority)).await;
        assert_eq!(accepted.status, 200, "{priority}");
        client.completed(&accepted.id(), SOON).await;
    }
}

/// The owner has jobs waiting for more slots than there are; the neighbour's first does not wait for them. They are
/// one job again and again, because that is sent faster than it is done, on any machine.
#[tokio::test]
async fn a_neighbours_first_job_does_not_wait_for_anothers_backlog() {
    const BACKLOG: usize = 400;
    let site = Site::start().await;
    let neighbour = site.neighbour().await;
    let owner = site.server.client().await;
    let long = failed(&owner, 4_000).await;
    let sent = (0..BACKLOG).map(|_| redrive(&owner, &long, None));
    let jobs: Vec<Reply> = stream::iter(sent).buffered(32).collect().await;
    let first = neighbour.submit(&request(Dialogue { turns: 2, seed: 1 })).await;
    neighbour.completed(&first, SOON).await;
    let last = created(jobs.last().expect("some"));
    let last = owner.job(last.at("/id").text()).await;
    assert_ne!(last["status"], "failed", "the backlog was no backlog");
}
