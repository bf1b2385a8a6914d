//! `--demo`: the bundled transcript, all the way through the real HTTP path, for a person to watch.
//!
//! What must stay true: it uses nothing that a client could not use; what it prints to do by hand is what it did.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use crate::serve::Reachable;

const TRANSCRIPT: &str = include_str!("../demo/session.vtt");

/// What went wrong on the way.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DemoFailed {
    #[error(
        "there are clients already, but no development credentials in the data directory; set COLLOQUY_DATA_DIR to a new one"
    )]
    NoCredentials,
    #[error("a request did not get through")]
    Request(#[source] reqwest::Error),
    #[error("{what} was answered with {status}")]
    Refused { what: &'static str, status: u16 },
    #[error("an answer lacks {0}")]
    Lacks(&'static str),
    #[error("the job ended as {0}")]
    Ended(String),
}

/// Runs the bundled transcript through the server at `reachable`, prints what came of it and how to do it by hand.
pub(crate) async fn run(reachable: &Reachable) -> Result<(), DemoFailed> {
    let credentials = reachable.credentials.as_ref().ok_or(DemoFailed::NoCredentials)?;
    let session =
        Session { http: Client::new(), url: reachable.url.clone(), mpathic_id: credentials.mpathic_id.clone() };
    let token = session
        .call(
            "the token",
            session.http.post(session.at("/v1/token")).json(&json!({
                "grant_type": "client_credentials",
                "client_id": credentials.client_id,
                "client_secret": credentials.client_secret,
            })),
        )
        .await?;
    let token = text(&token, "/access_token", "access_token")?;
    let job = session.upload(&token).await?;
    let document = session.follow(&token, &job).await?;
    summary(&document);
    by_hand(reachable, &credentials.mpathic_id, &credentials.client_id);
    Ok(())
}

struct Session {
    http: Client,
    url: String,
    mpathic_id: String,
}

impl Session {
    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    async fn call(&self, what: &'static str, request: RequestBuilder) -> Result<Value, DemoFailed> {
        let answer = request.header("mpathic-id", &self.mpathic_id).send().await.map_err(DemoFailed::Request)?;
        if !answer.status().is_success() {
            return Err(DemoFailed::Refused { what, status: answer.status().as_u16() });
        }
        answer.json().await.map_err(DemoFailed::Request)
    }

    /// Announces the file, puts its parts where it is told to, completes. Returns the job's id.
    async fn upload(&self, token: &str) -> Result<String, DemoFailed> {
        let announce =
            self.http.post(self.at("/v1/conversations/jobs/start-multipart")).bearer_auth(token).json(&json!({
                "file_name": "session.vtt",
                "file_size_bytes": TRANSCRIPT.len(),
                "content_type": "text/vtt",
                "options": { "include_conversation": true },
            }));
        let started = self.call("start-multipart", announce).await?;
        let job = text(&started, "/id", "id")?;
        let part_bytes = started.pointer("/upload/part_size_bytes").and_then(Value::as_u64);
        let part_bytes = usize::try_from(part_bytes.ok_or(DemoFailed::Lacks("part_size_bytes"))?).unwrap_or(usize::MAX);
        let urls = started.pointer("/upload/parts").and_then(Value::as_array).ok_or(DemoFailed::Lacks("parts"))?;
        let bar = bar("uploading ", TRANSCRIPT.len() as u64, "bytes");
        let mut parts = Vec::new();
        for (part, bytes) in urls.iter().zip(TRANSCRIPT.as_bytes().chunks(part_bytes)) {
            let url = text(part, "/url", "url")?;
            let put = self.http.put(url).body(bytes.to_vec()).send().await.map_err(DemoFailed::Request)?;
            if !put.status().is_success() {
                return Err(DemoFailed::Refused { what: "a part", status: put.status().as_u16() });
            }
            let etag = put.headers().get("etag").and_then(|v| v.to_str().ok()).ok_or(DemoFailed::Lacks("ETag"))?;
            parts.push(json!({ "part_number": part["part_number"], "etag": etag }));
            bar.inc(bytes.len() as u64);
        }
        bar.finish();
        let complete = self.http.post(self.at(&format!("/v1/conversations/jobs/{job}/complete-multipart")));
        self.call("complete-multipart", complete.bearer_auth(token).json(&json!({ "parts": parts }))).await?;
        Ok(job)
    }

    /// Polls until the job has ended.
    async fn follow(&self, token: &str, job: &str) -> Result<Value, DemoFailed> {
        let turns = TRANSCRIPT.matches(" --> ").count() as u64;
        let bar = bar("analysing ", turns, "turns");
        loop {
            let poll = self.http.get(self.at(&format!("/v1/conversations/jobs/{job}"))).bearer_auth(token);
            let document = self.call("the job", poll).await?;
            bar.set_position(document.pointer("/progress/done").and_then(Value::as_u64).unwrap_or(0));
            match document["status"].as_str() {
                Some("completed") => {
                    bar.set_position(turns);
                    bar.finish();
                    return Ok(document);
                }
                Some(ended @ ("failed" | "cancelled")) => return Err(DemoFailed::Ended(ended.to_owned())),
                _ => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }
}

fn text(value: &Value, pointer: &str, name: &'static str) -> Result<String, DemoFailed> {
    value.pointer(pointer).and_then(Value::as_str).map(str::to_owned).ok_or(DemoFailed::Lacks(name))
}

fn bar(what: &'static str, length: u64, unit: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix}[{bar:40}] {pos}/{len} {msg}").expect("the template is constant");
    ProgressBar::new(length).with_style(style.progress_chars("=> ")).with_prefix(what).with_message(unit)
}

#[expect(clippy::print_stdout, reason = "the demonstration's result, for the person who asked for it")]
fn summary(document: &Value) {
    let analytics = &document["conversations_response"]["analytics"];
    let whole = &analytics["conversation_analytics"];
    println!();
    println!(
        "{} talk turns, {} utterances, job {}",
        whole["talk_turn_count"], whole["utterance_count"], document["id"]
    );
    println!();
    println!("{:<10} {:>6} {:>11} {:>10}  most frequent behaviors", "speaker", "turns", "utterances", "curiosity");
    for speaker in analytics["speaker_analytics"].as_array().into_iter().flatten() {
        let a = &speaker["analytics"];
        println!(
            "{:<10} {:>6} {:>11} {:>10}  {}",
            speaker["id"].as_str().or(speaker["role"].as_str()).unwrap_or("?"),
            a["talk_turn_count"].to_string(),
            a["utterance_count"].to_string(),
            score(&a["metrics"]["curiosity"]),
            frequent(&a["behavior_counts"]),
        );
    }
    let extended = &analytics["extended"];
    println!();
    println!(
        "sentiment: mean {} (from -1 to 1), {}",
        extended["sentiment"]["mean"],
        words(&extended["sentiment"]["trend"])
    );
    println!("spoken of: {}", names(&extended["topics"]["suggested"], "name", |_| true));
    for (list, what) in [("safety", "talk of harm"), ("checklist", "shown"), ("lowlights", "friction")] {
        let shown = |item: &Value| item["status"] == 1;
        println!("{what}: {}", names(&whole[list], "title", shown));
    }
}

/// The first names of what is so.
fn names(items: &Value, member: &str, is_so: impl Fn(&Value) -> bool) -> String {
    let items = items.as_array().into_iter().flatten().filter(|item| is_so(item));
    let names: Vec<&str> = items.map(|item| words(&item[member])).take(6).collect();
    if names.is_empty() { "-".to_owned() } else { names.join(", ") }
}

fn words(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}

fn score(metric: &Value) -> String {
    metric["score"].as_f64().map_or_else(|| "-".to_owned(), |score| format!("{score:.2}"))
}

fn frequent(counts: &Value) -> String {
    let mut counts: Vec<(&str, u64)> =
        counts.as_object().into_iter().flatten().map(|(name, n)| (name.as_str(), n.as_u64().unwrap_or(0))).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    counts.iter().take(4).map(|(name, n)| format!("{name} {n}")).collect::<Vec<_>>().join(", ")
}

#[expect(clippy::print_stdout, reason = "the demonstration's result, for the person who asked for it")]
fn by_hand(reachable: &Reachable, mpathic_id: &str, client_id: &str) {
    let (url, bytes) = (&reachable.url, TRANSCRIPT.len());
    let file = reachable.data_dir.join("dev-credentials.json");
    let file = file.display();
    println!(
        r#"
The same by hand (from the repository's root):

SECRET=$(sed -n 's/.*"client_secret": "\(.*\)".*/\1/p' '{file}')
TOKEN=$(curl -s {url}/v1/token -H 'mpathic-id: {mpathic_id}' -H 'Content-Type: application/json' \
  -d '{{"grant_type":"client_credentials","client_id":"{client_id}","client_secret":"'$SECRET'"}}' \
  | sed -E 's/.*"access_token":"([^"]+)".*/\1/')
START=$(curl -s {url}/v1/conversations/jobs/start-multipart -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \
  -d '{{"file_name":"session.vtt","file_size_bytes":{bytes},"content_type":"text/vtt"}}')
JOB=$(echo "$START" | sed -E 's/^\{{"id":"([^"]+)".*/\1/')
curl -s -T api/demo/session.vtt "$(echo "$START" | sed -E 's/.*"part_number":1,"url":"([^"]+)".*/\1/')"
curl -s {url}/v1/conversations/jobs/$JOB/complete-multipart -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{{"parts":null}}'
curl -s {url}/v1/conversations/jobs/$JOB -H 'mpathic-id: {mpathic_id}' -H "Authorization: Bearer $TOKEN"

Still serving; Ctrl-C ends it."#
    );
}
