//! `/metrics`: every name is there, the page is OpenMetrics, and nothing in it is anybody's.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::json;
use tests::{Client, Dialogue, request, until};

use crate::reply::{CANARY, get, post, reply};
use crate::site::{SOON, Site};

const JOBS: &str = "/v1/conversations/jobs";

/// A sample's name and labels as they stand on the page, and its value.
type Samples = BTreeMap<String, f64>;

/// Checks the page line by line: every sample belongs to the family declared last, no series comes twice, values are
/// numbers, and the end is marked (OpenMetrics 1.0, §ABNF, as far as we use it).
fn read(page: &str) -> Samples {
    let body = page.strip_suffix("# EOF\n").expect("the end is marked");
    let mut samples = Samples::new();
    let mut families = BTreeSet::new();
    let mut family = ("", "");
    for line in body.lines() {
        if let Some(told) = line.strip_prefix("# HELP ") {
            let (name, help) = told.split_once(' ').expect("a name and what it is");
            assert!(!help.is_empty(), "{line}");
            assert!(families.insert(name), "{name} is declared once");
            family = (name, "");
        } else if let Some(told) = line.strip_prefix("# TYPE ") {
            let (name, kind) = told.split_once(' ').expect("a name and a type");
            assert_eq!(name, family.0, "help and type belong together");
            assert!(matches!(kind, "counter" | "gauge" | "histogram" | "info"), "{line}");
            family.1 = kind;
        } else {
            let (series, value) = line.rsplit_once(' ').expect("a series and a value");
            let name = series.split('{').next().expect("a name");
            let suffix = name.strip_prefix(family.0).unwrap_or_else(|| panic!("{line} is not of {}", family.0));
            let fits = match family.1 {
                "counter" => suffix == "_total",
                "histogram" => matches!(suffix, "_bucket" | "_sum" | "_count"),
                "info" => suffix == "_info",
                _ => suffix.is_empty(),
            };
            assert!(fits, "{line} does not look like a {}", family.1);
            let value: f64 = value.parse().expect("a value is a number");
            assert!(value >= 0.0, "{line}");
            assert!(samples.insert(series.to_owned(), value).is_none(), "{series} comes once");
        }
    }
    samples
}

async fn page(client: &Client) -> String {
    let answer = get(client, "/metrics").await;
    let content_type = answer.header("content-type");
    assert_eq!(
        (answer.status, content_type),
        (200, Some("application/openmetrics-text; version=1.0.0; charset=utf-8"))
    );
    answer.text
}

/// Of counts, which are whole.
#[expect(clippy::cast_possible_truncation, reason = "what a test counts is small")]
fn counted(samples: &Samples, prefix: &str) -> i64 {
    sum(samples, prefix).round() as i64
}

/// The sum of all series whose name starts so.
fn sum(samples: &Samples, prefix: &str) -> f64 {
    samples.iter().filter(|(series, _)| series.starts_with(prefix)).map(|(_, value)| value).sum()
}

const NAMES: &[&str] = &[
    "colloquy_jobs_total{status=\"completed\"}",
    "colloquy_jobs_total{status=\"failed\"}",
    "colloquy_jobs_total{status=\"cancelled\"}",
    "colloquy_webhook_attempts_total{outcome=\"delivered\"}",
    "colloquy_jobs_in_state{status=\"awaiting_upload\"}",
    "colloquy_jobs_in_state{status=\"queued\"}",
    "colloquy_jobs_in_state{status=\"processing\"}",
    "colloquy_job_queue_seconds_count",
    "colloquy_job_run_seconds_count",
    "colloquy_queue_oldest_age_seconds",
    "colloquy_claim_batch_jobs_count",
    "colloquy_heartbeat_age_seconds",
    "colloquy_stale_writes_refused_total",
    "colloquy_leases_lost_total",
    "colloquy_tickets_due",
    "colloquy_tickets_oldest_due_seconds",
    "colloquy_tickets_published_total",
    "colloquy_tickets_returned_total",
    "colloquy_tickets_timed_out_total",
    "colloquy_garbage_pending",
    "colloquy_turns_parsed_total",
    "colloquy_utterances_analysed_total",
    "colloquy_analyses_abandoned_total",
    "colloquy_upload_bytes_total",
    "colloquy_upload_parts_resigned_total",
    "colloquy_http_request_duration_seconds_count",
    "colloquy_http_wait_seconds_count",
    "colloquy_followers",
    "colloquy_queue_link{state=\"up\"}",
    "colloquy_workers_alive",
    "colloquy_worker_slots_alive",
    "colloquy_jobs_rescued_total",
    "colloquy_jobs_pruned_total",
    "colloquy_jobs_erased_total",
    "colloquy_lease_overrun_seconds",
    "colloquy_build_info",
];

#[tokio::test]
async fn every_name_is_there_and_counts() {
    let site = Site::start().await;
    let client = &site.client;
    let inline = client.submit(&request(Dialogue { turns: 30, seed: 1 })).await;
    client.completed(&inline, SOON).await;
    get(client, &format!("{JOBS}/{inline}?wait=1")).await.document();
    let file = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello.\n";
    let announced = json!({ "file_name": "a.vtt", "file_size_bytes": file.len(), "content_type": "text/vtt" });
    let uploaded = client.upload(&announced, file).await;
    client.completed(&uploaded, SOON).await;
    let broken = json!({ "file_name": "a.vtt", "file_size_bytes": 9, "content_type": "text/vtt" });
    let broken = client.upload(&broken, b"WEBVTT\n\nx").await;
    assert_eq!(client.finished(&broken, SOON).await["status"], "failed");
    let waiting = client.start_upload(&announced).await.job;
    get(client, &format!("{JOBS}/{waiting}")).await.document();

    // What the store knows is looked up every few seconds only, and the heart beats by itself.
    let samples = until("the page to know everything", SOON, async || {
        let samples = read(&page(client).await);
        let told = NAMES.iter().all(|name| samples.keys().any(|series| series.starts_with(name)));
        (told && counted(&samples, "colloquy_jobs_in_state{status=\"awaiting_upload\"}") == 1).then_some(samples)
    })
    .await;
    for (series, value) in [
        ("colloquy_jobs_total{status=\"completed\"}", 2),
        ("colloquy_jobs_total{status=\"failed\"}", 1),
        ("colloquy_jobs_total{status=\"cancelled\"}", 0),
        ("colloquy_job_run_seconds_count", 3),
        ("colloquy_claim_batch_jobs_sum", 3),
        ("colloquy_turns_parsed_total", 31),
        ("colloquy_upload_bytes_total", 39 + 9),
        ("colloquy_upload_parts_resigned_total", 1),
        ("colloquy_queue_link{state=\"up\"}", 1),
        ("colloquy_queue_link{state=\"down\"}", 0),
        ("colloquy_workers_alive", 1),
    ] {
        assert_eq!(counted(&samples, series), value, "{series}");
    }
    assert!(sum(&samples, "colloquy_utterances_analysed_total") >= 31.0);
    assert!(sum(&samples, "colloquy_worker_slots_alive") > 0.0);
    let asked = "colloquy_http_request_duration_seconds_count{route=\"/v1/conversations/jobs\",method=\"POST\"";
    assert_eq!(counted(&samples, &format!("{asked},status=\"200\"}}")), 1);
}

#[tokio::test]
async fn nothing_on_the_page_is_anybodys() {
    let site = Site::start().await;
    let neighbour = site.neighbour().await;
    let client = site.client.clone();
    let mut body = request(Dialogue { turns: 3, seed: 1 });
    body["talk_turns"][0]["input"] = CANARY.into();
    body["user_metadata"] = CANARY.into();
    body["conversation_id"] = CANARY.into();
    let sent = client.request(Method::POST, JOBS).header("idempotency-key", CANARY).header("x-request-id", CANARY);
    let job = reply(sent.json(&body)).await.id();
    client.completed(&job, SOON).await;
    let announced = json!({ "file_name": format!("{CANARY}.vtt"), "file_size_bytes": 9, "content_type": "text/vtt" });
    let upload = client.start_upload(&announced).await.job;
    post(&neighbour, JOBS, "{").await.refused(400, "json_truncated");
    for path in ["/kanarienvogel", "/v1/conversations/jobs/kanarienvogel", "/v1/token?kanarienvogel"] {
        for method in ["GET", "PUT", "KANARIENVOGEL"] {
            let method = Method::from_bytes(method.as_bytes()).expect("a method is a word");
            assert!((400..500).contains(&reply(client.request(method, path)).await.status));
        }
    }
    let page = page(&client).await;
    let samples = read(&page);
    assert!(sum(&samples, "colloquy_http_request_duration_seconds_count{route=\"unmatched\",method=\"other\"") > 0.0);
    for private in [CANARY, &job, &upload, &client.mpathic_id, &client.client_id, &neighbour.client_id] {
        assert!(!page.to_lowercase().contains(&private.to_lowercase()), "{private} is on the page");
    }
    site.unharmed().await;
}
