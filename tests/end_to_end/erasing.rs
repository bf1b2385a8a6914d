//! Erasing jobs and conversations, and keeping them for no longer than an operator says.

use std::path::Path;
use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tests::{Client, Dialogue, Server, ndjson, request, run_to_end, until};

use crate::API;
use crate::busy::Busy;
use crate::reply::{CANARY, Reply, get, post, reply};
use crate::site::{SOON, Site};

const JOBS: &str = "/v1/conversations/jobs";
const UNKNOWN: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

async fn delete(client: &Client, path: &str) -> Reply {
    reply(client.request(Method::DELETE, path)).await
}

/// Erased now, and from then on unknown to every operation.
async fn erase(client: &Client, job: &str) {
    let path = format!("{JOBS}/{job}");
    let erased = delete(client, &path).await;
    assert_eq!((erased.status, erased.text.as_str(), erased.header("content-type")), (204, "", None));
    assert_unknown(client, job).await;
}

async fn assert_unknown(client: &Client, job: &str) {
    let path = format!("{JOBS}/{job}");
    get(client, &path).await.refused(404, "not_found");
    get(client, &format!("{path}/timeline")).await.refused(404, "not_found");
    delete(client, &path).await.refused(404, "not_found");
    for operation in ["cancel", "redrive", "complete-multipart", "cancel-multipart"] {
        post(client, &format!("{path}/{operation}"), "{}").await.refused(404, "not_found");
    }
}

/// Every file below, with its bytes.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("readable").map(|entry| entry.expect("readable")) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if let Ok(bytes) = std::fs::read(&path) {
            found.push((path.display().to_string(), bytes));
        }
    }
    found
}

fn holds(bytes: &[u8], what: &str) -> bool {
    bytes.windows(what.len()).any(|window| window == what.as_bytes())
}

/// A file whose result and whose text go to object storage.
async fn bulky(client: &Client) -> String {
    let mut file = ndjson(Dialogue { turns: 4_000, seed: 3 });
    file.extend_from_slice(format!("{{\"input\":\"{CANARY}\"}}\n").as_bytes());
    let announced = json!({
        "file_name": format!("{CANARY}.ndjson"),
        "file_size_bytes": file.len(),
        "content_type": "application/x-ndjson",
        "user_metadata": { CANARY: CANARY },
        "options": { "include_conversation": true },
    });
    client.upload(&announced, &file).await
}

#[tokio::test]
async fn nothing_is_left_of_what_is_erased() {
    let mut site = Site::start().await;
    let client = site.client.clone();
    let large = bulky(&client).await;
    client.completed(&large, SOON).await;
    let mut body = request(Dialogue { turns: 3, seed: 1 });
    body["talk_turns"][0]["input"] = CANARY.into();
    body["user_metadata"] = CANARY.into();
    body["conversation_id"] = CANARY.into();
    let keyed = async || reply(client.request(Method::POST, JOBS).header("idempotency-key", CANARY).json(&body)).await;
    let small = keyed().await.id();
    client.completed(&small, SOON).await;
    assert_eq!(keyed().await.id(), small);
    let announced = json!({
        "file_name": CANARY,
        "file_size_bytes": CANARY.len(),
        "content_type": "text/plain",
    });
    let awaiting = client.start_upload(&announced).await;
    client.put_part(&awaiting.urls[0].1, CANARY.into()).await;
    let broken = client.upload(&announced, CANARY.as_bytes()).await;
    client.finished(&broken, SOON).await;
    assert!(
        files(&site.server.data_dir()).iter().any(|(_, bytes)| holds(bytes, CANARY)),
        "there is something to erase"
    );

    for job in [&large, &small, &awaiting.job, &broken] {
        erase(&client, job).await;
    }
    let objects = site.server.data_dir().join("objects");
    until("every object to be gone", SOON, async || {
        let kept = files(&objects);
        let of_a_job = |(name, bytes): &(String, Vec<u8>)| {
            holds(bytes, CANARY) || [&large, &small, &awaiting.job, &broken].iter().any(|id| name.contains(*id))
        };
        (!kept.iter().any(of_a_job)).then_some(())
    })
    .await;
    let late = client.http.put(&awaiting.urls[0].1).body(CANARY).send().await.expect("an answer");
    assert_eq!(late.status(), 404, "parts lead nowhere");
    let page = get(&client, "/metrics").await.text;
    assert!(page.contains("colloquy_jobs_erased_total 4"), "{page}");
    // The key is gone too: the same request is a new one.
    let anew = keyed().await;
    assert_eq!(anew.header("idempotent-replayed"), None);
    client.completed(&anew.id(), SOON).await;
    erase(&client, &anew.id()).await;
    site.unharmed().await;
    // Which folds the database's log into it.
    assert!(site.server.terminate(), "a drained server exits with success");
    for (name, bytes) in files(&site.server.data_dir()) {
        assert!(!holds(&bytes, CANARY), "it is still in {name}");
    }
}

#[tokio::test]
async fn what_waits_and_what_runs_is_erased_as_well() {
    let busy = Busy::start(&[]).await;
    let client = &busy.site.client;
    let queued = client.submit(&request(Dialogue { turns: 5, seed: 1 })).await;
    for job in [&queued, &busy.endless[0], &busy.waiting[0]] {
        erase(client, job).await;
    }
    // The worker hears of it with its next heartbeat, and what the endless one held is another's.
    erase(client, &busy.endless[1]).await;
    for job in &busy.waiting[1..] {
        client.completed(job, Duration::from_mins(2)).await;
    }
    for job in [&queued, &busy.endless[0], &busy.endless[1], &busy.waiting[0]] {
        assert_unknown(client, job).await;
    }
    busy.site.unharmed().await;
}

#[tokio::test]
async fn a_conversation_is_erased_with_every_job_of_it() {
    let site = Site::start().await;
    let neighbour = site.neighbour().await;
    let client = site.client.clone();
    let submit = async |client: &Client, conversation: &str, turn: &str| {
        let mut body = request(Dialogue { turns: 2, seed: 1 });
        body["conversation_id"] = conversation.into();
        body["talk_turns"][0]["input"] = turn.into();
        client.submit(&body).await
    };
    // As a path it is written otherwise, and another is the word that stands for jobs.
    for (conversation, path) in [("säge/7 %2f", "s%C3%A4ge%2F7%20%252f"), ("jobs", "job%73"), ("plain", "plain")] {
        let path = format!("/v1/conversations/{path}");
        let mine = [submit(&client, conversation, "one").await, submit(&client, conversation, "two").await];
        let other = submit(&client, "another", "three").await;
        let theirs = submit(&neighbour, conversation, "four").await;
        for job in &mine {
            client.completed(job, SOON).await;
        }
        let gone = delete(&client, &path).await;
        assert_eq!((gone.status, gone.text.as_str()), (204, ""), "{conversation}");
        delete(&client, &path).await.refused(404, "not_found");
        for job in &mine {
            assert_unknown(&client, job).await;
        }
        client.completed(&other, SOON).await;
        neighbour.completed(&theirs, SOON).await;
    }
    // A job that was made of another is of its conversation.
    let broken = json!({ "file_name": "a.vtt", "file_size_bytes": 9, "content_type": "text/vtt" });
    let failed = client.upload(&broken, b"WEBVTT\n\nx").await;
    let document = client.finished(&failed, SOON).await;
    let again = reply(client.request(Method::POST, &format!("{JOBS}/{failed}/redrive"))).await;
    assert_eq!(again.status, 201);
    let again = crate::json::Json::parse(&again.text).at("/id").text().to_owned();
    client.finished(&again, SOON).await;
    let conversation = document["conversation_id"].as_str().expect("every job is of one");
    assert_eq!(delete(&client, &format!("/v1/conversations/{conversation}")).await.status, 204);
    for job in [&failed, &again] {
        assert_unknown(&client, job).await;
    }
    site.unharmed().await;
}

/// Another's is as unknown as any, and stays.
#[tokio::test]
async fn a_neighbours_conversation_is_as_unknown_as_any() {
    let site = Site::start().await;
    let neighbour = site.neighbour().await;
    let client = site.client.clone();
    let mut body = request(Dialogue { turns: 2, seed: 1 });
    body["conversation_id"] = "mine".into();
    let job = client.submit(&body).await;
    let mut told = Vec::new();
    for id in ["mine", UNKNOWN, "%ff%fe", "%00", &"7".repeat(3_000)] {
        let request = neighbour.request(Method::DELETE, &format!("/v1/conversations/{id}"));
        let refused = reply(request.header("x-request-id", "fixed")).await;
        refused.refused(404, "not_found");
        let mut headers = refused.headers.clone();
        headers.remove("date");
        told.push((refused.status, headers, refused.text));
    }
    assert!(told.iter().all(|answer| *answer == told[0]), "{told:?}");
    client.completed(&job, SOON).await;
    site.unharmed().await;
}

#[tokio::test]
async fn what_has_ended_is_kept_for_as_long_as_the_operator_says() {
    let site = Site::with(&[("COLLOQUY_RETENTION", "1s")]).await;
    let client = &site.client;
    let waiting = client
        .start_upload(&json!({ "file_name": "a.vtt", "file_size_bytes": 9, "content_type": "text/vtt" }))
        .await
        .job;
    let done = bulky(client).await;
    let neighbour = site.neighbour().await;
    let path = format!("{JOBS}/{done}");
    // Gone while it is being answered, it breaks off: only the status counts.
    let becomes = async |status: u16| {
        until("the job to be gone", Duration::from_mins(1), async || {
            let answer = client.request(Method::GET, &path).send().await.expect("an answer");
            (answer.status() == status).then_some(())
        })
        .await;
    };
    becomes(410).await;
    for path in [path.clone(), format!("{path}/status"), format!("{path}/timeline")] {
        get(client, &path).await.refused(410, "expired");
        get(&neighbour, &path).await.refused(404, "not_found");
    }
    for gone in ["cancel", "redrive", "complete-multipart", "cancel-multipart"] {
        post(client, &format!("{path}/{gone}"), "{}").await.refused(404, "not_found");
    }
    delete(client, &path).await.refused(404, "not_found");
    // That it was there is known for as long again.
    becomes(404).await;
    assert_unknown(client, &done).await;
    let objects = site.server.data_dir().join("objects");
    until("its objects to be gone", SOON, async || {
        (!files(&objects).iter().any(|(name, _)| name.contains(&done))).then_some(())
    })
    .await;
    let page = get(client, "/metrics").await.text;
    assert!(page.contains("colloquy_jobs_pruned_total 1"), "{page}");
    assert_eq!(client.job(&waiting).await["status"], "awaiting_upload", "what has not ended stays");
}

#[test]
fn a_retention_that_is_none_is_refused_by_name() {
    let server = Server::prepare(API, &[("COLLOQUY_RETENTION", "thirty days")]);
    let refused = run_to_end(&mut server.command());
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success());
    assert!(["COLLOQUY_RETENTION", "off", "30d", "12h"].iter().all(|word| said.contains(word)), "{said}");
}
