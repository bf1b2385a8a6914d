//! A kill while the process is still starting, and what a start has to put up with.

use std::collections::BTreeSet;
use std::time::Duration;

use model::{Random as _, SystemRandom};
use tests::{Form, Server, setting, until};

use crate::API;
use crate::audit::{audit, files_below, open};
use crate::patient::Patient;
use crate::workload::{Undisturbed, Workload, essence};

/// Lets the process live for up to a bit more than a start takes.
async fn start_and_kill(server: &mut Server, usual: Duration) {
    server.launch();
    tokio::time::sleep(usual.mul_f64(SystemRandom.unit() * 1.2)).await;
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_start_that_is_killed_leaves_a_directory_that_the_next_one_can_use() {
    let usual = Server::start(API, &[]).ready_after;
    for _ in 0..setting("TEST_KILL_STARTS", 40, 15) {
        let mut server = Server::prepare(API, &[]);
        start_and_kill(&mut server, usual).await;
        start_and_kill(&mut server, usual).await;
        server.restart();
        assert!(server.credentials().exists(), "the first client's credentials are known to somebody");
        server.client().await;
    }
}

/// Fewer kills than a job may live through.
#[tokio::test(flavor = "multi_thread")]
async fn starts_that_are_killed_one_after_another_lose_no_job() {
    let workload = Workload::new();
    let expected = Undisturbed::run(&workload).await;
    let mut server = Server::start(API, &[]);
    let patient = Patient(server.client().await);
    let usual = server.ready_after;
    let small = patient.submit("small", &workload.small).await;
    let large = patient.submit("large", &workload.large).await;
    let mut upload = patient.announce("upload", &workload.file).await;
    patient.complete(&mut upload, &workload.file).await;
    server.kill();
    for _ in 0..3 {
        start_and_kill(&mut server, usual).await;
    }
    server.restart();
    for (job, same) in [(&small, &expected.small), (&large, &expected.large), (&upload.job, &expected.file)] {
        assert!(essence(&patient.completed(job).await) == *same, "another result than undisturbed");
    }
    let data = server.data_dir();
    assert!(server.terminate());
    let found = audit(&data, &BTreeSet::from([small, large, upload.job])).await;
    assert_eq!((found.orphans, found.jobs), (vec![], 3));
}

/// A process that dies between opening an upload in object storage and writing down its id leaves one that no client
/// can ever complete: it goes with the end of its job, whichever that is.
#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_was_opened_and_never_written_down_does_not_stay() {
    let mut server = Server::start(API, &[]);
    let patient = Patient(server.client().await);
    let workload = Workload::new();
    let mut completed = patient.announce("completed", &workload.file).await;
    let cancelled = patient.announce("cancelled", &workload.file).await;
    let abandoned = patient.announce("abandoned", &workload.file).await;
    let jobs = [&completed, &cancelled, &abandoned].map(|upload| upload.job.clone());
    let data = server.data_dir();
    server.kill();
    {
        let objects = open(&data).await.objects();
        for job in &jobs {
            objects.open_upload(&format!("uploads/{job}"), "text/plain").await.unwrap();
        }
    }
    server.restart();
    patient.cancel(&cancelled).await;
    patient.complete(&mut completed, &workload.file).await;
    patient.completed(&completed.job).await;
    assert!(server.terminate());
    let found = audit(&data, &BTreeSet::from(jobs)).await;
    assert_eq!((found.orphans, found.jobs), (vec![], 3));
}

/// What a form had brought of its file is named as garbage, or the file is there whole.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_arriving_is_accounted_for() {
    let mut server = Server::start(API, &[]);
    let client = server.client().await;
    let (data, objects) = (server.data_dir(), server.data_dir().join("objects"));
    let (bytes, mut arriving) = tokio::sync::mpsc::channel::<Vec<u8>>(1);
    let body =
        futures::stream::poll_fn(move |cx| arriving.poll_recv(cx).map(|bytes| bytes.map(Ok::<_, std::io::Error>)));
    let request = client.request(reqwest::Method::POST, "/v1/files");
    let request = request.header("content-type", Form::content_type()).body(reqwest::Body::wrap_stream(body));
    let sending = tokio::spawn(request.send());
    bytes.send(Form::default().up_to_a_file("a.txt", "text/plain")).await.expect("it is sending");
    // More than two parts, without an end.
    for _ in 0..20 {
        bytes.send(vec![b'a'; 1 << 20]).await.expect("it is sending");
    }
    let parts = async || files_below(&objects).iter().any(|path| path.contains("uploads")).then_some(());
    until("a part to be there", Duration::from_secs(20), parts).await;
    server.kill();
    drop(bytes);
    assert!(sending.await.expect("no panic").is_err());
    server.restart();
    assert!(server.terminate());
    let found = audit(&data, &BTreeSet::new()).await;
    assert_eq!((found.orphans, found.garbage), (vec![], 1));
}
