//! SIGTERM: what was begun is finished or handed back, and the process ends well.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::stream;
use reqwest::{Body, RequestBuilder, StatusCode};
use tests::{Client, Dialogue, Server, Started, until};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::API;
use crate::audit::audit;
use crate::patient::{Patient, Upload};
use crate::workload::{File, essence};

const SOON: Duration = Duration::from_secs(20);

/// The PUT of a part whose bytes arrive as they are fed.
fn slow_put(client: &Client, url: &str, length: usize, pieces: mpsc::Receiver<Vec<u8>>) -> RequestBuilder {
    let pieces = stream::unfold(pieces, |mut pieces| async {
        let piece = pieces.recv().await?;
        Some((Ok::<_, std::io::Error>(piece), pieces))
    });
    client.http.put(url).header("content-length", length).body(Body::wrap_stream(pieces))
}

/// Waits until the server takes no new connection.
async fn draining(server: &Server) {
    let address = server.url().replace("http://", "");
    until("the listener to close", SOON, async || TcpStream::connect(&address).await.is_err().then_some(())).await;
}

async fn processing(patient: &Patient, job: &str) {
    let at_work = async || (patient.document(job).await["status"] == "processing").then_some(());
    until("a worker to take the job", SOON, at_work).await;
}

async fn uploaded(patient: &Patient, file: &File) -> Upload {
    let mut upload = patient.announce("upload", file).await;
    patient.complete(&mut upload, file).await;
    upload
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_lets_a_part_on_its_way_arrive() {
    let mut server = Server::start(API, &[]);
    let patient = Patient(server.client().await);
    let file = File::of(Dialogue { turns: 55_000, seed: 4 });
    let mut upload = patient.announce("upload", &file).await;
    let started = Started::from_document(&patient.document(&upload.job).await);
    let (number, url) = &started.urls[0];
    let part = file.part(*number, started.part_bytes);
    let (feed, pieces) = mpsc::channel(1);
    let put = tokio::spawn(slow_put(&patient.0, url, part.len(), pieces).send());
    let (first, rest) = part.split_at(part.len() / 2);
    // The second piece is wanted once the first one has been taken: by then the request is under way.
    feed.send(first.to_vec()).await.unwrap();
    feed.reserve().await.unwrap();
    server.signal("TERM");
    draining(&server).await;
    feed.send(rest.to_vec()).await.unwrap();
    drop(feed);
    assert_eq!(put.await.unwrap().expect("the part is answered").status(), StatusCode::OK);
    assert!(server.ended(SOON), "a drained server exits with success");
    server.restart();
    let missing = Started::from_document(&patient.document(&upload.job).await).urls;
    assert_eq!(missing.iter().map(|m| m.0).collect::<Vec<_>>(), [2, 3], "only the other parts are missing");
    patient.complete(&mut upload, &file).await;
    patient.completed(&upload.job).await;
}

/// From the first moment that it can hear.
#[tokio::test(flavor = "multi_thread")]
async fn sigterm_during_a_start_ends_the_process_well() {
    let away = [
        ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing"),
        ("S3_ENDPOINT", "http://127.0.0.1:1"),
        ("S3_BUCKET", "nothing"),
        ("AWS_ACCESS_KEY_ID", "key"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ];
    // The second one never gets further than waiting for its database.
    for settings in [&[][..], &away] {
        let mut server = Server::prepare(API, settings);
        server.launch();
        until("the process to listen for signals", SOON, async || server.hears_sigterm().then_some(())).await;
        server.signal("TERM");
        assert!(server.ended(SOON), "a process that is still starting ends well");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_during_an_analysis_costs_nothing() {
    let mut server = Server::start(API, &[]);
    let patient = Patient(server.client().await);
    let file = File::of(Dialogue { turns: 55_000, seed: 5 });
    let upload = uploaded(&patient, &file).await;
    processing(&patient, &upload.job).await;
    assert!(server.terminate(), "a drained server exits with success");
    server.restart();
    let document = patient.completed(&upload.job).await;
    assert_eq!(essence(&document)["progress"], 55_000);
    assert_eq!(document["progress"]["attempt"], 1, "finished, or handed back with its attempt");
    let data = server.data_dir();
    assert!(server.terminate());
    let found = audit(&data, &BTreeSet::from([upload.job])).await;
    assert_eq!((found.orphans, found.jobs), (vec![], 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_sigterm_waits_for_nobody_and_still_loses_nothing() {
    let mut server = Server::start(API, &[]);
    let patient = Patient(server.client().await);
    let file = File::of(Dialogue { turns: 300_000, seed: 6 });
    let stalled = patient.announce("stalled", &file).await;
    let started = Started::from_document(&patient.document(&stalled.job).await);
    let (feed, pieces) = mpsc::channel(1);
    let put = tokio::spawn(slow_put(&patient.0, &started.urls[0].1, started.part_bytes, pieces).send());
    feed.send(vec![b'x'; 1000]).await.unwrap();
    feed.reserve().await.unwrap();
    let upload = uploaded(&patient, &file).await;
    processing(&patient, &upload.job).await;
    server.signal("TERM");
    draining(&server).await;
    server.signal("TERM");
    assert!(server.ended(Duration::from_secs(10)), "being told twice is no failure");
    assert!(put.await.unwrap().is_err(), "a part that never came is not answered as if it had");
    server.restart();
    assert_ne!(patient.document(&upload.job).await["status"], "completed", "there was work left");
    let document = patient.completed(&upload.job).await;
    assert_eq!(essence(&document)["progress"], 300_000);
    assert_eq!(document["progress"]["attempt"], 1, "handed back with its attempt");
    let data = server.data_dir();
    assert!(server.terminate());
    let found = audit(&data, &BTreeSet::from([upload.job, stalled.job])).await;
    assert_eq!((found.orphans, found.jobs), (vec![], 2));
}
