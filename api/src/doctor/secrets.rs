//! What must never be shown, taken from the settings, and its removal from what others say.
//!
//! Nothing here prints a setting in the first place; this is for errors and headers, whose words are somebody else's.

use runtime::{Distributed, Settings, Shape};
use url::Url;

/// Shorter ones would take words apart and hide nothing.
const SHORTEST: usize = 4;

#[derive(Debug, Default)]
pub(super) struct Secrets(Vec<String>);

impl Secrets {
    pub(super) fn of(secrets: &[&str]) -> Self {
        let mut found: Vec<String> =
            secrets.iter().filter(|secret| secret.len() >= SHORTEST).map(|secret| (*secret).to_owned()).collect();
        // A secret within another goes last.
        found.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        found.dedup();
        Self(found)
    }

    pub(super) fn in_settings(settings: &Settings) -> Self {
        let Shape::Distributed(distributed) = &settings.shape else { return Self::default() };
        let Distributed { database_url, amqp_url, s3 } = &**distributed;
        let mut all = vec![s3.secret_key.clone()];
        all.extend(s3.session_token.clone());
        for url in std::iter::once(database_url).chain(amqp_url) {
            all.push(url.clone());
            all.extend(password(url));
        }
        Self::of(&all.iter().map(String::as_str).collect::<Vec<_>>())
    }

    pub(super) fn masked(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret, "…"))
    }
}

/// As it is written and as it is meant. One that is a name in the same URL hides nothing, and hiding it would hide names.
fn password(url: &str) -> Vec<String> {
    let Ok(parsed) = Url::parse(url) else { return Vec::new() };
    let Some(written) = parsed.password() else { return Vec::new() };
    if written == parsed.username() || written == parsed.path().trim_start_matches('/') {
        return Vec::new();
    }
    let meant = percent_encoding::percent_decode_str(written).decode_utf8_lossy().into_owned();
    vec![written.to_owned(), meant]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_hidden_whole_in_every_spelling() {
        let url = "postgres://who:p%40ss-word@db.example/jobs";
        let mut all = password(url);
        all.push(url.to_owned());
        let secrets = Secrets::of(&all.iter().map(String::as_str).collect::<Vec<_>>());
        for said in [format!("cannot open {url}"), "cannot open p%40ss-word".into(), "cannot open p@ss-word".into()] {
            assert_eq!(secrets.masked(&said), "cannot open …");
        }
        assert_eq!(secrets.masked("who at db.example"), "who at db.example");
    }

    #[test]
    fn a_password_that_is_also_a_name_is_left() {
        assert_eq!(password("amqp://guest:guest@h/%2f"), Vec::<String>::new());
        assert_eq!(password("amqp://h"), Vec::<String>::new());
    }
}
