//! The origin of a web page that uploads parts, as browsers say it.

use runtime::Settings;
use url::Url;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// Like `https://app.example`, without a path.
    pub(super) text: String,
    /// Somebody asked for exactly this one, so what it cannot do is a failure; else browsers may not matter here.
    pub(super) asked_for: bool,
}

impl Origin {
    /// What `--origin` was given.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let wrong = || "expected the origin of a page, like https://app.example".to_owned();
        let url = Url::parse(text).map_err(|_| wrong())?;
        if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some() {
            return Err(wrong());
        }
        Ok(Self { text: url.origin().ascii_serialization(), asked_for: true })
    }

    /// The pages that the api itself would serve.
    pub(super) fn of_api(settings: &Settings) -> Self {
        Self { text: api_url(settings), asked_for: false }
    }

    pub(super) fn is_secure(&self) -> bool {
        self.text.starts_with("https:")
    }

    pub(super) fn is_of(&self, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| url.origin().ascii_serialization() == self.text)
    }
}

/// Where clients are told to find the api, as an origin.
pub(super) fn api_url(settings: &Settings) -> String {
    let url = settings.public_url.clone().unwrap_or_else(|| format!("http://{}", settings.listen));
    Url::parse(&url).map_or(url, |url| url.origin().ascii_serialization())
}

/// Whether a URL is of whatever machine asks for it.
pub(super) fn is_loopback(url: &str) -> bool {
    match Url::parse(url).ok().as_ref().and_then(Url::host) {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether the host is a bare name, which only the machines beside it can look up.
pub(super) fn is_bare_name(url: &str) -> bool {
    let url = Url::parse(url).ok();
    let Some(url::Host::Domain(name)) = url.as_ref().and_then(Url::host) else { return false };
    !name.contains('.') && name != "localhost"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_no_path_and_no_credentials() {
        assert_eq!(Origin::parse("https://app.example:443/page?x=1").unwrap().text, "https://app.example");
        assert_eq!(Origin::parse("http://127.0.0.1:5173").unwrap().text, "http://127.0.0.1:5173");
        for bad in ["app.example", "ftp://app.example", "https://who:secret@app.example", ""] {
            let error = Origin::parse(bad).unwrap_err();
            assert!(!error.contains("secret"), "{error}");
        }
        assert!(Origin::parse("https://app.example").unwrap().is_of("https://app.example/bucket"));
        assert!(!Origin::parse("https://app.example").unwrap().is_of("http://app.example/"));
    }

    #[test]
    fn hosts_that_mean_something_else_elsewhere() {
        assert!(
            is_loopback("http://localhost:3900") && is_loopback("http://[::1]:1") && is_loopback("http://127.9.9.9")
        );
        assert!(!is_loopback("http://10.0.0.1") && !is_loopback("https://localhost.example"));
        assert!(is_bare_name("http://garage:3900") && !is_bare_name("http://localhost:1"));
        assert!(!is_bare_name("http://10.0.0.1:3900") && !is_bare_name("https://s3.example"));
    }
}
