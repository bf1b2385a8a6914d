//! What no further attempt would mend, each by its code.

use serde_json::json;

use super::double::{Double, MEETING, Reply, Then};
use super::{begun, failure, import, keep_app, kept, site, without_credentials};
use crate::reply::{CANARY, reply};
use crate::site::SOON;

#[tokio::test]
async fn what_zoom_has_not_is_told_by_its_code() {
    let double = Double::start().await;
    let site = site(&double).await;
    let client = &site.client;
    for (asked, code) in [
        (json!({ "meeting_id": "999" }), "zoom_meeting_unknown"),
        (json!({ "meeting_id": "1000" }), "zoom_recording_unknown"),
        (json!({ "meeting_id": MEETING, "recording_file_id": "nobodys" }), "zoom_recording_unknown"),
        (json!({ "recording_file_id": "nobodys" }), "zoom_recording_unknown"),
        (json!({ "meeting_id": MEETING, "recording_file_id": "c-1" }), "zoom_recording_unsupported"),
        (json!({ "meeting_id": MEETING, "recording_file_id": "p-1" }), "zoom_recording_not_ready"),
        (json!({ "meeting_id": MEETING, "recording_file_id": "a-1" }), "transcriber_not_configured"),
    ] {
        assert_eq!(failure(client, &asked).await, code, "{asked}");
    }
    assert!(double.asked_for("GET /rec").is_empty(), "nothing was fetched in vain");
    site.unharmed().await;
}

#[tokio::test]
async fn what_zoom_refuses_is_told_by_its_code() {
    let asked = json!({ "meeting_id": MEETING });
    let said = json!({ "code": 4711, "message": format!("It says {CANARY}.") });
    let page = Reply::bytes(format!("<html>{CANARY}")).header("content-type", "text/html;charset=utf-8");
    for (path, fault, code) in [
        ("/oauth", Reply::json(400, &said), "zoom_credentials_refused"),
        ("/oauth", Reply::json(401, &said), "zoom_credentials_refused"),
        ("/v2", Reply::json(401, &said), "zoom_credentials_refused"),
        ("/v2", Reply::json(400, &said), "zoom_forbidden"),
        ("/v2", Reply::json(403, &said), "zoom_forbidden"),
        ("/v2", Reply::json(422, &said), "zoom_refused"),
        ("/rec", page, "zoom_forbidden"),
        ("/rec", Reply::json(404, &said), "zoom_recording_unknown"),
        ("/file", Reply::bytes("").header("content-length", "0"), "zoom_recording_empty"),
    ] {
        let double = Double::start().await;
        double.always(path, fault);
        let site = site(&double).await;
        assert_eq!(failure(&site.client, &asked).await, code, "{path}");
        site.unharmed().await;
    }
}

#[tokio::test]
async fn a_redirect_to_a_stranger_is_not_followed() {
    let stranger = Double::start().await;
    let double = Double::start().await;
    double.always("/rec", Reply::status(302).header("location", format!("{}/file/t-1", stranger.url)));
    let site = site(&double).await;
    let (_, job) = begun(&site.client, &json!({ "meeting_id": MEETING })).await;
    let ended = site.client.finished(&job, std::time::Duration::from_mins(2)).await;
    assert_eq!(ended["error"]["code"], "zoom_answer_unreadable");
    assert_eq!(ended["progress"]["attempt"], 5);
    assert!(stranger.asked().is_empty());
    site.unharmed().await;
}

#[tokio::test]
async fn a_recording_over_the_limit_is_given_up_early() {
    // Longer than the transcript is said to be, or is; or than what comes without an end.
    for (most, fault) in [
        ("20", None),
        ("500", Some(Reply::bytes("WEBVTT").header("content-length", "1000000").then(Then::Silence))),
        ("1000000", Some(Reply::bytes("WEBVTT").then(Then::Endless))),
    ] {
        let double = Double::start().await;
        let fetched = fault.is_some();
        if let Some(fault) = fault {
            double.always("/file", fault);
        }
        let site = without_credentials(&double, &[("COLLOQUY_MAX_UPLOAD_BYTES", most)]).await;
        keep_app(&site.client).await;
        assert_eq!(failure(&site.client, &json!({ "meeting_id": MEETING })).await, "too_large", "{most}");
        assert_eq!(!double.asked_for("GET /file").is_empty(), fetched, "{most}");
    }
}

#[tokio::test]
async fn a_failed_import_is_redriven_to_the_same_file() {
    let double = Double::start().await;
    double.once("/v2", Reply::status(403));
    let site = site(&double).await;
    let client = &site.client;
    let (id, job) = begun(client, &json!({ "meeting_id": MEETING, "user_metadata": "kept" })).await;
    assert_eq!(client.finished(&job, SOON).await["error"]["code"], "zoom_forbidden");
    let request = client.request(reqwest::Method::POST, &format!("/v1/conversations/jobs/{job}/redrive"));
    let redriven = reply(request).await;
    assert_eq!(redriven.status, 201, "{}", redriven.text);
    let there = kept(client, &id).await;
    assert_eq!(there.at("/user_metadata").text(), "kept");
    assert_ne!(there.at("/job_id").text(), job);
    let by = client.job(there.at("/job_id").text()).await;
    assert_eq!((&by["redrive_of"], &by["file_id"]), (&json!(job), &json!(id)));
    site.unharmed().await;
}

#[tokio::test]
async fn credentials_that_are_gone_or_wrong_fail_the_import() {
    let double = Double::start().await;
    let site = without_credentials(&double, &[]).await;
    let client = &site.client;
    let mut wrong = super::app();
    wrong["client_secret"] = json!(CANARY);
    client.post(super::CREDENTIALS, &wrong).await;
    assert_eq!(failure(client, &json!({ "meeting_id": MEETING })).await, "zoom_credentials_refused");
    // Until the right secret comes, under the same id.
    let id = keep_app(client).await;
    let answer = import(client, &json!({ "meeting_id": MEETING, "credentials_id": id })).await.document();
    kept(client, answer.at("/file_id").text()).await;
    site.unharmed().await;
}
