//! Sealing what must be kept and told to nobody: AES-256-GCM under a key that is not in the database.
//!
//! What must stay true: a nonce is random and used once; what was sealed opens under the same key and for the same owner
//! only. The first byte says how: another way would have another one.
//! Deliberately absent: several keys at a time. After another key is set, secrets are brought anew.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use model::Random;

const VERSION: u8 = 1;
const TAG_LEN: usize = 16;

/// A key. It shows nothing of itself.
pub struct Seal(LessSafeKey);

/// It was sealed under another key, for another owner, or is damaged.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed secret does not open")]
pub(crate) struct Unopened;

impl Seal {
    pub fn new(key: &[u8; 32]) -> Self {
        let key = UnboundKey::new(&AES_256_GCM, key).expect("the key is as long as the algorithm wants it");
        Self(LessSafeKey::new(key))
    }

    /// Version, nonce, ciphertext and tag, in this order.
    pub(crate) fn close(&self, secret: &[u8], owner: &[&[u8]], random: &dyn Random) -> Vec<u8> {
        let mut nonce = [0; NONCE_LEN];
        random.fill(&mut nonce);
        let mut sealed = [&[VERSION][..], &nonce, secret].concat();
        let text = &mut sealed[1 + NONCE_LEN..];
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag = self.0.seal_in_place_separate_tag(nonce, Aad::from(bound(owner)), text);
        sealed.extend_from_slice(tag.expect("a secret is short").as_ref());
        sealed
    }

    pub(crate) fn open(&self, sealed: &[u8], owner: &[&[u8]]) -> Result<Vec<u8>, Unopened> {
        let (&version, rest) = sealed.split_first().ok_or(Unopened)?;
        if version != VERSION || rest.len() < NONCE_LEN + TAG_LEN {
            return Err(Unopened);
        }
        let (nonce, text) = rest.split_at(NONCE_LEN);
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Unopened)?;
        let mut text = text.to_vec();
        let opened = self.0.open_in_place(nonce, Aad::from(bound(owner)), &mut text).map_err(|_| Unopened)?;
        Ok(opened.to_vec())
    }
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seal").finish_non_exhaustive()
    }
}

/// Each part with its length before it: no two owners are written alike.
fn bound(owner: &[&[u8]]) -> Vec<u8> {
    owner.iter().flat_map(|part| [&(part.len() as u64).to_be_bytes()[..], part].concat()).collect()
}

#[cfg(test)]
mod tests {
    use model::SystemRandom;

    use super::*;

    #[test]
    fn a_secret_opens_for_its_owner_and_under_its_key_alone() {
        let seal = Seal::new(&[7; 32]);
        let owner: [&[u8]; 2] = [b"a tenant", b"an account"];
        let sealed = seal.close(b"a secret", &owner, &SystemRandom);
        assert_eq!(seal.open(&sealed, &owner).as_deref(), Ok(&b"a secret"[..]));
        assert!(!sealed.windows(8).any(|window| window == b"a secret"));
        assert_ne!(sealed, seal.close(b"a secret", &owner, &SystemRandom), "another nonce each time");
        assert_eq!(seal.open(&sealed, &[b"a tenantan", b" account"]), Err(Unopened));
        assert_eq!(Seal::new(&[8; 32]).open(&sealed, &owner), Err(Unopened));
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert_eq!(seal.open(&damaged, &owner), Err(Unopened), "byte {at}");
            assert_eq!(seal.open(&sealed[..at], &owner), Err(Unopened), "{at} bytes");
        }
    }

    #[test]
    fn an_empty_secret_is_one_too() {
        let seal = Seal::new(&[7; 32]);
        assert_eq!(seal.open(&seal.close(b"", &[], &SystemRandom), &[]).as_deref(), Ok(&[][..]));
    }
}
