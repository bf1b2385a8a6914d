//! Every transaction the store can do, once for both databases.
//!
//! What must stay true: a transaction may be run again from its beginning, so it keeps nothing between
//! runs; it waits for the database only; an update that depends on a state names the state in its own
//! `WHERE` and looks at what it touched.
//! Statements by id say `(status = '…') IS NOT FALSE`: a bare comparison would let the planner answer from the
//! partial index of that status and scan the backlog. (Not `IS TRUE`, from which a planner may conclude the bare
//! comparison; a status is never null.) A statement that picks rows and then changes them names
//! the picked ones as an array on PostgreSQL: how many a `LIMIT $n` picks is a guess there, and a join would be
//! planned for a tenth of the queue, by reading the whole table.

mod access;
mod attempts;
mod audit;
mod beat;
mod calling;
mod calls;
mod cancel;
mod claim;
mod claim_tickets;
mod claimed;
mod client_limits;
mod clients;
mod conversations;
mod deliveries;
mod erase;
mod expired;
mod files;
mod garbage;
mod imports;
mod lease;
mod limits;
mod list;
mod load;
mod outcome;
mod profiles;
mod read;
mod redrive;
mod release;
mod rescue;
mod signing_keys;
mod submit;
mod tickets;
mod turns;
mod uploads;
mod webhooks;
mod workers;
mod zoom;

use std::sync::Arc;

use crate::Sql;
use crate::error::Trouble;
use crate::sql::Backend;

pub(crate) use access::HasClients;
pub(crate) use attempts::TimelineOf;
pub(crate) use audit::{Acts, ForgetAudit};
pub(crate) use beat::RenewLeases;
pub(crate) use calls::{CallMade, CallOf, CallOff};
pub(crate) use cancel::Cancel;
pub(crate) use claim::Claim;
pub(crate) use claim_tickets::ClaimTickets;
pub(crate) use claimed::Unheld;
pub(crate) use client_limits::{ClientLimits, LimitClient, SubmitCounted};
pub(crate) use clients::{AddClient, ClientById, Clients, CreateClient, RevokeClient, RevokedSince, RotateClient};
pub(crate) use conversations::{AnalysedByOlder, Describe, LastCompletedOf, MetadataOf};
pub(crate) use deliveries::{DeliveryById, ListDeliveries, ReplayDelivery, TestWebhook};
pub(crate) use erase::{Erase, EraseConversation, Prune};
pub(crate) use expired::{Expired, ForgetExpired};
pub(crate) use files::{AddFile, EraseFile, FileById, PruneFiles, SubmitFromFile};
pub(crate) use garbage::{DueGarbage, ExpectGarbage, GarbagePending, NoteGarbage, PutOffGarbage, Swept};
pub(crate) use imports::{Bring, ImportByJob, ImportOfFile, SubmitImport};
pub(crate) use limits::LimitJobs;
pub(crate) use list::ListJobs;
pub(crate) use load::LoadAt;
pub(crate) use outcome::{Complete, Completion, Fail};
pub(crate) use profiles::{AllProfiles, ForgetRetired, ProfileById, ProfileByName, RetireProfile, Shelve, TextOf};
pub(crate) use read::{Counts, JobById, ReadNow, ResultById, StandingsOf, UploadById};
pub(crate) use redrive::RedriveJob;
pub(crate) use release::Release;
pub(crate) use rescue::{Rescue, RescueAllBut};
pub(crate) use signing_keys::{DropEndedKeys, KnownKeys, RotateSigningKey, SigningKeys};
pub(crate) use submit::{Submit, SubmitOne};
pub(crate) use tickets::{TakeTickets, TicketsOut, TicketsRefused};
pub(crate) use turns::Turns;
pub(crate) use uploads::{ExpireUploads, UploadCancelled, UploadCompleted, UploadOpened};
pub(crate) use webhooks::{AddWebhook, AllWebhooks, ChangeWebhook, EraseWebhook, RotateSecret, WebhookById};
pub(crate) use workers::Retire;
pub(crate) use zoom::{AllCredentials, EraseCredentials, KeepCredentials, SealedCredentials};

/// What a transaction needs from the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// One statement that changes nothing.
    Read,
    /// May be forgotten when the database's machine dies: the lease rules make that harmless.
    Write,
    /// As `Write`, and does not wait long for a row that somebody else has locked. At most one of its statements changes
    /// anything, and those after it read what that one has committed: no `BEGIN` on PostgreSQL.
    HastyWrite,
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

/// A transaction for many callers at once: one statement over lists, and at most reads after it, so that it needs
/// no `BEGIN` on PostgreSQL. It does for each what it would do alone, or nothing for any.
pub(crate) trait Batch: Transaction<Answer = Vec<Self::Each>> {
    /// Items in one transaction.
    const MOST: usize;
    /// Whether it may run again after a connection was lost while it ran.
    const REPEATABLE: bool;
    type Item: Send + Sync + 'static;
    type Each: Send + 'static;

    /// As many answers, in the same order.
    fn of(items: Vec<Arc<Self::Item>>) -> Self;
}

/// Every statement, so that tests can prepare and explain each one on both databases.
pub fn statements() -> Vec<&'static Sql> {
    [
        access::ALL,
        attempts::ALL,
        audit::ALL,
        beat::ALL,
        calling::ALL,
        calls::ALL,
        cancel::ALL,
        claim::ALL,
        claim_tickets::ALL,
        claimed::ALL,
        client_limits::ALL,
        clients::ALL,
        conversations::ALL,
        deliveries::ALL,
        erase::ALL,
        expired::ALL,
        files::ALL,
        garbage::ALL,
        imports::ALL,
        limits::ALL,
        list::ALL,
        load::ALL,
        outcome::ALL,
        profiles::ALL,
        read::ALL,
        redrive::ALL,
        release::ALL,
        rescue::ALL,
        signing_keys::ALL,
        submit::ALL,
        tickets::ALL,
        uploads::ALL,
        webhooks::ALL,
        workers::ALL,
        zoom::ALL,
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
