//! Webhooks by the Standard Webhooks specification: signing a message, and sending it to an address that a client chose.
//!
//! What must stay true: the address that was checked is the one that is connected to, so no name can lead elsewhere than it
//! was judged by; an attempt ends in time and holds a few KiB of an answer at most; what is told about an attempt quotes
//! nothing of the URL, the body, the secrets or the answer.
//! Deliberately absent: trying again (a job does), redirects, proxies, cookies and connections that are kept.

mod address;
mod connection;
mod endpoint;
mod exchange;
mod http;
mod message;
mod names;
mod retry_after;
mod secret;

use std::time::Duration;

use async_trait::async_trait;

pub use address::Reach;
pub use endpoint::{Endpoint, Refused};
pub use http::{Http, NoCertificates};
pub use message::Message;
pub use secret::{NoSecret, Secret};

/// Brings messages to endpoints.
#[async_trait]
pub trait Sender: Send + Sync {
    /// One attempt, signed with each of the secrets. Takes 20 seconds at most.
    async fn send(&self, to: &Endpoint, message: &Message<'_>, secrets: &[Secret]) -> Answer;
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A status from 200 to 299.
    Delivered(u16),
    /// Any other status but 410; redirects too, for they are not followed.
    Refused {
        status: u16,
        /// As the endpoint asked, counted from the message's timestamp; a day at most.
        retry_after: Option<Duration>,
    },
    /// 410: nobody wants messages there any more.
    Gone,
    /// No answer within the time.
    TimedOut,
    /// No such name, no connection, or no HTTP on it.
    Unreachable,
    /// No TLS, or a certificate that is not trusted.
    Tls,
    /// The name has addresses, and none that may be called.
    ForbiddenAddress,
}
