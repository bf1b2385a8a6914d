//! `GET /v1/conversations/jobs/{id}/events` (ours): a job's course as server-sent events.
//!
//! What must stay true: every event tells the whole small state of the job, and its id is the revision that it tells of; so
//! a client that comes back with the last id it saw misses nothing, however much has happened meanwhile: it is told how the
//! job stands now. The analysis itself is never sent. A stream ends with its job, with its client's token (which is looked at
//! before anything is sent), or with the process; a client that comes back after the end of its job is told to stay away,
//! by a 204, as the standard of events has it.
//! Deliberately absent: a log of events, and the timeline of attempts, which is another question.

use std::convert::Infallible;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use futures::stream;
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use jobs::{Following, Job, Seen};
use model::{JobId, Status, TenantId};
use serde::Serialize;
use serde_json::json;

use super::{MPATHIC_ID, Mpathic, Segment, convert, described, job_id, waiting};
use crate::http::Problem;
use crate::openapi::{Answer, Operation, Parameter, schema_of};

/// Between two comments that only show that we are here.
const PING: Duration = Duration::from_secs(15);
/// Between two events that tell of progress alone.
const PROGRESS: Duration = Duration::from_millis(500);
/// Before a store that is away is asked again.
const AGAIN: Duration = Duration::from_secs(1);

pub(super) async fn handle(
    State(mpathic): State<Mpathic>,
    id: Segment,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = mpathic.caller(&headers).await?;
    let id = job_id(id)?;
    let following = mpathic.watch.follow(waiting::place(&mpathic, &caller)?, id);
    let job = mpathic.reads.glimpse(caller.tenant, id).await?.job;
    let has_all = last_event_id(&headers) == Some(job.revision);
    let mut response = Response::default();
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    if has_all && job.status.is_terminal() {
        *response.status_mut() = StatusCode::NO_CONTENT;
        return Ok(response);
    }
    let feed = Feed::new(mpathic, following, credentials(&headers), &job, has_all);
    let pieces = stream::unfold(feed, async |mut feed| Some((Ok::<_, Infallible>(feed.next().await?), feed)));
    *response.body_mut() = Body::from_stream(pieces);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    // Of a proxy that would gather what it passes on.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(response)
}

/// What is no revision was not sent by us.
fn last_event_id(headers: &HeaderMap) -> Option<i64> {
    headers.get("last-event-id")?.to_str().ok()?.parse().ok()
}

/// As much of a request as says whose it is.
fn credentials(headers: &HeaderMap) -> HeaderMap {
    let named = |name: HeaderName| headers.get(&name).map(|value| (name, value.clone()));
    [AUTHORIZATION, HeaderName::from_static(MPATHIC_ID)].into_iter().filter_map(named).collect()
}

/// A stream on its way.
struct Feed {
    mpathic: Mpathic,
    following: Following,
    credentials: HeaderMap,
    tenant: TenantId,
    id: JobId,
    /// What the client knows.
    revision: i64,
    status: Status,
    /// Mere progress is no news before.
    rests_until: Instant,
    /// What is sent first.
    first: Option<Vec<u8>>,
    ended: bool,
}

impl Feed {
    fn new(mpathic: Mpathic, following: Following, credentials: HeaderMap, job: &Job, has_all: bool) -> Self {
        let mut feed = Self {
            mpathic,
            following,
            credentials,
            tenant: job.tenant,
            id: job.id,
            revision: job.revision,
            status: job.status,
            rests_until: Instant::now(),
            first: None,
            ended: false,
        };
        let mut first = b"retry: 3000\n\n".to_vec();
        if !has_all {
            feed.tell(job, "status", &mut first);
        }
        feed.first = Some(first);
        feed
    }

    /// The next piece, or the end.
    async fn next(&mut self) -> Option<Bytes> {
        if let Some(first) = self.first.take() {
            return Some(first.into());
        }
        if self.ended {
            return None;
        }
        let is_news = self.news().await;
        if self.mpathic.caller(&self.credentials).await.is_err() {
            return Some(self.end(": the token is no longer valid here\n\n"));
        }
        if is_news { Some(self.read().await) } else { Some(self.nothing()) }
    }

    /// Waits until there is something to tell. `false`: there is not, after a while.
    async fn news(&mut self) -> bool {
        let (revision, status) = (self.revision, self.status);
        let rest = self.rests_until.saturating_duration_since(Instant::now());
        if !rest.is_zero() {
            let another = |seen| match seen {
                Seen::Nothing => false,
                Seen::There { status: now, .. } => seen.is_past(revision) && now != status,
                Seen::Gone => true,
            };
            self.following.until(rest, another).await;
        }
        self.following.until(PING, |seen| seen.is_past(revision)).await
    }

    fn nothing(&mut self) -> Bytes {
        if self.following.is_over() {
            return self.end(": this server is going away\n\n");
        }
        Bytes::from_static(b": ping\n\n")
    }

    async fn read(&mut self) -> Bytes {
        let job = match self.mpathic.reads.glimpse(self.tenant, self.id).await {
            Ok(glimpse) => glimpse.job,
            Err(jobs::Error::Missing | jobs::Error::Expired) => {
                let gone = event("gone", None, &Gone { id: self.id.to_string() });
                return self.end(gone);
            }
            // Whoever looks for all of us says so in the log.
            Err(_) => {
                tokio::time::sleep(AGAIN).await;
                return self.nothing();
            }
        };
        let mut told = Vec::new();
        let name = if job.status == self.status { "progress" } else { "status" };
        self.tell(&job, name, &mut told);
        told.into()
    }

    /// Of the end there are two events, and only the second has an id: who has seen that has seen all.
    fn tell(&mut self, job: &Job, name: &str, told: &mut Vec<u8>) {
        let (state, over) = (convert::job_state(job), job.status.is_terminal());
        told.extend(event(name, (!over).then_some(job.revision), &state));
        if over {
            told.extend(event("done", Some(job.revision), &state));
            self.ended = true;
        }
        (self.revision, self.status) = (job.revision, job.status);
        self.rests_until = Instant::now() + PROGRESS;
    }

    fn end(&mut self, last_words: impl Into<Bytes>) -> Bytes {
        self.ended = true;
        last_words.into()
    }
}

/// Of a job that was taken out.
#[derive(Serialize)]
struct Gone {
    id: String,
}

fn event(name: &str, revision: Option<i64>, data: &impl Serialize) -> Vec<u8> {
    let id = revision.map_or_else(String::new, |revision| format!("id: {revision}\n"));
    // JSON has no line of its own, and so needs but one of ours.
    let data = serde_json::to_string(data).expect("texts and numbers are JSON");
    format!("{id}event: {name}\ndata: {data}\n\n").into_bytes()
}

pub(super) fn operation() -> Operation {
    let revision = json!({ "type": "string" });
    Operation::new("followJob", described::JOBS, "A job's course as server-sent events")
        .about("Ours. The events are `status`, `progress` and `done`; the `data` of each is the job's state as JSON.")
        .streaming()
        .takes([
            described::job_id(),
            described::mpathic_id(true),
            Parameter::header("Last-Event-ID", "The id of the last event that was seen.", revision),
        ])
        .answers(
            Answer::empty(200, "Events, until the job has ended.")
                .or("text/event-stream", schema_of::<String>, None)
                .with([described::cache_control("no-store")]),
        )
        .answers(
            Answer::empty(204, "The job has ended, and its last event was seen: there is nothing to come back for.")
                .with([described::cache_control("no-store")]),
        )
        .problems(described::NAMED)
        .problems(&["expired", "not_found", "too_many_waiting"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_written_as_the_standard_has_it() {
        let data = Gone { id: "line\nbreak".to_owned() };
        let written = |revision| String::from_utf8(event("progress", revision, &data)).expect("text");
        assert_eq!(written(Some(17)), "id: 17\nevent: progress\ndata: {\"id\":\"line\\nbreak\"}\n\n");
        assert_eq!(written(None), "event: progress\ndata: {\"id\":\"line\\nbreak\"}\n\n");
    }

    #[test]
    fn only_a_revision_is_a_last_event_id() {
        let last = |value: &'static str| {
            last_event_id(&HeaderMap::from_iter([(
                HeaderName::from_static("last-event-id"),
                HeaderValue::from_static(value),
            )]))
        };
        assert_eq!((last("17"), last(""), last("r17"), last("1 7")), (Some(17), None, None, None));
        assert_eq!(last_event_id(&HeaderMap::new()), None);
    }
}
