//! Sessions of their own for what is done most often and need not survive the database's machine: their settings stand,
//! so that a claim is its statements and nothing around them.
//!
//! What must stay true: a session is used by one caller at a time; the last one used is kept at hand, which spares
//! asking it first whether it is there. One that turns out to be gone leaves its caller in doubt, as any lost answer does.

use std::sync::{Mutex, PoisonError};

use sqlx::Postgres;
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgConnectOptions;

use super::sessions::{Frame, Sessions};
use crate::Error;
use crate::transactions::Transaction;

pub(super) struct Hasty {
    sessions: Sessions,
    kept: Mutex<Option<PoolConnection<Postgres>>>,
}

impl Hasty {
    /// Does not connect.
    pub(super) fn new(serving: &PgConnectOptions) -> Self {
        let options = serving.clone().options([("synchronous_commit", "off"), ("lock_timeout", "200ms")]);
        Self { sessions: Sessions::new(options), kept: Mutex::default() }
    }

    pub(super) async fn run<T: Transaction>(&self, transaction: &T) -> Result<T::Answer, Error> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut session = kept().take();
        let outcome = self.sessions.run(transaction, Frame::Once, &mut session).await;
        if session.is_some() {
            *kept() = session;
        }
        outcome.map_err(|failed| failed.trouble.named(T::NAME))
    }
}

impl Drop for Hasty {
    fn drop(&mut self) {
        // Giving it back to its pool takes a runtime, which may have ended before this.
        if let Some(session) = self.kept.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            drop(session.detach());
        }
    }
}
