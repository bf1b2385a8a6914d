//! A connection to one of the addresses that may be called, made for one attempt.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::Resumption;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{self, ClientConfig};
use url::{Host, Url};

use crate::Answer;

pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Connects to the first address that takes the connection, each within `patience`; the URL says only whether TLS is
/// spoken there, and with whom.
pub(crate) async fn open(
    addresses: &[SocketAddr],
    patience: Duration,
    url: &Url,
    tls: &TlsConnector,
) -> Result<Box<dyn Stream>, Answer> {
    let stream = connect(addresses, patience).await?;
    if url.scheme() != "https" {
        return Ok(Box::new(stream));
    }
    let name = server_name(url).ok_or(Answer::Tls)?;
    match tls.connect(name, stream).await {
        Ok(stream) => Ok(Box::new(stream)),
        Err(_) => Err(Answer::Tls),
    }
}

async fn connect(addresses: &[SocketAddr], patience: Duration) -> Result<TcpStream, Answer> {
    let mut failed = Answer::Unreachable;
    for address in addresses {
        match timeout(patience, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(_)) => {}
            Err(_) => failed = Answer::TimedOut,
        }
    }
    Err(failed)
}

fn server_name(url: &Url) -> Option<ServerName<'static>> {
    match url.host()? {
        Host::Ipv4(address) => Some(ServerName::from(IpAddr::V4(address))),
        Host::Ipv6(address) => Some(ServerName::from(IpAddr::V6(address))),
        Host::Domain(name) => ServerName::try_from(name.to_owned()).ok(),
    }
}

/// Trusts whom this machine trusts.
pub(crate) fn tls() -> Result<TlsConnector, rustls::Error> {
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    Ok(connector(config))
}

pub(crate) fn connector(mut config: ClientConfig) -> TlsConnector {
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // Nothing of an attempt is left for the next one.
    config.resumption = Resumption::disabled();
    TlsConnector::from(Arc::new(config))
}
