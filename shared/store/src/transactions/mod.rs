//! Every transaction the store can do, once for both databases.
//!
//! What must stay true: a transaction may be run again from its beginning, so it keeps nothing between
//! runs; it waits for the database only; an update that depends on a state names the state in its own
//! `WHERE` and looks at what it touched.
//! Statements by id say `(status = '…') IS TRUE`: a bare comparison would let the planner answer from the
//! partial index of that status and scan the backlog. A statement that picks rows and then changes them names
//! the picked ones as an array on PostgreSQL: how many a `LIMIT $n` picks is a guess there, and a join would be
//! planned for a tenth of the queue, by reading the whole table.

mod access;
mod beat;
mod claim;
mod garbage;
mod outcome;
mod read;
mod release;
mod rescue;
mod submit;
mod uploads;

use crate::Sql;
use crate::error::Trouble;
use crate::sql::Backend;

pub(crate) use access::{ClientById, CreateClient, HasClients, SigningKeys};
pub(crate) use beat::RenewLeases;
pub(crate) use claim::Claim;
pub(crate) use garbage::{DueGarbage, ExpectGarbage, GarbagePending, NoteGarbage, Swept};
pub(crate) use outcome::{Complete, Fail};
pub(crate) use read::{Counts, JobById, ReadNow, ResultById, UploadById};
pub(crate) use release::Release;
pub(crate) use rescue::{Rescue, RescueAllBut};
pub(crate) use submit::Submit;
pub(crate) use uploads::{ExpireUploads, UploadCancelled, UploadCompleted, UploadOpened};

/// What a transaction needs from the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// One statement that changes nothing.
    Read,
    /// May be forgotten when the database's machine dies: the lease rules make that harmless.
    Write,
    /// Answered means on disk.
    DurableWrite,
}

/// One named unit of work.
pub(crate) trait Transaction: Send + Sync + 'static {
    /// For errors and logs.
    const NAME: &'static str;
    const ACCESS: Access;
    type Answer: Send + 'static;

    fn run<DB: Backend>(&self, c: &mut DB::Connection) -> impl Future<Output = Result<Self::Answer, Trouble>> + Send;
}

/// Every statement, so that tests can prepare and explain each one on both databases.
pub fn statements() -> Vec<&'static Sql> {
    [
        access::ALL,
        beat::ALL,
        claim::ALL,
        garbage::ALL,
        outcome::ALL,
        read::ALL,
        release::ALL,
        rescue::ALL,
        submit::ALL,
        uploads::ALL,
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_statement_has_one_name_and_is_listed() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/transactions");
        let written: usize = fs::read_dir(folder)
            .expect("the folder is there")
            .map(|file| fs::read_to_string(file.expect("readable").path()).expect("UTF-8"))
            .map(|source| source.matches(concat!(": Sql", " =")).count())
            .sum();
        let names: BTreeSet<&str> = statements().iter().map(|sql| sql.name()).collect();
        assert!(!names.contains(""), "a statement without a name");
        assert_eq!(names.len(), written, "{names:?}");
    }
}
