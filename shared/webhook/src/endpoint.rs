//! A URL that may be called, as far as that can be told before its name is looked up.

use std::fmt;
use std::net::IpAddr;

use hyper::Uri;
use hyper::header::HeaderValue;
use url::{Host, Position, Url};

use crate::Reach;
use crate::address::Place;

/// In bytes, after it was brought into its usual form.
const LONGEST: usize = 2048;

/// A URL that may be called. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: Url,
    target: Uri,
    host: HeaderValue,
}

/// Why a URL may not be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("it is not an absolute URL")]
    Unreadable,
    #[error("it must start with https://")]
    Scheme,
    #[error("it must not hold a user name or a password")]
    Credentials,
    #[error("it must not have a fragment")]
    Fragment,
    #[error("it must not be longer than 2048 bytes")]
    TooLong,
    #[error("it leads to an address that may not be called")]
    Address,
}

impl Endpoint {
    /// Judges by what the URL itself says. A name's addresses are judged whenever it is called.
    pub fn parse(url: &str, reach: Reach) -> Result<Self, Refused> {
        // What is far too long is not even read.
        if url.len() > 2 * LONGEST {
            return Err(Refused::TooLong);
        }
        let url = Url::parse(url).map_err(|_| Refused::Unreadable)?;
        let encrypted = match url.scheme() {
            "https" => true,
            "http" if reach != Reach::Public => false,
            _ => return Err(Refused::Scheme),
        };
        match () {
            () if !url.username().is_empty() || url.password().is_some() => return Err(Refused::Credentials),
            () if url.fragment().is_some() => return Err(Refused::Fragment),
            () if url.as_str().len() > LONGEST => return Err(Refused::TooLong),
            () => {}
        }
        let place = known_place(&url.host().ok_or(Refused::Unreadable)?);
        match place {
            Some(Place::Public) if !encrypted => Err(Refused::Scheme),
            Some(place) if !reach.allows_place(place, encrypted) => Err(Refused::Address),
            _ => {
                let target = url[Position::BeforePath..].parse().map_err(|_| Refused::Unreadable)?;
                let host = HeaderValue::from_str(url.authority()).map_err(|_| Refused::Unreadable)?;
                Ok(Self { url, target, host })
            }
        }
    }

    /// As it was brought into its usual form.
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// The path and the query, for a request's first line.
    pub(crate) fn target(&self) -> &Uri {
        &self.target
    }

    /// For the header `Host`.
    pub(crate) fn host(&self) -> &HeaderValue {
        &self.host
    }
}

/// Where a host leads, if that is sure without looking it up.
fn known_place(host: &Host<&str>) -> Option<Place> {
    match host {
        Host::Ipv4(address) => Some(Place::of(IpAddr::V4(*address))),
        Host::Ipv6(address) => Some(Place::of(IpAddr::V6(*address))),
        Host::Domain(name) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            (name == "localhost" || name.ends_with(".localhost")).then_some(Place::Loopback)
        }
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
