//! Recordings in Zoom's cloud: a port, and its adapter for Zoom's REST API with server-to-server OAuth.
//!
//! What must stay true: an account's secret goes to the token endpoint and nowhere else, and a token to the API and to the
//! first address of a download alone; redirects are followed over https only, or within one origin; what is read of an
//! answer is bounded, and a file passes through and is never held; no error quotes an answer, an address or an id.
//! Deliberately absent: trying again (a job does), but for a token that has run out; and keeping tokens: every import signs
//! in for itself.

mod account;
mod answer;
mod download;
mod error;
mod lists;
mod recording;
mod rest;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use model::Timestamp;

pub use error::Error;
pub use recording::{Media, Recording, preferred};
pub use rest::{Rest, Settings};

/// What a server-to-server app of an account signs in with.
#[derive(Clone, PartialEq, Eq)]
pub struct App {
    pub account_id: String,
    pub client_id: String,
    pub client_secret: String,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}

/// A file on its way.
pub struct Download {
    /// Exactly so many bytes come, where it was told.
    pub length: Option<u64>,
    /// Ends well only where the file does.
    pub bytes: BoxStream<'static, Result<Bytes, Error>>,
}

/// Zoom, as somebody who is not signed in.
#[async_trait]
pub trait Zoom: Send + Sync {
    async fn sign_in(&self, app: &App) -> Result<Box<dyn Account>, Error>;
}

/// What an app may see of its account.
#[async_trait]
pub trait Account: Send + Sync {
    /// The recordings of a meeting (by its number: of the one that took place last).
    async fn of_meeting(&self, meeting: &MeetingId) -> Result<Vec<Recording>, Error>;
    /// The recording with this id, among all of the account's in the year before `now`; the latest are looked at first.
    async fn by_id(&self, id: &str, now: Timestamp) -> Result<Option<Recording>, Error>;
    async fn download(&self, recording: &Recording) -> Result<Download, Error>;
}

/// A meeting's number, or the UUID of one of its instances: base64, as Zoom writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingId(String);

/// Longer than any.
const MAX_MEETING_ID: usize = 128;

impl MeetingId {
    /// `None` where it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_');
        let fits = (1..=MAX_MEETING_ID).contains(&text.len()) && text.bytes().all(legal);
        fits.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meeting_is_a_number_or_a_uuid_and_no_path() {
        for id in ["123456789", "4444AAAiAAAAAiAiAiiAii==", "/ajXp112QmuoKj4854875==", "a//b"] {
            assert_eq!(MeetingId::parse(id).expect(id).as_str(), id);
        }
        for id in ["", ".", "..", "123 456", "a?b", "a%2Fb", "ü", &"1".repeat(129)] {
            assert_eq!(MeetingId::parse(id), None, "{id}");
        }
    }
}
