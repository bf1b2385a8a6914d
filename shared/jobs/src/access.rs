//! Who may call: clients, their secrets, and the short-lived tokens they exchange them for.
//!
//! What must stay true: a secret is 256 random bits and is stored as its SHA-256 only; a token is checked
//! without a database round trip, is valid on every api that shares the store, and outlives a restart
//! because its signing key is in the store; everything compared against a secret is compared in constant time.
//! Deliberately absent: revoking a token before it expires, and rotating signing keys.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use model::{Clock, Random, TenantId, Timestamp};
use sha2::{Digest, Sha256};
use store::{Client, SigningKey, Store};
use subtle::ConstantTimeEq;
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::Error;

/// How long a token is valid.
pub const TOKEN_LIFETIME: Duration = Duration::from_hours(1);

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

/// What a client sends with every request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub access_token: String,
    pub expires_in: Duration,
}

/// Whose request it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    pub tenant: TenantId,
}

/// Issues and checks tokens.
pub struct Access {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    /// The development client is accepted on loopback listeners only.
    loopback: bool,
    keys: OnceCell<Vec<SigningKey>>,
}

/// The signed part of a token: key id (16) · tenant (16) · expiry in Unix seconds (8) · development (1).
const CLAIMS: usize = 41;

impl Access {
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, random: Arc<dyn Random>, loopback: bool) -> Self {
        Self { store, clock, random, loopback, keys: OnceCell::new() }
    }

    /// Makes a client of a tenant of its own and returns its secret, which is not kept.
    pub async fn create_client(&self, name: &str, development: bool) -> Result<Credentials, Error> {
        let new = self.mint(name, development);
        self.admit(&new).await?;
        Ok(new.credentials)
    }

    /// A client that nobody knows yet: for who must keep the secret somewhere before it becomes valid.
    pub fn mint(&self, name: &str, development: bool) -> NewClient {
        let now = self.clock.now();
        let tenant = TenantId(self.random.uuid(now));
        let client_id = self.random.uuid(now).simple().to_string();
        let mut secret = [0; 32];
        self.random.fill(&mut secret);
        let client_secret = URL_SAFE_NO_PAD.encode(secret);
        let client = Client {
            client_id: client_id.clone(),
            tenant,
            name: name.to_owned(),
            secret_hash: Sha256::digest(client_secret.as_bytes()).into(),
            development,
        };
        let credentials = Credentials { mpathic_id: tenant.0.simple().to_string(), client_id, client_secret };
        NewClient { credentials, client }
    }

    /// From now on the client may ask for tokens.
    pub async fn admit(&self, new: &NewClient) -> Result<(), Error> {
        Ok(self.store.create_client(&new.client, &new.client.name).await?)
    }

    pub async fn has_clients(&self) -> Result<bool, Error> {
        Ok(self.store.has_clients().await?)
    }

    /// Exchanges credentials for a token. Any part that is wrong is the same [`Error::Unauthenticated`].
    pub async fn token(&self, mpathic_id: &str, client_id: &str, client_secret: &str) -> Result<Token, Error> {
        // Databases keep no U+0000, so nobody is called so.
        let known = if client_id.contains('\0') { None } else { self.store.client(client_id).await? };
        let hash: [u8; 32] = Sha256::digest(client_secret.as_bytes()).into();
        // An unknown client is compared too, so that it takes as long to refuse.
        let expected = known.as_ref().map_or([0; 32], |c| c.secret_hash);
        let right = bool::from(hash.ct_eq(&expected));
        let client = known.filter(|_| right).ok_or(Error::Unauthenticated)?;
        if tenant(mpathic_id) != Some(client.tenant) || (client.development && !self.loopback) {
            return Err(Error::Unauthenticated);
        }
        let key = self.keys().await?.first().ok_or(Error::Unauthenticated)?;
        let expires = self.clock.now().plus(TOKEN_LIFETIME);
        Ok(Token { access_token: sign(key, client.tenant, expires, client.development), expires_in: TOKEN_LIFETIME })
    }

    /// Whose token this is. `mpathic_id`, where sent, must be the same tenant's.
    pub async fn caller(&self, token: &str, mpathic_id: Option<&str>) -> Result<Caller, Error> {
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| Error::Unauthenticated)?;
        let (claims, mac) = bytes.split_at_checked(CLAIMS).ok_or(Error::Unauthenticated)?;
        let key_id = hex::encode(&claims[..16]);
        let keys = self.keys().await?;
        let key = keys.iter().find(|k| k.id == key_id).ok_or(Error::Unauthenticated)?;
        keyed(key).chain_update(claims).verify_slice(mac).map_err(|_| Error::Unauthenticated)?;
        let tenant_of_token = TenantId(Uuid::from_slice(&claims[16..32]).map_err(|_| Error::Unauthenticated)?);
        let expires = i64::from_be_bytes(claims[32..40].try_into().map_err(|_| Error::Unauthenticated)?);
        let development = claims[40] == 1;
        if expires <= self.clock.now().unix_seconds() || (development && !self.loopback) {
            return Err(Error::Unauthenticated);
        }
        if mpathic_id.is_some_and(|sent| tenant(sent) != Some(tenant_of_token)) {
            return Err(Error::Unauthenticated);
        }
        Ok(Caller { tenant: tenant_of_token })
    }

    async fn keys(&self) -> Result<&[SigningKey], Error> {
        let keys = self
            .keys
            .get_or_try_init(|| async {
                let mut id = [0; 16];
                let mut secret = [0; 32];
                self.random.fill(&mut id);
                self.random.fill(&mut secret);
                self.store.signing_keys(&SigningKey { id: hex::encode(id), secret }).await
            })
            .await?;
        Ok(keys)
    }
}

fn tenant(mpathic_id: &str) -> Option<TenantId> {
    mpathic_id.trim().parse().ok()
}

fn keyed(key: &SigningKey) -> Hmac<Sha256> {
    Hmac::new_from_slice(&key.secret).expect("HMAC takes a key of any length")
}

fn sign(key: &SigningKey, tenant: TenantId, expires: Timestamp, development: bool) -> String {
    let mut token = hex::decode(&key.id).unwrap_or_default();
    token.resize(16, 0);
    token.extend_from_slice(tenant.0.as_bytes());
    token.extend_from_slice(&expires.unix_seconds().to_be_bytes());
    token.push(u8::from(development));
    let mac = keyed(key).chain_update(&token).finalize().into_bytes();
    token.extend_from_slice(&mac);
    URL_SAFE_NO_PAD.encode(token)
}
