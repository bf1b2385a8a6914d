//! What was done that cannot be undone, or that changes who may do what; and by whom.
//!
//! What must stay true: an entry is written in the transaction that did it; it holds ids of ours and hashes, never a name
//! or a text; entries go by age, so that their number is bounded by what is done.
//! Who is a client of the tenant; nobody where an operator did it.
//! What concerns no one tenant is noted under the nil id, which is nobody's.
//! Deliberately absent: changing an entry. Reading is the operator's, never a tenant's.

use model::limits::AUDIT_LIFETIME;
use model::{ClientNumber, TenantId, Timestamp};
use uuid::Uuid;

use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, Span, Time, listed, stmt};
use crate::{Act, Sql};

pub(super) const ALL: &[&Sql] = &[&NOTE_ACTS, &FORGET_ACTS, &ACTS];

pub(super) const CREATE_CLIENT: &str = "create_client";
pub(super) const ROTATE_CLIENT: &str = "rotate_client";
pub(super) const REVOKE_CLIENT: &str = "revoke_client";
pub(super) const ERASE_JOB: &str = "erase_job";
pub(super) const ERASE_FILE: &str = "erase_file";
pub(super) const ERASE_CONVERSATION: &str = "erase_conversation";
pub(super) const ERASE_CREDENTIALS: &str = "erase_credentials";
pub(super) const KEEP_CREDENTIALS: &str = "keep_credentials";
pub(super) const KEEP_PROFILE: &str = "keep_profile";
pub(super) const RETIRE_PROFILE: &str = "retire_profile";
pub(super) const CREATE_WEBHOOK: &str = "create_webhook";
pub(super) const ROTATE_WEBHOOK: &str = "rotate_webhook";
pub(super) const ERASE_WEBHOOK: &str = "erase_webhook";
pub(super) const LIMIT_TENANT: &str = "limit_tenant";
pub(super) const LIMIT_ALL_TENANTS: &str = "limit_all_tenants";
pub(super) const LIMIT_CLIENT_REQUESTS: &str = "limit_client_requests";
pub(super) const LIMIT_CLIENT_JOBS: &str = "limit_client_jobs";
pub(super) const ROTATE_SIGNING_KEY: &str = "rotate_signing_key";

macro_rules! note_acts {
    ($listed:expr) => {
        concat!(
            "-- note_acts()
WITH listed AS MATERIALIZED (",
            $listed,
            ")
INSERT INTO audit (tenant, act, subject, client_id, at)
SELECT $1, $2, subject, (
  SELECT min(client_id) FROM clients WHERE tenant = $1 AND CASE WHEN development THEN 1 ELSE number END = $4),
  (SELECT now FROM clock) FROM listed"
        )
    };
}

const NOTE_ACTS: Sql =
    Sql { pg: note_acts!(listed!(pg: subject TEXT "$3")), lite: note_acts!(listed!(lite: subject TEXT "$3")) };

macro_rules! forget_acts {
    ($old:literal) => {
        concat!(
            "-- forget_acts()
WITH old AS MATERIALIZED (
  SELECT id FROM audit WHERE at < (SELECT now FROM clock) - CAST($1 AS INTERVAL) ORDER BY at LIMIT $2)
DELETE FROM audit WHERE id ",
            $old
        )
    };
}

const FORGET_ACTS: Sql =
    Sql { pg: forget_acts!("= ANY (ARRAY(SELECT id FROM old))"), lite: forget_acts!("IN (SELECT id FROM old)") };

const ACTS: Sql = Sql::same(
    "-- acts()
SELECT id, tenant, act, subject, client_id, at FROM audit
WHERE at >= $1 AND (at > $2 OR (at = $2 AND id > $3)) ORDER BY at, id LIMIT $4",
);

pub(super) async fn note<DB: Backend>(
    c: &mut DB::Connection,
    tenant: TenantId,
    act: &'static str,
    by: Option<ClientNumber>,
    subjects: impl Iterator<Item = String>,
) -> Result<(), Trouble> {
    let subjects: Vec<String> = subjects.collect();
    if !subjects.is_empty() {
        let note = stmt::<DB>(&NOTE_ACTS).bind(Id(tenant.0)).bind(act.to_owned());
        note.list(subjects.into_iter()).bind(by.map(|by| i64::from(by.0))).execute(c).await?;
    }
    Ok(())
}

/// By an operator, of the whole installation.
pub(super) async fn note_of_all<DB: Backend>(
    c: &mut DB::Connection,
    act: &'static str,
    subject: &str,
) -> Result<(), Trouble> {
    note::<DB>(c, TenantId(Uuid::nil()), act, None, std::iter::once(subject.to_owned())).await
}

pub(crate) struct Acts {
    pub(crate) since: Timestamp,
    pub(crate) after: Option<(Timestamp, i64)>,
    pub(crate) limit: u32,
}

impl Transaction for Acts {
    const NAME: &'static str = "acts";
    const ACCESS: Access = Access::Read;
    type Answer = Vec<Act>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<Act>, Trouble> {
        let (at, entry) = self.after.unwrap_or((self.since, -1));
        let acts = stmt::<DB>(&ACTS).bind(Time(self.since)).bind(Time(at)).bind(entry);
        let rows = acts.bind(i64::from(self.limit)).all(c).await?;
        let read = |row| {
            let cells = Cells::<DB>::of("audit", "id", row);
            Ok(Act {
                entry: cells.get("id")?,
                at: cells.time("at")?,
                tenant: Some(cells.uuid("tenant")?).filter(|tenant| !tenant.is_nil()).map(TenantId),
                act: cells.get("act")?,
                subject: cells.get("subject")?,
                client_id: cells.get("client_id")?,
            })
        };
        rows.iter().map(read).collect()
    }
}

pub(crate) struct ForgetAudit {
    pub(crate) limit: u32,
}

impl Transaction for ForgetAudit {
    const NAME: &'static str = "forget_audit";
    const ACCESS: Access = Access::Write;
    type Answer = u64;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<u64, Trouble> {
        Ok(stmt::<DB>(&FORGET_ACTS).bind(Span(AUDIT_LIFETIME)).bind(i64::from(self.limit)).execute(c).await?)
    }
}
