//! Reading answers: bounded, and what a refusal means.

use std::time::Duration;

use bytes::BytesMut;
use reqwest::Response;
use reqwest::header::RETRY_AFTER;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::Error;

/// A token, or what is said of a refusal.
pub(crate) const SMALL: usize = 64 << 10;
/// A page of recordings: at most 300 meetings.
pub(crate) const PAGE: usize = 16 << 20;

/// Where a refusal says no time, or one that is no number of seconds (a date: the day's quota is used up).
const AFTER_BUSY: Duration = Duration::from_secs(10);
const AFTER_QUOTA: Duration = Duration::from_mins(10);
/// Nobody is believed who asks for more.
const LONGEST: Duration = Duration::from_hours(1);

/// What Zoom says of a refusal.
#[derive(Default, Deserialize)]
struct Said {
    code: Option<i64>,
}

/// Zoom's own numbers for what cannot be told by the status: no such meeting, an id that is none, a meeting of nobody here.
const NO_MEETING: [i64; 4] = [300, 1001, 1010, 3001];
const NO_RECORDING: i64 = 3301;
/// The token has not the scopes.
const NO_SCOPE: [i64; 3] = [104, 200, 4711];

pub(crate) async fn json<T: DeserializeOwned>(response: Response, limit: usize) -> Result<T, Error> {
    let bytes = bounded(response, limit).await?;
    serde_json::from_slice(&bytes).map_err(|_| Error::Unreadable { what: "not the JSON that is documented" })
}

/// What an answer that is no success means.
pub(crate) async fn refused(response: Response) -> Error {
    let status = response.status().as_u16();
    let after = response.headers().get(RETRY_AFTER).map(|value| value.to_str().unwrap_or_default().to_owned());
    let said = match bounded(response, SMALL).await {
        Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_default(),
        Err(_) => Said::default(),
    };
    meaning(status, said.code, after.as_deref())
}

fn meaning(status: u16, code: Option<i64>, after: Option<&str>) -> Error {
    match (status, code) {
        (429, _) => Error::Busy { after: pause(after) },
        (408 | 425 | 500.., _) => Error::away(format!("status {status}")),
        (401, _) => Error::Unauthenticated { status },
        (400 | 403, Some(code)) if NO_SCOPE.contains(&code) => Error::Forbidden { status },
        (403, _) => Error::Forbidden { status },
        (400 | 404, Some(code)) if NO_MEETING.contains(&code) => Error::NoMeeting,
        (400 | 404, Some(NO_RECORDING)) | (404 | 410, _) => Error::NoRecording,
        _ => Error::Refused { status },
    }
}

fn pause(after: Option<&str>) -> Duration {
    let Some(text) = after else { return AFTER_BUSY };
    let seconds = text.trim().parse().map(Duration::from_secs);
    seconds.unwrap_or(AFTER_QUOTA).clamp(Duration::from_secs(1), LONGEST)
}

async fn bounded(mut response: Response, limit: usize) -> Result<BytesMut, Error> {
    let mut answer = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| Error::of_transport(&error))? {
        if answer.len() + chunk.len() > limit {
            return Err(Error::Unreadable { what: "too long" });
        }
        answer.extend_from_slice(&chunk);
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_by_its_status_and_zooms_own_number() {
        for (status, code, error) in [
            (404, Some(3301), Error::NoRecording),
            (404, Some(3001), Error::NoMeeting),
            (404, None, Error::NoRecording),
            (400, Some(300), Error::NoMeeting),
            (400, Some(1010), Error::NoMeeting),
            (400, Some(4711), Error::Forbidden { status: 400 }),
            (403, None, Error::Forbidden { status: 403 }),
            (401, Some(124), Error::Unauthenticated { status: 401 }),
            (400, Some(7), Error::Refused { status: 400 }),
            (302, None, Error::Refused { status: 302 }),
        ] {
            assert_eq!(meaning(status, code, None), error, "{status} {code:?}");
        }
        assert!(
            [408, 500, 502, 503, 504]
                .into_iter()
                .all(|status| matches!(meaning(status, None, None), Error::Away { .. }))
        );
    }

    #[test]
    fn a_pause_is_what_was_asked_for_within_reason() {
        for (after, seconds) in [
            (None, 10),
            (Some("7"), 7),
            (Some(" 0 "), 1),
            (Some("86400"), 3_600),
            (Some("2026-11-22T00:00:00Z"), 600),
            (Some("Sun, 22 Nov 2026 00:00:00 GMT"), 600),
        ] {
            assert_eq!(meaning(429, None, after), Error::Busy { after: Duration::from_secs(seconds) }, "{after:?}");
        }
    }
}
