//! Several processes at work on one database and one bucket.

use std::time::Duration;

use serde_json::json;
use tests::{Client, Dialogue, Form, Server, ndjson, request, webvtt};

use crate::API;
use crate::site::{Site, analytics};

const SOON: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_comes_to_the_same_as_in_one_process() {
    let site = Site::make().await;
    let (api, worker, embedded) = (site.api(), site.worker(), Server::start(API, &[]));
    let file = webvtt(Dialogue { turns: 4_000, seed: 12 });
    let announced = json!({
        "file_name": "session.vtt",
        "file_size_bytes": file.len(),
        "content_type": "text/vtt",
        "options": { "include_conversation": true },
    });
    let mut documents = Vec::new();
    for server in [&api, &embedded] {
        let client = server.client().await;
        let job = client.upload(&announced, &file).await;
        documents.push(client.completed(&job, SOON).await);
    }
    let whole = |at: usize| &documents[at]["conversations_response"];
    assert_eq!(whole(0)["analytics"], whole(1)["analytics"]);
    assert_eq!(whole(0)["conversation"]["talk_turns"].as_array().unwrap().len(), 4_000);
    assert!(whole(0)["conversation"] == whole(1)["conversation"], "the conversations differ");
    drop((api, worker));
    site.discard().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_apis_and_two_workers_do_every_job_once() {
    let site = Site::make().await;
    let apis = [site.api(), site.api()];
    let workers = [site.worker(), site.worker()];
    let first = apis[0].client().await;
    let second = Client { url: apis[1].url(), ..first.clone() };
    let mut jobs = Vec::new();
    for seed in 0..60 {
        let client = if seed % 2 == 0 { &first } else { &second };
        jobs.push(client.submit(&request(Dialogue { turns: 40, seed })).await);
    }
    for (at, job) in jobs.iter().enumerate() {
        // Asked of the api that did not take it.
        let client = if at % 2 == 0 { &second } else { &first };
        let document = client.completed(job, SOON).await;
        assert_eq!(analytics(&document)["conversation_analytics"]["talk_turn_count"], 40);
        assert_eq!(document["progress"]["attempt"], 1);
    }
    drop((apis, workers));
    site.discard().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_and_a_half_done_upload_outlive_the_api() {
    let site = Site::make().await;
    let mut api = site.api();
    let worker = site.worker();
    let client = api.client().await;
    let file = webvtt(Dialogue { turns: 50, seed: 13 });
    let announced = json!({ "file_name": "s.vtt", "file_size_bytes": file.len(), "content_type": "text/vtt" });
    let started = client.start_upload(&announced).await;
    api.kill();
    api.restart();
    client.put_part(&started.urls[0].1, file).await;
    let path = format!("/v1/conversations/jobs/{}/complete-multipart", started.job);
    assert_eq!(client.post(&path, &json!({ "parts": null })).await.status, 200);
    client.completed(&started.job, SOON).await;
    drop((api, worker));
    site.discard().await;
}

/// Over a real S3, and by a worker that is another process than the one that took the file.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_starts_jobs_until_it_is_erased() {
    let site = Site::make().await;
    let (api, worker, embedded) = (site.api(), site.worker(), Server::start(API, &[]));
    // More than one part.
    let file = ndjson(Dialogue { turns: 100_000, seed: 14 });
    assert!(file.len() > 9 << 20, "{} bytes", file.len());
    let mut documents = Vec::new();
    for server in [&api, &embedded] {
        let client = server.client().await;
        let kept = Client::send(Form::of("a.ndjson", "application/x-ndjson", &file).post(&client)).await;
        assert_eq!(kept.status, 200, "{:?}", kept.body);
        let asked = json!({ "file_id": kept.body["file_id"] });
        let jobs = [client.submit(&asked).await, client.submit(&asked).await];
        let path = format!("/v1/files/{}", kept.body["file_id"].as_str().expect("an id"));
        let erased = client.request(reqwest::Method::DELETE, &path).send().await.expect("an answer");
        assert_eq!((erased.status().as_u16(), client.get(&path).await.status.as_u16()), (204, 404));
        for job in &jobs {
            documents.push(client.completed(job, 4 * SOON).await);
        }
    }
    assert!(documents.iter().all(|document| analytics(document) == analytics(&documents[0])), "the analytics differ");
    assert_eq!(documents[0]["progress"]["done"], 100_000);
    drop((api, worker));
    site.discard().await;
}
