//! Zoom: `COLLOQUY_ZOOM_*`, and the key that its credentials are sealed with, `COLLOQUY_ENCRYPTION_KEY`.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use url::Url;

use super::{Env, SettingError, secret, set};

/// Where Zoom is, and what opens the credentials.
#[derive(Clone)]
pub struct ZoomSettings {
    /// `COLLOQUY_ZOOM_URL`: of the API, with its version.
    pub url: Url,
    /// `COLLOQUY_ZOOM_OAUTH_URL`: of the token endpoint itself.
    pub oauth_url: Url,
    /// `COLLOQUY_ENCRYPTION_KEY`; `None`: the embedded shape makes one, elsewhere nothing is imported.
    pub key: Option<[u8; 32]>,
}

impl std::fmt::Debug for ZoomSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ZoomSettings").finish_non_exhaustive()
    }
}

pub(super) fn read(env: Env<'_>) -> Result<ZoomSettings, SettingError> {
    Ok(ZoomSettings {
        url: address(env, "COLLOQUY_ZOOM_URL", "https://api.zoom.us/v2")?,
        oauth_url: address(env, "COLLOQUY_ZOOM_OAUTH_URL", "https://zoom.us/oauth/token")?,
        key: secret(env, "COLLOQUY_ENCRYPTION_KEY")?.map(|text| key(&text)).transpose()?,
    })
}

fn address(env: Env<'_>, name: &str, usual: &str) -> Result<Url, SettingError> {
    let text = set(env, name).unwrap_or_else(|| usual.to_owned());
    let known = |url: &Url| {
        let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        matches!(url.scheme(), "http" | "https") && url.has_host() && plain && url.password().is_none()
    };
    let url = Url::parse(&text).ok().filter(known);
    url.ok_or_else(|| SettingError::new(name, format!("expected an http or https URL, like {usual}")))
}

/// It is never shown.
fn key(text: &str) -> Result<[u8; 32], SettingError> {
    parse_key(text).ok_or_else(|| {
        let expected =
            "expected 32 bytes as 64 hexadecimal digits or as base64, as `openssl rand -base64 32` prints them";
        SettingError::new("COLLOQUY_ENCRYPTION_KEY", expected)
    })
}

/// 32 bytes, in hexadecimal or base64 (of either alphabet, with or without its padding).
pub fn parse_key(text: &str) -> Option<[u8; 32]> {
    let lenient = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let base64 = |alphabet| GeneralPurpose::new(alphabet, lenient).decode(text).ok();
    let bytes = match text.len() {
        64 => hex::decode(text).ok(),
        _ => base64(&alphabet::STANDARD).or_else(|| base64(&alphabet::URL_SAFE)),
    };
    bytes?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Result<ZoomSettings, SettingError> {
        let env = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        read(&env)
    }

    #[test]
    fn zoom_is_where_it_says_unless_told_otherwise() {
        let usual = of(&[]).unwrap();
        assert_eq!((usual.url.as_str(), usual.key), ("https://api.zoom.us/v2", None));
        assert_eq!(usual.oauth_url.as_str(), "https://zoom.us/oauth/token");
        let other = of(&[("COLLOQUY_ZOOM_URL", "http://127.0.0.1:9/v2")]).unwrap();
        assert_eq!(other.url.as_str(), "http://127.0.0.1:9/v2");
        for value in ["zoom.us", "ftp://zoom.us", "https://u:secret@zoom.us", "https://zoom.us/?token=secret"] {
            let wrong = of(&[("COLLOQUY_ZOOM_OAUTH_URL", value)]).unwrap_err().to_string();
            assert!(wrong.starts_with("COLLOQUY_ZOOM_OAUTH_URL") && !wrong.contains("secret"), "{wrong}");
        }
    }

    #[test]
    fn a_key_is_hexadecimal_or_base64_and_never_shown() {
        let expected: [u8; 32] = std::array::from_fn(|n| u8::try_from((n * 7 + 200) & 0xFF).unwrap());
        let hex = hex::encode_upper(expected);
        // By Python's base64.
        let base64 = "yM/W3eTr8vkABw4VHCMqMTg/Rk1UW2JpcHd+hYyTmqE=";
        for text in [hex.as_str(), &hex.to_ascii_lowercase(), base64, base64.trim_end_matches('=')] {
            let settings = of(&[("COLLOQUY_ENCRYPTION_KEY", text)]).unwrap();
            assert_eq!(settings.key, Some(expected), "{text}");
            assert!(!format!("{settings:?}").contains("200"), "it hides itself");
        }
        assert_eq!(parse_key(&base64.replace('/', "_").replace('+', "-")), Some(expected));
        let too_much = format!("{}F=", &base64[..42]);
        for text in ["secret", &hex[1..], &format!("{hex}0"), &hex.replace('C', "G"), &base64[2..], &too_much, "ü"] {
            let wrong = of(&[("COLLOQUY_ENCRYPTION_KEY", text)]).unwrap_err().to_string();
            assert!(wrong.starts_with("COLLOQUY_ENCRYPTION_KEY") && !wrong.contains("secret"), "{wrong}");
        }
    }
}
