//! HTTP as a client on the outside speaks it: to the public endpoint, without keys, without the SDK.
//!
//! What must stay true: an error never names the URL, whose query may be a signature; no answer is waited for longer than
//! its caller allows, and no more of it is kept than is looked at.
//! Deliberately absent: redirects and proxies of the environment, because browsers follow neither with a signed part.

use std::error::Error;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use model::{Clock, Timestamp};
use tokio::time::timeout;

use super::clock::Reading;

const LONGEST_BODY: usize = 1 << 20;

/// Opens connections as they are needed. Cheap to clone.
#[derive(Clone)]
pub(super) struct Outside {
    plain: Client<HttpConnector, Full<Bytes>>,
    /// Or why there is no TLS.
    secure: Result<Client<HttpsConnector<HttpConnector>, Full<Bytes>>, String>,
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Answer {
    /// A header as text; several of one name as the list they mean.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let values: Vec<&str> = self.headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }
}

impl Outside {
    pub(super) fn new() -> Self {
        let secure = HttpsConnectorBuilder::new().with_native_roots().map_err(|error| error.to_string());
        let secure = secure
            .map(|builder| Client::builder(TokioExecutor::new()).build(builder.https_or_http().enable_http1().build()));
        Self { plain: Client::builder(TokioExecutor::new()).build_http(), secure }
    }

    /// Asks once. The error is for people.
    pub(super) async fn ask(&self, request: Request<Full<Bytes>>, within: Duration) -> Result<Answer, String> {
        let secure = request.uri().scheme_str() == Some("https");
        let asked = async {
            let answer = match &self.secure {
                Ok(client) if secure => client.request(request).await,
                Err(reason) if secure => return Err(format!("no certificates to verify TLS with: {reason}")),
                _ => self.plain.request(request).await,
            };
            let (head, body) = answer.map_err(|error| innermost(&error))?.into_parts();
            let body = Limited::new(body, LONGEST_BODY).collect().await.map_err(|error| innermost(error.as_ref()))?;
            Ok(Answer { status: head.status, headers: head.headers, body: body.to_bytes() })
        };
        timeout(within, asked).await.unwrap_or_else(|_| Err(format!("no answer within {} s", within.as_secs())))
    }

    /// A GET, and what the answer's `Date` says of its clock.
    pub(super) async fn get(
        &self,
        url: &str,
        clock: &dyn Clock,
        within: Duration,
    ) -> Result<(Answer, Option<Reading>), String> {
        let request = Request::get(url).body(Full::default()).map_err(|_| "not a URL".to_owned())?;
        let asked = clock.now();
        let answer = self.ask(request, within).await?;
        let answered = clock.now();
        let reading = answer.header("date").and_then(|text| date(&text));
        Ok((answer, reading.map(|told| Reading { asked, told, answered })))
    }
}

/// An HTTP date. It has whole seconds, so what it means is half a second later, give or take.
fn date(text: &str) -> Option<Timestamp> {
    let date = httpdate::parse_http_date(text).ok()?;
    let since = date.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(Timestamp(0).plus(since).plus(Duration::from_millis(500)))
}

/// The innermost cause says the most: "connection refused", not "client error".
fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_dates_are_read() {
        assert_eq!(date("Thu, 01 Jan 1970 00:01:00 GMT"), Some(Timestamp(60_500_000)));
        assert_eq!(date("yesterday"), None);
    }
}
