//! Whom the other side of a connection has to be.
//!
//! The certificate beside this file is for `hooks.test` and 127.0.0.1, signed by itself, and good until 2126; the key is
//! its own, and nothing else's.

use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};

use super::*;

const CERTIFICATE: &[u8] = include_bytes!("certificate.der");
const KEY: &[u8] = include_bytes!("key.der");

fn roots() -> Arc<RootCertStore> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(CERTIFICATE)).expect("a certificate");
    Arc::new(roots)
}

fn trusting() -> TlsConnector {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(roots(), Arc::clone(&provider)).build();
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.expect("versions").with_webpki_verifier(verifier.expect("roots"));
    connection::connector(config.with_no_client_auth())
}

/// Answers over TLS, with our certificate; perhaps to those alone that have one themselves.
async fn secured(wants_certificate: bool) -> SocketAddr {
    let (listener, address) = listen().await;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions();
    let config = config.expect("versions");
    let config = if wants_certificate {
        let verifier = WebPkiClientVerifier::builder_with_provider(roots(), provider).build().expect("roots");
        config.with_client_cert_verifier(verifier)
    } else {
        config.with_no_client_auth()
    };
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(KEY));
    let config = config.with_single_cert(vec![CertificateDer::from(CERTIFICATE)], key).expect("they belong together");
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a connection");
        // Whoever does not trust us ends it here.
        let Ok(mut stream) = TlsAcceptor::from(Arc::new(config)).accept(stream).await else { return };
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
        let _ = stream.read(&mut [0]).await;
    });
    address
}

async fn send_to(host: &str, port: u16, tls: TlsConnector) -> Answer {
    let endpoint = Endpoint::parse(&format!("https://{host}:{port}/"), Reach::Loopback).expect("an endpoint");
    let http = Http { reach: Reach::Loopback, names: Box::new(Script::new([vec![HERE]])), tls, limits: LIMITS };
    http.send(&endpoint, &MESSAGE, &[]).await
}

#[tokio::test]
async fn a_certificate_that_is_trusted_and_of_that_name_is_enough() {
    for host in ["hooks.test", "hooks.test.", "127.0.0.1"] {
        let port = secured(false).await.port();
        assert_eq!(send_to(host, port, trusting()).await, Answer::Delivered(200), "{host}");
    }
}

#[tokio::test]
async fn a_certificate_of_another_name_is_not() {
    for host in ["other.test", "[::ffff:127.0.0.1]"] {
        let port = secured(false).await.port();
        assert_eq!(send_to(host, port, trusting()).await, Answer::Tls, "{host}");
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_trusts_is_not() {
    let port = secured(false).await.port();
    assert_eq!(send_to("hooks.test", port, connection::tls().expect("certificates")).await, Answer::Tls);
}

#[tokio::test]
async fn we_have_no_certificate_to_show() {
    let port = secured(true).await.port();
    assert_eq!(send_to("hooks.test", port, trusting()).await, Answer::Tls);
}

#[tokio::test]
async fn what_does_not_speak_tls_is_not_spoken_to() {
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.expect("an answer is taken");
        let _ = stream.read(&mut [0; 4096]).await;
    });
    assert_eq!(send_to("hooks.test", address.port(), trusting()).await, Answer::Tls);
}
