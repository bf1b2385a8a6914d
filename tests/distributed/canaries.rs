//! What clients say is in no process's log and in no ticket.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tests::services::Proxy;
use tests::until;

use crate::site::Site;

const CANARY: &str = "kanarienvogel";
const SOON: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_said_is_in_a_log_or_a_ticket() {
    let site = Site::make().await;
    let broker = Proxy::listening(site.setting("AMQP_URL"));
    let settings = [("RUST_LOG", "debug".to_owned()), ("AMQP_URL", broker.url(site.setting("AMQP_URL")))];
    let (mut api, worker) = (site.api_with(&settings), site.worker_with(&settings));
    let client = api.client().await;
    let turns = json!([{ "input": format!("I am {CANARY}."), "speaker": { "id": CANARY, "role": CANARY } }]);
    let body = json!({
        "talk_turns": turns,
        "conversation_id": CANARY,
        "user_metadata": { CANARY: CANARY },
        "include_conversation": true,
    });
    let sent = client.request(Method::POST, "/v1/conversations/jobs").header("idempotency-key", CANARY);
    let answer = sent.json(&body).send().await.expect("an answer");
    let document: serde_json::Value = answer.json().await.expect("a document");
    let mut jobs = vec![document["id"].as_str().expect("an id").to_owned()];
    for (content_type, file) in [
        ("text/vtt", format!("WEBVTT\n\n00:01.000 --> 00:02.000\n<v {CANARY}>{CANARY}\n")),
        ("application/x-ndjson", format!("{{\"input\":\"{CANARY}\"}}\n{{\"input\":[\"{CANARY}\"]}}\n")),
        ("text/csv", format!("{CANARY},{CANARY}\n{CANARY},x\n")),
    ] {
        let announced = json!({
            "file_name": CANARY,
            "file_size_bytes": file.len(),
            "content_type": content_type,
            "user_metadata": { CANARY: CANARY },
        });
        jobs.push(client.upload(&announced, file.as_bytes()).await);
    }
    let mut ends = Vec::new();
    for job in &jobs {
        let end = client.finished(job, SOON).await;
        assert!(!end["error"].to_string().contains(CANARY), "{}", end["error"]);
        ends.push(end["status"].as_str().expect("a status").to_owned());
    }
    assert_eq!(ends, ["completed", "completed", "failed", "failed"]);
    // Tickets have passed, and they are what they are.
    let heard = until("the broker to be told of a job", SOON, async || {
        let heard = broker.heard();
        holds(&heard, &jobs[1]).then_some(heard)
    })
    .await;
    assert!(!holds(&heard, CANARY), "a ticket, or what goes with it, repeats what was said");
    let mut pages = Vec::new();
    for url in [&api.url(), &worker.url] {
        pages.push(reqwest::get(format!("{url}/metrics")).await.expect("a page").text().await.expect("text"));
    }
    let gone = client.request(Method::DELETE, &format!("/v1/conversations/{CANARY}")).send().await.expect("an answer");
    assert_eq!(gone.status(), 204);
    let objects = async || site.bucket.keys(&format!("jobs/{}/", jobs[0])).await.is_empty().then_some(());
    until("the erased job's objects to be gone", SOON, objects).await;
    let said = [api.said(), worker.said()];
    let worker_log = worker.log();
    assert!(worker.terminate() && api.terminate(), "drained processes end well");
    let logs = [api.log(), worker_log];
    assert!(logs.iter().all(|log| log.contains("DEBUG")), "libraries tell what they do");
    for told in logs.iter().chain(&said).chain(&pages) {
        let leaks: Vec<&str> = told.lines().filter(|line| line.contains(CANARY)).collect();
        assert!(leaks.is_empty(), "{leaks:#?}");
    }
    drop((api, broker));
    site.discard().await;
}

fn holds(bytes: &[u8], what: &str) -> bool {
    bytes.windows(what.len()).any(|window| window == what.as_bytes())
}
