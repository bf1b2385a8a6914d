//! What an operator does with clients: makes them, gives them another secret, ends them.
//!
//! What must stay true: a secret is returned once and not kept; nothing that is done to one client disturbs another;
//! running apis need not be told.
//! Deliberately absent: the development client's secret and its end. It is in a file that every start hands out again, and
//! good on loopback listeners only.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::TenantId;
use model::limits::{MAX_CLIENTS, MAX_FORMER_SECRETS, MAX_SIGNING_KEYS};
use sha2::{Digest, Sha256};
use store::{Added, Client, KnownClient};

use super::Access;
use crate::Error;

/// A new client as it is shown once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// 32 hex digits.
    pub mpathic_id: String,
    pub client_id: String,
    pub client_secret: String,
}

/// A client before it is stored.
#[derive(Clone, Debug)]
pub struct NewClient {
    pub credentials: Credentials,
    client: Client,
}

/// Why a client is not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("there is no such tenant")]
    NoSuchTenant,
    #[error("the tenant has {MAX_CLIENTS} clients already, those included that were revoked")]
    TooManyClients,
    #[error("there is no such client")]
    NoSuchClient,
    #[error("the client was revoked; a new one of its tenant can be made in its place")]
    Revoked,
    #[error("this is the development client, which is good on loopback listeners only and stays as it is")]
    Development,
    #[error(
        "{MAX_FORMER_SECRETS} former secrets of this client are still good; keep none, or wait until one has ended"
    )]
    TooManySecrets,
    #[error("the tokens of {MAX_SIGNING_KEYS} keys are still good; wait until one has ended")]
    TooManyKeys,
    #[error("the store failed")]
    Store(#[source] store::Error),
}

impl From<store::Error> for ClientError {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl Access {
    /// Makes a client of a tenant of its own and returns its secret, which is not kept.
    pub async fn create_client(&self, name: &str, development: bool) -> Result<Credentials, Error> {
        let new = self.mint(name, development);
        self.admit(&new).await?;
        Ok(new.credentials)
    }

    /// A client that nobody knows yet: for who must keep the secret somewhere before it becomes valid.
    pub fn mint(&self, name: &str, development: bool) -> NewClient {
        let tenant = TenantId(self.random.uuid(self.clock.now()));
        self.mint_for(tenant, name, development)
    }

    /// From now on the client may ask for tokens.
    pub async fn admit(&self, new: &NewClient) -> Result<(), Error> {
        Ok(self.store.create_client(&new.client, &new.client.name).await?)
    }

    pub async fn has_clients(&self) -> Result<bool, Error> {
        Ok(self.store.has_clients().await?)
    }

    /// Makes another client of a tenant.
    pub async fn add_client(&self, tenant: TenantId, name: &str) -> Result<Credentials, ClientError> {
        let new = self.mint_for(tenant, name, false);
        match self.store.add_client(&new.client).await? {
            Added::Done(_) => Ok(new.credentials),
            Added::NoSuchTenant => Err(ClientError::NoSuchTenant),
            Added::TooMany => Err(ClientError::TooManyClients),
        }
    }

    /// Gives a client another secret, which is returned and not kept. No former one is good for longer than `keep_former`.
    pub async fn rotate_client(&self, client_id: &str, keep_former: Duration) -> Result<Credentials, ClientError> {
        let secret = self.secret();
        if !self.store.rotate_client(client_id, &hash(&secret), keep_former).await? {
            self.changeable(client_id).await?;
            return Err(ClientError::TooManySecrets);
        }
        let known = self.store.client(client_id).await?.ok_or(ClientError::NoSuchClient)?;
        Ok(Credentials {
            mpathic_id: known.client.tenant.0.simple().to_string(),
            client_id: known.client.client_id,
            client_secret: secret,
        })
    }

    /// Ends a client: no token is given for any secret of its from now on, and those that are out are refused by every api
    /// once it [learns](Access::learn_of_revocations) of it. `false`: it was revoked before.
    pub async fn revoke_client(&self, client_id: &str) -> Result<bool, ClientError> {
        let mut noise = [0; 32];
        self.random.fill(&mut noise);
        if self.store.revoke_client(client_id, &noise).await? {
            return Ok(true);
        }
        match self.changeable(client_id).await {
            Ok(()) | Err(ClientError::Revoked) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Every client there is or was.
    pub async fn clients(&self) -> Result<Vec<KnownClient>, ClientError> {
        Ok(self.store.clients().await?)
    }

    async fn changeable(&self, client_id: &str) -> Result<(), ClientError> {
        match self.store.client(client_id).await? {
            None => Err(ClientError::NoSuchClient),
            Some(known) if known.client.development => Err(ClientError::Development),
            Some(known) if known.revoked_at.is_some() => Err(ClientError::Revoked),
            Some(_) => Ok(()),
        }
    }

    fn mint_for(&self, tenant: TenantId, name: &str, development: bool) -> NewClient {
        let client_id = self.random.uuid(self.clock.now()).simple().to_string();
        let client_secret = self.secret();
        let client = Client {
            client_id: client_id.clone(),
            tenant,
            name: name.to_owned(),
            secret_hash: hash(&client_secret),
            development,
        };
        NewClient {
            credentials: Credentials { mpathic_id: tenant.0.simple().to_string(), client_id, client_secret },
            client,
        }
    }

    fn secret(&self) -> String {
        let mut secret = [0; 32];
        self.random.fill(&mut secret);
        URL_SAFE_NO_PAD.encode(secret)
    }
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
