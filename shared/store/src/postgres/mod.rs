//! PostgreSQL: a pool, transactions with names, one retry loop.
//!
//! What must stay true: nothing waits longer than a few seconds for a database that is away, and none of
//! it panics; only what must survive the database's machine waits for its disk.
//! Deliberately absent: connecting at start, so a process can outlive and precede its database.

mod examine;
mod gather;
mod hasty;
mod heart;
mod sessions;

pub use self::examine::examine_postgres;

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use model::Timestamp;
use sqlx::migrate::MigrateError;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection};
use tokio::time::timeout;

use self::gather::Gather;
use self::hasty::Hasty;
use self::heart::RemoteHeart;
use self::sessions::{Frame, Sessions};
use crate::error::classify;
use crate::migrations::{failed, migrator};
use crate::store::{Engine, SqlStore};
use crate::transactions::{Access, Batch, Complete, Completion, ReadNow, Submit, Transaction};
use crate::{Error, Fenced, Heart, NewInput, NewJob, Store, Submitted};

/// For a session, including opening one.
const CONNECT: Duration = Duration::from_secs(3);
/// For a whole transaction, however often it runs. The server ends a statement itself a little earlier.
const ANSWER: Duration = Duration::from_secs(6);
/// What one process opens at most: two pools, the heart's session and, while starting, the migration's.
const SESSIONS_EACH: i64 = 2 * sessions::SESSIONS as i64 + 2;

/// The store at this URL, which may name a schema (`?options=-c%20search_path%3D…`). Does not connect.
pub async fn open_postgres(url: &str) -> Result<Arc<dyn Store>, Error> {
    let options = PgConnectOptions::from_str(url).map_err(|error| classify("open", &error))?;
    let options = options.application_name("colloquy");
    let serving = options.clone().options([
        ("statement_timeout", "5s"),
        ("lock_timeout", "2s"),
        ("idle_in_transaction_session_timeout", "30s"),
        // Short statements only: compiling one would take longer than running it.
        ("jit", "off"),
        // A plan that is made while a table is small is kept while it grows: no statement here reads a whole one.
        ("enable_seqscan", "off"),
        ("enable_hashjoin", "off"),
        ("enable_mergejoin", "off"),
        // … and made once: planning the larger ones takes longer than running them.
        ("plan_cache_mode", "force_generic_plan"),
    ]);
    let sessions = Sessions::new(serving.clone());
    let hasty = Hasty::new(&serving);
    Ok(Arc::new(SqlStore::new(Remote {
        submissions: Gather::new(&sessions),
        completions: Gather::new(&sessions),
        sessions,
        hasty,
        serving,
        migrating: options,
    })))
}

struct Remote {
    sessions: Sessions,
    hasty: Hasty,
    submissions: Gather<Submit>,
    completions: Gather<Complete>,
    serving: PgConnectOptions,
    /// Without time limits: a migration waits for another's lock and then takes its time.
    migrating: PgConnectOptions,
}

impl Engine for Remote {
    async fn run<T: Transaction>(&self, transaction: T) -> Result<T::Answer, Error> {
        let frame = match T::ACCESS {
            Access::Read => Frame::Repeatable,
            Access::Write => Frame::Begin("BEGIN; SET LOCAL synchronous_commit TO off"),
            Access::HastyWrite => return self.hasty.run(&transaction).await,
            Access::DurableWrite => Frame::Begin("BEGIN"),
        };
        self.sessions.run(&transaction, frame, &mut None).await.map_err(|failed| failed.trouble.named(T::NAME))
    }

    async fn submit(&self, job: NewJob) -> Result<Submitted, Error> {
        match job.input {
            NewInput::Inline { .. } => self.submissions.run(job).await,
            // More than one statement writes.
            NewInput::Object { .. } | NewInput::Upload(_) | NewInput::File(_) => {
                let mut answers = self.run(Submit::of(vec![Arc::new(job)])).await?;
                Ok(answers.pop().expect("as many answers as items"))
            }
        }
    }

    async fn complete(&self, completion: Completion) -> Result<Fenced, Error> {
        self.completions.run(completion).await
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
