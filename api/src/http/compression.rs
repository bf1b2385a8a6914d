//! gzip and zstd for large answers, to clients that ask for it.
//!
//! What must stay true: an answer is packed while it is sent, and one that cannot be sent to its end is not ended; the
//! packed form of something has an `ETag` of its own, which is taken for what it is when it comes back; an answer is
//! never refused for how its client would like it packed.
//! Deliberately absent: what is small, what must not be stored (it may hold a secret), streams of events.

use std::io;

use async_compression::Level;
use async_compression::tokio::bufread::{GzipEncoder, ZstdEncoder};
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures::TryStreamExt as _;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Version};
use http_body::Body as _;
use tokio_util::io::{ReaderStream, StreamReader};

use super::accept::weighted;

/// What is smaller fits into a packet or two as it is.
const SMALL: u64 = 1 << 10;
const PIECE_BYTES: usize = 32 << 10;
/// Of both: talk becomes a fifth of its size, and better levels cost many times as much for little more.
const LEVEL: Level = Level::Fastest;

/// Packs what is worth it.
pub(crate) async fn compressed(mut request: Request, next: Next) -> Response {
    if request.method() == Method::HEAD {
        return next.run(request).await;
    }
    // Before HTTP/1.1 only the connection's end would tell where the packed answer ends.
    let coding = Coding::asked_for(request.headers()).filter(|_| request.version() >= Version::HTTP_11);
    let known = request.headers().get(IF_NONE_MATCH).cloned();
    if let Some(plain) = known.as_ref().and_then(without_codings) {
        request.headers_mut().insert(IF_NONE_MATCH, plain);
    }
    let mut response = next.run(request).await;
    if response.status() == StatusCode::NOT_MODIFIED {
        if let Some(known) = &known {
            name_as_known(&mut response, known);
        }
        return response;
    }
    if !is_worth_it(&response) {
        return response;
    }
    response.headers_mut().append(VARY, HeaderValue::from_name(ACCEPT_ENCODING));
    match coding {
        Some(coding) => coding.pack(response),
        None => response,
    }
}

fn is_worth_it(response: &Response) -> bool {
    const TYPES: [&str; 6] =
        ["application/json", "application/x-ndjson", "text/csv", "text/css", "text/html", "text/javascript"];
    let header = |name| response.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    response.status().is_success()
        && response.body().size_hint().exact().is_none_or(|bytes| bytes >= SMALL)
        && header(CONTENT_TYPE).is_some_and(|given| TYPES.iter().any(|name| given.starts_with(name)))
        && !response.headers().contains_key(CONTENT_ENCODING)
        && !header(CACHE_CONTROL).is_some_and(|given| given.contains("no-store"))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Gzip,
    Zstd,
}

impl Coding {
    /// The one that the client would rather have, if not the answer as it is; of equals zstd.
    fn asked_for(headers: &HeaderMap) -> Option<Self> {
        let (mut gzip, mut zstd, mut identity, mut any) = (None, None, None, None);
        for (name, weight) in weighted(headers, ACCEPT_ENCODING) {
            let told = match name.as_str() {
                "gzip" | "x-gzip" => &mut gzip,
                "zstd" => &mut zstd,
                "identity" => &mut identity,
                "*" => &mut any,
                _ => continue,
            };
            told.get_or_insert(weight);
        }
        let heavy = |told: Option<u16>| told.or(any).unwrap_or(0);
        let (weight, coding) =
            if heavy(gzip) > heavy(zstd) { (heavy(gzip), Self::Gzip) } else { (heavy(zstd), Self::Zstd) };
        (weight > 0 && weight >= identity.unwrap_or(0)).then_some(coding)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }

    fn pack(self, response: Response) -> Response {
        let (mut head, body) = response.into_parts();
        head.headers.remove(CONTENT_LENGTH);
        head.headers.insert(CONTENT_ENCODING, HeaderValue::from_static(self.name()));
        if let Some(packed) = head.headers.get(ETAG).and_then(|etag| self.etag(etag)) {
            head.headers.insert(ETAG, packed);
        }
        let reader = StreamReader::new(body.into_data_stream().map_err(io::Error::other));
        let body = match self {
            Self::Gzip => streamed(GzipEncoder::with_quality(reader, LEVEL)),
            Self::Zstd => streamed(ZstdEncoder::with_quality(reader, LEVEL)),
        };
        Response::from_parts(head, body)
    }

    /// The strong tag of the packed form; a weak one is good for all forms.
    fn etag(self, plain: &HeaderValue) -> Option<HeaderValue> {
        let inner = plain.to_str().ok()?.strip_prefix('"')?.strip_suffix('"')?;
        HeaderValue::try_from(format!("\"{inner}-{}\"", self.name())).ok()
    }
}

fn streamed(packed: impl tokio::io::AsyncRead + Send + 'static) -> Body {
    Body::from_stream(ReaderStream::with_capacity(packed, PIECE_BYTES))
}

const CODINGS: [Coding; 2] = [Coding::Gzip, Coding::Zstd];

/// The tags of packed forms as what they are forms of, where there are any.
fn without_codings(known: &HeaderValue) -> Option<HeaderValue> {
    let text = known.to_str().ok()?;
    let plain =
        CODINGS.iter().fold(text.to_owned(), |text, coding| text.replace(&format!("-{}\"", coding.name()), "\""));
    (plain != text).then(|| HeaderValue::try_from(plain).ok())?
}

/// What has not changed is called what the client calls it.
fn name_as_known(response: &mut Response, known: &HeaderValue) {
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_name(ACCEPT_ENCODING));
    let (Some(plain), Ok(known)) = (headers.get(ETAG), known.to_str()) else { return };
    if plain.to_str().is_ok_and(|plain| known.contains(plain)) {
        return;
    }
    let packed = CODINGS.iter().filter_map(|coding| coding.etag(plain));
    let packed = packed.into_iter().find(|packed| packed.to_str().is_ok_and(|packed| known.contains(packed)));
    if let Some(packed) = packed {
        headers.insert(ETAG, packed);
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderName;

    use super::*;

    #[test]
    fn the_coding_that_is_wanted_most_is_taken() {
        let asked = |line: &'static str| {
            Coding::asked_for(&HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(line))]))
        };
        let (gzip, zstd) = (Some(Coding::Gzip), Some(Coding::Zstd));
        for (line, coding) in [
            ("gzip", gzip),
            ("x-gzip", gzip),
            ("GZIP;q=0.5", gzip),
            ("gzip, deflate, br", gzip),
            ("gzip, deflate, br, zstd", zstd),
            ("zstd;q=0.5, gzip;q=0.8", gzip),
            ("gzip, identity;q=0", gzip),
            ("gzip, identity", gzip),
            ("*", zstd),
            ("zstd;q=0, *;q=0.1", gzip),
            ("gzip;q=0.5, identity", None),
            ("gzip;q=0", None),
            ("br", None),
            ("identity", None),
            ("identity;q=0, *;q=0", None),
            ("", None),
        ] {
            assert_eq!(asked(line), coding, "{line}");
        }
        assert_eq!(Coding::asked_for(&HeaderMap::new()), None);
    }

    #[test]
    fn what_is_large_or_has_no_known_end_is_worth_it() {
        let worth = |content_type: &'static str, bytes: Option<usize>, headers: &[(HeaderName, &'static str)]| {
            let body = match bytes {
                Some(bytes) => Body::from(vec![b' '; bytes]),
                None => Body::from_stream(futures::stream::pending::<Result<Vec<u8>, io::Error>>()),
            };
            let mut response = Response::new(body);
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
            for (name, value) in headers {
                response.headers_mut().insert(name, HeaderValue::from_static(value));
            }
            is_worth_it(&response)
        };
        assert!(worth("application/json", None, &[]) && worth("application/json", Some(1_024), &[]));
        assert!(worth("text/csv; charset=utf-8", None, &[]) && worth("application/x-ndjson", None, &[]));
        assert!(!worth("application/json", Some(1_023), &[]));
        assert!(!worth("text/event-stream", None, &[]) && !worth("application/problem+json", Some(5_000), &[]));
        assert!(!worth("application/json", Some(5_000), &[(CACHE_CONTROL, "no-store")]));
        assert!(!worth("application/json", Some(5_000), &[(CONTENT_ENCODING, "br")]));
    }

    #[test]
    fn a_packed_form_comes_back_as_what_it_is_of() {
        let value = HeaderValue::from_static;
        assert_eq!(Coding::Zstd.etag(&value("\"a\"")), Some(value("\"a-zstd\"")));
        assert_eq!(Coding::Zstd.etag(&value("W/\"a\"")), None);
        assert_eq!(without_codings(&value("\"a-gzip\", W/\"b-zstd\", \"c\"")), Some(value("\"a\", W/\"b\", \"c\"")));
        assert_eq!(without_codings(&value("\"a\"")), None);
        let mut response = Response::new(Body::empty());
        response.headers_mut().insert(ETAG, value("\"a\""));
        name_as_known(&mut response, &value("\"b\", \"a-zstd\""));
        assert_eq!(response.headers()[ETAG], "\"a-zstd\"");
    }
}
