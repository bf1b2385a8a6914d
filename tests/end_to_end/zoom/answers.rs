//! What is answered, member by member, and what is refused.

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::json;

use super::double::{Double, MEETING, Reply, Then};
use super::{CREDENTIALS, FILES, IMPORT, app, begun, file, import, keep_app, kept, site, without_credentials};
use crate::json::Json;
use crate::reply::{CANARY, get, post, reply};
use crate::shape::{Anything, Id, Null, OneOf, Shape, Text, Whole, object, or_null};

const UNKNOWN: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

fn links() -> Shape {
    object([]).ours("self", Text)
}

/// Contracts §0.1: neither an id nor a version.
fn answer() -> Shape {
    object([("file_id", Id), ("message", Text), ("user_metadata", Anything)]).ours("job_id", Id).ours("links", links())
}

fn coming(status: &'static [&'static str]) -> Shape {
    let error = object([("code", Text), ("detail", Text)]);
    object([("id", Text), ("user_metadata", Anything), ("api_version", Text), ("file_id", Id), ("message", Text)])
        .ours("status", OneOf(status))
        .ours("job_id", Id)
        .ours("error", or_null(error))
        .ours("file_name", Null)
        .ours("content_type", Null)
        .ours("file_size_bytes", Null)
        .ours("sha256", Null)
        .ours("created_at", Whole)
        .ours("links", links())
}

#[tokio::test]
async fn an_import_is_answered_at_once_and_under_both_paths() {
    let double = Double::start().await;
    double.always("/rec", Reply::status(200).then(Then::Silence));
    let site = site(&double).await;
    let metadata = r#"{ "a" : 1.00, "ü": [null , "\u00e9"] }"#;
    for path in [IMPORT, "/v1/zoom/import"] {
        for (given, echoed) in [("", "null"), (metadata, metadata)] {
            let member = if given.is_empty() { String::new() } else { format!(r#","user_metadata":{given}"#) };
            let answered = post(&site.client, path, format!(r#"{{"meeting_id":"{MEETING}"{member}}}"#)).await;
            let document = answered.document();
            answer().check(&document);
            assert!(answered.text.contains(&format!(r#""user_metadata":{echoed}"#)), "{}", answered.text);
            let id = document.at("/file_id").text();
            assert_eq!(document.at("/links/self").text(), format!("{FILES}/{id}"));
            assert_eq!(answered.header("location"), Some(document.at("/links/self").text()));
            let told = get(&site.client, &format!("{FILES}/{id}")).await;
            coming(&["importing"]).check(&told.document());
            assert_eq!(told.document().at("/job_id"), document.at("/job_id"));
            assert!(told.text.contains(&format!(r#""user_metadata":{echoed}"#)), "{}", told.text);
            let job = site.client.job(document.at("/job_id").text()).await;
            assert_eq!((&job["conversations_response"], &job["upload"]), (&json!(null), &json!(null)));
            assert_eq!(job["file_id"], id);
        }
    }
    site.unharmed().await;
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_by_its_pointer() {
    let double = Double::start().await;
    let site = without_credentials(&double, &[]).await;
    let client = &site.client;
    let asked = json!({ "meeting_id": MEETING });
    import(client, &asked).await.invalid("credentials_missing", "/credentials_id");
    let mine = keep_app(client).await;
    for (asked, code, pointer) in [
        (json!({}), "required", "/meeting_id"),
        (json!({ "meeting_id": null, "recording_file_id": null }), "required", "/meeting_id"),
        (json!({ "meeting_id": "" }), "meeting_id_illegal", "/meeting_id"),
        (json!({ "meeting_id": "../users" }), "meeting_id_illegal", "/meeting_id"),
        (json!({ "meeting_id": CANARY.repeat(20) }), "meeting_id_illegal", "/meeting_id"),
        (json!({ "meeting_id": 123 }), "wrong_type", "/meeting_id"),
        (json!({ "recording_file_id": "" }), "required", "/recording_file_id"),
        (json!({ "recording_file_id": [CANARY] }), "wrong_type", "/recording_file_id"),
        (json!({ "recording_file_id": format!("{CANARY}\0") }), "null_character", "/recording_file_id"),
        (json!({ "meeting_id": MEETING, "credentials_id": 7 }), "wrong_type", "/credentials_id"),
        (json!({ "meeting_id": MEETING, "credentials_id": CANARY }), "credentials_unknown", "/credentials_id"),
        (json!({ "meeting_id": MEETING, "credentials_id": UNKNOWN }), "credentials_unknown", "/credentials_id"),
    ] {
        import(client, &asked).await.invalid(code, pointer);
    }
    let all = import(client, &json!({ "credentials_id": UNKNOWN, "recording_file_id": "\u{0}" })).await;
    let all = all.refused(400, "credentials_unknown");
    assert_eq!(all.at("/errors/1/pointer").text(), "/recording_file_id", "all at once");
    let mut another = app();
    another["client_id"] = json!("another app");
    post(client, CREDENTIALS, another.to_string()).await;
    import(client, &asked).await.invalid("credentials_ambiguous", "/credentials_id");
    let neighbour = site.neighbour().await;
    keep_app(&neighbour).await;
    let foreign = import(&neighbour, &json!({ "meeting_id": MEETING, "credentials_id": mine })).await;
    foreign.invalid("credentials_unknown", "/credentials_id");
    assert!(double.asked().is_empty(), "nobody was asked");
    site.unharmed().await;
}

#[tokio::test]
async fn the_same_request_under_its_key_is_the_same_file() {
    let double = Double::start().await;
    let site = site(&double).await;
    let keyed = async |body: String| {
        let request = site.client.request(Method::POST, IMPORT).header(CONTENT_TYPE, "application/json");
        reply(request.header("idempotency-key", "a-key").body(body)).await
    };
    let asked = json!({ "meeting_id": MEETING, "user_metadata": 7 }).to_string();
    let first = keyed(asked.clone()).await;
    assert_eq!(first.header("idempotent-replayed"), None);
    let again = keyed(asked).await;
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(Json::parse(&again.text), Json::parse(&first.text));
    keyed(json!({ "meeting_id": "1000" }).to_string()).await.refused(422, "idempotency_key_reused");
    kept(&site.client, first.document().at("/file_id").text()).await;
    assert_eq!(double.asked_for("POST /oauth").len(), 1, "one import");
    site.unharmed().await;
}

#[tokio::test]
async fn a_file_that_is_to_come_can_be_asked_for_and_given_up() {
    let double = Double::start().await;
    double.always("/rec", Reply::status(200).then(Then::Silence));
    let site = site(&double).await;
    let client = &site.client;
    let neighbour = site.neighbour().await;
    let (id, job) = begun(client, &json!({ "meeting_id": MEETING })).await;
    let at = format!("{FILES}/{id}");
    let started = post(client, "/v1/conversations/jobs", json!({ "file_id": id }).to_string()).await;
    started.refused(409, "file_not_ready");
    for request in [neighbour.request(Method::GET, &at), neighbour.request(Method::DELETE, &at)] {
        reply(request).await.refused(404, "file_unknown");
    }
    let foreign = post(&neighbour, "/v1/conversations/jobs", json!({ "file_id": id }).to_string()).await;
    foreign.refused(404, "file_unknown");
    assert_eq!(file(client, &id).await.at("/status").text(), "importing");
    let erased = reply(client.request(Method::DELETE, &at)).await;
    assert_eq!((erased.status, erased.text.as_str()), (204, ""));
    get(client, &at).await.refused(404, "file_unknown");
    reply(client.request(Method::DELETE, &at)).await.refused(404, "file_unknown");
    assert_eq!(client.finished(&job, crate::site::SOON).await["status"], "cancelled");
    post(client, &format!("/v1/conversations/jobs/{job}/redrive"), "{}").await.refused(409, "input_gone");

    let (id, job) = begun(client, &json!({ "meeting_id": MEETING })).await;
    client.post(&format!("/v1/conversations/jobs/{job}/cancel"), &json!({})).await;
    client.finished(&job, crate::site::SOON).await;
    coming(&["cancelled"]).check(&file(client, &id).await);
    let started = post(client, "/v1/conversations/jobs", json!({ "file_id": id }).to_string()).await;
    started.refused(409, "file_not_imported");
    site.unharmed().await;
}
