//! The lists of recordings: a meeting's, and the account's, page by page and month by month.

use std::time::Duration;

use model::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use url::Url;

use crate::account::SignedIn;
use crate::answer::{self, PAGE};
use crate::{Error, MeetingId, Recording};

#[derive(Deserialize)]
struct Meeting {
    #[serde(default)]
    recording_files: Vec<Recording>,
}

#[derive(Deserialize)]
struct Meetings {
    #[serde(default)]
    meetings: Vec<Meeting>,
    #[serde(default)]
    next_page_token: Option<String>,
}

/// Zoom tells a month at a time.
const WINDOW: Duration = Duration::from_hours(30 * 24);
const WINDOWS: u32 = 12;
/// Pages of one month; as many meetings as nobody has.
const PAGES: u32 = 1_000;

pub(crate) async fn of_meeting(account: &SignedIn, meeting: &MeetingId) -> Result<Vec<Recording>, Error> {
    let path = format!("meetings/{}/recordings", encoded(meeting));
    let listed: Meeting = answer::json(account.get(&below(&account.settings.url, &path)?).await?, PAGE).await?;
    Ok(listed.recording_files)
}

pub(crate) async fn by_id(account: &SignedIn, id: &str, now: Timestamp) -> Result<Option<Recording>, Error> {
    for window in 0..WINDOWS {
        let (from, to) = (day(now, window + 1), day(now, window));
        let mut next = String::new();
        for _ in 0..PAGES {
            let mut url = below(&account.settings.url, "accounts/me/recordings")?;
            url.query_pairs_mut().append_pair("from", &from).append_pair("to", &to).append_pair("page_size", "300");
            if !next.is_empty() {
                url.query_pairs_mut().append_pair("next_page_token", &next);
            }
            let page: Meetings = answer::json(account.get(&url).await?, PAGE).await?;
            let mut recordings = page.meetings.into_iter().flat_map(|meeting| meeting.recording_files);
            if let Some(found) = recordings.find(|recording| recording.id == id) {
                return Ok(Some(found));
            }
            next = page.next_page_token.unwrap_or_default();
            if next.is_empty() {
                break;
            }
        }
    }
    Ok(None)
}

/// The date so many windows before `now`.
fn day(now: Timestamp, windows: u32) -> String {
    let before = i64::try_from((WINDOW * windows).as_micros()).expect("a year in microseconds");
    Timestamp(now.0.saturating_sub(before)).rfc3339().chars().take("0000-00-00".len()).collect()
}

/// What may stand in a segment of a path as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// One that begins with a slash, or has two in a row, is encoded twice: Zoom asks for that.
fn encoded(MeetingId(id): &MeetingId) -> String {
    let once = utf8_percent_encode(id, SEGMENT).to_string();
    if id.starts_with('/') || id.contains("//") { utf8_percent_encode(&once, SEGMENT).to_string() } else { once }
}

fn below(url: &Url, path: &str) -> Result<Url, Error> {
    let text = format!("{}/{path}", url.as_str().trim_end_matches('/'));
    Url::parse(&text).map_err(|_| Error::Unreadable { what: "no address" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_encoded_once_or_twice() {
        let url = "https://api.zoom.us/v2/".parse().expect("a URL");
        for (id, path) in [
            ("123456789", "/v2/meetings/123456789/recordings"),
            ("aB1/x+y==", "/v2/meetings/aB1%2Fx%2By%3D%3D/recordings"),
            ("/aB==", "/v2/meetings/%252FaB%253D%253D/recordings"),
            ("a//b", "/v2/meetings/a%252F%252Fb/recordings"),
        ] {
            let id = MeetingId::parse(id).expect("an id");
            let url = below(&url, &format!("meetings/{}/recordings", encoded(&id))).expect("an address");
            assert_eq!(url.path(), path);
        }
    }

    #[test]
    fn months_meet_and_go_back() {
        let now = Timestamp(1_795_000_000_000_000);
        assert_eq!(now.rfc3339().get(..10), Some(day(now, 0).as_str()));
        assert_eq!(day(now, 1), Timestamp(now.0 - 30 * 86_400 * 1_000_000).rfc3339()[..10]);
        assert!(day(now, 12) < day(now, 11));
    }
}
