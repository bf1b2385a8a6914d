//! Server-sent events, read as the standard says.

use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::BoxStream;
use reqwest::Method;
use tests::Client;

use crate::contract::shapes;
use crate::json::Json;

/// Longer than any of these tests leaves a stream without anything to say.
const PATIENCE: Duration = Duration::from_secs(25);

pub(super) struct Event {
    pub(super) name: String,
    /// The last id that was seen, as the standard has it.
    pub(super) id: Option<i64>,
    pub(super) data: Json,
}

pub(super) struct Events {
    bytes: BoxStream<'static, reqwest::Result<bytes::Bytes>>,
    unread: Vec<u8>,
    id: Option<i64>,
    /// Every comment so far.
    pub(super) comments: Vec<String>,
    pub(super) retry: Option<u64>,
}

impl Events {
    pub(super) async fn follow(client: &Client, job: &str, last: Option<i64>) -> Self {
        let mut request = client.request(Method::GET, &format!("{}/{job}/events", super::JOBS));
        // As browsers send it; it is not needed.
        if let Some(last) = last {
            request = request.header("accept", "text/event-stream").header("last-event-id", last.to_string());
        }
        let response = request.send().await.expect("an answer");
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().expect("text").to_owned());
        assert_eq!(response.status(), 200);
        assert_eq!(header("content-type").as_deref(), Some("text/event-stream"));
        assert_eq!(header("cache-control").as_deref(), Some("no-store"));
        assert_eq!(header("x-accel-buffering").as_deref(), Some("no"));
        assert!(header("content-encoding").is_none() && header("x-request-id").is_some());
        let bytes = response.bytes_stream().boxed();
        Self { bytes, unread: Vec::new(), id: last, comments: Vec::new(), retry: None }
    }

    /// The next event; `None` at the end.
    pub(super) async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(block) = self.block() {
                if let Some(event) = self.event(&block) {
                    return Some(event);
                }
                continue;
            }
            let piece = tokio::time::timeout(PATIENCE, self.bytes.next()).await.expect("it says something");
            let Some(piece) = piece else {
                assert!(self.unread.is_empty(), "it ends after a whole event");
                return None;
            };
            self.unread.extend(piece.expect("the stream is whole"));
        }
    }

    /// The next event, which is there.
    pub(super) async fn one(&mut self, name: &str) -> Event {
        let event = self.next().await.expect("the stream goes on");
        assert_eq!(event.name, name, "{:?}", event.data);
        event
    }

    fn block(&mut self) -> Option<String> {
        let end = self.unread.windows(2).position(|two| two == b"\n\n")? + 2;
        let block = self.unread.drain(..end).collect();
        Some(String::from_utf8(block).expect("events are text"))
    }

    fn event(&mut self, block: &str) -> Option<Event> {
        let (mut name, mut data) = (None, None);
        for line in block.lines().filter(|line| !line.is_empty()) {
            match line.split_once(": ").expect("a field and its value, or a comment") {
                ("", comment) => self.comments.push(comment.to_owned()),
                ("retry", time) => self.retry = Some(time.parse().expect("milliseconds")),
                ("id", id) => {
                    let id = id.parse().expect("a revision");
                    assert!(self.id.is_none_or(|last| last < id), "ids grow");
                    self.id = Some(id);
                }
                ("event", event) => name = Some(event.to_owned()),
                ("data", json) => assert!(data.replace(Json::parse(json)).is_none(), "data has one line"),
                (field, _) => panic!("no field of the standard: {field}"),
            }
        }
        let (Some(name), Some(data)) = (name, data) else { return None };
        match name.as_str() {
            "gone" => crate::shape::object([("id", crate::shape::Id)]).check(&data),
            "status" | "progress" | "done" => shapes::job_state().check(&data),
            other => panic!("no event of ours: {other}"),
        }
        Some(Event { name, id: self.id, data })
    }
}
