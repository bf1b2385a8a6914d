//! What is sent, and its signature: HMAC-SHA256 over `id.timestamp.body`.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::Secret;

/// One attempt to say something. `Debug` shows nothing of it.
pub struct Message<'a> {
    /// The same at every attempt; visible ASCII.
    pub id: &'a str,
    /// Of this attempt, in seconds since 1970.
    pub timestamp: i64,
    pub body: &'a [u8],
}

impl Message<'_> {
    /// For the header `webhook-signature`: `v1,` and base64, once for each secret, with a space between.
    pub fn signature(&self, secrets: &[Secret]) -> String {
        let signed: Vec<String> = secrets.iter().map(|secret| self.signed_with(secret)).collect();
        signed.join(" ")
    }

    fn signed_with(&self, secret: &Secret) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.bytes()).expect("HMAC takes a key of any length");
        mac.update(format!("{}.{}.", self.id, self.timestamp).as_bytes());
        mac.update(self.body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
