//! Neither a URL, nor what is said of it, nor a secret is repeated by a log or a metric.

use serde_json::json;
use tests::Server;

use super::receiver::{Answer, Receiver};
use super::{WEBHOOKS, change, deliveries, rotate, stands, test, text};
use crate::API;
use crate::reply::get;

const BIRD: &str = "kanarienvogel";

#[tokio::test]
async fn nothing_of_a_webhook_is_repeated_to_anybody_else() {
    let receiver = Receiver::start().await;
    let mut server = Server::start(API, &[("RUST_LOG", "debug")]);
    let client = server.client().await;
    let url = format!("{}/kanarienvogel?kanarienvogel=1", receiver.url);
    let made = client.post(WEBHOOKS, &json!({ "url": url, "description": "kanarienvogel" })).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    let mut secrets = vec![text(&made.body, "secret").to_owned()];
    secrets.push(text(&rotate(&client, &made.body, 60).await, "secret").to_owned());
    receiver.once(Answer::Status(500));
    test(&client, &made.body).await;
    let body = format!(
        "{}",
        json!({ "talk_turns": [{ "speaker_id": "a", "input": "Hello." }], "conversation_id": "kanarienvogel" })
    );
    let job = client.submit(&serde_json::from_str(&body).expect("JSON")).await;
    client.completed(&job, crate::site::SOON).await;
    let told = receiver.hears(2).await;
    assert!(told.iter().any(|told| told.body()["data"]["conversation_id"] == BIRD), "its endpoint is told");
    let done = deliveries(&client, &made.body).await.into_iter().find(|one| one["job_id"].is_string());
    stands(&client, &made.body, text(&done.expect("of the job"), "id"), "delivered").await;
    // A name that nobody has, and an address that may not be called.
    change(&client, &made.body, &json!({ "url": "https://kanarienvogel.invalid/kanarienvogel" })).await;
    test(&client, &made.body).await;
    let page = get(&client, "/metrics").await.text;
    assert!(page.contains("colloquy_webhook_attempts_total{outcome=\"delivered\"}"), "{page}");
    let said = server.said();
    assert!(server.terminate(), "a drained server exits with success");
    let log = server.log();
    assert!(log.contains("DEBUG"), "libraries tell what they do");
    for (where_, told) in [("the log", &log), ("the output", &said), ("the metrics", &page)] {
        let leaks =
            told.lines().filter(|line| line.contains(BIRD) || secrets.iter().any(|secret| line.contains(secret)));
        let leaks: Vec<&str> = leaks.collect();
        assert!(leaks.is_empty(), "{where_} repeats what was said: {leaks:#?}");
    }
}
