//! Giving jobs up: before they run, while they run, after they ran.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tests::{Client, Dialogue, request, until};

use crate::busy::Busy;
use crate::contract::shapes;
use crate::reply::{Reply, get, reply};
use crate::shape::Null;
use crate::site::{SOON, Site};

const JOBS: &str = "/v1/conversations/jobs";

/// Without a body: none is needed.
async fn cancel(client: &Client, job: &str) -> Reply {
    reply(client.request(Method::POST, &format!("{JOBS}/{job}/cancel"))).await
}

#[tokio::test]
async fn an_upload_that_is_awaited_is_cancelled_at_once() {
    let site = Site::start().await;
    let client = &site.client;
    let file = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello.\n";
    let announced = json!({ "file_name": "a.vtt", "file_size_bytes": file.len(), "content_type": "text/vtt" });
    let started = client.start_upload(&announced).await;
    client.put_part(&started.urls[0].1, file.to_vec()).await;
    let cancelled = cancel(client, &started.job).await;
    let document = cancelled.document();
    shapes::job(Null, Null).check(&document);
    assert_eq!(document.at("/status").text(), "cancelled");
    assert_eq!(cancelled.header("retry-after"), None);
    // Again, and by the upload's own operation: the same answer.
    assert_eq!(cancel(client, &started.job).await.document(), document);
    let path = format!("{JOBS}/{}", started.job);
    assert_eq!(crate::reply::post(client, &format!("{path}/cancel-multipart"), "").await.document(), document);
    crate::reply::post(client, &format!("{path}/complete-multipart"), "{}").await.refused(409, "upload_not_open");
    assert_eq!(get(client, &path).await.document(), document);
    // What had arrived is not kept.
    until("the part to be swept away", SOON, async || {
        let put = client.http.put(&started.urls[0].1).body(file.to_vec()).send().await.expect("an answer");
        (put.status() == 404).then_some(())
    })
    .await;
    site.unharmed().await;
}

#[tokio::test]
async fn a_job_that_has_ended_stays_as_it_is() {
    let site = Site::start().await;
    let client = &site.client;
    let completed = client.submit(&request(Dialogue { turns: 5, seed: 1 })).await;
    client.completed(&completed, SOON).await;
    let broken = json!({ "file_name": "a.vtt", "file_size_bytes": 9, "content_type": "text/vtt" });
    let failed = client.upload(&broken, b"WEBVTT\n\nx").await;
    client.finished(&failed, SOON).await;
    for (job, status) in [(completed, "completed"), (failed, "failed")] {
        let before = get(client, &format!("{JOBS}/{job}")).await;
        assert_eq!(before.document().at("/status").text(), status);
        assert!(before.document().at("/cancel_requested_at").is_null());
        assert_eq!(cancel(client, &job).await.text, before.text);
        assert_eq!(get(client, &format!("{JOBS}/{job}")).await.text, before.text);
    }
}

#[tokio::test]
async fn who_waits_is_cancelled_at_once_and_who_runs_within_a_heartbeat() {
    let busy = Busy::start(&[]).await;
    let client = &busy.site.client;
    let queued = client.submit(&request(Dialogue { turns: 5, seed: 1 })).await;
    let told = cancel(client, &queued).await;
    let document = told.document();
    shapes::job(Null, Null).check(&document);
    assert_eq!((document.at("/status").text(), document.at("/progress/attempt").count()), ("cancelled", 0));
    assert_eq!(told.header("retry-after"), None);
    assert_eq!(cancel(client, &queued).await.document(), document);

    let running = [&busy.endless[0], &busy.waiting[0]];
    for job in running {
        let told = cancel(client, job).await;
        let document = told.document();
        shapes::job(Null, Null).check(&document);
        assert_eq!(document.at("/status").text(), "processing");
        assert!(document.at("/cancel_requested_at").count() >= document.at("/created_at").count());
        assert!(told.header("retry-after").is_some(), "it is not over yet");
        // Asked again, it remembers when it was asked first.
        let again = cancel(client, job).await.document();
        assert!(
            again.at("/status").text() == "cancelled"
                || again.at("/cancel_requested_at") == document.at("/cancel_requested_at")
        );
    }
    for job in running {
        let end = client.finished(job, Duration::from_mins(1)).await;
        assert_eq!(
            (&end["status"], &end["error"], &end["conversations_response"]),
            (&json!("cancelled"), &json!(null), &json!(null))
        );
    }
    // Those beside them were not.
    assert_eq!(client.job(&busy.endless[1]).await["status"], "processing");
    // The store knows of an end before the process counts it.
    until("all three to be counted", SOON, async || {
        get(client, "/metrics").await.text.contains("colloquy_jobs_total{status=\"cancelled\"} 3").then_some(())
    })
    .await;
    cancel(client, &busy.endless[1]).await.document();
    for job in &busy.waiting[1..] {
        client.completed(job, Duration::from_mins(1)).await;
    }
    busy.site.unharmed().await;
}
