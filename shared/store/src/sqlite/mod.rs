//! SQLite: one file, one writer, a few readers.
//!
//! What must stay true: an answered write is on disk (WAL with `synchronous = FULL`, answered after the
//! commit); only the writer's connection writes, so no write ever waits for another's lock; the bound
//! [`Clock`] is read once per commit.

mod examine;
mod readers;
mod writer;

pub use self::examine::examine_sqlite;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use model::{Clock, Timestamp};
use sqlx::migrate::MigrateError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};

use self::readers::Readers;
use self::writer::{Urgency, Writer};
use crate::migrations::{failed, migrator};
use crate::store::{Engine, SqlStore};
use crate::transactions::{Access, Batch, Complete, Completion, RenewLeases, Submit, Transaction};
use crate::{Error, Fenced, Heart, NewJob, Pulse, Renewed, Store, Submitted};

const READERS: usize = 4;
/// For a second process on the same file (an operator's command); our own writes never meet.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Opens or creates the database file at `path`, whose folder must exist. `clock` judges every lease.
/// When the last handle (of the store and its hearts) goes, queued writes are finished and the
/// write-ahead log is folded into the file.
pub async fn open_sqlite(path: &Path, clock: Arc<dyn Clock>) -> Result<Arc<dyn Store>, Error> {
    open_with(options(path), clock).await
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        // What is erased is overwritten, not just forgotten.
        .pragma("secure_delete", "on")
        .pragma("temp_store", "memory")
        .pragma("journal_size_limit", "67108864")
}

async fn open_with(options: SqliteConnectOptions, clock: Arc<dyn Clock>) -> Result<Arc<dyn Store>, Error> {
    let readers = options.clone().read_only(true).create_if_missing(false);
    let readers = Arc::new(Readers::new(readers, READERS));
    let writer = Writer::open(options.clone(), Arc::clone(&readers), Arc::clone(&clock)).await?;
    Ok(Arc::new(SqlStore::new(Embedded { options, readers, writer: Arc::new(writer), clock })))
}

struct Embedded {
    options: SqliteConnectOptions,
    readers: Arc<Readers>,
    writer: Arc<Writer>,
    clock: Arc<dyn Clock>,
}

impl Embedded {
    /// A batch of one: the writer shares its commits already.
    async fn one<T: Batch>(&self, item: T::Item) -> Result<T::Each, Error> {
        let mut answers = self.run(T::of(vec![Arc::new(item)])).await?;
        Ok(answers.pop().expect("as many answers as items"))
    }

    async fn bring_up_to_date(&self) -> Result<(), MigrateError> {
        // The migrator does not lock on SQLite; inside a write transaction of ours it need not.
        let mut connection = self.options.connect().await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        migrator(|sql| sql.lite).run_direct(None, &mut *transaction, false).await?;
        transaction.commit().await?;
        Ok(connection.close().await?)
    }
}

impl Engine for Embedded {
    async fn run<T: Transaction>(&self, transaction: T) -> Result<T::Answer, Error> {
        match T::ACCESS {
            Access::Read => self.readers.read(&transaction).await.map_err(|trouble| trouble.named(T::NAME)),
            Access::Write | Access::HastyWrite | Access::DurableWrite => {
                self.writer.run(transaction, Urgency::Queued).await
            }
        }
    }

    async fn submit(&self, job: NewJob) -> Result<Submitted, Error> {
        self.one::<Submit>(job).await
    }

    async fn complete(&self, completion: Completion) -> Result<Fenced, Error> {
        self.one::<Complete>(completion).await
    }

    async fn migrate(&self) -> Result<(), Error> {
        self.bring_up_to_date().await.map_err(failed)
    }

    async fn now(&self) -> Result<Timestamp, Error> {
        Ok(self.clock.now())
    }

    fn heart(&self) -> Arc<dyn Heart> {
        Arc::new(EmbeddedHeart(Arc::clone(&self.writer)))
    }
}

/// Beats go through the same writer, ahead of everything that waits there.
struct EmbeddedHeart(Arc<Writer>);

#[async_trait]
impl Heart for EmbeddedHeart {
    async fn beat(&self, pulse: &Pulse) -> Result<Vec<Renewed>, Error> {
        self.0.run(RenewLeases(pulse.clone()), Urgency::First).await
    }
}

#[cfg(test)]
mod tests {
    use model::ManualClock;
    use tempfile::TempDir;
    use tokio::task::JoinSet;

    use super::*;
    use crate::Garbage;

    #[tokio::test]
    async fn a_full_disk_is_told_and_what_fits_is_stored() {
        const PAGES_OF_4_KIB: &str = "200";
        let folder = TempDir::new().expect("a folder");
        let full_soon = options(&folder.path().join("jobs.db")).pragma("max_page_count", PAGES_OF_4_KIB);
        let store = open_with(full_soon, Arc::new(ManualClock::at(Timestamp(0)))).await.expect("opened");
        store.migrate().await.expect("migrated");
        store.note_garbage(&Garbage::Key("first".to_owned()), Duration::ZERO).await.expect("there is room");
        let first = store.due_garbage(1).await.expect("taken").remove(0).row;
        let (mut stored, mut full) = (1, 0);
        for _ in 0..10 {
            // Large and small ones in one commit: the large must not take the small with them.
            let mut notes = JoinSet::new();
            for n in 0..10 {
                let store = Arc::clone(&store);
                let garbage = Garbage::Key("k".repeat(if n % 2 == 0 { 20_000 } else { 10 }));
                notes.spawn(async move { store.note_garbage(&garbage, Duration::ZERO).await });
            }
            for noted in notes.join_all().await {
                match noted {
                    Ok(()) => stored += 1,
                    Err(Error::Full) => full += 1,
                    Err(other) => panic!("{other:?}"),
                }
            }
        }
        assert!(stored > 50 && full > 10, "{stored} stored, {full} refused");
        assert_eq!(store.garbage_pending().await.expect("counted"), stored);
        store.swept(first, None).await.expect("a full disk can be cleared");
        assert_eq!(store.garbage_pending().await.expect("counted"), stored - 1);
    }
}
