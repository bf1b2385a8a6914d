//! What clients say stays between them and their results: no log, metric or error repeats any of it, however it went in
//! and whatever was wrong with it.

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tests::{Client, Form, Server, until};

use crate::API;
use crate::reply::{Reply, get, reply};
use crate::site::SOON;

const JOBS: &str = "/v1/conversations/jobs";

/// One for each place, so that a leak says where it is.
fn canary(place: &str) -> String {
    format!("kanarienvogel-{place}")
}

fn turn() -> Value {
    json!({
        "input": format!("I am {} and you are terrible, {}.", canary("text"), canary("name")),
        "talk_turn_id": canary("turn-id"),
        "speaker": { "id": canary("speaker"), "role": canary("role") },
        "start_time": "00:00:01",
        "end_time": "00:00:02",
    })
}

/// A conversations request, with something changed in it.
fn body(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut body = json!({
        "talk_turns": [turn(), turn()],
        "conversation_id": canary("conversation"),
        "user_metadata": { canary("key"): canary("value") },
        "include_conversation": true,
        canary("member"): canary("of-a-member"),
    });
    change(&mut body);
    body.to_string().into_bytes()
}

fn broken() -> Vec<Vec<u8>> {
    vec![
        body(|body| body["talk_turns"][1]["input"] = json!({ canary("wrong"): canary("wrong") })),
        body(|body| body["talk_turns"][1]["speaker"] = canary("wrong").into()),
        body(|body| body["talk_turns"][1]["start_time"] = canary("wrong").into()),
        body(|body| body["talk_turns"][1] = canary("wrong").into()),
        body(|body| body["talk_turns"] = canary("wrong").into()),
        body(|body| body["user_metadata"] = json!({ canary("long"): canary("long").repeat(10_000) })),
        body(|body| body["conversation_id"] = canary("long").repeat(1_000).into()),
        body(|body| body["conversation_id"] = format!("{}\0", canary("zero")).into()),
        body(|body| body["confidence_threshold"] = canary("wrong").into()),
        body(|body| body["on_error"] = canary("wrong").into()),
        body(|body| body["include_conversation"] = canary("wrong").into()),
        format!("{{\"talk_turns\": [{{\"input\": \"{}", canary("truncated")).into_bytes(),
        canary("nonsense").into_bytes(),
    ]
}

/// File name, content type and content.
fn files() -> Vec<(String, &'static str, Vec<u8>)> {
    let line = |text: String| format!("{}\n", json!({ "input": text }));
    let broken_lines = line(canary("line")) + &format!("{{\"input\": [\"{}\"]}}\n", canary("broken-line"));
    let vtt = |time: &str| {
        format!("WEBVTT\n\n{}\n{time}\n<v {}>{}\n", canary("cue"), canary("voice"), canary("caption")).into_bytes()
    };
    vec![
        (canary("a.vtt"), "text/vtt", vtt("00:01.000 --> 00:02.000")),
        (canary("b.vtt"), "text/vtt", vtt(&canary("time"))),
        (canary("c.ndjson"), "application/x-ndjson", broken_lines.into_bytes()),
        (
            canary("d.csv"),
            "text/csv",
            format!("{},{}\n{},x\n", canary("c1"), canary("c2"), canary("cell")).into_bytes(),
        ),
        (canary("e.json"), "application/json", body(|body| body["on_error"] = canary("option").into())),
        (canary("f.json"), "application/json", body(|_| ())),
        (canary("g.txt"), "text/plain", format!("{}: {}\n", canary("who"), canary("what")).into_bytes()),
        (canary("h.srt"), "application/x-subrip", format!("1\n{}\n{}\n", canary("when"), canary("what")).into_bytes()),
        (canary("i.gz"), "application/octet-stream", [b"\x1f\x8b\x08\0", canary("gzip").as_bytes()].concat()),
    ]
}

fn sent(client: &Client, path: &str, body: Vec<u8>) -> RequestBuilder {
    let request = client.request(Method::POST, path).header(CONTENT_TYPE, "application/json");
    request.header("tracestate", canary("trace")).header("user-agent", canary("agent")).body(body)
}

/// What may be said of it: nothing but a document of the job itself, to its own tenant.
fn silent(answer: &Reply) {
    assert!(answer.status < 300 || !answer.text.contains("kanarienvogel"), "{}: {}", answer.status, answer.text);
}

#[tokio::test]
async fn nothing_that_was_said_is_repeated_to_anybody_else() {
    let mut server = Server::start(API, &[("RUST_LOG", "debug")]);
    let client = server.client().await;
    let mut accepted = Vec::new();
    let keyed = |body| sent(&client, JOBS, body).header("idempotency-key", canary("idempotency"));
    let spoken = reply(keyed(body(|_| ()))).await.id();
    accepted.push(spoken.clone());
    reply(keyed(body(|body| body["user_metadata"] = "another".into()))).await.refused(422, "idempotency_key_reused");
    // Malformed turns that are passed over are told in the result.
    let passed_over = body(|body| {
        body["on_error"] = "report".into();
        body["talk_turns"][1]["input"] = json!([canary("passed-over")]);
    });
    accepted.push(reply(sent(&client, JOBS, passed_over)).await.id());
    let bodies = broken();
    let mut refusals = bodies.len();
    for body in bodies {
        let refused = reply(sent(&client, JOBS, body)).await;
        silent(&refused);
        // What looks wrong may be taken as it is.
        if refused.status == 200 {
            accepted.push(refused.id());
            refusals -= 1;
        }
    }
    assert!(refusals > 8, "{refusals} bodies were refused");
    for (file_name, content_type, file) in files() {
        let announced = json!({
            "file_name": file_name,
            "file_size_bytes": file.len(),
            "content_type": content_type,
            "user_metadata": { canary("upload-key"): [canary("upload-value")] },
        });
        accepted.push(client.upload(&announced, &file).await);
    }
    for wrong in [
        json!({ "file_name": [canary("file")], "file_size_bytes": 9, "content_type": "text/vtt" }),
        json!({ "file_name": canary("file"), "file_size_bytes": canary("size"), "content_type": "text/vtt" }),
        json!({ "file_name": canary("file"), "file_size_bytes": 9, "content_type": canary("type") }),
        json!({ "file_name": canary("file"), "file_size_bytes": 9, "content_type": "text/vtt",
            "options": { "on_error": canary("option") } }),
    ] {
        silent(&reply(sent(&client, &format!("{JOBS}/start-multipart"), wrong.to_string().into_bytes())).await);
    }
    for (file_name, content_type, file) in files() {
        let metadata = json!({ canary("form-key"): canary("form-value") }).to_string();
        let form = Form::of(&file_name, content_type, &file).text("user_metadata", &metadata);
        let kept = reply(form.text(&canary("form-name"), &canary("form-text")).post(&client)).await.document();
        let asked = json!({ "file_id": kept.at("/file_id").text(), "user_metadata": canary("of-a-files-job") });
        accepted.push(client.submit(&asked).await);
    }
    for wrong in [
        Form::of(&canary("form.mp3"), "audio/mpeg", canary("form-audio").as_bytes()),
        Form::of(&canary("form.vtt"), &canary("form/type"), canary("form-content").as_bytes()),
        Form::of(&canary("form.vtt"), "text/vtt", b"").text("user_metadata", &canary("form-value")),
        Form::of(&canary("form.vtt"), "text/vtt", b"x").text("file_id", &canary("form-id")),
        Form::default().part(&canary("form-head"), canary("form-content").as_bytes()),
    ] {
        silent(&reply(wrong.post(&client)).await);
    }
    let mut failures = 0;
    for job in &accepted {
        let end = client.finished(job, SOON).await;
        failures += usize::from(end["status"] == "failed");
        assert!(!end["error"].to_string().contains("kanarienvogel"), "{}", end["error"]);
        assert!(end["user_metadata"].to_string().contains("kanarienvogel"), "it is told to whose it is");
        let reported = end["conversations_response"]["diagnostics"].to_string();
        assert!(!reported.contains("kanarienvogel"), "{reported}");
    }
    assert!(failures >= 5, "of the files {failures} could not be read");
    for (method, path) in [
        (Method::GET, format!("{JOBS}/{}", canary("job"))),
        (Method::GET, format!("/{}?{}", canary("path"), canary("query"))),
        (Method::DELETE, format!("/v1/conversations/{}", canary("nobodys"))),
        (Method::POST, format!("{JOBS}/{spoken}/redrive")),
        (Method::POST, format!("{JOBS}/{spoken}/complete-multipart")),
    ] {
        let body = json!({ "parts": [{ "part_number": 1, "etag": canary("etag") }] }).to_string();
        silent(&reply(sent(&client, &path, body.into_bytes()).header("x-more", canary("header"))).await);
        silent(&reply(client.request(method, &path)).await);
    }
    let page = until("the page to know of the jobs", SOON, async || {
        let page = get(&client, "/metrics").await.text;
        page.contains("colloquy_jobs_total{status=\"failed\"}").then_some(page)
    })
    .await;
    let erased = reply(client.request(Method::DELETE, &format!("/v1/conversations/{}", canary("conversation")))).await;
    assert_eq!(erased.status, 204, "{}", erased.text);
    let said = server.said();
    assert!(server.terminate(), "a drained server exits with success");
    let log = server.log();
    assert!(log.contains("DEBUG"), "libraries tell what they do");
    for (where_, told) in [("the log", &log), ("the output", &said), ("the metrics", &page)] {
        let leaks: Vec<&str> = told.lines().filter(|line| line.contains("kanarienvogel")).collect();
        assert!(leaks.is_empty(), "{where_} repeats what was said: {leaks:#?}");
    }
}
