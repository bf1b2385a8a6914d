//! A backlog that is too old: new work is refused, what was accepted is done.

use std::time::Duration;

use reqwest::Method;
use tests::{Dialogue, request, until};

use crate::busy::Busy;
use crate::reply::{post, reply};

const JOBS: &str = "/v1/conversations/jobs";

#[tokio::test]
async fn new_work_is_refused_while_the_backlog_is_too_old() {
    let busy = Busy::start(&[("COLLOQUY_MAX_QUEUE_AGE", "2s")]).await;
    let client = &busy.site.client;
    let body = request(Dialogue { turns: 5, seed: 1 }).to_string();
    let first = until("a young backlog to be added to", Duration::from_mins(1), async || {
        let answer = post(client, JOBS, body.clone()).await;
        (answer.status == 200).then(|| answer.id())
    })
    .await;
    let mut accepted = vec![first];
    until("the backlog to be too old", Duration::from_mins(1), async || {
        let answer = post(client, JOBS, body.clone()).await;
        if answer.status == 200 {
            accepted.push(answer.id());
            return None;
        }
        answer.refused(429, "backlog_too_old");
        assert!(answer.header("retry-after").is_some());
        Some(())
    })
    .await;
    // A key is not taken by what is refused.
    let keyed = || client.request(Method::POST, JOBS).header("idempotency-key", "later").body(body.clone());
    reply(keyed()).await.refused(429, "backlog_too_old");
    busy.free().await;
    for job in &accepted {
        client.completed(job, Duration::from_mins(1)).await;
    }
    let later = until("the backlog to be gone", Duration::from_mins(1), async || {
        let answer = reply(keyed()).await;
        (answer.status == 200).then_some(answer)
    })
    .await;
    assert_eq!(later.header("idempotent-replayed"), None);
    busy.site.unharmed().await;
}
