//! Where a name leads, asked anew at every attempt.

use std::io;
use std::net::{IpAddr, SocketAddr};

use async_trait::async_trait;
use url::{Host, Url};

use crate::Reach;

/// Looks names up. Whatever it answers is judged before it is called.
#[async_trait]
pub(crate) trait Names: Send + Sync {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// As this machine does: its hosts file, and the servers that it was told of.
pub(crate) struct System;

#[async_trait]
impl Names for System {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let found = tokio::net::lookup_host((name, 0)).await?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

/// Why there is nowhere to connect to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoWay {
    Unknown,
    Forbidden,
}

/// The addresses of a URL that may be called. Those that may not are left out and do not spoil the others: a name with a
/// public and a private address is usual, nothing is ever sent to the private one, and refusing such names would protect
/// nobody, for whoever means harm answers with the private one alone.
pub(crate) async fn allowed(url: &Url, reach: Reach, names: &dyn Names) -> Result<Vec<SocketAddr>, NoWay> {
    let found = match url.host().ok_or(NoWay::Unknown)? {
        Host::Ipv4(address) => vec![IpAddr::V4(address)],
        Host::Ipv6(address) => vec![IpAddr::V6(address)],
        Host::Domain(name) => names.addresses(name).await.map_err(|_| NoWay::Unknown)?,
    };
    if found.is_empty() {
        return Err(NoWay::Unknown);
    }
    let port = url.port_or_known_default().ok_or(NoWay::Unknown)?;
    let encrypted = url.scheme() == "https";
    let allowed = found.into_iter().filter(|address| reach.allows(*address, encrypted));
    let allowed: Vec<SocketAddr> = allowed.map(|address| SocketAddr::new(address, port)).collect();
    if allowed.is_empty() { Err(NoWay::Forbidden) } else { Ok(allowed) }
}
