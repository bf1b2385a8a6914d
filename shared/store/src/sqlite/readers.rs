//! A few read-only connections, opened when first needed.
//!
//! What must stay true: a connection whose read was abandoned midway is not used again.
//! Deliberately absent: sqlx's pool, whose housekeeping lives in the caller's runtime and could not finish
//! while the store is being dropped there.

use std::sync::{Mutex, PoisonError};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::sync::Semaphore;

use crate::error::Trouble;
use crate::transactions::Transaction;

pub(super) struct Readers {
    options: SqliteConnectOptions,
    permits: Semaphore,
    idle: Mutex<Vec<SqliteConnection>>,
}

impl Readers {
    pub(super) fn new(options: SqliteConnectOptions, count: usize) -> Self {
        Self { options, permits: Semaphore::new(count), idle: Mutex::default() }
    }

    pub(super) async fn read<T: Transaction>(&self, transaction: &T) -> Result<T::Answer, Trouble> {
        let _permit = self.permits.acquire().await.map_err(|_| sqlx::Error::PoolClosed)?;
        let idle = self.idle().pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => self.options.connect().await?,
        };
        let answer = transaction.run::<sqlx::Sqlite>(&mut connection).await;
        self.idle().push(connection);
        answer
    }

    pub(super) async fn close(&self) {
        let idle = std::mem::take(&mut *self.idle());
        for connection in idle {
            // A reader has nothing to lose.
            connection.close().await.ok();
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
