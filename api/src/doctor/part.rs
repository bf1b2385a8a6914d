//! Sending a part the way a browser does: a preflight from its page's origin, then the PUT under the signed URL.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, Request};
use http_body_util::Full;

use super::origin::Origin;
use super::outside::{Answer, Outside};
use super::report::Line;

/// S3's smallest part but the last.
pub(super) const PART_BYTES: usize = 5 << 20;
/// Five seconds are too few for that much on a slow line.
pub(super) const PUT_WITHIN: Duration = Duration::from_secs(10);
const PREFLIGHT_WITHIN: Duration = Duration::from_secs(5);

/// What the public endpoint answered a page's browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CorsFacts {
    pub(super) status: u16,
    pub(super) allow_origin: Option<String>,
    pub(super) allow_methods: Option<String>,
    pub(super) allow_headers: Option<String>,
}

/// What it answered the PUT.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PutFacts {
    pub(super) status: u16,
    /// S3's code, when the status is not 200.
    pub(super) code: String,
    pub(super) etag: Option<String>,
    pub(super) allow_origin: Option<String>,
    pub(super) expose_headers: Option<String>,
}

/// Zeros: what is sent says nothing of anybody.
pub(super) fn body() -> Bytes {
    Bytes::from(vec![0; PART_BYTES])
}

pub(super) async fn preflight(outside: &Outside, url: &str, origin: &Origin) -> Result<CorsFacts, String> {
    let request = Request::builder()
        .method(Method::OPTIONS)
        .uri(url)
        .header("origin", origin_header(origin)?)
        .header("access-control-request-method", "PUT")
        // What a browser adds by itself for a file.
        .header("access-control-request-headers", "content-type");
    let request = request.body(Full::default()).map_err(|_| "not a URL".to_owned())?;
    let answer = outside.ask(request, PREFLIGHT_WITHIN).await?;
    Ok(CorsFacts {
        status: answer.status.as_u16(),
        allow_origin: answer.header("access-control-allow-origin"),
        allow_methods: answer.header("access-control-allow-methods"),
        allow_headers: answer.header("access-control-allow-headers"),
    })
}

pub(super) async fn put(outside: &Outside, url: &str, origin: &Origin) -> Result<PutFacts, String> {
    let request = Request::put(url).header("origin", origin_header(origin)?).header("content-type", "text/plain");
    let request = request.body(Full::new(body())).map_err(|_| "not a URL".to_owned())?;
    let answer = outside.ask(request, PUT_WITHIN).await?;
    Ok(PutFacts {
        status: answer.status.as_u16(),
        code: code(&answer),
        etag: answer.header("etag").map(|etag| etag.trim_matches('"').to_owned()),
        allow_origin: answer.header("access-control-allow-origin"),
        expose_headers: answer.header("access-control-expose-headers"),
    })
}

fn origin_header(origin: &Origin) -> Result<HeaderValue, String> {
    HeaderValue::from_str(&origin.text).map_err(|_| "the origin is not a header's value".to_owned())
}

/// The `Code` of S3's XML; nothing else of it is shown.
fn code(answer: &Answer) -> String {
    let text = String::from_utf8_lossy(&answer.body);
    let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
    let code = code.map_or("", |(code, _)| code);
    code.chars().filter(char::is_ascii_alphanumeric).take(60).collect()
}

/// Pages of `origin` and the bucket at `endpoint`: whether browsers may send parts, and see their ETags.
pub(super) fn judge_browsers(
    origin: &Origin,
    endpoint: &str,
    preflight: &Result<CorsFacts, String>,
    put: &PutFacts,
    remedy: &str,
) -> Vec<Line> {
    let page = &origin.text;
    if origin.is_of(endpoint) {
        return vec![Line::ok("CORS preflight", format!("not needed: {page} is where parts go"))];
    }
    let bad = |check, found: String| {
        if origin.asked_for { Line::fail(check, found, remedy) } else { Line::warn(check, found, remedy) }
    };
    let allowed = match preflight {
        Err(words) => bad("CORS preflight", format!("{page}: {words}")),
        Ok(facts) => match refused(facts, page) {
            None => Line::ok("CORS preflight", format!("{page} may PUT")),
            Some(what) => {
                let found = format!("browsers on {page} cannot upload: {what} (status {})", facts.status);
                bad("CORS preflight", found)
            }
        },
    };
    let shown = allows(put.allow_origin.as_deref(), page) && lists(put.expose_headers.as_deref(), "etag");
    let exposed = if shown {
        Line::ok("ETag exposure", format!("{page} sees the ETag of a part"))
    } else {
        let found = format!("{page} cannot see the ETag of a part (no Access-Control-Expose-Headers for it)");
        bad("ETag exposure", found)
    };
    vec![allowed, exposed]
}

/// What the preflight lacks.
fn refused(facts: &CorsFacts, page: &str) -> Option<&'static str> {
    if !(200..300).contains(&facts.status) {
        return Some("the preflight is refused");
    }
    if !allows(facts.allow_origin.as_deref(), page) {
        return Some("the origin is not allowed");
    }
    if !lists(facts.allow_methods.as_deref(), "put") {
        return Some("PUT is not allowed");
    }
    (!lists(facts.allow_headers.as_deref(), "content-type")).then_some("the header content-type is not allowed")
}

fn allows(allowed: Option<&str>, page: &str) -> bool {
    matches!(allowed, Some(allowed) if allowed == "*" || allowed == page)
}

/// Whether a header that is a list has this lower-case word, or all.
fn lists(list: Option<&str>, word: &str) -> bool {
    let mut words = list.unwrap_or_default().split(',').map(str::trim);
    words.any(|listed| listed == "*" || listed.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::super::report::Verdict;
    use super::*;

    const PAGE: &str = "https://app.example";

    fn cors() -> CorsFacts {
        CorsFacts {
            status: 200,
            allow_origin: Some(PAGE.to_owned()),
            allow_methods: Some("GET, PUT".to_owned()),
            allow_headers: Some("Content-Type".to_owned()),
        }
    }

    fn put_facts() -> PutFacts {
        PutFacts {
            status: 200,
            etag: Some("abc".to_owned()),
            allow_origin: Some("*".to_owned()),
            expose_headers: Some("x-amz-request-id, ETag".to_owned()),
            ..PutFacts::default()
        }
    }

    fn verdicts(asked_for: bool, cors: &Result<CorsFacts, String>, put: &PutFacts) -> Vec<Verdict> {
        let origin = Origin { text: PAGE.to_owned(), asked_for };
        let lines = judge_browsers(&origin, "https://s3.example", cors, put, "put the rules");
        lines.iter().map(|line| line.verdict).collect()
    }

    #[test]
    fn what_a_browser_needs_is_all_there() {
        assert_eq!(verdicts(true, &Ok(cors()), &put_facts()), [Verdict::Ok, Verdict::Ok]);
    }

    #[test]
    fn one_thing_missing_fails_for_a_page_that_was_asked_for_and_warns_for_one_that_was_not() {
        let lacking: [fn(&mut CorsFacts); 4] = [
            |cors| cors.status = 403,
            |cors| cors.allow_origin = Some("https://other.example".to_owned()),
            |cors| cors.allow_methods = Some("GET".to_owned()),
            |cors| cors.allow_headers = None,
        ];
        for lack in lacking {
            let mut cors = cors();
            lack(&mut cors);
            assert_eq!(verdicts(true, &Ok(cors.clone()), &put_facts()), [Verdict::Fail, Verdict::Ok]);
            assert_eq!(verdicts(false, &Ok(cors), &put_facts()), [Verdict::Warn, Verdict::Ok]);
        }
        let hidden = PutFacts { expose_headers: Some("x-etag".to_owned()), ..put_facts() };
        assert_eq!(verdicts(true, &Ok(cors()), &hidden), [Verdict::Ok, Verdict::Fail]);
        assert_eq!(verdicts(true, &Err("cut".to_owned()), &put_facts()), [Verdict::Fail, Verdict::Ok]);
    }

    #[test]
    fn a_page_of_the_bucket_s_own_origin_needs_nothing() {
        let origin = Origin { text: PAGE.to_owned(), asked_for: true };
        let lines = judge_browsers(&origin, &format!("{PAGE}/"), &Err("cut".to_owned()), &PutFacts::default(), "");
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].verdict, Verdict::Ok);
    }
}
