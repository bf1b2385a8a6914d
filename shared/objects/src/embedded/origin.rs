//! The public URL, as clients spell it in their requests: what part URLs are signed for.

use http::{HeaderValue, Uri};

use super::BoxError;
use crate::Error;

/// A scheme and a host, in lower case, with the port only where it is not the scheme's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    scheme: &'static str,
    host: String,
}

impl Origin {
    /// `Refused` for anything more than an origin: a path would be part of what is signed, yet never arrive here.
    pub(super) fn of(public_url: &str) -> Result<Self, Error> {
        let refused = |source: BoxError| Error::Refused { operation: "open", source };
        let uri: Uri = public_url.parse().map_err(|error: http::uri::InvalidUri| refused(error.into()))?;
        let (scheme, usual_port) = match uri.scheme_str() {
            Some("http") => ("http", 80),
            Some("https") => ("https", 443),
            _ => return Err(refused("the public URL begins neither with http:// nor with https://".into())),
        };
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'));
        match authority.filter(|_| matches!(uri.path(), "" | "/") && uri.query().is_none()) {
            None => Err(refused("the public URL is more than a scheme and a host".into())),
            Some(authority) => {
                let port = authority.port_u16().filter(|port| *port != usual_port);
                let host = authority.host().to_ascii_lowercase();
                Ok(Self { scheme, host: port.map_or(host.clone(), |port| format!("{host}:{port}")) })
            }
        }
    }

    pub(super) fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.host)
    }

    pub(super) fn host(&self) -> HeaderValue {
        HeaderValue::from_str(&self.host).expect("a parsed host is visible ASCII")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_spelled_as_clients_spell_it() {
        for (given, expected) in [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("https://Calls.Example/", "https://calls.example"),
            ("https://calls.example:443", "https://calls.example"),
            ("http://calls.example:80/", "http://calls.example"),
            ("http://calls.example:443", "http://calls.example:443"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(Origin::of(given).expect("an origin").url(), expected);
        }
    }

    #[test]
    fn anything_more_or_less_is_refused() {
        for given in
            ["", "host", "/path", "http://", "ftp://host", "http://host/path", "http://host?x", "http://a@host"]
        {
            assert!(matches!(Origin::of(given), Err(Error::Refused { .. })), "{given}");
        }
    }
}
