//! A client that does not give up: what was not answered is sent again, under the same key, until it is.

use std::collections::BTreeSet;
use std::time::Duration;

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tests::{Answer, Client, Started, until};

use crate::workload::File;

/// Longer than any outage here.
const LIMIT: Duration = Duration::from_mins(1);
const JOBS: &str = "/v1/conversations/jobs";

#[derive(Clone)]
pub(crate) struct Patient(pub(crate) Client);

impl Patient {
    async fn answered(&self, what: &str, request: impl Fn() -> RequestBuilder) -> Answer {
        until(what, LIMIT, async || Client::try_send(request()).await.ok()).await
    }

    /// Posts until there is an answer; returns the job it made, once.
    async fn made(&self, path: &str, key: &str, body: &str) -> Value {
        let request = || {
            let post = self.0.request(Method::POST, path).header("idempotency-key", key);
            post.header("content-type", "application/json").body(body.to_owned())
        };
        let answer = self.answered("a job to be accepted", request).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        answer.body
    }

    /// Submits inline turns; returns the job's id.
    pub(crate) async fn submit(&self, key: &str, body: &str) -> String {
        self.made(JOBS, key, body).await["id"].as_str().expect("an id").to_owned()
    }

    pub(crate) async fn announce(&self, key: &str, file: &File) -> Upload {
        let document = self.made(&format!("{JOBS}/start-multipart"), key, &file.announced().to_string()).await;
        Upload { job: document["id"].as_str().expect("an id").to_owned(), acknowledged: BTreeSet::new() }
    }

    /// Puts the first parts that are missing, at most `limit` of them, and none that was acknowledged: if one of those
    /// were lost, the upload could never be completed. The URLs are fresh ones each time.
    ///
    /// `None` when the server was gone before all were put.
    pub(crate) async fn put(&self, upload: &mut Upload, file: &File, limit: usize) -> Option<()> {
        let document = self.document(&upload.job).await;
        if document["status"] != "awaiting_upload" {
            return Some(());
        }
        let mut started = Started::from_document(&document);
        started.urls.retain(|(number, _)| !upload.acknowledged.contains(number));
        for (number, url) in started.urls.into_iter().take(limit) {
            let put = self.0.http.put(url).body(file.part(number, started.part_bytes)).send().await.ok()?;
            assert_eq!(put.status(), StatusCode::OK, "a part is accepted");
            upload.acknowledged.insert(number);
        }
        Some(())
    }

    /// Puts what is missing and completes, from wherever the upload is.
    pub(crate) async fn complete(&self, upload: &mut Upload, file: &File) {
        until("every part to be put", LIMIT, async || self.put(upload, file, usize::MAX).await).await;
        let path = format!("{JOBS}/{}/complete-multipart", upload.job);
        let request = || self.0.request(Method::POST, &path).json(&json!({ "parts": null }));
        let answer = self.answered("the upload to be completed", request).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    }

    pub(crate) async fn cancel(&self, upload: &Upload) {
        let path = format!("{JOBS}/{}/cancel-multipart", upload.job);
        let answer = self.answered("the upload to be cancelled", || self.0.request(Method::POST, &path)).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    }

    pub(crate) async fn document(&self, job: &str) -> Value {
        let path = format!("{JOBS}/{job}");
        let answer = self.answered("the job's document", || self.0.request(Method::GET, &path)).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        answer.body
    }

    /// The document of the job, which must complete.
    pub(crate) async fn completed(&self, job: &str) -> Value {
        let ended = async || {
            let document = self.document(job).await;
            matches!(document["status"].as_str(), Some("completed" | "failed" | "cancelled")).then_some(document)
        };
        let document = until("the job to end", LIMIT * 2, ended).await;
        assert_eq!(document["status"], "completed", "{}", document["error"]);
        document
    }
}

/// An upload on its way, and which of its parts the server has acknowledged.
pub(crate) struct Upload {
    pub(crate) job: String,
    acknowledged: BTreeSet<i64>,
}
