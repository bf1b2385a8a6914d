//! The keys that sign tokens, as this process knows them, and how an operator changes them.
//!
//! What must stay true: a new key signs only once every api has had time to learn of it, and an old one is known until the
//! last token that it signed has ended, so nobody's token is refused for a change of keys. A key that is not known is
//! looked for once (it may be newer than what was last learned), and no more than once a second whatever is sent: what
//! anybody makes up must not become a question to the database.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use model::Timestamp;
use store::{KnownKey, SigningKey};
use tokio::sync::Mutex;

use super::{Access, ClientError, TOKEN_LIFETIME};
use crate::Error;

/// How long a new key is known before it signs: several times as long as an api takes to learn of it.
pub const KEY_LEAD: Duration = Duration::from_secs(10);
/// How long an old key's tokens are good, from when the new one signs: as long as a token lives, and a little for clocks
/// that do not agree.
pub const RETIRE_AFTER: Duration = Duration::from_secs(TOKEN_LIFETIME.as_secs() + 300);
/// Between two looks for a key that is not known.
const LOOK_EVERY: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub(super) struct Keys {
    /// Newest first.
    known: RwLock<Arc<[KnownKey]>>,
    /// When a key that is not known was last looked for.
    looked: Mutex<Option<Timestamp>>,
}

impl Keys {
    fn known(&self) -> Arc<[KnownKey]> {
        Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn replace(&self, keys: Vec<KnownKey>) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = keys.into();
    }

    /// Among those whose time is not over.
    fn find(&self, id: &str, now: Timestamp) -> Option<SigningKey> {
        let known = self.known();
        let found = known.iter().find(|known| known.key.id == id && known.ends_at.is_none_or(|end| end > now))?;
        Some(found.key.clone())
    }

    /// The key of this id, after a look for it where it is not known, unless somebody has just looked.
    async fn found_or_looked_for(
        &self,
        id: &str,
        now: Timestamp,
        look: impl AsyncFnOnce() -> Result<(), Error>,
    ) -> Result<Option<SigningKey>, Error> {
        if let Some(key) = self.find(id, now) {
            return Ok(Some(key));
        }
        // Of several that come together one looks, and the others have what it found.
        let mut looked = self.looked.lock().await;
        if let Some(key) = self.find(id, now) {
            return Ok(Some(key));
        }
        if looked.is_some_and(|at| at <= now && now.since(at) < LOOK_EVERY) {
            return Ok(None);
        }
        *looked = Some(now);
        look().await?;
        Ok(self.find(id, now))
    }

    /// The newest whose time has come. Where the clocks are so far apart that none has, the oldest.
    fn signing(&self, now: Timestamp) -> Option<SigningKey> {
        let known = self.known();
        let signing = known.iter().find(|known| known.signs_at <= now).or(known.last())?;
        Some(signing.key.clone())
    }
}

impl Access {
    /// What is signed with now.
    pub(super) async fn signing_key(&self, now: Timestamp) -> Result<SigningKey, Error> {
        if let Some(key) = self.keys.signing(now) {
            return Ok(key);
        }
        self.learn_keys().await?;
        self.keys.signing(now).ok_or(Error::Unauthenticated)
    }

    /// The key of this id, if its tokens may be good.
    pub(super) async fn key(&self, id: &str, now: Timestamp) -> Result<Option<SigningKey>, Error> {
        self.keys.found_or_looked_for(id, now, async || self.learn_keys().await).await
    }

    pub(super) async fn learn_keys(&self) -> Result<(), Error> {
        let mut keys = self.store.administration().keys().await?;
        if keys.is_empty() {
            keys = self.store.signing_keys(&self.make_key()).await?;
        }
        self.keys.replace(keys);
        Ok(())
    }

    /// Makes a key that signs in a moment ([`KEY_LEAD`]) in the place of the one that does now, whose tokens are good for
    /// `retire_after` from then on. Running apis need not be told. Returns the new key's id.
    pub async fn rotate_signing_key(&self, retire_after: Duration) -> Result<String, ClientError> {
        // On a database where nobody has asked for a token yet, the key that is followed.
        self.store.signing_keys(&self.make_key()).await?;
        let key = self.make_key();
        let rotated = self.store.administration().rotate_signing_key(&key, KEY_LEAD, retire_after).await?;
        if rotated { Ok(key.id) } else { Err(ClientError::TooManyKeys) }
    }

    fn make_key(&self) -> SigningKey {
        let mut id = [0; 16];
        let mut secret = [0; 32];
        self.random.fill(&mut id);
        self.random.fill(&mut secret);
        SigningKey { id: hex::encode(id), secret }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    const SECOND: i64 = 1_000_000;

    fn key(id: &str, signs_at: i64, ends_at: Option<i64>) -> KnownKey {
        let key = SigningKey { id: id.to_owned(), secret: [7; 32] };
        KnownKey { key, signs_at: Timestamp(signs_at), ends_at: ends_at.map(Timestamp) }
    }

    fn id(key: Option<SigningKey>) -> Option<String> {
        key.map(|key| key.id)
    }

    #[test]
    fn a_key_signs_when_its_time_has_come_and_is_good_until_its_end() {
        let keys = Keys::default();
        assert_eq!(keys.signing(Timestamp(0)), None);
        keys.replace(vec![key("new", 100, None), key("old", 0, Some(200))]);
        let signing = |at| id(keys.signing(Timestamp(at))).expect("there is always one");
        assert_eq!((signing(99).as_str(), signing(100).as_str()), ("old", "new"));
        assert_eq!(signing(-5), "old", "by a clock that is behind");
        for (at, known) in [(50, true), (199, true), (200, false)] {
            assert_eq!(keys.find("old", Timestamp(at)).is_some(), known, "{at}");
            assert!(keys.find("new", Timestamp(at)).is_some(), "before it signs as well");
        }
    }

    #[tokio::test]
    async fn what_anybody_makes_up_is_looked_for_once_a_second_and_a_new_key_is_found() {
        let (keys, looks) = (Keys::default(), Cell::new(0));
        let ask = async |id: &str, at: i64, found: &[&str]| {
            let look = async || {
                looks.set(looks.get() + 1);
                keys.replace(found.iter().map(|id| key(id, 0, None)).collect());
                Ok(())
            };
            keys.found_or_looked_for(id, Timestamp(at), look).await.expect("answered").is_some()
        };
        for n in 0..1_000 {
            assert!(!ask(&format!("made up {n}"), n * 1_000, &["a"]).await);
        }
        assert_eq!(looks.get(), 1, "a thousand within a second");
        assert!(ask("a", 0, &[]).await, "what is known needs no look");
        assert!(ask("b", SECOND, &["b", "a"]).await, "a new one is found");
        assert_eq!(looks.get(), 2);
        assert!(!ask("made up", 0, &[]).await, "a clock that was set back looks again");
        assert_eq!(looks.get(), 3);
    }
}
