//! Working on a delivery: what it says, and what came of saying it.
//!
//! What must stay true: of an attempt the row and what comes after it are one commit, under the delivery's lease. Whoever
//! says that nobody is there any more holds the delivery's row, then the webhook's, and waits for no other.
//! If the process dies between saying it and this commit, it is said again, under the same message id.

use std::time::Duration;

use model::{DisabledReason, JobId, Lease, MessageId, Status, TenantId, WebhookId};

use super::outcome::{ended_before, fenced};
use super::release::{Returned, release};
use super::webhooks::disable;
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, Time, stmt};
use crate::{AfterCall, Call, Called, Fenced, Sql, Told};

pub(super) const ALL: &[&Sql] = &[&CALL, &END_CALL, &WEBHOOK_CALLED, &NOTE_CALL];

const CALL: Sql = Sql::same(
    "-- call()
SELECT deliveries.job AS job, event, subject, message, jobs.created_at AS made_at, webhooks.id AS webhook,
  webhooks.tenant AS tenant, url, secret, old_secret, old_secret_until, told.status AS status,
  told.conversation_id AS conversation_id, told.failure_code AS failure_code, told.finished_at AS finished_at
FROM deliveries JOIN jobs ON jobs.id = deliveries.job
  JOIN webhooks ON webhooks.id = deliveries.webhook
  LEFT JOIN jobs AS told ON told.id = subject AND told.tenant = webhooks.tenant
WHERE deliveries.job = $1 AND disabled_at IS NULL AND (cut_at IS NULL OR jobs.created_at > cut_at)",
);

const END_CALL: Sql = Sql::same(
    "-- end_call()
UPDATE jobs SET status = $4, finished_at = (SELECT now FROM clock), lease_until = NULL, stage = NULL,
  failure_code = $5, failure_detail = $6, revision = revision + 1
WHERE id = $1 AND fence = $2 AND session = $3 AND (status = 'processing') IS NOT FALSE",
);

const WEBHOOK_CALLED: Sql = Sql::same(
    "-- webhook_called()
SELECT job, webhook FROM deliveries WHERE job = $1",
);

// A delivery that was erased meanwhile has no row to belong to; then there was no lease either.
const NOTE_CALL: Sql = Sql::same(
    "-- note_call()
INSERT INTO webhook_attempts (job, number, at, duration_ms, outcome, status) VALUES ($1, $2, $3, $4, $5, $6)",
);

pub(crate) struct CallOf(pub(crate) JobId);

impl Transaction for CallOf {
    const NAME: &'static str = "call";
    const ACCESS: Access = Access::Read;
    type Answer = Option<Call>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Option<Call>, Trouble> {
        let Some(row) = stmt::<DB>(&CALL).bind(Id(self.0.0)).first(c).await? else { return Ok(None) };
        let cells = Cells::<DB>::of("deliveries", "job", &row);
        let told = match cells.maybe_uuid("subject")? {
            None => None,
            Some(job) => match told(JobId(job), &cells)? {
                None => return Ok(None),
                told => told,
            },
        };
        let old: Option<Vec<u8>> = cells.get("old_secret")?;
        Ok(Some(Call {
            tenant: TenantId(cells.uuid("tenant")?),
            webhook: WebhookId(cells.uuid("webhook")?),
            url: cells.get("url")?,
            secret: cells.get("secret")?,
            old_secret: old.zip(cells.maybe_time("old_secret_until")?),
            message: MessageId(cells.uuid("message")?),
            event: cells.name("event")?,
            made_at: cells.time("made_at")?,
            told,
        }))
    }
}

/// The job, unless it was erased.
fn told<DB: Backend>(job: JobId, cells: &Cells<'_, DB>) -> Result<Option<Told>, Trouble> {
    let Some(status) = cells.maybe_name("status")? else { return Ok(None) };
    let Some(finished_at) = cells.maybe_time("finished_at")? else { return Ok(None) };
    Ok(Some(Told {
        job,
        conversation_id: cells.get("conversation_id")?,
        status,
        failure_code: cells.get("failure_code")?,
        finished_at,
    }))
}

pub(crate) struct CallMade {
    pub(crate) lease: Lease,
    pub(crate) called: Called,
    pub(crate) after: AfterCall,
}

impl Transaction for CallMade {
    const NAME: &'static str = "call_made";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Fenced;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Fenced, Trouble> {
        let Self { lease, called, after } = self;
        let held = match after {
            AfterCall::Again(delay) => again::<DB>(c, lease, *delay).await?,
            AfterCall::Delivered => end::<DB>(c, lease, Status::Completed, None).await?,
            AfterCall::GiveUp | AfterCall::Disable => {
                end::<DB>(c, lease, Status::Failed, Some(("undelivered", "No attempt was answered with success.")))
                    .await?
            }
        };
        if !held {
            return match after {
                AfterCall::Again(_) => Ok(Fenced::Lost),
                AfterCall::Delivered => ended_before::<DB>(c, lease, Status::Completed).await,
                AfterCall::GiveUp | AfterCall::Disable => ended_before::<DB>(c, lease, Status::Failed).await,
            };
        }
        stmt::<DB>(&NOTE_CALL)
            .bind(Id(lease.job.0))
            .bind(called.number)
            .bind(Time(called.at))
            .bind(i64::try_from(called.took.as_millis()).unwrap_or(i64::MAX))
            .bind(called.outcome.as_str().to_owned())
            .bind(called.status.map(i64::from))
            .execute(c)
            .await?;
        if *after == AfterCall::Disable
            && let Some(row) = stmt::<DB>(&WEBHOOK_CALLED).bind(Id(lease.job.0)).first(c).await?
        {
            let webhook = WebhookId(Cells::<DB>::of("deliveries", "job", &row).uuid("webhook")?);
            disable::<DB>(c, webhook, DisabledReason::Gone).await?;
        }
        Ok(Fenced::Held)
    }
}

/// Back to the queue, as any job.
async fn again<DB: Backend>(c: &mut DB::Connection, lease: &Lease, delay: Duration) -> Result<bool, Trouble> {
    let Some(row) = release::<DB>(lease, delay, false).first(c).await? else { return Ok(false) };
    Returned::read::<DB>(&row)?.settle::<DB>(c).await?;
    Ok(true)
}

async fn end<DB: Backend>(
    c: &mut DB::Connection,
    lease: &Lease,
    status: Status,
    failure: Option<(&str, &str)>,
) -> Result<bool, Trouble> {
    let (code, detail) = failure.unzip();
    let end = fenced::<DB>(&END_CALL, lease).bind(status.as_str().to_owned());
    Ok(end.bind(code.map(str::to_owned)).bind(detail.map(str::to_owned)).execute(c).await? == 1)
}

pub(crate) struct CallOff(pub(crate) Lease);

impl Transaction for CallOff {
    const NAME: &'static str = "call_off";
    const ACCESS: Access = Access::Write;
    type Answer = Fenced;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Fenced, Trouble> {
        if end::<DB>(c, &self.0, Status::Cancelled, None).await? {
            return Ok(Fenced::Held);
        }
        ended_before::<DB>(c, &self.0, Status::Cancelled).await
    }
}
