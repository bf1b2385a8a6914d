//! Completing and cancelling at the wrong moment or with the wrong parts. Nothing of it destroys anything.

use serde_json::{Value, json};
use tests::{Client, Started, until};

use crate::reply::{CANARY, Reply, get, post, reply};
use crate::site::{SOON, Site};
use crate::wire::Wire;

const JOBS: &str = "/v1/conversations/jobs";
const PART: usize = 5 << 20;

/// Two turns and blank lines: three parts that are quick to read.
fn file() -> Vec<u8> {
    let mut file = b"{\"input\":\"Hello.\"}\n".to_vec();
    file.resize(2 * PART + 1_000, b'\n');
    file.extend_from_slice(b"{\"input\":\"Goodbye.\"}\n");
    file
}

async fn announced(client: &Client) -> Started {
    let announced = json!({
        "file_name": "long.ndjson",
        "file_size_bytes": file().len(),
        "content_type": "application/x-ndjson",
        "preferred_part_size_bytes": PART,
        "user_metadata": CANARY,
    });
    let started = client.start_upload(&announced).await;
    assert_eq!(started.urls.len(), 3);
    started
}

fn part(number: usize) -> Vec<u8> {
    file().chunks(PART).nth(number - 1).expect("three parts").to_vec()
}

async fn put(client: &Client, started: &Started, number: usize) -> String {
    client.put_part(&started.urls[number - 1].1, part(number)).await
}

async fn complete(client: &Client, job: &str, parts: Value) -> Reply {
    post(client, &format!("{JOBS}/{job}/complete-multipart"), json!({ "parts": parts }).to_string()).await
}

async fn cancel(client: &Client, job: &str) -> Reply {
    post(client, &format!("{JOBS}/{job}/cancel-multipart"), format!(r#"{{"reason":"{CANARY}"}}"#)).await
}

fn list(parts: &[(i64, &str)]) -> Value {
    parts.iter().map(|(number, etag)| json!({ "part_number": number, "etag": etag })).collect()
}

/// A 409 with this code that names exactly these parts.
fn names(answer: &Reply, code: &str, parts: &str) {
    let problem = answer.refused(409, code);
    let detail = problem.at("/detail").text();
    assert!(detail.ends_with(&format!(": {parts}.")), "{detail}");
}

#[tokio::test]
async fn a_refused_completion_names_the_parts_and_the_upload_goes_on() {
    let site = Site::start().await;
    let client = &site.client;
    let upload = announced(client).await;
    let job = upload.job.as_str();
    names(&complete(client, job, Value::Null).await, "upload_parts_missing", "1-3");
    names(&complete(client, job, json!([])).await, "upload_parts_missing", "1-3");
    let one = put(client, &upload, 1).await;
    let three = put(client, &upload, 3).await;
    names(&complete(client, job, Value::Null).await, "upload_parts_missing", "2");
    let promised = list(&[(1, &one), (2, "0123456789abcdef0123456789abcdef"), (3, &three)]);
    names(&complete(client, job, promised).await, "upload_parts_missing", "2");

    // Of another size: the length is signed, so it does not even arrive.
    for bytes in [part(2)[1..].to_vec(), [part(2), vec![b'\n']].concat()] {
        assert_eq!(reply(client.http.put(&upload.urls[1].1).body(bytes)).await.status, 403);
    }
    // Broken off in the middle: it never was.
    let path = upload.urls[1].1.strip_prefix(&client.url).expect("parts go to the same origin");
    let mut wire = Wire::open(&client.url).await;
    wire.send(format!("PUT {path} HTTP/1.1\r\nhost: x\r\ncontent-length: {PART}\r\n\r\n")).await;
    wire.send(&part(2)[1..]).await;
    drop(wire);
    names(&complete(client, job, Value::Null).await, "upload_parts_missing", "2");

    let stale = put(client, &upload, 2).await;
    let other = reply(client.http.put(&upload.urls[1].1).body(vec![b' '; PART])).await;
    let two = other.header("etag").expect("a part has an ETag").to_owned();
    assert_ne!(stale, two, "a part that is put again is replaced");
    let (one, two, three) = (one.as_str(), two.as_str(), three.as_str());
    for (parts, code, named) in [
        (list(&[(1, one), (2, &stale), (3, three)]), "upload_etag_mismatch", "2"),
        (list(&[(1, CANARY), (2, &stale), (3, "")]), "upload_etag_mismatch", "1-3"),
        (list(&[(1, three), (2, two), (3, one)]), "upload_etag_mismatch", "1, 3"),
        (list(&[(1, one), (2, two), (2, two), (3, three)]), "upload_parts_doubled", "2"),
        (list(&[(1, one), (3, three)]), "upload_parts_missing", "2"),
        (list(&[(1, one), (2, two), (3, three), (4, one)]), "upload_parts_unexpected", "4"),
        (list(&[(0, one), (1, one), (2, two), (3, three)]), "upload_parts_unexpected", "0"),
        (list(&[(-1, one), (1, one), (2, two), (3, three)]), "upload_parts_unexpected", "-1"),
    ] {
        names(&complete(client, job, parts).await, code, named);
    }
    let awaiting = get(client, &format!("{JOBS}/{job}")).await.document();
    assert_eq!(awaiting.at("/status").text(), "awaiting_upload");

    // In any order, with or without quotes.
    let bare = two.trim_matches('"').to_owned();
    let good = list(&[(3, three), (1, one), (2, &bare)]);
    assert_eq!(complete(client, job, good.clone()).await.id(), job);
    assert_eq!(complete(client, job, good.clone()).await.id(), job);
    cancel(client, job).await.refused(409, "upload_not_open");
    let document = client.completed(job, SOON).await;
    assert_eq!(document["progress"]["done"], 2);

    // Completing what is completed is the same answer; with other parts it is not.
    let before = get(client, &format!("{JOBS}/{job}")).await.document();
    assert_eq!(complete(client, job, good).await.document(), before);
    assert_eq!(complete(client, job, Value::Null).await.document(), before);
    for parts in [json!([]), list(&[(1, one), (2, &stale), (3, three)]), list(&[(1, one), (1, one), (3, three)])] {
        complete(client, job, parts).await.refused(409, "upload_completed_differently");
    }
    cancel(client, job).await.refused(409, "upload_not_open");
    assert_eq!(get(client, &format!("{JOBS}/{job}")).await.document(), before);
    site.unharmed().await;
}

#[tokio::test]
async fn a_cancelled_upload_stays_cancelled() {
    let site = Site::start().await;
    let client = &site.client;
    let upload = announced(client).await;
    let job = upload.job.as_str();
    put(client, &upload, 1).await;
    let cancelled = cancel(client, job).await.document();
    assert_eq!(cancelled.at("/status").text(), "cancelled");
    assert_eq!(cancel(client, job).await.document(), cancelled);
    complete(client, job, Value::Null).await.refused(409, "upload_not_open");
    complete(client, job, list(&[(1, CANARY)])).await.refused(409, "upload_not_open");
    assert_eq!(get(client, &format!("{JOBS}/{job}")).await.document(), cancelled);
    // Its parts are thrown away, and from then on no more are taken.
    until("parts to be refused", SOON, async || {
        let put = reply(client.http.put(&upload.urls[2].1).body(part(3))).await;
        assert!(matches!(put.status, 200 | 404), "{}: {}", put.status, put.text);
        (put.status == 404).then_some(())
    })
    .await;
    site.unharmed().await;
}

#[tokio::test]
async fn only_uploads_are_completed_and_cancelled() {
    let site = Site::start().await;
    let client = &site.client;
    let job = client.submit(&json!({ "talk_turns": [{ "input": "Hello." }] })).await;
    complete(client, &job, Value::Null).await.refused(409, "no_upload");
    cancel(client, &job).await.refused(409, "no_upload");
    client.completed(&job, SOON).await;
    site.unharmed().await;
}

#[tokio::test]
async fn of_completions_and_cancellations_at_once_one_side_wins() {
    let site = Site::start().await;
    let client = &site.client;
    for round in 0..6 {
        let file = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello.\n";
        let announced = json!({ "file_name": "a.vtt", "file_size_bytes": file.len(), "content_type": "text/vtt" });
        let upload = client.start_upload(&announced).await;
        client.put_part(&upload.urls[0].1, file.to_vec()).await;
        let sent: Vec<_> = (0..8)
            .map(|at| {
                let (client, job) = (client.clone(), upload.job.clone());
                tokio::spawn(async move {
                    let completes = (at + round) % 2 == 0;
                    let answer = if completes {
                        complete(&client, &job, Value::Null).await
                    } else {
                        cancel(&client, &job).await
                    };
                    (completes, answer.status)
                })
            })
            .collect();
        let mut answers = Vec::new();
        for sent in sent {
            answers.push(sent.await.expect("the request was made"));
        }
        let end = client.finished(&upload.job, SOON).await;
        let completed = end["status"] == "completed";
        assert!(completed || end["status"] == "cancelled", "{end}");
        for (completes, status) in answers {
            assert_eq!(status, if completes == completed { 200 } else { 409 });
        }
    }
    site.unharmed().await;
}
