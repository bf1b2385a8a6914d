//! Recordings: refused where nobody transcribes them, else transcribed by a service and analysed as what was said.

mod adapter;
mod service;

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::until;

use crate::reply::CANARY;
use crate::site::{SOON, Site};
use service::{Reply, Service};

const TALK: &str = r#"{"task":"transcribe","duration":7.5,"text":"","segments":[
    {"type":"transcript.text.segment","id":"seg_1","start":0.0,"end":3.2,"speaker":"A","text":"What would you like to change?"},
    {"type":"transcript.text.segment","id":"seg_2","start":3.9,"end":7.5,"speaker":"B","text":"I want to drink less, really."}]}"#;

/// A job waits so long for a transcriber that was away, and then some.
const LATER: Duration = Duration::from_mins(1);

async fn site(service: &Service) -> Site {
    Site::with(&[
        ("COLLOQUY_TRANSCRIBER_URL", &service.url),
        ("COLLOQUY_TRANSCRIBER_KEY", "the operator's"),
        ("COLLOQUY_TRANSCRIBER_MODEL", "gpt-4o-transcribe-diarize"),
    ])
    .await
}

fn announced(content_type: &str, file_name: &str, bytes: usize) -> Value {
    json!({
        "file_name": file_name,
        "file_size_bytes": bytes,
        "content_type": content_type,
        "user_metadata": { "patient": CANARY },
        "options": { "include_conversation": true, "include_diagnostics": true },
    })
}

/// Uploads a recording and returns its job.
async fn upload(site: &Site, bytes: &[u8]) -> String {
    site.client.upload(&announced("audio/mpeg", &format!("{CANARY}.mp3"), bytes.len()), bytes).await
}

async fn transcribing(site: &Site, service: &Service, job: &str) {
    let asked = async || (!service.asked().is_empty()).then_some(());
    until("the transcriber to be asked", SOON, asked).await;
    let stage = async || (site.client.job(job).await["progress"]["stage"] == "transcribing").then_some(());
    until("the job to say what it is doing", SOON, stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_transcriber_they_are_refused_at_once() {
    let site = Site::start().await;
    for (content_type, name) in [("audio/wav", "a.wav"), ("video/mp4", "a.mp4"), ("application/octet-stream", "a.M4A")]
    {
        let announced = announced(content_type, name, 1000);
        let answer = site.client.post("/v1/conversations/jobs/start-multipart", &announced).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{:?}", answer.body);
        assert_eq!(answer.body["code"], "transcriber_not_configured");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_is_analysed_with_who_said_it_and_when() {
    let service = Service::start(Reply::json(TALK)).await;
    let site = site(&service).await;
    // Two parts.
    let recording: Vec<u8> = (0..9 << 20).map(|at: u32| b'a' + u8::try_from(at % 23).unwrap()).collect();
    let job = upload(&site, &recording).await;
    let document = site.client.completed(&job, SOON).await;
    let response = &document["conversations_response"];
    let turns = response["conversation"]["talk_turns"].as_array().expect("turns");
    let said = |at: usize| {
        let turn = &turns[at];
        [&turn["input"], &turn["speaker"]["id"], &turn["start_time"], &turn["end_time"]].map(Value::clone)
    };
    assert_eq!(turns.len(), 2);
    assert_eq!(said(0), [json!("What would you like to change?"), json!("A"), json!("0.0"), json!("3.2")]);
    assert_eq!(said(1), [json!("I want to drink less, really."), json!("B"), json!("3.9"), json!("7.5")]);
    assert_eq!(response["diagnostics"]["input_format"], "whisper");
    assert_eq!(response["analytics"]["conversation_analytics"]["talk_turn_count"], 2);
    let [asked] = service.asked().try_into().expect("one request");
    assert!(asked.body.contains(std::str::from_utf8(&recording).unwrap()), "every byte, in order");
    assert!(asked.body.contains("diarized_json"), "what the model is known for");
    assert_eq!(asked.authorization.as_deref(), Some("Bearer the operator's"));
    assert!(!asked.body.contains(CANARY), "neither the file's name nor what is known of it goes out");
    site.unharmed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kinds_that_no_transcriber_takes_stay_refused() {
    let service = Service::start(Reply::json(TALK)).await;
    let site = site(&service).await;
    for (content_type, name) in [("audio/ogg", "a.ogg"), ("video/quicktime", "a.mov"), ("", "a.flac")] {
        let announced = announced(content_type, name, 1000);
        let answer = site.client.post("/v1/conversations/jobs/start-multipart", &announced).await;
        let expected =
            if content_type.is_empty() { StatusCode::BAD_REQUEST } else { StatusCode::UNSUPPORTED_MEDIA_TYPE };
        assert_eq!(answer.status, expected, "{:?}", answer.body);
        assert_ne!(answer.body["code"], "transcriber_not_configured");
    }
    assert!(service.asked().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_is_refused_fails_its_job_and_is_not_sent_again() {
    let reply = Reply { status: 422, ..Reply::json(r#"{"error":"said in private"}"#) };
    let service = Service::start(reply).await;
    let site = site(&service).await;
    let job = upload(&site, b"ID3 no music").await;
    let document = site.client.finished(&job, SOON).await;
    assert_eq!((&document["status"], &document["error"]["code"]), (&json!("failed"), &json!("transcriber_refused")));
    assert!(!document["error"]["detail"].as_str().expect("a detail").contains("private"));
    assert_eq!(service.asked().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transcriber_that_is_away_costs_time_and_no_attempt() {
    let away = Reply { status: 503, ..Reply::json("") };
    let service = Service::answering(vec![away, Reply::json(TALK)]).await;
    let site = site(&service).await;
    let job = upload(&site, b"ID3 music").await;
    let document = site.client.completed(&job, LATER).await;
    assert_eq!(document["progress"]["attempt"], 1);
    assert_eq!(service.asked().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_cancelled_in_the_middle_of_its_transcription() {
    let service = Service::start(Reply { hangs: true, ..Reply::json("") }).await;
    let site = site(&service).await;
    let job = upload(&site, b"ID3 music").await;
    transcribing(&site, &service, &job).await;
    let answer = site.client.post(&format!("/v1/conversations/jobs/{job}/cancel"), &json!({})).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    assert_eq!(site.client.finished(&job, SOON).await["status"], "cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_killed_in_the_middle_of_a_transcription_has_it_done_again() {
    let service = Service::answering(vec![Reply { hangs: true, ..Reply::json("") }, Reply::json(TALK)]).await;
    let mut site = site(&service).await;
    let job = upload(&site, b"ID3 music").await;
    transcribing(&site, &service, &job).await;
    site.server.kill();
    site.server.restart();
    let document = site.client.completed(&job, LATER).await;
    assert_eq!(document["progress"]["attempt"], 2);
    assert_eq!(service.asked().len(), 2);
}
