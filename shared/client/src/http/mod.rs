//! A typed client of the server: a token that keeps itself good, requests that are sent again where that is harmless,
//! and failures as the server tells them.
//!
//! What must stay true: a request is sent again only where the server does the same for two as for one (reading, a part,
//! or with an Idempotency-Key); neither a secret nor a part's URL, which is as good as one, gets into an error.
//! Deliberately absent: operations that the command line has no use for.

mod address;
mod credentials;
mod error;
mod jobs;
mod parts;
mod pauses;
#[cfg(test)]
pub(crate) mod scripted;
mod sending;
mod token;
mod webhooks;
mod wire;

pub use address::Address;
pub use credentials::Credentials;
pub use error::{Error, Problem, Wrong};
pub use jobs::{Announced, Form, Looked, Pieces, Turns};
pub use parts::PartBody;
pub use pauses::Pauses;
pub use webhooks::{Attempt, Delivery, Told, Webhook, WebhookChange};
pub use wire::{Document, Ended, GivenPart, Job, JobError, List, Part, Progress, Upload};

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use token::Token;

/// Longer than any answer is waited for on purpose.
const SILENCE: Duration = Duration::from_secs(90);
const CONNECT: Duration = Duration::from_secs(10);

/// A caller of one server. Clones share its connections and its token.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

struct Shared {
    address: Address,
    credentials: Credentials,
    /// For the server: an answer that says nothing for [`SILENCE`] is given up.
    http: reqwest::Client,
    /// For parts, which take as long as they take; each has a limit of its own.
    parts: reqwest::Client,
    token: tokio::sync::Mutex<Option<Token>>,
    pauses: Pauses,
}

impl Client {
    /// Nothing is sent yet.
    pub fn new(address: Address, credentials: Credentials) -> Result<Self, Error> {
        let builder = || {
            reqwest::Client::builder()
                .user_agent(concat!("colloquy/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(CONNECT)
                // A secret or a part would follow.
                .redirect(reqwest::redirect::Policy::none())
        };
        let unusable = |source: reqwest::Error| Error::Unusable(source.without_url());
        let shared = Shared {
            address,
            credentials,
            http: builder().read_timeout(SILENCE).build().map_err(unusable)?,
            parts: builder().build().map_err(unusable)?,
            token: tokio::sync::Mutex::default(),
            pauses: Pauses::default(),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// The same client with other pauses between its tries.
    #[must_use]
    pub fn pausing(self, pauses: Pauses) -> Self {
        let Shared { address, credentials, http, parts, .. } = &*self.shared;
        let (address, credentials) = (address.clone(), credentials.clone());
        let (http, parts) = (http.clone(), parts.clone());
        Self {
            shared: Arc::new(Shared {
                address,
                credentials,
                http,
                parts,
                token: tokio::sync::Mutex::default(),
                pauses,
            }),
        }
    }

    pub fn address(&self) -> &Address {
        &self.shared.address
    }

    /// Between the tries of a request, and for whoever sends parts.
    pub fn pauses(&self) -> Pauses {
        self.shared.pauses
    }

    /// What `/healthz/ready` answers, and with which headers; needs no credentials and is asked once.
    pub async fn ready(&self) -> Result<(u16, String, HeaderMap), Error> {
        let answer = self.shared.http.get(self.shared.address.at("/healthz/ready")).send().await;
        let answer = answer.map_err(|source| self.shared.unreachable(source))?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.text().await.map_err(|source| self.shared.unreachable(source))?;
        Ok((status, body, headers))
    }
}

impl Shared {
    fn unreachable(&self, source: reqwest::Error) -> Error {
        Error::Unreachable { address: self.address.to_string(), source: source.without_url() }
    }
}
