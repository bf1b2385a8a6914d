//! What an operator's examination sees of a database: plain facts, no verdicts.
//!
//! What must stay true: examining changes nothing, and does not wait for a lock of anybody's.

use model::Timestamp;
use sqlx::Connection;
use sqlx::migrate::Migrator;

use crate::error::{code, said};
use crate::sql::{Backend, Column};

/// Why there is nothing to see.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{said}")]
pub struct Unexamined {
    /// The database's own code (SQLSTATE, SQLite's extended result code); `None` when it was never asked.
    pub code: Option<String>,
    /// In the words of whoever refused, without the URL and without rows.
    pub said: String,
}

impl From<sqlx::Error> for Unexamined {
    fn from(error: sqlx::Error) -> Self {
        Self { code: code(&error), said: said(&error) }
    }
}

/// How the schema in the database and the one in this program compare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaFacts {
    /// The newest version this program knows.
    pub known: i64,
    /// The newest version the database has; `None`: it was never migrated.
    pub applied: Option<i64>,
    /// Versions that were begun and not finished.
    pub unfinished: Vec<i64>,
    /// Versions that the program knows with another text.
    pub altered: Vec<i64>,
}

/// What a PostgreSQL server says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "settings of the server, each on or off by itself")]
pub struct PostgresFacts {
    /// As for people, `15.4`.
    pub version: String,
    /// As for comparing: 150004.
    pub version_number: i64,
    /// It only follows another server: nothing can be written.
    pub standby: bool,
    /// The role may write to the tables that are there.
    pub writable: bool,
    pub fsync: bool,
    pub full_page_writes: bool,
    pub synchronous_commit: String,
    pub autovacuum: bool,
    /// Sessions that the role can have, those of others included.
    pub sessions_allowed: i64,
    pub sessions_open: i64,
    /// Worker processes with a heartbeat session open.
    pub workers: i64,
    /// The most that one process of ours opens.
    pub sessions_each: i64,
    pub schema: SchemaFacts,
    /// Its clock, and ours just before and just after.
    pub clock: ClockReading,
}

/// Another machine's clock, read between two looks at ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockReading {
    pub asked: Timestamp,
    pub told: Timestamp,
    pub answered: Timestamp,
}

/// What a SQLite file says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqliteFacts {
    pub bytes: i64,
    /// What `PRAGMA quick_check` found, at most ten lines; empty when nothing.
    pub damage: Vec<String>,
    pub schema: SchemaFacts,
}

/// One row of the migrator's own table.
pub(crate) struct Applied {
    version: i64,
    success: bool,
    checksum: Vec<u8>,
}

pub(crate) const APPLIED: &str = "SELECT version, success, checksum FROM _sqlx_migrations ORDER BY version";

impl Applied {
    pub(crate) fn read<DB: Backend>(row: &DB::Row) -> sqlx::Result<Self> {
        let version = <DB as Column<i64>>::take(row, "version")?;
        let success = <DB as Column<bool>>::take(row, "success")?;
        Ok(Self { version, success, checksum: <DB as Column<Vec<u8>>>::take(row, "checksum")? })
    }
}

pub(crate) fn compare(ours: &Migrator, theirs: &[Applied]) -> SchemaFacts {
    let known = |version| ours.iter().find(|migration| migration.version == version);
    let versions = |of: &dyn Fn(&&Applied) -> bool| theirs.iter().filter(of).map(|row| row.version).collect();
    SchemaFacts {
        known: ours.iter().map(|migration| migration.version).max().unwrap_or(0),
        applied: theirs.iter().map(|row| row.version).max(),
        unfinished: versions(&|row| !row.success),
        altered: versions(&|row| known(row.version).is_some_and(|ours| *ours.checksum != *row.checksum)),
    }
}

/// A session that was only looked through; what it says at its end matters to nobody.
pub(crate) async fn leave(connection: impl Connection) {
    connection.close().await.ok();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrations::migrator;

    fn applied(ours: &Migrator) -> Vec<Applied> {
        let row = |migration: &sqlx::migrate::Migration| Applied {
            version: migration.version,
            success: true,
            checksum: migration.checksum.to_vec(),
        };
        ours.iter().map(row).collect()
    }

    #[test]
    fn older_newer_altered_and_unfinished_schemas_are_told_apart() {
        let ours = migrator(|sql| sql.pg);
        let mut theirs = applied(&ours);
        let same = compare(&ours, &theirs);
        assert_eq!((same.applied, &same.unfinished, &same.altered), (Some(same.known), &vec![], &vec![]));

        theirs.push(Applied { version: same.known + 1, success: true, checksum: vec![1] });
        let newer = compare(&ours, &theirs);
        assert_eq!((newer.applied, &newer.altered), (Some(same.known + 1), &vec![]));

        theirs[1].checksum = vec![1];
        theirs[2].success = false;
        theirs.truncate(3);
        let bad = compare(&ours, &theirs);
        assert_eq!((bad.applied, bad.unfinished, bad.altered), (Some(3), vec![3], vec![2]));
        assert_eq!(compare(&ours, &[]).applied, None);
    }
}
