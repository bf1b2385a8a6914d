//! What a token is: claims and a keyed hash over them.
//!
//! What must stay true: apis of this release and of the one before read each other's tokens. To those before, the last byte
//! said whether the client is the development client (1) or not, so they take every other number for an ordinary client's.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use model::{ClientNumber, TenantId, Timestamp};
use sha2::Sha256;
use store::SigningKey;
use uuid::Uuid;

/// Key id (16) · tenant (16) · expiry in Unix seconds (8) · number of the client (1).
const BYTES: usize = 41;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claims {
    pub(super) tenant: TenantId,
    /// To the second.
    pub(super) expires: Timestamp,
    pub(super) client: ClientNumber,
}

impl Claims {
    pub(super) fn sign(&self, key: &SigningKey) -> String {
        let mut token = hex::decode(&key.id).unwrap_or_default();
        token.resize(16, 0);
        token.extend_from_slice(self.tenant.0.as_bytes());
        token.extend_from_slice(&self.expires.unix_seconds().to_be_bytes());
        token.push(self.client.0);
        let mac = keyed(key).chain_update(&token).finalize().into_bytes();
        token.extend_from_slice(&mac);
        URL_SAFE_NO_PAD.encode(token)
    }
}

/// A token as it was sent: nothing of it is believed yet.
pub(super) struct Signed(Vec<u8>);

impl Signed {
    /// `None`: it cannot be one.
    pub(super) fn read(token: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        (bytes.len() == BYTES + 32).then_some(Self(bytes))
    }

    /// Which key it says it was signed with.
    pub(super) fn key_id(&self) -> String {
        hex::encode(&self.0[..16])
    }

    /// `None`: it was not signed with this key. Whether the claims still hold is another question. The sums are compared
    /// in constant time.
    pub(super) fn claims(&self, key: &SigningKey) -> Option<Claims> {
        let (claims, mac) = self.0.split_at(BYTES);
        keyed(key).chain_update(claims).verify_slice(mac).ok()?;
        let seconds = i64::from_be_bytes(claims[32..40].try_into().ok()?);
        Some(Claims {
            tenant: TenantId(Uuid::from_slice(&claims[16..32]).ok()?),
            expires: Timestamp(seconds.checked_mul(1_000_000)?),
            client: ClientNumber(claims[40]),
        })
    }
}

fn keyed(key: &SigningKey) -> Hmac<Sha256> {
    Hmac::new_from_slice(&key.secret).expect("HMAC takes a key of any length")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(secret: u8) -> SigningKey {
        SigningKey { id: "00112233445566778899aabbccddeeff".to_owned(), secret: [secret; 32] }
    }

    fn claims(client: u8) -> Claims {
        Claims {
            tenant: TenantId(Uuid::from_u128(7)),
            expires: Timestamp(1_900_000_000_000_000),
            client: ClientNumber(client),
        }
    }

    #[test]
    fn what_was_signed_is_read_back_and_nothing_else() {
        for number in [0, 1, 2, 255] {
            let token = claims(number).sign(&key(1));
            let signed = Signed::read(&token).expect("as it was written");
            assert_eq!(signed.key_id(), key(1).id);
            assert_eq!(signed.claims(&key(1)), Some(claims(number)));
            assert_eq!(signed.claims(&key(2)), None);
            assert!(Signed::read(&token[1..]).is_none() && Signed::read(&format!("{token}AA")).is_none());
        }
        assert_ne!(claims(2).sign(&key(1)), claims(3).sign(&key(1)));
    }

    /// As the releases before wrote and read it: a length of their own, and 1 for the development client.
    #[test]
    fn the_form_is_that_of_the_releases_before() {
        let token = URL_SAFE_NO_PAD.decode(claims(1).sign(&key(1))).expect("as it was encoded");
        assert_eq!((token.len(), token[40]), (BYTES + 32, 1));
        assert_eq!(token[..16], hex::decode(key(1).id).expect("hexadecimal"));
        assert_eq!(token[16..32], 7_u128.to_be_bytes());
        assert_eq!(token[32..40], 1_900_000_000_i64.to_be_bytes());
    }
}
