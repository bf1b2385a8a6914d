//! A client of the mpathic surface, for tests: plain requests, nothing clever.

use std::path::Path;
use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::until;

/// A caller with a token.
#[derive(Clone)]
pub struct Client {
    pub http: reqwest::Client,
    pub url: String,
    pub mpathic_id: String,
    pub client_id: String,
    pub client_secret: String,
    pub token: String,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    /// Null where the body is not JSON.
    pub body: Value,
}

/// An upload as it was started.
#[derive(Clone, Debug)]
pub struct Started {
    pub job: String,
    pub part_bytes: usize,
    pub urls: Vec<(i64, String)>,
}

impl Client {
    pub async fn connect(url: &str, credentials: &Path) -> Self {
        let stored = std::fs::read(credentials).expect("the development credentials are there");
        let stored: Value = serde_json::from_slice(&stored).expect("credentials are JSON");
        let field = |name: &str| stored[name].as_str().expect("a string").to_owned();
        Self::with(url, &field("mpathic_id"), &field("client_id"), &field("client_secret")).await
    }

    pub async fn with(url: &str, mpathic_id: &str, client_id: &str, client_secret: &str) -> Self {
        let mut client = Self {
            // No connection outlives a request, so none is left over from a server that was restarted.
            http: reqwest::Client::builder().pool_max_idle_per_host(0).build().expect("a plain client"),
            url: url.to_owned(),
            mpathic_id: mpathic_id.to_owned(),
            client_id: client_id.to_owned(),
            client_secret: client_secret.to_owned(),
            token: String::new(),
        };
        let answer = client.post("/v1/token", &client.token_request()).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        answer.body["access_token"].as_str().expect("a token").clone_into(&mut client.token);
        client
    }

    pub fn token_request(&self) -> Value {
        json!({
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        })
    }

    /// A request with this client's headers.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url)).header("mpathic-id", &self.mpathic_id);
        if self.token.is_empty() { request } else { request.bearer_auth(&self.token) }
    }

    pub async fn send(request: reqwest::RequestBuilder) -> Answer {
        Self::try_send(request).await.expect("the server answers")
    }

    /// An error is a server that did not answer, or not to the end.
    pub async fn try_send(request: reqwest::RequestBuilder) -> Result<Answer, reqwest::Error> {
        let response = request.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await?;
        Ok(Answer { status, headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) })
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Self::send(self.request(Method::POST, path).json(body)).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        Self::send(self.request(Method::GET, path)).await
    }

    /// Starts a job with inline turns and returns its id.
    pub async fn submit(&self, request: &Value) -> String {
        let answer = self.post("/v1/conversations/jobs", request).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        answer.body["id"].as_str().expect("an id").to_owned()
    }

    pub async fn start_upload(&self, announced: &Value) -> Started {
        let answer = self.post("/v1/conversations/jobs/start-multipart", announced).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        Started::from_document(&answer.body)
    }

    /// Puts bytes where a part's URL says and returns the ETag.
    pub async fn put_part(&self, url: &str, bytes: Vec<u8>) -> String {
        let put = self.http.put(url).body(bytes).send().await.expect("the object store answers");
        assert_eq!(put.status(), StatusCode::OK, "a part is accepted");
        put.headers()["etag"].to_str().expect("an ETag is text").to_owned()
    }

    /// Uploads a whole file and completes it; returns the job's id.
    pub async fn upload(&self, announced: &Value, bytes: &[u8]) -> String {
        let started = self.start_upload(announced).await;
        let mut parts = Vec::new();
        for ((number, url), part) in started.urls.iter().zip(bytes.chunks(started.part_bytes)) {
            parts.push(json!({ "part_number": number, "etag": self.put_part(url, part.to_vec()).await }));
        }
        let path = format!("/v1/conversations/jobs/{}/complete-multipart", started.job);
        let completed = self.post(&path, &json!({ "parts": parts })).await;
        assert_eq!(completed.status, StatusCode::OK, "{:?}", completed.body);
        started.job
    }

    pub async fn job(&self, id: &str) -> Value {
        let answer = self.get(&format!("/v1/conversations/jobs/{id}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        answer.body
    }

    /// The job's document once it is terminal.
    pub async fn finished(&self, id: &str, limit: Duration) -> Value {
        until("the job to end", limit, async || {
            let document = self.job(id).await;
            let ended = matches!(document["status"].as_str(), Some("completed" | "failed" | "cancelled"));
            ended.then_some(document)
        })
        .await
    }

    /// The job's document, which must be completed within `limit`.
    pub async fn completed(&self, id: &str, limit: Duration) -> Value {
        let document = self.finished(id, limit).await;
        assert_eq!(document["status"], "completed", "{}", document["error"]);
        document
    }
}

impl Started {
    /// From the document of a job that awaits its upload.
    pub fn from_document(document: &Value) -> Self {
        let upload = &document["upload"];
        let part_bytes = upload["part_size_bytes"].as_u64().expect("a part size");
        let part = |part: &Value| {
            let number = part["part_number"].as_i64().expect("a part number");
            (number, part["url"].as_str().expect("a URL").to_owned())
        };
        Self {
            job: document["id"].as_str().expect("an id").to_owned(),
            part_bytes: usize::try_from(part_bytes).expect("a part fits into memory"),
            urls: upload["parts"].as_array().expect("parts").iter().map(part).collect(),
        }
    }
}
