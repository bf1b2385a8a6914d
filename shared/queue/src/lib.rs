//! How waiting workers learn that there is work.
//!
//! What must stay true: a ring only ever says "look at the store"; losing, doubling or delaying one is
//! harmless, because every worker also looks by itself. The RabbitMQ tickets of the distributed shape will
//! stand beside the bell under the same rule.
//! Deliberately absent: any state about jobs.

use std::sync::Arc;

use tokio::sync::Notify;
use tokio::sync::futures::OwnedNotified;

/// The in-process bell: rung after a commit, heard by the workers of the same process.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    /// Wakes every worker that is listening now.
    pub fn ring(&self) {
        self.0.notify_waiters();
    }

    /// Listens from this call on: subscribe first, then look at the store, then await.
    pub fn listen(&self) -> OwnedNotified {
        Arc::clone(&self.0).notified_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_ring_between_listening_and_awaiting_is_heard() {
        let bell = Bell::default();
        let heard = bell.listen();
        bell.ring();
        heard.await;
    }
}
