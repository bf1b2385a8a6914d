//! Where a server is.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

/// A server's base URL: `http` or `https`, without user, query and fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Url);

impl Address {
    /// Why it is none, in words for whoever gave it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text).map_err(|_| "expected a URL like https://colloquy.example")?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err("expected a URL that begins with http:// or https://");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("expected a URL without a user and a password");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("expected a URL without ? and #");
        }
        Ok(Self(url))
    }

    /// The URL of a path that begins with a slash.
    pub(super) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.0.as_str().trim_end_matches('/'))
    }

    /// On this machine, as far as the name tells.
    pub fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(ip)) => IpAddr::from(ip).is_loopback(),
            Some(Host::Ipv6(ip)) => IpAddr::from(ip).is_loopback(),
            None => false,
        }
    }

    /// What is sent there can be read on the way.
    pub fn is_open(&self) -> bool {
        self.0.scheme() == "http" && !self.is_loopback()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_put_behind_the_base_whether_it_ends_in_a_slash_or_not() {
        for base in ["http://127.0.0.1:8080", "http://127.0.0.1:8080/", "https://a.example/colloquy/"] {
            let at = Address::parse(base).unwrap().at("/v1/token");
            assert_eq!(at, format!("{}/v1/token", base.trim_end_matches('/')));
        }
    }

    #[test]
    fn what_is_no_base_is_refused() {
        for text in ["", "a.example", "ftp://a.example", "http://u:p@a.example", "http://a.example/?q", "http://a/#f"] {
            assert!(Address::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn loopback_and_open_are_told_by_the_host() {
        let told = |text| Address::parse(text).map(|address| (address.is_loopback(), address.is_open())).unwrap();
        assert_eq!(told("http://127.3.2.1"), (true, false));
        assert_eq!(told("http://[::1]:8080"), (true, false));
        assert_eq!(told("http://localhost"), (true, false));
        assert_eq!(told("http://localhost.example"), (false, true));
        assert_eq!(told("https://10.0.0.1"), (false, false));
    }
}
