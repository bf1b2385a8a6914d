//! Where recordings are transcribed: `COLLOQUY_TRANSCRIBER_*`.

use std::time::Duration;

use url::Url;

use super::{Env, SettingError, duration, secret, set};

/// A service that speaks OpenAI's transcription API.
#[derive(Clone)]
pub struct TranscriberSettings {
    /// `COLLOQUY_TRANSCRIBER_URL`.
    pub url: Url,
    /// `COLLOQUY_TRANSCRIBER_KEY`.
    pub key: Option<String>,
    /// `COLLOQUY_TRANSCRIBER_MODEL`.
    pub model: String,
    /// `COLLOQUY_TRANSCRIBER_FORMAT`; `None`: what the model is known for.
    pub format: Option<&'static str>,
    /// `COLLOQUY_TRANSCRIBER_TIMEOUT`: for one recording.
    pub timeout: Duration,
}

impl std::fmt::Debug for TranscriberSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TranscriberSettings").field("model", &self.model).finish_non_exhaustive()
    }
}

const FORMATS: [&str; 3] = ["diarized_json", "verbose_json", "json"];

/// Longer than any recording takes.
const LONGEST: Duration = Duration::from_hours(24);

/// `None` without an address: then recordings are refused.
pub(super) fn read(env: Env<'_>) -> Result<Option<TranscriberSettings>, SettingError> {
    let Some(text) = set(env, "COLLOQUY_TRANSCRIBER_URL") else { return Ok(None) };
    Ok(Some(TranscriberSettings {
        url: address(&text)?,
        key: secret(env, "COLLOQUY_TRANSCRIBER_KEY")?,
        model: set(env, "COLLOQUY_TRANSCRIBER_MODEL").unwrap_or_else(|| "whisper-1".to_owned()),
        format: format(env)?,
        timeout: timeout(env)?,
    }))
}

/// It may hold a secret of its own, so it is never shown.
fn address(text: &str) -> Result<Url, SettingError> {
    let known = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host() && url.fragment().is_none();
    Url::parse(text).ok().filter(known).ok_or_else(|| {
        SettingError::new("COLLOQUY_TRANSCRIBER_URL", "expected an http or https URL, like https://speech.example/v1")
    })
}

fn format(env: Env<'_>) -> Result<Option<&'static str>, SettingError> {
    let name = "COLLOQUY_TRANSCRIBER_FORMAT";
    let Some(text) = set(env, name) else { return Ok(None) };
    let known = FORMATS.into_iter().find(|format| *format == text);
    known.map(Some).ok_or_else(|| SettingError::new(name, format!("expected one of {}", FORMATS.join(", "))))
}

fn timeout(env: Env<'_>) -> Result<Duration, SettingError> {
    let name = "COLLOQUY_TRANSCRIBER_TIMEOUT";
    let Some(text) = set(env, name) else { return Ok(Duration::from_hours(1)) };
    duration(&text)
        .filter(|timeout| (Duration::from_secs(1)..=LONGEST).contains(timeout))
        .ok_or_else(|| SettingError::new(name, "expected 1s to 1d, like 90s, 15m or 1h"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Result<Option<TranscriberSettings>, SettingError> {
        let env = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        read(&env)
    }

    #[test]
    fn nothing_is_transcribed_until_there_is_an_address() {
        assert!(
            of(&[("COLLOQUY_TRANSCRIBER_KEY", "k"), ("COLLOQUY_TRANSCRIBER_FORMAT", "nonsense")]).unwrap().is_none()
        );
        let settings = of(&[("COLLOQUY_TRANSCRIBER_URL", "http://127.0.0.1:9/v1")]).unwrap().unwrap();
        assert_eq!((settings.model.as_str(), settings.format, settings.key), ("whisper-1", None, None));
        assert_eq!(settings.timeout, Duration::from_hours(1));
    }

    #[test]
    fn what_cannot_be_used_is_named_and_no_secret_shown() {
        let url = ("COLLOQUY_TRANSCRIBER_URL", "https://speech.example/v1?token=secret");
        for (name, value) in [
            ("COLLOQUY_TRANSCRIBER_FORMAT", "srt"),
            ("COLLOQUY_TRANSCRIBER_TIMEOUT", "0s"),
            ("COLLOQUY_TRANSCRIBER_TIMEOUT", "2d"),
        ] {
            let wrong = of(&[url, (name, value)]).unwrap_err().to_string();
            assert!(wrong.starts_with(name), "{wrong}");
        }
        let wrong = of(&[("COLLOQUY_TRANSCRIBER_URL", "ftp://u:secret@h")]).unwrap_err().to_string();
        assert!(wrong.starts_with("COLLOQUY_TRANSCRIBER_URL") && !wrong.contains("secret"), "{wrong}");
        let shown = format!("{:?}", of(&[url, ("COLLOQUY_TRANSCRIBER_KEY", "secret")]).unwrap());
        assert!(!shown.contains("secret"), "{shown}");
    }
}
