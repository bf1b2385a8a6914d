//! An account, signed in: what is asked of it carries its token, and once more a fresh one where that has run out.

use async_trait::async_trait;
use model::Timestamp;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Client, Response, StatusCode};
use tokio::sync::Mutex;
use url::Url;

use crate::rest::{Settings, token};
use crate::{Account, App, Download, Error, MeetingId, Recording, answer, download, lists};

pub(crate) struct SignedIn {
    pub(crate) client: Client,
    pub(crate) settings: Settings,
    app: App,
    token: Mutex<HeaderValue>,
}

impl SignedIn {
    pub(crate) fn new(client: Client, settings: Settings, app: App, token: HeaderValue) -> Self {
        Self { client, settings, app, token: Mutex::new(token) }
    }

    /// The answer to a `GET` that carries the token: a success or a redirect.
    pub(crate) async fn get(&self, url: &Url) -> Result<Response, Error> {
        let first = self.token.lock().await.clone();
        let response = self.send(url, first.clone()).await?;
        if response.status() != StatusCode::UNAUTHORIZED {
            return told(response).await;
        }
        let fresh = {
            let mut held = self.token.lock().await;
            if *held == first {
                *held = token(&self.client, &self.settings.oauth_url, &self.app).await?;
            }
            held.clone()
        };
        told(self.send(url, fresh).await?).await
    }

    async fn send(&self, url: &Url, token: HeaderValue) -> Result<Response, Error> {
        let sent = self.client.get(url.clone()).header(AUTHORIZATION, token).send().await;
        sent.map_err(|error| Error::of_transport(&error))
    }
}

/// Fails with what a refusal means.
pub(crate) async fn told(response: Response) -> Result<Response, Error> {
    let status = response.status();
    if status.is_success() || status.is_redirection() { Ok(response) } else { Err(answer::refused(response).await) }
}

#[async_trait]
impl Account for SignedIn {
    async fn of_meeting(&self, meeting: &MeetingId) -> Result<Vec<Recording>, Error> {
        lists::of_meeting(self, meeting).await
    }

    async fn by_id(&self, id: &str, now: Timestamp) -> Result<Option<Recording>, Error> {
        lists::by_id(self, id, now).await
    }

    async fn download(&self, recording: &Recording) -> Result<Download, Error> {
        download::begin(self, recording).await
    }
}
