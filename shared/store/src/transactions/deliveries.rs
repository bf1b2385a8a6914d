//! Deliveries that are made by hand, and what tenants see of all of them.
//!
//! What must stay true: a test and a replay are made for a webhook of the tenant's own that is told things; what a replay
//! tells of cannot be erased while it is made; a page costs no more than its deliveries, for the reason that a page of jobs
//! does (see `list`).

use model::{DeliveryStatus, JobId, MessageId, Status, TenantId, Timestamp, WebhookEvent, WebhookId};

use super::redrive::take_key;
use super::submit::earlier;
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, Time, stmt};
use crate::{Called, Delivery, DeliveryMade, NewDelivery, Place, Sql, Submitted};

pub(super) const ALL: &[&Sql] = &[
    &CALLABLE,
    &REPLAYED,
    &HOLD_TOLD,
    &MAKE_JOB,
    &MAKE_DETAILS,
    &MAKE_DELIVERY,
    &LIST_DELIVERIES,
    &DELIVERY,
    &DELIVERIES_OF,
];

const CALLABLE: Sql = Sql::same(
    "-- callable()
SELECT id, disabled_at IS NOT NULL AS disabled FROM webhooks WHERE id = $1 AND tenant = $2",
);

const REPLAYED: Sql = Sql::same(
    "-- replayed()
SELECT job, event, subject, message FROM deliveries WHERE job = $1 AND webhook = $2",
);

const HOLD_TOLD: Sql = Sql {
    pg: "-- hold_told()
SELECT id FROM jobs WHERE id = $1 FOR KEY SHARE",
    lite: "-- hold_told()
SELECT id FROM jobs WHERE id = $1",
};

const MAKE_JOB: Sql = Sql::same(
    "-- make_delivery_job()
WITH moment AS MATERIALIZED (SELECT now FROM clock)
INSERT INTO jobs (id, tenant, kind, lane, priority, conversation_id, traceparent, status, created_at, run_at, ticket_due)
SELECT $1, $2, 'webhook', 'main', 0, '', $3, 'queued', now, now, now FROM moment",
);

const MAKE_DETAILS: Sql = Sql::same(
    "-- make_delivery_details()
INSERT INTO job_details (job, options) VALUES ($1, $2)",
);

const MAKE_DELIVERY: Sql = Sql::same(
    "-- make_delivery()
INSERT INTO deliveries (job, webhook, event, subject, message, replay_of) VALUES ($1, $2, $3, $4, $5, $6)",
);

macro_rules! of_status {
    ($key:literal) => {
        concat!(
            "  SELECT * FROM (
  SELECT id, CAST(id AS TEXT) AS place, created_at FROM jobs
  WHERE CAST(tenant AS TEXT) || status = ",
            $key,
            " AND created_at <= $6 AND (created_at < $6 OR CAST(id AS TEXT) < $7)
  ORDER BY created_at DESC, CAST(id AS TEXT) DESC LIMIT $8) AS one"
        )
    };
}

macro_rules! shown {
    () => {
        "deliveries.job AS job, jobs.status AS status, jobs.created_at AS created_at, run_at, deliveries.webhook AS webhook, event, subject,
  message, replay_of, number, at, duration_ms, outcome, webhook_attempts.status AS answered"
    };
}

/// What a delivery can be: it never awaits an upload.
const STATUSES: [Status; 5] =
    [Status::Queued, Status::Processing, Status::Completed, Status::Failed, Status::Cancelled];

// A key that is null finds nothing, and looks for nothing. One row for each attempt, or one without.
const LIST_DELIVERIES: Sql = Sql::same(concat!(
    "-- list_deliveries()
WITH page AS MATERIALIZED (
SELECT * FROM (
",
    of_status!("$1"),
    "
  UNION ALL
",
    of_status!("$2"),
    "
  UNION ALL
",
    of_status!("$3"),
    "
  UNION ALL
",
    of_status!("$4"),
    "
  UNION ALL
",
    of_status!("$5"),
    ") AS found
ORDER BY created_at DESC, place DESC LIMIT $8)
SELECT ",
    shown!(),
    "
FROM page JOIN deliveries ON deliveries.job = page.id JOIN jobs ON jobs.id = page.id
  JOIN webhooks ON webhooks.id = deliveries.webhook AND webhooks.tenant = $9
  LEFT JOIN webhook_attempts ON webhook_attempts.job = page.id
ORDER BY page.created_at DESC, page.place DESC, number"
));

const DELIVERY: Sql = Sql::same(concat!(
    "-- delivery()
SELECT ",
    shown!(),
    "
FROM deliveries JOIN jobs ON jobs.id = deliveries.job
  JOIN webhooks ON webhooks.id = deliveries.webhook AND webhooks.tenant = $3
  LEFT JOIN webhook_attempts ON webhook_attempts.job = deliveries.job
WHERE deliveries.job = $1 AND deliveries.webhook = $2
ORDER BY number"
));

const DELIVERIES_OF: Sql = Sql {
    pg: "-- deliveries_of()
SELECT job FROM deliveries WHERE subject = ANY ($1)",
    lite: "-- deliveries_of()
SELECT job FROM deliveries WHERE subject IN (SELECT value FROM json_each($1))",
};

/// Those that tell of these jobs.
pub(super) async fn deliveries_of<DB: Backend>(
    c: &mut DB::Connection,
    jobs: impl Iterator<Item = JobId>,
) -> Result<Vec<JobId>, Trouble> {
    let rows = stmt::<DB>(&DELIVERIES_OF).list(jobs.map(|job| Id(job.0))).all(c).await?;
    rows.iter().map(|row| Ok(JobId(Cells::<DB>::of("deliveries", "job", row).uuid("job")?))).collect()
}

/// What a delivery that is made by hand says.
struct Says {
    event: WebhookEvent,
    subject: Option<JobId>,
    message: MessageId,
    replay_of: Option<JobId>,
}

async fn make<DB: Backend>(c: &mut DB::Connection, new: &NewDelivery, says: &Says) -> Result<DeliveryMade, Trouble> {
    let NewDelivery { id, tenant, webhook, idempotency, traceparent } = new;
    if let Some(key) = idempotency
        && !take_key::<DB>(c, *tenant, key, *id).await?
    {
        return Ok(match earlier::<DB>(c, *tenant, key).await? {
            Submitted::Replayed(job) => DeliveryMade::Replayed(job),
            Submitted::New(_) | Submitted::KeyReused | Submitted::NoFile | Submitted::OverLimit(_) => {
                DeliveryMade::KeyReused
            }
        });
    }
    let make = stmt::<DB>(&MAKE_JOB).bind(Id(id.0)).bind(Id(webhook.0)).bind(traceparent.clone());
    make.execute(c).await?;
    stmt::<DB>(&MAKE_DETAILS).bind(Id(id.0)).bind(b"{}".to_vec()).execute(c).await?;
    stmt::<DB>(&MAKE_DELIVERY)
        .bind(Id(id.0))
        .bind(Id(webhook.0))
        .bind(says.event.as_str().to_owned())
        .bind(says.subject.map(|job| Id(job.0)))
        .bind(Id(says.message.0))
        .bind(says.replay_of.map(|of| Id(of.0)))
        .execute(c)
        .await?;
    Ok(DeliveryMade::New)
}

/// Why there can be no delivery by hand, if there cannot.
async fn refused<DB: Backend>(
    c: &mut DB::Connection,
    tenant: TenantId,
    webhook: WebhookId,
) -> Result<Option<DeliveryMade>, Trouble> {
    let row = stmt::<DB>(&CALLABLE).bind(Id(webhook.0)).bind(Id(tenant.0)).first(c).await?;
    let Some(row) = row else { return Ok(Some(DeliveryMade::Missing)) };
    let disabled: bool = Cells::<DB>::of("webhooks", "id", &row).get("disabled")?;
    Ok(disabled.then_some(DeliveryMade::Disabled))
}

pub(crate) struct TestWebhook(pub(crate) NewDelivery);

impl Transaction for TestWebhook {
    const NAME: &'static str = "test_webhook";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = DeliveryMade;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<DeliveryMade, Trouble> {
        let new = &self.0;
        if let Some(refused) = refused::<DB>(c, new.tenant, new.webhook).await? {
            return Ok(refused);
        }
        let says = Says { event: WebhookEvent::Test, subject: None, message: MessageId(new.id.0), replay_of: None };
        make::<DB>(c, new, &says).await
    }
}

pub(crate) struct ReplayDelivery {
    pub(crate) of: JobId,
    pub(crate) new: NewDelivery,
}

impl Transaction for ReplayDelivery {
    const NAME: &'static str = "replay_delivery";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = DeliveryMade;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<DeliveryMade, Trouble> {
        let Self { of, new } = self;
        let refused = refused::<DB>(c, new.tenant, new.webhook).await?;
        if refused == Some(DeliveryMade::Missing) {
            return Ok(DeliveryMade::Missing);
        }
        let row = stmt::<DB>(&REPLAYED).bind(Id(of.0)).bind(Id(new.webhook.0)).first(c).await?;
        let Some(row) = row else { return Ok(DeliveryMade::Missing) };
        if let Some(refused) = refused {
            return Ok(refused);
        }
        let cells = Cells::<DB>::of("deliveries", "job", &row);
        let subject = cells.maybe_uuid("subject")?.map(JobId);
        if let Some(job) = subject
            && stmt::<DB>(&HOLD_TOLD).bind(Id(job.0)).first(c).await?.is_none()
        {
            return Ok(DeliveryMade::Missing);
        }
        let (event, message) = (cells.name("event")?, MessageId(cells.uuid("message")?));
        make::<DB>(c, new, &Says { event, subject, message, replay_of: Some(*of) }).await
    }
}

pub(crate) struct ListDeliveries {
    pub(crate) tenant: TenantId,
    pub(crate) webhook: WebhookId,
    pub(crate) status: Option<DeliveryStatus>,
    pub(crate) after: Option<Place>,
    pub(crate) limit: u32,
}

/// After the last delivery.
const LAST: Timestamp = Timestamp(253_402_300_799_999_999);

impl Transaction for ListDeliveries {
    const NAME: &'static str = "list_deliveries";
    const ACCESS: Access = Access::Read;
    type Answer = Vec<Delivery>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<Delivery>, Trouble> {
        let wanted = |status: Status| self.status.is_none_or(|wanted| DeliveryStatus::of(status) == wanted);
        let list = STATUSES.iter().fold(stmt::<DB>(&LIST_DELIVERIES), |list, &status| {
            list.bind(wanted(status).then(|| format!("{}{status}", self.webhook)))
        });
        let after = self.after.unwrap_or(Place { created_at: LAST, id: JobId(uuid::Uuid::max()) });
        let list = list.bind(Time(after.created_at.min(LAST))).bind(after.id.to_string());
        let rows = list.bind(i64::from(self.limit)).bind(Id(self.tenant.0)).all(c).await?;
        gathered::<DB>(&rows)
    }
}

pub(crate) struct DeliveryById {
    pub(crate) tenant: TenantId,
    pub(crate) webhook: WebhookId,
    pub(crate) id: JobId,
}

impl Transaction for DeliveryById {
    const NAME: &'static str = "delivery";
    const ACCESS: Access = Access::Read;
    type Answer = Option<Delivery>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Option<Delivery>, Trouble> {
        let find = stmt::<DB>(&DELIVERY).bind(Id(self.id.0)).bind(Id(self.webhook.0)).bind(Id(self.tenant.0));
        let rows = find.all(c).await?;
        Ok(gathered::<DB>(&rows)?.pop())
    }
}

/// The rows of one delivery stand together.
fn gathered<DB: Backend>(rows: &[DB::Row]) -> Result<Vec<Delivery>, Trouble> {
    let mut all: Vec<Delivery> = Vec::new();
    for row in rows {
        let cells = Cells::<DB>::of("deliveries", "job", row);
        let id = JobId(cells.uuid("job")?);
        if all.last().is_none_or(|last| last.id != id) {
            all.push(delivery(id, &cells)?);
        }
        if let (Some(last), Some(number)) = (all.last_mut(), cells.get("number")?) {
            last.attempts.push(called(number, &cells)?);
        }
    }
    Ok(all)
}

fn delivery<DB: Backend>(id: JobId, cells: &Cells<'_, DB>) -> Result<Delivery, Trouble> {
    let status = cells.name("status")?;
    Ok(Delivery {
        id,
        webhook: WebhookId(cells.uuid("webhook")?),
        message: MessageId(cells.uuid("message")?),
        event: cells.name("event")?,
        job: cells.maybe_uuid("subject")?.map(JobId),
        status,
        created_at: cells.time("created_at")?,
        next_at: if status == Status::Queued { Some(cells.time("run_at")?) } else { None },
        replay_of: cells.maybe_uuid("replay_of")?.map(JobId),
        attempts: Vec::new(),
    })
}

fn called<DB: Backend>(number: i64, cells: &Cells<'_, DB>) -> Result<Called, Trouble> {
    let took: i64 = cells.get("duration_ms")?;
    let status: Option<i64> = cells.get("answered")?;
    Ok(Called {
        number,
        at: cells.time("at")?,
        took: std::time::Duration::from_millis(took.unsigned_abs()),
        outcome: cells.name("outcome")?,
        status: status.and_then(|status| u16::try_from(status).ok()),
    })
}
