//! Clients that do not give up, and remember what they were promised.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use model::{Random as _, SeededRandom};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tests::{Answer, Client, Started, until};
use tokio_util::sync::CancellationToken;

use crate::talks::{Form, Talk};

/// Longer than any outage here, and what follows it.
const LIMIT: Duration = Duration::from_mins(2);
/// A client makes a job at most so often.
const PACE: Duration = Duration::from_millis(100);
const JOBS: &str = "/v1/conversations/jobs";

/// What was accepted, and what is to become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Promise {
    /// What this talk comes to.
    Result(usize),
    /// That, or `cancelled`: whichever was first.
    ResultOrCancelled(usize),
    /// The upload waits for its last part.
    Half(usize),
    Cancelled,
    /// `crashed_repeatedly`.
    Crashes,
}

/// By job.
#[derive(Clone, Default)]
pub(crate) struct Ledger(Arc<Mutex<BTreeMap<String, Promise>>>);

impl Ledger {
    pub(crate) fn note(&self, job: &str, promise: Promise) {
        self.0.lock().expect("no holder of this lock panics").insert(job.to_owned(), promise);
    }

    pub(crate) fn all(&self) -> BTreeMap<String, Promise> {
        self.0.lock().expect("no holder of this lock panics").clone()
    }
}

#[derive(Clone)]
pub(crate) struct Patient {
    client: Client,
    /// Of every api; the next one is asked when one does not answer well.
    urls: Arc<Vec<String>>,
    pub(crate) talks: Arc<Vec<Talk>>,
    pub(crate) ledger: Ledger,
}

impl Patient {
    pub(crate) fn new(client: Client, urls: Vec<String>, talks: &Arc<Vec<Talk>>) -> Self {
        Self { client, urls: Arc::new(urls), talks: Arc::clone(talks), ledger: Ledger::default() }
    }

    /// The same client of one api only.
    pub(crate) fn only(&self, api: usize) -> Self {
        Self { urls: Arc::new(vec![self.urls[api].clone()]), ..self.clone() }
    }

    /// With another's memory.
    pub(crate) fn with(self, ledger: &Ledger) -> Self {
        Self { ledger: ledger.clone(), ..self }
    }

    /// Makes one job after the other until told to stop. All that follows from the seed, answers aside.
    pub(crate) async fn go_on(self, seed: u64, stop: CancellationToken) {
        let random = SeededRandom::new(seed);
        let mut paces = tokio::time::interval(PACE);
        for number in 0.. {
            paces.tick().await;
            if stop.is_cancelled() {
                return;
            }
            self.one(&random, &format!("{seed}-{number}")).await;
        }
    }

    async fn one(&self, random: &SeededRandom, key: &str) {
        let at = pick(random, self.talks.len());
        let talk = &self.talks[at];
        let course = pick(random, 10);
        match (talk.form, course) {
            (Form::Inline, 0) => {
                let job = self.made(JOBS, key, &talk.bytes).await;
                self.ledger.note(&job, Promise::ResultOrCancelled(at));
                self.cancel(&job).await;
            }
            (Form::Inline, _) => {
                let job = self.submit(key, at).await;
                if course < 5 {
                    self.ended(&job).await;
                }
            }
            (Form::File, 0) => drop(self.half(key, at).await),
            (Form::File, 1) => {
                let job = self.half(key, at).await;
                let path = format!("{JOBS}/{job}/cancel-multipart");
                self.answered("the upload to be cancelled", Method::POST, &path, |request| request).await;
                self.ledger.note(&job, Promise::Cancelled);
            }
            (Form::File, _) => drop(self.upload(key, at).await),
        }
    }

    /// A job with inline turns.
    pub(crate) async fn submit(&self, key: &str, at: usize) -> String {
        let job = self.made(JOBS, key, &self.talks[at].bytes).await;
        self.ledger.note(&job, Promise::Result(at));
        job
    }

    /// A job with a file, all of it.
    pub(crate) async fn upload(&self, key: &str, at: usize) -> String {
        let job = self.half(key, at).await;
        self.finish_upload(&job, at).await;
        job
    }

    /// Everything but the last part.
    pub(crate) async fn half(&self, key: &str, at: usize) -> String {
        let job =
            self.made(&format!("{JOBS}/start-multipart"), key, self.talks[at].announced().to_string().as_bytes()).await;
        self.ledger.note(&job, Promise::Half(at));
        let last = self.talks[at].parts().count();
        self.put(&job, at, last - 1).await;
        job
    }

    pub(crate) async fn finish_upload(&self, job: &str, at: usize) {
        self.put(job, at, usize::MAX).await;
        let path = format!("{JOBS}/{job}/complete-multipart");
        self.answered("the upload to be completed", Method::POST, &path, |request| {
            request.json(&json!({ "parts": null }))
        })
        .await;
        self.ledger.note(job, Promise::Result(at));
    }

    pub(crate) async fn missing_urls(&self, job: &str) -> Vec<(i64, String)> {
        Started::from_document(&self.document(job).await).urls
    }

    /// Puts those of the first parts that are missing. What was not acknowledged is put again under the same URL, whatever
    /// the server says of it: some object stores let a part that broke off stand in the way of one that is whole.
    async fn put(&self, job: &str, at: usize, first: usize) {
        for (number, url) in self.missing_urls(job).await {
            let part = self.talks[at].parts().take(first).find(|(part, _)| *part == number);
            let Some((_, bytes)) = part else { continue };
            until("a part to be put", LIMIT, async || {
                let put = self.client.http.put(&url).body(bytes.to_vec()).send().await.ok()?;
                put.status().is_success().then_some(())
            })
            .await;
        }
    }

    pub(crate) async fn cancel(&self, job: &str) -> Value {
        let path = format!("{JOBS}/{job}/cancel");
        self.answered("the job to be cancelled", Method::POST, &path, |request| request).await
    }

    /// A new job of one that is over.
    pub(crate) async fn redrive(&self, key: &str, job: &str, at: usize) -> String {
        let job = self.made(&format!("{JOBS}/{job}/redrive"), key, b"").await;
        self.ledger.note(&job, Promise::Result(at));
        job
    }

    pub(crate) async fn document(&self, job: &str) -> Value {
        self.answered("the job's document", Method::GET, &format!("{JOBS}/{job}"), |request| request).await
    }

    pub(crate) async fn ended(&self, job: &str) -> Value {
        until("the job to end", LIMIT, async || {
            let document = self.document(job).await;
            matches!(document["status"].as_str(), Some("completed" | "failed" | "cancelled")).then_some(document)
        })
        .await
    }

    /// The same request until it is answered: the key makes it one job.
    async fn made(&self, path: &str, key: &str, body: &[u8]) -> String {
        let sent = |request: RequestBuilder| {
            request.header("idempotency-key", key).header("content-type", "application/json").body(body.to_vec())
        };
        let document = self.answered("a job to be accepted", Method::POST, path, sent).await;
        document["id"].as_str().expect("an id").to_owned()
    }

    /// Asks one api after the other until one answers that it was done. Only a server in trouble may say anything else.
    async fn answered(
        &self,
        what: &str,
        method: Method,
        path: &str,
        with: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Value {
        let mut urls = self.urls.iter().cycle();
        until(what, LIMIT, async || {
            let client = Client { url: urls.next().expect("an api").clone(), ..self.client.clone() };
            let Ok(Answer { status, body, .. }) = Client::try_send(with(client.request(method.clone(), path))).await
            else {
                return None;
            };
            assert!(status.is_success() || status.is_server_error(), "{what}: {status}, {body}");
            status.is_success().then_some(body)
        })
        .await
    }
}

/// One of so many.
pub(crate) fn pick(random: &SeededRandom, among: usize) -> usize {
    let mut bytes = [0; 8];
    random.fill(&mut bytes);
    usize::try_from(u64::from_le_bytes(bytes) % among as u64).expect("smaller than a usize")
}
