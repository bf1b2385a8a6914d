//! One request and its answer, of which the status and one header are looked at.
//!
//! What must stay true: the body of an answer is not read (what came along with its head is dropped), and a head that is
//! longer than the buffer ends the attempt.

use std::error::Error as _;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1::Builder;
use hyper::header::{CONNECTION, CONTENT_TYPE, HOST, HeaderValue, USER_AGENT};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::rustls;

use crate::connection::Stream;
use crate::{Answer, Endpoint, Message, Secret, retry_after};

/// All that is held of an answer.
const BUFFER: usize = 16 << 10;
/// For saying goodbye, once the answer is known.
const GOODBYE: Duration = Duration::from_secs(1);

pub(crate) fn request(to: &Endpoint, message: &Message<'_>, secrets: &[Secret]) -> Request<Full<Bytes>> {
    let text = |text: &str| HeaderValue::from_str(text).expect("an id and a signature are visible ASCII");
    let mut request = Request::new(Full::new(Bytes::copy_from_slice(message.body)));
    *request.method_mut() = hyper::Method::POST;
    *request.uri_mut() = to.target().clone();
    let headers = request.headers_mut();
    headers.insert(HOST, to.host().clone());
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(USER_AGENT, HeaderValue::from_static("colloquy"));
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    headers.insert("webhook-id", text(message.id));
    headers.insert("webhook-timestamp", HeaderValue::from(message.timestamp));
    headers.insert("webhook-signature", text(&message.signature(secrets)));
    request
}

/// Takes as long as the other side does. `timestamp` is the message's.
pub(crate) async fn exchange(stream: Box<dyn Stream>, request: Request<Full<Bytes>>, timestamp: i64) -> Answer {
    let begun = Builder::new().max_buf_size(BUFFER).handshake(TokioIo::new(stream)).await;
    let Ok((mut requests, connection)) = begun else { return Answer::Unreachable };
    // Ends with this function, however that ends.
    let mut driven = JoinSet::new();
    driven.spawn(connection);
    let answer = match requests.send_request(request).await {
        Ok(response) => told(&response, timestamp),
        Err(error) if is_tls(&error) => Answer::Tls,
        Err(_) => Answer::Unreachable,
    };
    drop(requests);
    // Whether it is heard changes nothing.
    let _ = timeout(GOODBYE, driven.join_next()).await;
    answer
}

fn told<Body>(response: &Response<Body>, timestamp: i64) -> Answer {
    match response.status() {
        status if status.is_success() => Answer::Delivered(status.as_u16()),
        StatusCode::GONE => Answer::Gone,
        status => {
            let retry_after = retry_after::asked(response.headers(), timestamp);
            Answer::Refused { status: status.as_u16(), retry_after }
        }
    }
}

/// Who wants to see our certificate says so only after the handshake.
fn is_tls(error: &hyper::Error) -> bool {
    let of_connection = error.source().and_then(|source| source.downcast_ref::<std::io::Error>());
    let inner = of_connection.and_then(std::io::Error::get_ref);
    inner.and_then(|inner| inner.downcast_ref::<rustls::Error>()).is_some()
}
