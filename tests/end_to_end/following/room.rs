//! So many may wait, and no more.

use futures::future::join_all;
use model::limits::FOLLOWERS_OF_A_TENANT;
use reqwest::Method;
use tests::{Dialogue, allow_many_sockets, request, until};

use super::{Elsewhere, JOBS, followers};
use crate::reply::{get, reply};
use crate::site::{SOON, Site};
use crate::wire::{Wire, head};

/// One of many tenants does not get all the places, and who is refused one may ask without.
#[tokio::test(flavor = "multi_thread")]
async fn one_too_many_is_told_so() {
    allow_many_sockets();
    let site = Site::start().await;
    let client = &site.client;
    let job = Elsewhere::start(&site.server, client).await;
    let asked = [format!("{}?wait=55", job.path()), format!("{}/events", job.path())];
    let mut wires = Vec::new();
    while wires.len() < FOLLOWERS_OF_A_TENANT {
        let some = (0..64.min(FOLLOWERS_OF_A_TENANT - wires.len())).map(|at| {
            let head = head(client, "GET", &asked[at % 2]);
            async move {
                let mut wire = Wire::open(&client.url).await;
                assert!(wire.send(format!("{head}\r\n")).await);
                wire
            }
        });
        wires.extend(join_all(some).await);
    }
    let full = f64::from(u32::try_from(FOLLOWERS_OF_A_TENANT).expect("not so many"));
    until("all of them to wait", SOON, async || (followers(client).await >= full).then_some(())).await;
    for path in &asked {
        let refused = get(client, path).await;
        refused.refused(429, "too_many_waiting");
        assert!(refused.header("retry-after").is_some());
    }
    // What is done is done all the same, and who does not wait is answered.
    let turns = request(Dialogue { turns: 2, seed: 1 });
    let started = reply(client.request(Method::POST, JOBS).header("prefer", "wait=50").json(&turns)).await;
    assert_eq!((started.status, started.header("preference-applied")), (200, None));
    client.completed(&started.id(), SOON).await;
    // Another tenant has places of its own.
    let neighbour = site.neighbour().await;
    let theirs = reply(neighbour.request(Method::POST, JOBS).header("prefer", "wait=50").json(&turns)).await;
    assert_eq!(theirs.document().at("/status").text(), "completed");
    // One look wakes them all.
    job.end().await;
    for wire in wires {
        let said = wire.rest().await;
        assert!(said.contains("\"cancelled\""), "{said}");
    }
    until("the places to be free", SOON, async || (followers(client).await < 0.5).then_some(())).await;
    site.unharmed().await;
}
