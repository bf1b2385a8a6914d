//! Who calls.

use std::fmt;

use serde::Deserialize;

/// A client's credentials, as the server's `dev-credentials.json` holds them.
#[derive(Clone, Deserialize)]
pub struct Credentials {
    pub mpathic_id: String,
    pub client_id: String,
    pub client_secret: String,
}

impl Credentials {
    /// They can be sent as they are.
    pub(crate) fn are_sendable(&self) -> bool {
        let is_text = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_text(&self.mpathic_id) && is_text(&self.client_id) && is_text(&self.client_secret)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown() {
        let credentials =
            Credentials { mpathic_id: "m1".into(), client_id: "c1".into(), client_secret: "hunter22".into() };
        assert!(credentials.are_sendable());
        assert!(!format!("{credentials:?}").contains("hunter22"));
        assert!(!Credentials { client_secret: "hunter22\n".into(), ..credentials }.are_sendable());
    }
}
