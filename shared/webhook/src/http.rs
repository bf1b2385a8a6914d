//! The adapter: webhooks over the network.

use std::time::Duration;

use async_trait::async_trait;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::names::{self, Names, NoWay, System};
use crate::{Answer, Endpoint, Message, Reach, Secret, Sender, connection, exchange};

/// Sends over HTTP/1.1, each message over a connection of its own.
pub struct Http {
    reach: Reach,
    names: Box<dyn Names>,
    tls: TlsConnector,
    limits: Limits,
}

/// How long things may take.
#[derive(Clone, Copy)]
struct Limits {
    /// From the look-up of the name until the answer.
    attempt: Duration,
    /// Until one address takes the connection.
    connect: Duration,
}

const LIMITS: Limits = Limits { attempt: Duration::from_secs(20), connect: Duration::from_secs(5) };

/// Nobody can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this machine's trusted certificates cannot be read")]
pub struct NoCertificates;

impl Http {
    /// Calls addresses within `reach` alone, whatever an endpoint was parsed for. Fails where this machine trusts nobody.
    pub fn new(reach: Reach) -> Result<Self, NoCertificates> {
        let tls = connection::tls().map_err(|_| NoCertificates)?;
        Ok(Self { reach, names: Box::new(System), tls, limits: LIMITS })
    }

    async fn attempt(&self, to: &Endpoint, message: &Message<'_>, secrets: &[Secret]) -> Answer {
        let addresses = match names::allowed(to.url(), self.reach, &*self.names).await {
            Ok(addresses) => addresses,
            Err(NoWay::Unknown) => return Answer::Unreachable,
            Err(NoWay::Forbidden) => return Answer::ForbiddenAddress,
        };
        match connection::open(&addresses, self.limits.connect, to.url(), &self.tls).await {
            Ok(stream) => {
                let request = exchange::request(to, message, secrets);
                exchange::exchange(stream, request, message.timestamp).await
            }
            Err(answer) => answer,
        }
    }
}

#[async_trait]
impl Sender for Http {
    async fn send(&self, to: &Endpoint, message: &Message<'_>, secrets: &[Secret]) -> Answer {
        timeout(self.limits.attempt, self.attempt(to, message, secrets)).await.unwrap_or(Answer::TimedOut)
    }
}

#[cfg(test)]
mod tests;
