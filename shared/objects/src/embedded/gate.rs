//! What the world outside may do: PUT a part under a URL that we signed.
//!
//! What must stay true: the host that was signed is the configured one, whatever the request claims; nothing reaches
//! the protocol that was not signed and could change what a request means; nothing served here is ever shown as a page.
//! Signatures are of version 4 only, which the protocol compares in constant time; those of version 2 it would not.

use std::convert::Infallible;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{ALLOW, AUTHORIZATION, CONTENT_LENGTH, EXPECT, HOST};
use http::{HeaderName, HeaderValue, Method, Request, Response};
use percent_encoding::percent_decode_str;
use s3s::service::S3Service;
use s3s::{S3Error, s3_error};

use super::linger::Linger;
use super::quiet::{self, Answer};
use super::{AnswerBody, BoxError};

/// Every parameter of a signed part URL, each exactly once.
const SIGNED: [&str; 9] = [
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-Signature",
    SIGNED_HEADERS,
    "partNumber",
    "uploadId",
    "x-id",
];
const SIGNED_HEADERS: &str = "X-Amz-SignedHeaders";

const SHOWN: [(HeaderName, HeaderValue); 3] = [
    (http::header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (http::header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment")),
    (http::header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox")),
];

/// The service to mount where clients reach it.
#[derive(Clone)]
pub struct PartsService {
    service: S3Service,
    host: HeaderValue,
}

impl PartsService {
    pub(super) fn new(service: S3Service, host: HeaderValue) -> Self {
        Self { service, host }
    }

    async fn answer<B>(self, mut request: Request<B>) -> Response<AnswerBody>
    where
        B: http_body::Body<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<BoxError>,
    {
        let verdict = check(&request);
        request.headers_mut().insert(HOST, self.host);
        // A client that waits for a go-ahead sends nothing when it is refused.
        let lingers = !request.headers().contains_key(EXPECT);
        let request = request.map(|body| Linger::over(body, lingers));
        let mut answer = match verdict {
            Ok(()) => quiet::call(&self.service, request.map(quiet::body)).await,
            Err(error) => refusal(error),
        };
        answer.headers_mut().extend(SHOWN);
        quiet::boxed(answer)
    }
}

impl<B> tower::Service<Request<B>> for PartsService
where
    B: http_body::Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<AnswerBody>;
    type Error = Infallible;
    type Future = Answer;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Answer {
        let service = self.clone();
        Box::pin(async move { Ok(service.answer(request).await) })
    }
}

fn check<B>(request: &Request<B>) -> Result<(), S3Error> {
    if request.method() != Method::PUT {
        return Err(s3_error!(MethodNotAllowed));
    }
    if !is_signed_part(request.uri().query().unwrap_or_default()) {
        return Err(s3_error!(AccessDenied, "Only the PUT of a part under a signed URL is served here."));
    }
    let headers = request.headers();
    if headers.keys().any(|name| name.as_str().starts_with("x-amz-")) {
        return Err(s3_error!(AccessDenied, "There were headers present in the request which were not signed."));
    }
    if headers.contains_key(AUTHORIZATION) {
        return Err(s3_error!(InvalidRequest, "Only one auth mechanism allowed: the URL is signed already."));
    }
    if !headers.contains_key(CONTENT_LENGTH) {
        return Err(s3_error!(MissingContentLength));
    }
    Ok(())
}

fn is_signed_part(query: &str) -> bool {
    let mut parameters: Vec<(&str, &str)> =
        query.split('&').map(|parameter| parameter.split_once('=').unwrap_or((parameter, ""))).collect();
    parameters.sort_unstable();
    let value = |wanted| parameters.iter().find(|(name, _)| *name == wanted).map_or("", |(_, value)| value);
    parameters.iter().map(|(name, _)| *name).eq(SIGNED)
        && value("X-Amz-Algorithm") == "AWS4-HMAC-SHA256"
        && percent_decode_str(value(SIGNED_HEADERS)).eq(*b"content-length;host")
}

fn refusal(error: S3Error) -> Response<s3s::Body> {
    let put_only = error.code() == &s3s::S3ErrorCode::MethodNotAllowed;
    let mut answer = error.to_http_response().expect("a plain error has a plain body");
    if put_only {
        answer.headers_mut().insert(ALLOW, HeaderValue::from_static("PUT"));
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "x-id=UploadPart&partNumber=1&uploadId=ab&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=c\
        &X-Amz-Date=d&X-Amz-Expires=60&X-Amz-SignedHeaders=content-length%3Bhost&X-Amz-Signature=s";

    #[test]
    fn the_parameters_are_those_of_a_signed_part_and_no_others() {
        assert!(is_signed_part(GOOD));
        for bad in [
            String::new(),
            GOOD.replace("&partNumber=1", ""),
            GOOD.replace("&X-Amz-Signature=s", ""),
            format!("{GOOD}&acl"),
            format!("{GOOD}&partNumber=2"),
            format!("{GOOD}&"),
            GOOD.replace("content-length%3Bhost", "host"),
            GOOD.replace("content-length%3Bhost", "content-length%3Bhost%3Bx-amz-copy-source"),
            GOOD.replace("uploadId", "upload%49d"),
            GOOD.replace("AWS4-HMAC-SHA256", "none"),
        ] {
            assert!(!is_signed_part(&bad), "{bad}");
        }
    }
}
