//! Zoom's REST API: where it is, and signing in to it.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use serde::Deserialize;
use url::Url;
use url::form_urlencoded::Serializer;

use crate::account::SignedIn;
use crate::answer::{self, SMALL};
use crate::{Account, App, Error, Zoom};

/// Until a connection is taken.
const CONNECT: Duration = Duration::from_secs(10);
/// Nothing comes for so long: neither an answer nor the next bytes of one.
const SILENCE: Duration = Duration::from_mins(1);

/// Where Zoom is.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Of the API, with its version: `https://api.zoom.us/v2`.
    pub url: Url,
    /// Of the token endpoint itself: `https://zoom.us/oauth/token`.
    pub oauth_url: Url,
}

/// Zoom at its addresses.
pub struct Rest {
    client: Client,
    settings: Settings,
}

impl Rest {
    /// Fails where this machine's certificates cannot be read.
    pub fn new(settings: Settings) -> Result<Self, Error> {
        let client = Client::builder()
            // Each redirect is looked at before it is followed.
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .build()
            .map_err(|_| Error::away("no TLS"))?;
        Ok(Self { client, settings })
    }
}

#[async_trait]
impl Zoom for Rest {
    async fn sign_in(&self, app: &App) -> Result<Box<dyn Account>, Error> {
        let token = token(&self.client, &self.settings.oauth_url, app).await?;
        Ok(Box::new(SignedIn::new(self.client.clone(), self.settings.clone(), app.clone(), token)))
    }
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
}

/// A fresh token: a header that hides itself from logs.
pub(crate) async fn token(client: &Client, url: &Url, app: &App) -> Result<HeaderValue, Error> {
    let form = Serializer::new(String::new())
        .append_pair("grant_type", "account_credentials")
        .append_pair("account_id", &app.account_id)
        .finish();
    let asked = client
        .post(url.clone())
        .basic_auth(&app.client_id, Some(&app.client_secret))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(form);
    let response = asked.send().await.map_err(|error| Error::of_transport(&error))?;
    match response.status() {
        StatusCode::OK => {}
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
            return Err(answer::refused(response).await);
        }
        status if status.is_client_error() => return Err(Error::Unauthenticated { status: status.as_u16() }),
        _ => return Err(answer::refused(response).await),
    }
    let Granted { access_token } = answer::json(response, SMALL).await?;
    let mut bearer =
        HeaderValue::try_from(format!("Bearer {access_token}")).map_err(|_| Error::Unreadable { what: "no token" })?;
    bearer.set_sensitive(true);
    Ok(bearer)
}
