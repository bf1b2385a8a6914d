//! A part's whole way: announced, sent to where its URL says, and the upload cancelled again, whatever happened.

use std::io::Write as _;
use std::sync::Arc;

use serde_json::Map;

use super::report::Line;
use crate::failed::whole;
use crate::http::{Announced, Client, Error, Form, PartBody};

const CHECK: &str = "part";
const CONTENT: &[u8] = b"Doctor: can a part be sent from here?\n";

pub(super) async fn part(client: &Client) -> Line {
    let announced = Announced {
        file_name: "doctor.txt".to_owned(),
        file_size_bytes: CONTENT.len() as u64,
        content_type: "text/plain".to_owned(),
        preferred_part_size_bytes: None,
        options: Map::new(),
    };
    let document = match client.start_upload(&announced, &Form::default()).await {
        Ok(document) => document,
        Err(error) => {
            return Line::fail(CHECK, whole(&error), "the server takes no upload now: see its log, api doctor");
        }
    };
    let part = document.upload.and_then(|upload| upload.parts.into_iter().next());
    let (line, place) = match part {
        Some(part) => (client.put_part(&part, &body()).await, origin(&part.url)),
        None => {
            return Line::fail(CHECK, "the server gave no URL for it", "something else than Colloquy answers there");
        }
    };
    let cancelled = client.cancel_upload(&document.job.id).await;
    match (line, cancelled) {
        (Err(error), _) => Line::fail(CHECK, format!("{} at {place}", whole(&error)), mend(&error, &place)),
        (Ok(_), Err(error)) => {
            let fix = format!("it expires by itself; or: colloquy jobs cancel {}", document.job.id);
            Line::warn(CHECK, format!("arrived at {place}; its upload could not be cancelled: {}", whole(&error)), fix)
        }
        (Ok(_), Ok(_)) => Line::ok(CHECK, format!("arrived at {place}, and was cancelled again")),
    }
}

fn mend(error: &Error, place: &str) -> String {
    match error {
        Error::Part { status: 400 | 403, .. } => format!(
            "{place} does not accept the server's signature: a proxy that changes the Host header, or a wrong \
             COLLOQUY_PUBLIC_URL or S3_PUBLIC_ENDPOINT on the server"
        ),
        Error::Part { .. } => "look at the object store: api doctor".to_owned(),
        _ => format!(
            "{place} must be reachable from here; on the server, COLLOQUY_PUBLIC_URL or S3_PUBLIC_ENDPOINT says where \
             parts go"
        ),
    }
}

fn body() -> PartBody {
    let mut file = tempfile::tempfile().expect("a temporary file of a few bytes");
    file.write_all(CONTENT).expect("a few bytes fit");
    PartBody { file: Arc::new(file), offset: 0, length: CONTENT.len() as u64, sent: Arc::default() }
}

/// A URL without what makes it good.
fn origin(url: &str) -> String {
    url::Url::parse(url).map_or_else(|_| "no URL".to_owned(), |url| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_parts_url_only_its_origin_is_shown() {
        assert_eq!(origin("http://s3.example:3900/bucket/key?X-Amz-Signature=1"), "http://s3.example:3900");
        assert_eq!(origin("nonsense"), "no URL");
    }
}
