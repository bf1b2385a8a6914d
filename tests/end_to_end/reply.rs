//! An answer as it came, and what every refusal must be.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Method, RequestBuilder};
use tests::Client;

use crate::json::Json;
use crate::shape::{Shape, Text, Whole, each, object};

/// Put into whatever a test sends that no refusal and no log may repeat.
pub(crate) const CANARY: &str = "kanarienvogel";

/// Longer than any answer may take, ten thousand signed URLs on a busy machine included.
const PATIENCE: Duration = Duration::from_mins(1);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

/// Sends a request. Whatever was asked, the server answers soon and is not at fault.
pub(crate) async fn reply(request: RequestBuilder) -> Reply {
    let reply = any_reply(request).await;
    assert!(reply.status < 500, "{}: {}", reply.status, reply.text);
    reply
}

/// Sends a request to a server that may be at fault.
pub(crate) async fn any_reply(request: RequestBuilder) -> Reply {
    let response = request.timeout(PATIENCE).send().await.expect("the server answers");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.expect("the answer is whole");
    Reply { status, headers, text }
}

/// Posts text as JSON.
pub(crate) async fn post(client: &Client, path: &str, json: impl Into<String>) -> Reply {
    let json = json.into();
    reply(client.request(Method::POST, path).header(CONTENT_TYPE, "application/json").body(json)).await
}

pub(crate) async fn get(client: &Client, path: &str) -> Reply {
    reply(client.request(Method::GET, path)).await
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("a header of ours is text"))
    }

    /// The document of a success.
    pub(crate) fn document(&self) -> Json {
        assert_eq!((self.status, self.header("content-type")), (200, Some("application/json")), "{}", self.text);
        Json::parse(&self.text)
    }

    /// The id of the job that was answered.
    pub(crate) fn id(&self) -> String {
        self.document().at("/id").text().to_owned()
    }

    /// A problem with this status and code that repeats nothing; returns it.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) -> Json {
        assert_eq!(
            (self.status, self.header("content-type")),
            (status, Some("application/problem+json")),
            "{}",
            self.text
        );
        assert!(!self.text.contains(CANARY), "a refusal repeats what was sent: {}", self.text);
        let problem = Json::parse(&self.text);
        shape().check(&problem);
        assert_eq!(problem.at("/code").text(), code, "{}", self.text);
        assert_eq!(problem.at("/type").text(), format!("/problems/{code}"));
        assert_eq!(problem.at("/status").digits(), status.to_string());
        assert_eq!(Some(problem.at("/request_id").text()), self.header("x-request-id"));
        for said in ["/title", "/detail"] {
            assert!(!problem.at(said).text().is_empty(), "{said} is empty: {}", self.text);
        }
        problem
    }

    /// A 400 whose first error is at `pointer`.
    #[track_caller]
    pub(crate) fn invalid(&self, code: &str, pointer: &str) {
        let problem = self.refused(400, code);
        assert_eq!(problem.at("/errors/0/code").text(), code);
        assert_eq!(problem.at("/errors/0/pointer").text(), pointer, "{}", self.text);
    }
}

/// RFC 9457, and what we add.
fn shape() -> Shape {
    let error = object([("code", Text), ("detail", Text)]).ours_sometimes("pointer", Text);
    object([("type", Text), ("title", Text), ("status", Whole)])
        .ours("code", Text)
        .ours("detail", Text)
        .ours("request_id", Text)
        .ours_sometimes("errors", each(error))
}
