//! What tenants sign in to Zoom with: kept sealed, listed without secrets, erased.
//!
//! The same account and client again is the same credentials with another secret: so a secret is changed, and so a request
//! that was not answered is sent again.

use contract::short_text;
use model::limits::{MAX_ZOOM_CREDENTIALS, MAX_ZOOM_WORD_BYTES};
use model::{CredentialsId, TenantId};
use store::{NewZoomCredentials, ZoomCredentials, ZoomKept};

use crate::{Caller, Error, Invalid, Ports, ZoomAccess};

/// Keeps, lists and erases credentials.
#[derive(Clone)]
pub struct ZoomApps {
    ports: Ports,
}

/// A server-to-server app as its tenant describes it.
#[derive(Clone, Default)]
pub struct AppSecret {
    pub account_id: String,
    pub client_id: String,
    pub client_secret: String,
}

/// Credentials as they are now.
#[derive(Clone, Debug)]
pub struct KeptCredentials {
    pub credentials: ZoomCredentials,
    pub is_new: bool,
}

impl AppSecret {
    fn check(&self) -> Result<(), Error> {
        let wrong: Vec<Invalid> = [
            ("/account_id", &self.account_id),
            ("/client_id", &self.client_id),
            ("/client_secret", &self.client_secret),
        ]
        .into_iter()
        .filter_map(|(pointer, text)| word(text, pointer).err())
        .collect();
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }
}

fn word(text: &str, pointer: &str) -> Result<(), Invalid> {
    short_text(text, pointer)?;
    if text.len() <= MAX_ZOOM_WORD_BYTES && !text.contains(|c: char| c.is_control()) {
        return Ok(());
    }
    let detail = format!("Expected at most {MAX_ZOOM_WORD_BYTES} bytes, and no control character among them.");
    Err(Invalid::at(pointer, "text_illegal", detail))
}

impl ZoomApps {
    pub fn new(ports: Ports) -> Self {
        Self { ports }
    }

    pub async fn keep(&self, from: Caller, app: &AppSecret) -> Result<KeptCredentials, Error> {
        app.check()?;
        let zoom = configured(&self.ports)?;
        let Caller { tenant, client: by } = from;
        let new = NewZoomCredentials {
            tenant,
            by,
            id: CredentialsId(self.ports.random.uuid(self.ports.clock.now())),
            account_id: app.account_id.clone(),
            client_id: app.client_id.clone(),
            secret: zoom.close(tenant, app, self.ports.random.as_ref()),
        };
        match self.ports.store.zoom().keep(&new).await? {
            ZoomKept::New(credentials) => Ok(KeptCredentials { credentials, is_new: true }),
            ZoomKept::Changed(credentials) => Ok(KeptCredentials { credentials, is_new: false }),
            ZoomKept::Full => {
                let detail = format!("There are {MAX_ZOOM_CREDENTIALS} credentials of yours, as many as there may be.");
                Err(Error::conflict("too_many_credentials", detail))
            }
        }
    }

    /// The oldest first.
    pub async fn list(&self, tenant: TenantId) -> Result<Vec<ZoomCredentials>, Error> {
        Ok(self.ports.store.zoom().all(tenant).await?)
    }

    /// Imports that have not signed in by then fail. `Missing`: no such credentials of this tenant.
    pub async fn erase(&self, from: Caller, id: CredentialsId) -> Result<(), Error> {
        let erased = self.ports.store.zoom().erase(from.tenant, from.client, id).await?;
        if erased { Ok(()) } else { Err(Error::Missing) }
    }
}

/// Without a key nothing is kept and nothing imported.
pub(super) fn configured(ports: &Ports) -> Result<&ZoomAccess, Error> {
    ports.zoom.as_ref().ok_or(Error::NoKey)
}
