//! The operations on jobs.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use model::{Clock as _, Random as _, SystemClock, SystemRandom};
use reqwest::header::{ETAG, IF_NONE_MATCH};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::error::retry_after;
use super::{Client, Document, Error, GivenPart, List};

const JOBS: &str = "/v1/conversations/jobs";

/// A file that is about to be uploaded.
#[derive(Clone, Debug, Serialize)]
pub struct Announced {
    pub file_name: String,
    pub file_size_bytes: u64,
    pub content_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_part_size_bytes: Option<u64>,
    /// What a conversations request would carry beside its turns.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub options: Map<String, Value>,
}

/// How a new job is to be made: the headers beside its request.
#[derive(Clone, Debug, Default)]
pub struct Form {
    pub profile: Option<String>,
    /// `high`, `normal` or `low`.
    pub priority: Option<String>,
    /// The same key with the same request makes one job; without one of yours, each call has its own.
    pub idempotency_key: Option<String>,
}

/// A range of talk turns, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turns {
    /// Both ends included.
    Between(u64, u64),
    /// To the end.
    From(u64),
    /// So many.
    Last(u64),
}

impl fmt::Display for Turns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Between(first, last) => write!(f, "{first}-{last}"),
            Self::From(first) => write!(f, "{first}-"),
            Self::Last(turns) => write!(f, "-{turns}"),
        }
    }
}

/// What a look at a job came to.
pub struct Looked {
    /// `None`: nothing has changed.
    pub document: Option<Document>,
    /// To be brought along to the next look.
    pub etag: Option<String>,
    /// The server has waited for a change before it answered.
    pub waited: bool,
    pub retry_after: Option<Duration>,
}

impl Client {
    /// Makes a job of a request with its talk turns in it.
    pub async fn submit(&self, request: &Value, form: &Form) -> Result<Document, Error> {
        let answer = self.post(JOBS, &form.key(), request, |request| form.headers(request)).await?;
        self.document(answer).await
    }

    /// Announces a file; the document says where its parts go.
    pub async fn start_upload(&self, announced: &Announced, form: &Form) -> Result<Document, Error> {
        let path = format!("{JOBS}/start-multipart");
        let answer = self.post(&path, &form.key(), announced, |request| form.headers(request)).await?;
        self.document(answer).await
    }

    /// Every part has arrived. Without `parts` the server goes by what it has.
    pub async fn complete_upload(&self, id: &str, parts: Option<&[GivenPart]>) -> Result<Document, Error> {
        self.act(id, "complete-multipart", &json!({ "parts": parts })).await
    }

    /// Gives an upload up.
    pub async fn cancel_upload(&self, id: &str) -> Result<Document, Error> {
        self.act(id, "cancel-multipart", &json!({})).await
    }

    /// Gives a job up, whatever it is doing.
    pub async fn cancel(&self, id: &str) -> Result<Document, Error> {
        self.act(id, "cancel", &json!({})).await
    }

    /// The input of a failed or cancelled job once more, as a new job.
    pub async fn redrive(&self, id: &str) -> Result<Document, Error> {
        self.act(id, "redrive", &json!({})).await
    }

    /// Where a job stands, with its analysis when it is completed.
    pub async fn job(&self, id: &str) -> Result<Document, Error> {
        let answer = self.get(&of(id, ""), |request| request).await?;
        self.document(answer).await
    }

    /// The same, as soon as it is another than at the last look (`etag`), or after `wait`; from a server that does not
    /// wait, at once.
    pub async fn look(&self, id: &str, etag: Option<&str>, wait: Duration) -> Result<Looked, Error> {
        let with = |mut request: RequestBuilder| {
            request = request.header("prefer", format!("wait={}", wait.as_secs()));
            match etag {
                Some(etag) => request.header(IF_NONE_MATCH, etag),
                None => request,
            }
        };
        let answer = self.get(&of(id, ""), with).await?;
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let waited = header("preference-applied").is_some_and(|applied| applied.contains("wait"));
        let known = header(ETAG.as_str()).or_else(|| etag.map(str::to_owned));
        let retry_after = retry_after(answer.headers());
        let is_known = answer.status() == StatusCode::NOT_MODIFIED;
        let document = if is_known { None } else { Some(self.document(answer).await?) };
        Ok(Looked { document, etag: known, waited, retry_after })
    }

    /// A page of the caller's jobs.
    pub async fn jobs(&self, status: Option<&str>, limit: u32, cursor: Option<&str>) -> Result<List, Error> {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("limit", &limit.to_string());
        query.extend_pairs(status.map(|status| ("status", status)));
        query.extend_pairs(cursor.map(|cursor| ("cursor", cursor)));
        let answer = self.get(&format!("{JOBS}?{}", query.finish()), |request| request).await?;
        self.json(answer).await
    }

    /// A completed job's results in another form (`json`, `ndjson`, `csv`), piece by piece as they come.
    pub async fn results(&self, id: &str, format: &str, turns: Option<Turns>) -> Result<Pieces, Error> {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("format", format);
        query.extend_pairs(turns.map(|turns| ("turns", turns.to_string())));
        let answer = self.get(&of(id, &format!("/results?{}", query.finish())), |request| request).await?;
        Ok(Pieces { client: self.clone(), answer })
    }

    /// Says what is known of a conversation, beside what is known already.
    pub async fn describe(&self, conversation: &str, metadata: &BTreeMap<String, String>) -> Result<(), Error> {
        let path = "/v1/conversations/update-conversation-metadata";
        let body = json!({ "conversation_id": conversation, "metadata": metadata, "merge_existing": true });
        self.post(path, &new_key(), &body, |request| request).await.map(drop)
    }

    async fn act(&self, id: &str, verb: &str, body: &Value) -> Result<Document, Error> {
        let answer = self.post(&of(id, &format!("/{verb}")), &new_key(), body, |request| request).await?;
        self.document(answer).await
    }

    async fn document(&self, answer: Response) -> Result<Document, Error> {
        let bytes = answer.bytes().await.map_err(|source| self.shared.unreachable(source))?;
        Document::read(bytes).map_err(|_| self.strange("expected a job"))
    }
}

/// A body that is read as it comes.
pub struct Pieces {
    client: Client,
    answer: Response,
}

impl Pieces {
    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        self.answer.chunk().await.map_err(|source| self.client.shared.unreachable(source))
    }
}

impl Form {
    fn key(&self) -> String {
        self.idempotency_key.clone().unwrap_or_else(new_key)
    }

    fn headers(&self, request: RequestBuilder) -> RequestBuilder {
        let named = [("mpathic-profile", &self.profile), ("colloquy-priority", &self.priority)];
        named.into_iter().fold(request, |request, (name, value)| match value {
            Some(value) => request.header(name, value),
            None => request,
        })
    }
}

pub(super) fn new_key() -> String {
    SystemRandom.uuid(SystemClock.now()).to_string()
}

fn of(id: &str, rest: &str) -> String {
    let id: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
    format!("{JOBS}/{id}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stays_one_segment_of_the_path() {
        assert_eq!(of("019a-b", "/cancel"), "/v1/conversations/jobs/019a-b/cancel");
        assert_eq!(of("a/../b?c", ""), "/v1/conversations/jobs/a%2F..%2Fb%3Fc");
    }

    #[test]
    fn what_was_not_chosen_is_not_sent() {
        let announced = Announced {
            file_name: "a.vtt".into(),
            file_size_bytes: 5,
            content_type: "text/vtt".into(),
            preferred_part_size_bytes: None,
            options: Map::new(),
        };
        let sent = serde_json::to_value(announced).unwrap();
        assert_eq!(sent, json!({ "file_name": "a.vtt", "file_size_bytes": 5, "content_type": "text/vtt" }));
    }
}
