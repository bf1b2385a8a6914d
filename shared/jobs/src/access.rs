//! Who may call: clients, their secrets, and the short-lived tokens they exchange them for.
//!
//! What must stay true: a secret is 256 random bits and is stored as its SHA-256 only; a token is checked
//! without a database round trip, is valid on every api that shares the store, and outlives a restart
//! because its signing key is in the store, and a change of that key.
//! What is compared with a secret is compared in constant time: hashes of secrets by `subtle`, as many of them for a client
//! that there is as for one that there is not; a token's sum by `hmac`. By ids (a client's, a key's, a tenant's) rows and
//! keys are looked up as usual: they are no secrets.

mod clients;
mod keys;
mod revoked;
mod token;

use std::sync::Arc;
use std::time::Duration;

use model::limits::MAX_FORMER_SECRETS;
use model::{ClientNumber, Clock, Random, TenantId};
use sha2::{Digest, Sha256};
use store::{KnownClient, Store};
use subtle::{Choice, ConstantTimeEq};

use self::keys::Keys;
use self::revoked::Revoked;
use self::token::{Claims, Signed};
use crate::Error;

pub use self::clients::{ClientError, Credentials, NewClient};
pub use self::keys::{KEY_LEAD, RETIRE_AFTER};

/// How long a token is valid.
pub const TOKEN_LIFETIME: Duration = Duration::from_hours(1);

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
    /// Which of the tenant's clients.
    pub client: ClientNumber,
}

/// Issues and checks tokens.
pub struct Access {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    /// The development client is accepted on loopback listeners only.
    loopback: bool,
    keys: Keys,
    revoked: Revoked,
}

impl Access {
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, random: Arc<dyn Random>, loopback: bool) -> Self {
        Self { store, clock, random, loopback, keys: Keys::default(), revoked: Revoked::default() }
    }

    /// Exchanges credentials for a token. Any part that is wrong is the same [`Error::Unauthenticated`].
    pub async fn token(&self, mpathic_id: &str, client_id: &str, client_secret: &str) -> Result<Token, Error> {
        // Databases keep no U+0000, so nobody is called so.
        let known = if client_id.contains('\0') { None } else { self.store.client(client_id).await? };
        let right = self.is_secret(client_secret, known.as_ref());
        let known = known.filter(|known| right && known.revoked_at.is_none()).ok_or(Error::Unauthenticated)?;
        let client = &known.client;
        if tenant(mpathic_id) != Some(client.tenant) || (client.development && !self.loopback) {
            return Err(Error::Unauthenticated);
        }
        let now = self.clock.now();
        let key = self.signing_key(now).await?;
        let claims = Claims { tenant: client.tenant, expires: now.plus(TOKEN_LIFETIME), client: known.number };
        Ok(Token { access_token: claims.sign(&key), expires_in: TOKEN_LIFETIME })
    }

    /// Compared with the client's secret and with as many former ones as a client may have, whether it has them or not;
    /// an unknown client is compared too, so that it takes as long to refuse.
    fn is_secret(&self, client_secret: &str, known: Option<&KnownClient>) -> bool {
        let hash: [u8; 32] = Sha256::digest(client_secret.as_bytes()).into();
        let now = self.clock.now();
        let mut right = hash.ct_eq(&known.map_or([0; 32], |known| known.client.secret_hash));
        for at in 0..MAX_FORMER_SECRETS {
            let former = known.and_then(|known| known.former_secrets.get(at));
            let good = former.is_some_and(|former| former.valid_until > now);
            right |= hash.ct_eq(&former.map_or([0; 32], |former| former.secret_hash)) & Choice::from(u8::from(good));
        }
        right.into()
    }

    /// Whose token this is. `mpathic_id`, where sent, must be the same tenant's.
    pub async fn caller(&self, token: &str, mpathic_id: Option<&str>) -> Result<Caller, Error> {
        let signed = Signed::read(token).ok_or(Error::Unauthenticated)?;
        let now = self.clock.now();
        let key = self.key(&signed.key_id(), now).await?.ok_or(Error::Unauthenticated)?;
        let Claims { tenant: tenant_of_token, expires, client } = signed.claims(&key).ok_or(Error::Unauthenticated)?;
        if expires.unix_seconds() <= now.unix_seconds()
            || (client == ClientNumber::DEVELOPMENT && !self.loopback)
            || self.revoked.contains(tenant_of_token, client)
            || mpathic_id.is_some_and(|sent| tenant(sent) != Some(tenant_of_token))
        {
            return Err(Error::Unauthenticated);
        }
        Ok(Caller { tenant: tenant_of_token, client })
    }

    /// Looks up whose tokens are to be refused before they expire, and which keys sign. Until it is called, and between two
    /// calls, what was last found counts; a store that is away leaves it at that.
    pub async fn learn(&self) -> Result<(), Error> {
        // Twice as long as a token lives: one may have been given a moment after the client was revoked, by a clock that
        // is not the store's.
        let since = self.clock.now().minus(TOKEN_LIFETIME * 2);
        self.revoked.replace(self.store.revoked_since(since).await?);
        self.learn_keys().await
    }
}

fn tenant(mpathic_id: &str) -> Option<TenantId> {
    mpathic_id.trim().parse().ok()
}
