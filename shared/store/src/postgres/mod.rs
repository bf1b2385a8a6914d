//! PostgreSQL: a pool, transactions with names, one retry loop.
//!
//! What must stay true: nothing waits longer than a few seconds for a database that is away, and none of
//! it panics; only what must survive the database's machine waits for its disk.
//! Deliberately absent: connecting at start, so a process can outlive and precede its database.

mod heart;

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use model::Timestamp;
use sqlx::migrate::MigrateError;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Postgres};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use self::heart::RemoteHeart;
use crate::error::{Meaning, Trouble, classify, meaning, unavailable};
use crate::migrations::{failed, migrator};
use crate::store::{Engine, SqlStore};
use crate::transactions::{Access, ReadNow, Transaction};
use crate::{Error, Heart, Store};

const CONNECTIONS: u32 = 16;
/// For a connection, including opening one.
const CONNECT: Duration = Duration::from_secs(3);
/// For a whole transaction, however often it runs. The server ends a statement itself a little earlier.
const ANSWER: Duration = Duration::from_secs(6);
/// Runs that ended in a conflict before it is the caller's to decide.
const CONFLICTS: u32 = 5;

/// The store at this URL, which may name a schema (`?options=-c%20search_path%3D…`). Does not connect.
pub async fn open_postgres(url: &str) -> Result<Arc<dyn Store>, Error> {
    let options = PgConnectOptions::from_str(url).map_err(|error| classify("open", &error))?;
    let options = options.application_name("colloquy");
    // Short statements only: compiling one would take longer than running it.
    let serving = options.clone().options([
        ("statement_timeout", "5s"),
        ("lock_timeout", "2s"),
        ("idle_in_transaction_session_timeout", "30s"),
        ("jit", "off"),
    ]);
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(CONNECT)
        // A stale connection is found by its first statement, without a round trip for every fresh one.
        .test_before_acquire(false)
        .connect_lazy_with(serving.clone());
    Ok(Arc::new(SqlStore(Remote { pool, serving, migrating: options })))
}

struct Remote {
    pool: PgPool,
    serving: PgConnectOptions,
    /// Without time limits: a migration waits for another's lock and then takes its time.
    migrating: PgConnectOptions,
}

/// What one run came to.
struct Failed {
    trouble: Trouble,
    /// Whether the database may have kept something of it.
    begun: bool,
}

impl Failed {
    fn meaning(&self) -> Meaning {
        match &self.trouble {
            Trouble::Sql(error) => meaning(error),
            Trouble::Corrupt { .. } => Meaning::Refused,
        }
    }
}

impl Engine for Remote {
    async fn run<T: Transaction>(&self, transaction: T) -> Result<T::Answer, Error> {
        let deadline = Instant::now() + ANSWER;
        let mut runs = 0;
        loop {
            runs += 1;
            let mut connection = self.pool.acquire().await.map_err(|error| classify(T::NAME, &error))?;
            let Ok(outcome) = timeout_at(deadline, once(&mut connection, &transaction)).await else {
                connection.close_on_drop();
                return Err(unavailable(T::NAME, "no answer in time"));
            };
            let failed = match outcome {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            let meaning = failed.meaning();
            if meaning == Meaning::Lost {
                connection.close_on_drop();
            }
            match meaning {
                // Every idle connection may be stale after a restart, and each is only found by trying it.
                Meaning::Lost if !failed.begun && runs <= CONNECTIONS => {}
                Meaning::Conflict if runs < CONFLICTS => sleep(Duration::from_millis(5) * (1 << runs)).await,
                _ => return Err(failed.trouble.named(T::NAME)),
            }
            tracing::debug!(transaction = T::NAME, runs, ?meaning, "running again");
        }
    }

    async fn migrate(&self) -> Result<(), Error> {
        self.bring_up_to_date().await.map_err(failed)
    }

    async fn now(&self) -> Result<Timestamp, Error> {
        self.run(ReadNow).await
    }

    fn heart(&self) -> Arc<dyn Heart> {
        Arc::new(RemoteHeart::new(&self.serving))
    }
}

impl Remote {
    async fn bring_up_to_date(&self) -> Result<(), MigrateError> {
        let connecting = timeout(CONNECT, self.migrating.connect()).await;
        let mut connection = connecting.unwrap_or(Err(sqlx::Error::PoolTimedOut))?;
        // Holds an advisory lock meanwhile; a failure here ends the session and with it the lock.
        migrator(|sql| sql.pg).run_direct(None, &mut connection, false).await?;
        Ok(connection.close().await?)
    }
}

async fn once<T: Transaction>(c: &mut PoolConnection<Postgres>, transaction: &T) -> Result<T::Answer, Failed> {
    let not_begun = |error: sqlx::Error| Failed { trouble: error.into(), begun: false };
    let begun = |trouble: Trouble| Failed { trouble, begun: true };
    let begin = match T::ACCESS {
        Access::Read => {
            return transaction.run::<Postgres>(c).await.map_err(|trouble| Failed { trouble, begun: false });
        }
        Access::Write => "BEGIN; SET LOCAL synchronous_commit TO off",
        Access::DurableWrite => "BEGIN",
    };
    let mut tx = c.begin_with(begin).await.map_err(not_begun)?;
    let answer = transaction.run::<Postgres>(&mut tx).await.map_err(begun)?;
    tx.commit().await.map_err(|error| begun(error.into()))?;
    Ok(answer)
}
