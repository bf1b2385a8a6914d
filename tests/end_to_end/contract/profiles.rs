//! `mpathic-profile`: how much is looked for.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Client, Dialogue, ndjson, request};

use super::shapes::{self, Asked};
use crate::json::Json;
use crate::reply::{Reply, get, reply};
use crate::shape::Null;
use crate::site::{SOON, Site};

const JOBS: &str = "/v1/conversations/jobs";

async fn by_profile(client: &Client, path: &str, profile: &str, key: &str, body: &Value) -> Reply {
    let request = client.request(Method::POST, path).header("mpathic-profile", profile).header("idempotency-key", key);
    reply(request.body(body.to_string())).await
}

async fn document(client: &Client, id: &str) -> Json {
    client.completed(id, SOON).await;
    get(client, &format!("{JOBS}/{id}")).await.document()
}

fn groups(document: &Json) -> Vec<Json> {
    let analytics = document.at("/conversations_response/analytics");
    let named = ["/speaker_analytics", "/role_analytics"].iter().flat_map(|list| analytics.at(list).list());
    named.map(|group| group.at("/analytics").clone()).chain([analytics.at("/conversation_analytics").clone()]).collect()
}

#[tokio::test]
async fn counts_are_a_job_of_the_same_shape_without_behaviors() {
    let site = Site::start().await;
    let client = &site.client;
    let mut body = request(Dialogue { turns: 60, seed: 3 });
    body["include_conversation"] = true.into();

    let whole = by_profile(client, JOBS, "default", "a", &body).await.id();
    let counted = by_profile(client, JOBS, "counts", "b", &body).await.id();
    let (whole, counted) = (document(client, &whole).await, document(client, &counted).await);
    assert_eq!((whole.at("/profile").text(), counted.at("/profile").text()), ("default", "counts"));
    let asked = Asked { conversation: true, ..Asked::default() };
    shapes::job(shapes::conversations_response(asked), Null).check(&counted);

    let (whole, groups) = (groups(&whole), groups(&counted));
    assert_eq!(whole.len(), groups.len());
    for (whole, counted) in whole.iter().zip(&groups) {
        for count in ["/utterance_count", "/talk_turn_count"] {
            assert_eq!(counted.at(count), whole.at(count));
        }
        assert!(counted.at("/behavior_counts").members().is_empty() && counted.at("/frequencies").members().is_empty());
        for metric in ["collaboration", "curiosity", "empathy"] {
            assert_eq!(counted.at(&format!("/metrics/{metric}/reason")).text(), "not_in_profile");
        }
    }
    assert!(whole.iter().any(|group| !group.at("/behavior_counts").members().is_empty()), "there is something to miss");
    let turns = counted.at("/conversations_response/conversation/talk_turns").list();
    let mut utterances = turns.iter().flat_map(|turn| turn.at("/behavior_detections").list());
    assert!(utterances.all(|utterance| utterance.at("/behaviors").list().is_empty()));
}

#[tokio::test]
async fn an_upload_has_a_profile_too() {
    let site = Site::start().await;
    let client = &site.client;
    let file = ndjson(Dialogue { turns: 30, seed: 5 });
    let announced =
        json!({ "file_name": "a.ndjson", "file_size_bytes": file.len(), "content_type": "application/x-ndjson" });
    let started = by_profile(client, &format!("{JOBS}/start-multipart"), "counts", "k", &announced).await;
    assert_eq!(started.document().at("/profile").text(), "counts");
    let started: Value = serde_json::from_str(&started.text).expect("a document");
    let url = started["upload"]["parts"][0]["url"].as_str().expect("one part");
    client.put_part(url, file).await;
    let id = started["id"].as_str().expect("an id");
    client.post(&format!("{JOBS}/{id}/complete-multipart"), &json!({})).await;
    for group in groups(&document(client, id).await) {
        assert!(group.at("/behavior_counts").members().is_empty());
    }
}

#[tokio::test]
async fn a_profile_is_part_of_what_was_asked_and_is_told() {
    let site = Site::start().await;
    let client = &site.client;
    let body = request(Dialogue { turns: 5, seed: 1 });
    let first = by_profile(client, JOBS, "counts", "k", &body).await.id();
    assert_eq!(by_profile(client, JOBS, "counts", "k", &body).await.id(), first);
    by_profile(client, JOBS, "default", "k", &body).await.refused(422, "idempotency_key_reused");
    by_profile(client, JOBS, "everything", "l", &body).await.refused(400, "profile_unknown");
    let upload = json!({ "file_name": "a.vtt", "file_size_bytes": 9, "content_type": "text/vtt" });
    let start = format!("{JOBS}/start-multipart");
    by_profile(client, &start, "everything", "l", &upload).await.refused(400, "profile_unknown");

    // What the vendor would call a profile: not here, so the default, and the job says so.
    let foreign = by_profile(client, JOBS, "0123456789abcdef0123456789abcdef", "m", &body).await;
    assert_eq!(foreign.document().at("/profile").text(), "default");
}
