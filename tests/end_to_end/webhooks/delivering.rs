//! From the end of a job to an endpoint that believes it.

use serde_json::json;
use tests::until;

use super::receiver::{Answer, Receiver};
use super::{WEBHOOKS, analysed, change, deliveries, delivery, hook, rotate, stands, test, text};
use crate::redriving::failed;
use crate::reply::get;
use crate::site::{SOON, Site};

#[tokio::test]
async fn an_end_is_told_to_who_asked_and_verified_by_a_library() {
    let (site, receiver) = (Site::start().await, Receiver::start().await);
    let client = &site.client;
    let webhook = hook(client, &receiver.url).await;
    let secret = text(&webhook, "secret");
    let job = analysed(client).await;
    let told = receiver.hears(1).await.remove(0);
    assert!(told.is_signed_with(secret), "{told:?}");
    assert!(!told.is_signed_with("whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="));
    assert_eq!((told.header("content-type"), told.header("user-agent")), ("application/json", "colloquy"));
    assert_eq!(told.path, "/hook");
    let body = told.body();
    let document = client.job(&job).await;
    assert_eq!(body["type"], "job.completed");
    let expected = json!({
        "job_id": job, "conversation_id": document["conversation_id"], "status": "completed", "error_code": null,
        "links": { "self": format!("/v1/conversations/jobs/{job}") },
    });
    assert_eq!(body["data"], expected);
    let timeline = get(client, &format!("/v1/conversations/jobs/{job}/timeline")).await.document();
    assert_eq!(timeline.at("/finished_at").text(), text(&body, "timestamp"));

    let shown = deliveries(client, &webhook).await.remove(0);
    let shown = stands(client, &webhook, text(&shown, "id"), "delivered").await;
    assert_eq!((text(&shown, "message_id"), text(&shown, "job_id")), (told.id(), job.as_str()));
    assert_eq!((&shown["next_attempt_at"], &shown["replay_of"]), (&json!(null), &json!(null)));
    let attempts = shown["attempts"].as_array().expect("a list");
    assert_eq!(attempts.len(), 1, "{shown}");
    assert_eq!((&attempts[0]["outcome"], &attempts[0]["status_code"]), (&json!("delivered"), &json!(204)));

    let failed = failed(client, 1).await;
    let announced = json!({ "file_name": "a.json", "file_size_bytes": 9, "content_type": "application/json" });
    let cancelled = client.start_upload(&announced).await.job;
    client.post(&format!("/v1/conversations/jobs/{cancelled}/cancel"), &json!({})).await;
    let told = receiver.hears(3).await;
    for (event, job, code) in [("job.failed", failed, true), ("job.cancelled", cancelled, false)] {
        let told = told.iter().find(|told| told.body()["type"] == event).expect("it is told");
        assert!(told.is_signed_with(secret));
        assert_eq!(told.body()["data"]["job_id"], job);
        assert_eq!(told.body()["data"]["error_code"].is_string(), code);
    }
    site.unharmed().await;
}

#[tokio::test]
async fn a_refused_message_comes_again_the_same() {
    let (site, receiver) = (Site::start().await, Receiver::start().await);
    let client = &site.client;
    let webhook = hook(client, &receiver.url).await;
    receiver.once(Answer::Status(500));
    receiver.once(Answer::Status(302));
    analysed(client).await;
    receiver.hears(1).await;
    let id = text(&deliveries(client, &webhook).await[0], "id").to_owned();
    let waiting = until("the attempt to be noted", SOON, async || {
        let delivery = delivery(client, &webhook, &id).await;
        delivery["next_attempt_at"].is_string().then_some(delivery).filter(|one| one["attempts"] != json!([]))
    })
    .await;
    assert_eq!(waiting["status"], "pending");
    let told = receiver.hears(2).await;
    assert_eq!((told[0].id(), &told[0].bytes), (told[1].id(), &told[1].bytes));
    assert!(told[1].is_signed_with(text(&webhook, "secret")));
    let [first, second] = [0, 1].map(|n| told[n].header("webhook-timestamp").parse::<i64>().expect("a number"));
    assert!((4..20).contains(&(second - first)), "five seconds or so: {first} {second}");
    let noted = until("the second to be noted", SOON, async || {
        let delivery = delivery(client, &webhook, &id).await;
        (delivery["attempts"].as_array().expect("a list").len() == 2).then_some(delivery)
    })
    .await;
    let outcomes: Vec<_> =
        noted["attempts"].as_array().expect("a list").iter().map(|one| &one["status_code"]).collect();
    assert_eq!(outcomes, [&json!(500), &json!(302)], "a redirect is not followed");
    let metrics = get(client, "/metrics").await.text;
    assert!(metrics.contains("colloquy_webhook_attempts_total{outcome=\"refused\"} 2"), "{metrics}");
    // By hand there is no waiting.
    let path = format!("{WEBHOOKS}/{}/deliveries/{id}/replay", text(&webhook, "id"));
    let again = client.post(&path, &json!({})).await;
    assert_eq!(again.status, 202, "{:?}", again.body);
    assert_eq!((text(&again.body, "message_id"), text(&again.body, "replay_of")), (told[0].id(), id.as_str()));
    let told = receiver.hears(3).await;
    assert_eq!((told[2].id(), &told[2].bytes), (told[0].id(), &told[0].bytes));
    stands(client, &webhook, text(&again.body, "id"), "delivered").await;
    site.unharmed().await;
}

#[tokio::test]
async fn who_is_gone_is_disabled_and_told_nothing_more() {
    let (site, receiver) = (Site::start().await, Receiver::start().await);
    let client = &site.client;
    let webhook = hook(client, &receiver.url).await;
    receiver.once(Answer::Status(410));
    analysed(client).await;
    receiver.hears(1).await;
    let path = format!("{WEBHOOKS}/{}", text(&webhook, "id"));
    let disabled = until("the webhook to be disabled", SOON, async || {
        let shown = client.get(&path).await.body;
        shown["disabled_at"].is_string().then_some(shown)
    })
    .await;
    assert_eq!(disabled["disabled_reason"], "gone");
    let told = &deliveries(client, &webhook).await[0];
    assert_eq!((&told["status"], &told["attempts"][0]["outcome"]), (&json!("failed"), &json!("gone")));
    analysed(client).await;
    let refused = client.post(&format!("{path}/test"), &json!({})).await;
    assert_eq!((refused.status.as_u16(), &refused.body["code"]), (409, &json!("webhook_disabled")));
    let shown = change(client, &webhook, &json!({ "disabled": false })).await;
    assert_eq!((&shown["disabled_at"], &shown["disabled_reason"]), (&json!(null), &json!(null)));
    let sent = test(client, &webhook).await;
    let told = receiver.hears(2).await;
    assert_eq!((told.len(), told[1].id()), (2, text(&sent, "message_id")), "of what was meanwhile nothing is told");
    assert_eq!(told[1].body()["type"], "webhook.test");
    let shown = change(client, &webhook, &json!({ "disabled": true })).await;
    assert_eq!(shown["disabled_reason"], "client");
    site.unharmed().await;
}

#[tokio::test]
async fn a_rotated_secret_signs_beside_the_next_one_for_a_while() {
    let (site, receiver) = (Site::start().await, Receiver::start().await);
    let client = &site.client;
    let webhook = hook(client, &receiver.url).await;
    let first = text(&webhook, "secret").to_owned();
    let rotated = rotate(client, &webhook, 3600).await;
    let second = text(&rotated, "secret").to_owned();
    assert!(first != second && rotated["old_secret_until"].is_string(), "{rotated}");
    test(client, &webhook).await;
    let told = receiver.hears(1).await.remove(0);
    assert!(told.is_signed_with(&first) && told.is_signed_with(&second));
    assert_eq!(told.header("webhook-signature").split(' ').count(), 2);
    let third = rotate(client, &webhook, 1).await;
    let third = text(&third, "secret").to_owned();
    // It ends by itself.
    until("the second secret to end", SOON, async || {
        let heard = receiver.told().len();
        test(client, &webhook).await;
        let told = receiver.hears(heard + 1).await.pop().expect("it was told");
        assert!(told.is_signed_with(&third) && !told.is_signed_with(&first));
        (!told.is_signed_with(&second)).then_some(())
    })
    .await;
    site.unharmed().await;
}
