//! Deliveries while processes die and endpoints hang.

use reqwest::Method;
use serde_json::json;
use tests::{Client, until};

use super::receiver::{Answer, Receiver};
use super::{WEBHOOKS, analysed, deliveries, delivery, hook, stands, test, text};
use crate::reply::reply;
use crate::site::{SOON, Site};

#[tokio::test]
async fn a_message_whose_sender_was_killed_comes_again_under_the_same_id() {
    let (mut site, receiver) = (Site::start().await, Receiver::start().await);
    let client = site.client.clone();
    let webhook = hook(&client, &receiver.url).await;
    receiver.once(Answer::Silence);
    analysed(&client).await;
    receiver.hears(1).await;
    site.server.kill();
    site.server.restart();
    let told = receiver.hears(2).await;
    assert_eq!((told[0].id(), &told[0].bytes), (told[1].id(), &told[1].bytes));
    let shown = deliveries(&client, &webhook).await.remove(0);
    let shown = stands(&client, &webhook, text(&shown, "id"), "delivered").await;
    // The attempt that died left no row, and its number is not given again.
    assert_eq!(shown["attempts"].as_array().expect("a list").len(), 1, "{shown}");
    assert_eq!(shown["attempts"][0]["number"], 2);
    site.unharmed().await;
}

#[tokio::test]
async fn a_process_that_is_told_to_end_at_once_hands_its_deliveries_back() {
    let (mut site, receiver) = (Site::start().await, Receiver::start().await);
    let client = site.client.clone();
    let webhook = hook(&client, &receiver.url).await;
    receiver.once(Answer::Silence);
    let sent = test(&client, &webhook).await;
    receiver.hears(1).await;
    // A drain lets an attempt end, which takes no longer than it has; whoever is in a hurry says so twice.
    site.server.signal("TERM");
    let draining = async || Client::try_send(client.request(Method::GET, WEBHOOKS)).await.is_err().then_some(());
    until("the drain to have begun", SOON, draining).await;
    site.server.signal("TERM");
    site.server.ended(SOON);
    site.server.restart();
    let shown = stands(&client, &webhook, text(&sent, "id"), "delivered").await;
    assert_eq!(receiver.told().len(), 2);
    let attempts = shown["attempts"].as_array().expect("a list");
    assert_eq!((attempts.len(), &attempts[0]["number"]), (1, &json!(1)), "the one that was cut short does not count");
    site.unharmed().await;
}

#[tokio::test]
async fn an_endpoint_that_hangs_holds_nobody_up() {
    let (site, hanging, other) = (Site::start().await, Receiver::start().await, Receiver::start().await);
    let client = &site.client;
    hanging.always(Some(Answer::Silence));
    let webhook = hook(client, &hanging.url).await;
    let sound = hook(client, &other.url).await;
    let mut sent = Vec::new();
    for _ in 0..12 {
        sent.push(text(&test(client, &webhook).await, "id").to_owned());
    }
    hanging.hears(4).await;
    // Analyses and other endpoints go on, long before a call there would end.
    for done in 1..=3 {
        analysed(client).await;
        let told = other.hears(done).await;
        assert!(told[done - 1].is_signed_with(text(&sound, "secret")));
    }
    assert_eq!(hanging.told().len(), 4, "no more than so many calls at a time");
    let waiting = until("the others to be sent away", SOON, async || {
        let waiting = delivery(client, &webhook, &sent[11]).await;
        (waiting["status"] == "pending" && waiting["next_attempt_at"].is_string()).then_some(waiting)
    })
    .await;
    assert_eq!(waiting["attempts"], json!([]), "to be sent away is no attempt");
    // Erasing a webhook ends what waits for it.
    let path = format!("{WEBHOOKS}/{}", text(&webhook, "id"));
    assert_eq!(reply(client.request(Method::DELETE, &path)).await.status, 204);
    site.unharmed().await;
}

#[tokio::test]
async fn what_is_told_of_an_erased_job_is_erased_with_it() {
    let (site, receiver) = (Site::start().await, Receiver::start().await);
    let client = &site.client;
    let webhook = hook(client, &receiver.url).await;
    receiver.once(Answer::Silence);
    let job = analysed(client).await;
    receiver.hears(1).await;
    let erased = reply(client.request(Method::DELETE, &format!("/v1/conversations/jobs/{job}"))).await;
    assert_eq!(erased.status, 204);
    assert_eq!(deliveries(client, &webhook).await.len(), 0, "even while it is told");
    site.unharmed().await;
}
