//! A client's wish that a job be done no more.
//!
//! What must stay true: one conditional update decides, so of a cancel and a claim or a completion the one that commits
//! first wins; what is running is asked, not stopped.

use model::{JobId, Status, TenantId};

use super::calling::call_back;
use super::garbage::{Discard, discard_upload};
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, stmt};
use crate::{Moved, Sql};

pub(super) const ALL: &[&Sql] = &[&CANCEL, &STATUS_OF];

const CANCEL: Sql = Sql::same(
    "-- cancel()
UPDATE jobs SET
  status = CASE WHEN status = 'processing' THEN status ELSE 'cancelled' END,
  finished_at = CASE WHEN status = 'processing' THEN finished_at ELSE (SELECT now FROM clock) END,
  ticket_due = NULL, upload_until = NULL,
  revision = revision + CASE WHEN status = 'processing' AND cancel_requested_at IS NOT NULL THEN 0 ELSE 1 END,
  cancel_requested_at = COALESCE(cancel_requested_at, (SELECT now FROM clock))
WHERE id = $1 AND tenant = $2 AND (status IN ('awaiting_upload', 'queued', 'processing')) IS NOT FALSE
RETURNING id, status",
);

const STATUS_OF: Sql = Sql::same(
    "-- status_of()
SELECT id, status FROM jobs WHERE id = $1 AND tenant = $2",
);

pub(crate) struct Cancel {
    pub(crate) tenant: TenantId,
    pub(crate) id: JobId,
}

impl Transaction for Cancel {
    const NAME: &'static str = "cancel";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Moved;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Moved, Trouble> {
        cancel::<DB>(c, self.tenant, self.id).await
    }
}

pub(super) async fn cancel<DB: Backend>(c: &mut DB::Connection, tenant: TenantId, id: JobId) -> Result<Moved, Trouble> {
    if let Some(status) = status::<DB>(c, &CANCEL, tenant, id).await? {
        if status != Status::Cancelled {
            return Ok(Moved::Was(status));
        }
        discard_upload::<DB>(c, id, Discard::Everything).await?;
        call_back::<DB>(c, std::iter::once(id)).await?;
        return Ok(Moved::Done);
    }
    // What the update did not touch has ended, and stays as it is.
    Ok(status::<DB>(c, &STATUS_OF, tenant, id).await?.map_or(Moved::Missing, Moved::Was))
}

async fn status<DB: Backend>(
    c: &mut DB::Connection,
    sql: &Sql,
    tenant: TenantId,
    id: JobId,
) -> Result<Option<Status>, Trouble> {
    let row = stmt::<DB>(sql).bind(Id(id.0)).bind(Id(tenant.0)).first(c).await?;
    row.map(|row| Cells::<DB>::of("jobs", "id", &row).name("status")).transpose()
}
