//! Memory is bounded by a constant, whatever the transcript: a million turns through a whole process.
//!
//! `TEST_TURNS` sets how many; where the code is not optimised a plain run takes a tenth of that. Each case prints its
//! peak and its pace.

mod followers;
mod transcript;

use std::time::{Duration, Instant};

use futures::future::join_all;
use futures::stream::{self, StreamExt as _};
use serde_json::{Value, json};
use tests::{Client, Form, Server, peak_memory_bytes, setting};
use tokio::sync::mpsc;
use transcript::Shape;

/// The program under test.
const API: &str = env!("CARGO_BIN_EXE_api-under-test");

/// What the process may hold at once, ever.
const BOUND: u64 = 256_000_000;
const LIMIT: Duration = Duration::from_mins(10);

fn turns() -> usize {
    usize::try_from(setting("TEST_TURNS", 1_000_000, 100_000)).expect("a number of turns")
}

/// One transcript through one fresh process: uploaded part by part, completed, analysed, its document read.
async fn case(name: &str, shape: Shape, options: Value) -> Value {
    let turns = turns();
    let server = Server::start(API, &[]);
    let client = server.client().await;
    let (job, bytes) = upload(&client, shape, turns, options).await;
    let began = Instant::now();
    let document = client.completed(&job, LIMIT).await;
    within_bound(name, &server, turns, bytes, began.elapsed());
    assert!(shape == Shape::GzippedNdjson || bytes / turns > 100, "{bytes} bytes are no long transcript");
    whole(&document, turns);
    document
}

#[expect(clippy::print_stdout, reason = "the figures")]
#[expect(clippy::cast_precision_loss, reason = "a count of turns, for people")]
fn within_bound(name: &str, server: &Server, turns: usize, bytes: usize, took: Duration) {
    let peak = peak_memory_bytes(server.process_id());
    let (pace, megabytes) = (turns as f64 / took.as_secs_f64(), bytes / 1_000_000);
    println!("{name}: {turns} turns, {megabytes} MB, {pace:.0} turns/s, peak {} MB", peak / 1_000_000);
    assert!(peak < BOUND, "{name}: a peak of {peak} bytes");
}

fn whole(document: &Value, turns: usize) {
    let whole = &document["conversations_response"]["analytics"]["conversation_analytics"];
    assert_eq!(whole["talk_turn_count"], turns);
    assert_eq!(document["progress"]["done"], turns);
}

/// Writes the transcript twice, once to learn its size and once for good, and holds a part of it at a time.
async fn upload(client: &Client, shape: Shape, turns: usize, options: Value) -> (String, usize) {
    let size = tokio::task::spawn_blocking(move || transcript::size(shape, turns)).await.expect("a size");
    let announced = json!({
        "file_name": shape.file_name(),
        "file_size_bytes": size,
        "content_type": shape.content_type(),
        "options": options,
    });
    let started = client.start_upload(&announced).await;
    let (parts, mut written) = mpsc::channel(1);
    let writing =
        tokio::task::spawn_blocking(move || transcript::write_parts(shape, turns, started.part_bytes, &parts));
    for (_, url) in &started.urls {
        let part = written.recv().await.expect("as many parts as were planned");
        client.put_part(url, part).await;
    }
    assert!(written.recv().await.is_none(), "no more parts than were planned");
    writing.await.expect("the transcript is written");
    let path = format!("/v1/conversations/jobs/{}/complete-multipart", started.job);
    let completed = client.post(&path, &json!({ "parts": null })).await;
    assert_eq!(completed.status, 200, "{:?}", completed.body);
    (started.job, size)
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_of_turns() {
    case("NDJSON", Shape::Ndjson, json!({})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_of_turns_that_are_kept() {
    let document = case("NDJSON, conversation kept", Shape::Ndjson, json!({ "include_conversation": true })).await;
    assert_eq!(document["conversations_response"]["conversation"], Value::Null, "too long to be inlined");
}

/// All turns of a result, by a client that reads them as they come.
#[tokio::test(flavor = "multi_thread")]
async fn a_result_that_is_read_whole() {
    let turns = turns();
    let server = Server::start(API, &[]);
    let client = server.client().await;
    let (job, _) = upload(&client, Shape::Ndjson, turns, json!({ "include_conversation": true })).await;
    whole(&client.completed(&job, LIMIT).await, turns);
    for (format, coding) in [("ndjson", "identity"), ("json", "zstd"), ("csv", "gzip")] {
        let began = Instant::now();
        let path = format!("/v1/conversations/jobs/{job}/results?format={format}");
        let request = client.request(reqwest::Method::GET, &path).header("accept-encoding", coding);
        let mut answer = request.send().await.expect("the server answers");
        let (mut lines, mut read) = (0, 0);
        while let Some(piece) = answer.chunk().await.expect("to its end") {
            lines += piece.split(|&byte| byte == b'\n').count() - 1;
            read += piece.len();
        }
        assert!(format != "ndjson" || lines == turns, "{lines} lines");
        within_bound(&format!("read as {format}, {coding}"), &server, turns, read, began.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_request_whose_options_follow_its_turns() {
    let document = case("request object", Shape::Request, json!({})).await;
    assert_eq!(document["conversations_response"]["conversation"], Value::Null, "too long to be inlined");
    let diagnostics = &document["conversations_response"]["diagnostics"];
    assert_eq!(diagnostics["talk_turns"], document["progress"]["done"], "the options were read");
}

#[tokio::test(flavor = "multi_thread")]
async fn gzipped_lines_of_turns() {
    case("gzipped NDJSON", Shape::GzippedNdjson, json!({})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webvtt_transcript() {
    case("WebVTT", Shape::WebVtt, json!({})).await;
}

/// One part of the file is in memory, and never the file.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_in_a_form() {
    let turns = turns();
    let server = Server::start(API, &[]);
    let client = server.client().await;
    let began = Instant::now();
    let (pieces, written) = mpsc::channel(1);
    let writing = tokio::task::spawn_blocking(move || transcript::write_parts(Shape::Ndjson, turns, 1 << 20, &pieces));
    let begin = Form::default().up_to_a_file(Shape::Ndjson.file_name(), Shape::Ndjson.content_type());
    let pieces = stream::unfold(written, |mut written| async { written.recv().await.map(|piece| (piece, written)) });
    let body = stream::iter([begin]).chain(pieces).chain(stream::iter([Form::after_a_file()]));
    let request = client.request(reqwest::Method::POST, "/v1/files").header("content-type", Form::content_type());
    let body = reqwest::Body::wrap_stream(body.map(Ok::<_, std::convert::Infallible>));
    let kept = Client::send(request.body(body)).await;
    assert_eq!(kept.status, 200, "{:?}", kept.body);
    writing.await.expect("the transcript is written");
    let bytes = usize::try_from(kept.body["file_size_bytes"].as_u64().expect("a number")).expect("it fits");
    assert!(bytes / turns > 100, "{bytes} bytes are no long transcript");
    within_bound("form, arriving", &server, turns, bytes, began.elapsed());
    let began = Instant::now();
    let job = client.submit(&json!({ "file_id": kept.body["file_id"] })).await;
    whole(&client.completed(&job, LIMIT).await, turns);
    within_bound("form, analysed", &server, turns, bytes, began.elapsed());
}

/// Uploads and analyses beside each other: the bound is the process's, not a job's.
#[tokio::test(flavor = "multi_thread")]
async fn transcripts_of_every_shape_at_once() {
    const SHAPES: [Shape; 4] = [Shape::Ndjson, Shape::GzippedNdjson, Shape::Request, Shape::WebVtt];
    let each = turns() / SHAPES.len();
    let server = Server::start(API, &[]);
    let client = server.client().await;
    let began = Instant::now();
    let bytes = join_all(SHAPES.map(async |shape| {
        let (job, bytes) = upload(&client, shape, each, json!({ "include_conversation": true })).await;
        whole(&client.completed(&job, LIMIT).await, each);
        bytes
    }));
    let bytes = bytes.await.into_iter().sum();
    within_bound("all at once, with their uploads", &server, each * SHAPES.len(), bytes, began.elapsed());
}
