//! Every member of every answer: there, of its type, in the contract's order.

use serde_json::{Value, json};
use tests::{Dialogue, request, webvtt};

use super::shapes::{self, Asked};
use crate::reply::{get, post};
use crate::shape::{Null, or_null};
use crate::site::{SOON, Site};

const JOBS: &str = "/v1/conversations/jobs";

#[tokio::test]
async fn a_token_has_the_contracts_members() {
    let site = Site::start().await;
    let answer = post(&site.client, "/v1/token", site.client.token_request().to_string()).await;
    let token = answer.document();
    shapes::token().check(&token);
    assert_eq!(token.at("/expires_in").digits(), "3600");
    assert!(token.at("/user_metadata").is_null());
}

#[tokio::test]
async fn an_inline_job_is_a_job_response_from_start_to_end() {
    let site = Site::start().await;
    let asked = Asked::default();
    let running = shapes::job(or_null(shapes::conversations_response(asked)), Null);
    let mut body = request(Dialogue { turns: 60, seed: 2 });
    body["confidence_threshold"] = Value::Null;
    body["max_behaviors"] = Value::Null;
    let started = post(&site.client, JOBS, body.to_string()).await;
    running.check(&started.document());
    let id = started.id();
    running.check(&get(&site.client, &format!("{JOBS}/{id}")).await.document());
    site.client.completed(&id, SOON).await;
    let document = get(&site.client, &format!("{JOBS}/{id}")).await.document();
    shapes::job(shapes::conversations_response(asked), Null).check(&document);
    assert_eq!(document.at("/conversations_response/id"), document.at("/id"));
    assert_eq!(document.at("/conversations_response/conversation_id"), document.at("/conversation_id"));
    assert_eq!(document.at("/progress/total").digits(), "60");
    assert_eq!(document.at("/links/self").text(), format!("{JOBS}/{id}"));
    assert!(document.at("/error").is_null());
}

#[tokio::test]
async fn what_is_shown_is_what_was_asked_for() {
    let site = Site::start().await;
    let all = Asked { conversation: true, suggestions: true, tips: true, definitions: true, diagnostics: true };
    let with_conversation = Asked { conversation: true, ..Asked::default() };
    let every_way = [
        all,
        with_conversation,
        Asked { suggestions: true, ..with_conversation },
        Asked { tips: true, ..with_conversation },
        Asked { definitions: true, ..with_conversation },
        Asked { diagnostics: true, ..with_conversation },
        Asked { conversation: false, ..all },
    ];
    for asked in every_way {
        let mut body = request(Dialogue { turns: 60, seed: 4 });
        body["include_conversation"] = asked.conversation.into();
        body["include_suggestions"] = asked.suggestions.into();
        body["include_tips"] = asked.tips.into();
        body["include_definitions"] = asked.definitions.into();
        body["include_diagnostics"] = asked.diagnostics.into();
        let id = site.client.submit(&body).await;
        site.client.completed(&id, SOON).await;
        let document = get(&site.client, &format!("{JOBS}/{id}")).await.document();
        shapes::job(shapes::conversations_response(asked), Null).check(&document);
        if asked.conversation {
            let turns = document.at("/conversations_response/conversation/talk_turns").list();
            let utterances = || turns.iter().flat_map(|turn| turn.at("/behavior_detections").list());
            assert!(utterances().any(|utterance| !utterance.at("/behaviors").list().is_empty()));
            assert!(turns.iter().enumerate().all(|(at, turn)| turn.at("/index").count() == at as u64));
        }
    }
}

#[tokio::test]
async fn an_upload_is_a_job_response_from_announcement_to_document() {
    let site = Site::start().await;
    let client = &site.client;
    let asked = Asked { conversation: true, tips: true, ..Asked::default() };
    let file = webvtt(Dialogue { turns: 80, seed: 6 });
    let announced = json!({
        "file_name": "session.vtt",
        "file_size_bytes": file.len(),
        "content_type": "text/vtt",
        "preferred_part_size_bytes": null,
        "options": { "include_conversation": true, "include_tips": true },
    });
    let started = post(client, &format!("{JOBS}/start-multipart"), announced.to_string()).await;
    let document = started.document();
    shapes::started_upload().check(&document);
    assert_eq!(document.at("/upload/part_count").digits(), "1");
    assert_eq!(document.at("/upload/parts/0/part_number").digits(), "1");

    let path = format!("{JOBS}/{}", started.id());
    let awaiting = get(client, &path).await.document();
    shapes::job(Null, shapes::upload()).check(&awaiting);
    assert_eq!(awaiting.at("/status").text(), "awaiting_upload");

    let etag = client.put_part(document.at("/upload/parts/0/url").text(), file).await;
    let parts = json!({ "parts": [{ "part_number": 1, "etag": etag }] });
    let completed = post(client, &format!("{path}/complete-multipart"), parts.to_string()).await;
    shapes::job(or_null(shapes::conversations_response(asked)), Null).check(&completed.document());

    client.completed(&started.id(), SOON).await;
    let document = get(client, &path).await.document();
    shapes::job(shapes::conversations_response(asked), Null).check(&document);
    let turns = document.at("/conversations_response/conversation/talk_turns").list();
    assert_eq!((turns.len(), turns[79].at("/end_time").text()), (80, "00:05:19.000"));
}

#[tokio::test]
async fn a_cancelled_and_a_failed_job_are_job_responses_too() {
    let site = Site::start().await;
    let client = &site.client;
    let announced = json!({ "file_name": "a.vtt", "file_size_bytes": 9, "content_type": "text/vtt" });
    let id = client.start_upload(&announced).await.job;
    let cancelled = post(client, &format!("{JOBS}/{id}/cancel-multipart"), r#"{"reason": null}"#).await.document();
    shapes::job(Null, Null).check(&cancelled);
    assert_eq!(cancelled.at("/status").text(), "cancelled");
    assert!(cancelled.at("/error").is_null());

    let id = client.upload(&announced, b"WEBVTT\n\nx").await;
    let failed = client.finished(&id, SOON).await;
    assert_eq!(failed["status"], "failed");
    let document = get(client, &format!("{JOBS}/{id}")).await.document();
    shapes::job(Null, Null).check(&document);
    assert_eq!(document.at("/error/code").text(), "vtt_timing");
    assert_eq!(document.at("/error/line").digits(), "3");
}

#[tokio::test]
async fn an_alias_answers_like_its_primary_path() {
    let site = Site::start().await;
    let client = &site.client;
    let body = request(Dialogue { turns: 10, seed: 7 }).to_string();
    let id = post(client, &format!("{JOBS}/start"), body).await.id();
    client.completed(&id, SOON).await;
    let primary = get(client, &format!("{JOBS}/{id}")).await;
    let alias = get(client, &format!("{JOBS}/{id}/status")).await;
    assert_eq!(primary.text, alias.text);
    shapes::job(shapes::conversations_response(Asked::default()), Null).check(&alias.document());
}

#[tokio::test]
async fn a_conversation_is_inlined_up_to_ten_thousand_turns() {
    let site = Site::start().await;
    let client = &site.client;
    for (turns, inlined) in [(10_000, true), (10_001, false)] {
        let mut body = request(Dialogue { turns, seed: 3 });
        body["include_conversation"] = true.into();
        let id = client.submit(&body).await;
        client.completed(&id, SOON).await;
        let document = get(client, &format!("{JOBS}/{id}")).await.document();
        let asked = Asked { conversation: inlined, ..Asked::default() };
        shapes::job(shapes::conversations_response(asked), Null).check(&document);
        let response = document.at("/conversations_response");
        let counted = response.at("/analytics/conversation_analytics/talk_turn_count").count();
        assert_eq!(counted, turns as u64);
        if inlined {
            assert_eq!(response.at("/conversation/talk_turns").list().len(), turns);
        }
    }
}

#[tokio::test]
async fn members_that_nobody_knows_are_ignored() {
    let site = Site::start().await;
    let client = &site.client;
    let extra = r#""x":{"talk_turns":[{"input":1}],"input":[]}"#;
    let body =
        format!(r#"{{{extra},"talk_turns":[{{{extra},"input":"Hello.","speaker":{{"id":"a",{extra}}}}}],"y":null}}"#);
    let id = post(client, JOBS, body).await.id();
    let document = client.completed(&id, SOON).await;
    assert_eq!(document["progress"]["done"], 1);
    let announced =
        format!(r#"{{{extra},"file_name":"a","file_size_bytes":9,"content_type":"text/vtt","options":{{{extra}}}}}"#);
    let id = post(client, &format!("{JOBS}/start-multipart"), announced).await.id();
    let given = format!(r#"{{{extra},"parts":[{{"part_number":1,{extra}}}]}}"#);
    post(client, &format!("{JOBS}/{id}/complete-multipart"), given).await.refused(409, "upload_parts_missing");
    let cancel = format!(r#"{{{extra},"reason":"r"}}"#);
    post(client, &format!("{JOBS}/{id}/cancel-multipart"), cancel).await.document();
}
