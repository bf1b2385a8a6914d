//! Whom to tell of the ends of jobs. Secrets come here sealed.
//!
//! What must stay true: whoever disables a webhook holds its row first, and then waits for none of its deliveries.

use std::collections::BTreeSet;
use std::time::Duration;

use model::limits::{DELIVERIES_ENDED_AT_ONCE, MAX_WEBHOOKS};
use model::{ClientNumber, DisabledReason, TenantId, WebhookEvent, WebhookId};

use super::audit::{CREATE_WEBHOOK, ERASE_WEBHOOK, ROTATE_WEBHOOK, note};
use super::turns::waits;
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, Span, stmt};
use crate::{NewWebhook, Sql, Webhook, WebhookAdded, WebhookChange};

pub(super) const ALL: &[&Sql] = &[
    &ADD_WEBHOOK,
    &WEBHOOKS,
    &WEBHOOK,
    &WEBHOOK_SECRET,
    &HOLD_WEBHOOK,
    &CHANGE_WEBHOOK,
    &DISABLE_WEBHOOK,
    &ENABLE_WEBHOOK,
    &END_PENDING,
    &ROTATE_SECRET,
    &ERASE_WEBHOOK_ROW,
];

macro_rules! columns {
    () => {
        "id, url, description, events, created_at, disabled_at, disabled_reason, old_secret_until"
    };
}

// The first place that is free, while there are fewer than may be. Two that come together and want the same one: the
// second one fails, and its client comes again.
const ADD_WEBHOOK: Sql = Sql::same(concat!(
    "-- add_webhook()
INSERT INTO webhooks (id, tenant, place, url, description, events, secret, created_at)
SELECT $1, $2, free.place, $3, $4, $5, $6, (SELECT now FROM clock) FROM (
  SELECT min(place) AS place FROM (
    SELECT 0 AS place UNION ALL SELECT place + 1 FROM webhooks WHERE tenant = $2) AS next
  WHERE place < $7 AND NOT EXISTS (SELECT 1 FROM webhooks WHERE tenant = $2 AND webhooks.place = next.place)) AS free
WHERE free.place IS NOT NULL
RETURNING ",
    columns!()
));

const WEBHOOKS: Sql = Sql::same(concat!(
    "-- webhooks()
SELECT ",
    columns!(),
    " FROM webhooks WHERE tenant = $1 ORDER BY created_at, id"
));

const WEBHOOK: Sql = Sql::same(concat!(
    "-- webhook()
SELECT ",
    columns!(),
    " FROM webhooks WHERE id = $1 AND tenant = $2"
));

const WEBHOOK_SECRET: Sql = Sql::same(concat!(
    "-- webhook_secret()
SELECT ",
    columns!(),
    ", secret FROM webhooks WHERE id = $1 AND tenant = $2"
));

const HOLD_WEBHOOK: Sql = Sql {
    pg: "-- hold_webhook()
SELECT id, disabled_at FROM webhooks WHERE id = $1 AND tenant = $2 FOR UPDATE",
    lite: "-- hold_webhook()
SELECT id, disabled_at FROM webhooks WHERE id = $1 AND tenant = $2",
};

const CHANGE_WEBHOOK: Sql = Sql::same(
    "-- change_webhook()
UPDATE webhooks SET url = COALESCE($2, url), events = COALESCE($3, events),
  description = CASE WHEN $4 = 1 THEN $5 ELSE description END
WHERE id = $1",
);

const DISABLE_WEBHOOK: Sql = Sql::same(
    "-- disable_webhook()
UPDATE webhooks SET disabled_at = (SELECT now FROM clock), disabled_reason = $2, cut_at = (SELECT now FROM clock)
WHERE id = $1 AND disabled_at IS NULL",
);

const ENABLE_WEBHOOK: Sql = Sql::same(
    "-- enable_webhook()
UPDATE webhooks SET disabled_at = NULL, disabled_reason = NULL WHERE id = $1",
);

macro_rules! end_pending {
    ($lock:literal, $which:literal) => {
        concat!(
            "-- end_pending()
WITH pending AS MATERIALIZED (
  SELECT id FROM jobs WHERE ",
            waits!("'main'"),
            " AND tenant = $1 ORDER BY run_at, id LIMIT $2",
            $lock,
            ")
UPDATE jobs SET status = 'cancelled', finished_at = (SELECT now FROM clock), ticket_due = NULL, revision = revision + 1
WHERE id ",
            $which
        )
    };
}

const END_PENDING: Sql = Sql {
    pg: end_pending!(" FOR UPDATE SKIP LOCKED", "= ANY (ARRAY(SELECT id FROM pending))"),
    lite: end_pending!("", "IN (SELECT id FROM pending)"),
};

const ROTATE_SECRET: Sql = Sql::same(concat!(
    "-- rotate_webhook_secret()
UPDATE webhooks SET secret = $3,
  old_secret = CASE WHEN $5 = 1 THEN secret END,
  old_secret_until = CASE WHEN $5 = 1 THEN (SELECT now FROM clock) + CAST($4 AS INTERVAL) END
WHERE id = $1 AND tenant = $2
RETURNING ",
    columns!()
));

const ERASE_WEBHOOK_ROW: Sql = Sql::same(
    "-- erase_webhook()
DELETE FROM webhooks WHERE id = $1 AND tenant = $2",
);

fn rendered(events: &BTreeSet<WebhookEvent>) -> String {
    let names: Vec<&str> = events.iter().map(|event| event.as_str()).collect();
    names.join(" ")
}

fn decode<DB: Backend>(row: &DB::Row) -> Result<Webhook, Trouble> {
    let cells = Cells::<DB>::of("webhooks", "id", row);
    let events: String = cells.get("events")?;
    let events: Result<_, model::UnknownName> = events.split_whitespace().map(str::parse).collect();
    let reason: Option<DisabledReason> = cells.maybe_name("disabled_reason")?;
    Ok(Webhook {
        id: WebhookId(cells.uuid("id")?),
        url: cells.get("url")?,
        description: cells.get("description")?,
        events: events.map_err(|error| cells.corrupt("events", error.into()))?,
        created_at: cells.time("created_at")?,
        disabled: cells.maybe_time("disabled_at")?.zip(reason),
        old_secret_until: cells.maybe_time("old_secret_until")?,
    })
}

async fn read<DB: Backend>(
    c: &mut DB::Connection,
    tenant: TenantId,
    id: WebhookId,
) -> Result<Option<Webhook>, Trouble> {
    let row = stmt::<DB>(&WEBHOOK).bind(Id(id.0)).bind(Id(tenant.0)).first(c).await?;
    row.as_ref().map(decode::<DB>).transpose()
}

/// Whether the tenant has it. Nobody changes it until the transaction ends.
async fn hold<DB: Backend>(c: &mut DB::Connection, tenant: TenantId, id: WebhookId) -> Result<bool, Trouble> {
    Ok(stmt::<DB>(&HOLD_WEBHOOK).bind(Id(id.0)).bind(Id(tenant.0)).first(c).await?.is_some())
}

/// It is told nothing from now on, and what waits to be told to it ends, without any waiting for it: what is just being
/// changed, and what is left of very many, ends when it is its time.
pub(super) async fn disable<DB: Backend>(
    c: &mut DB::Connection,
    id: WebhookId,
    reason: DisabledReason,
) -> Result<(), Trouble> {
    let disable = stmt::<DB>(&DISABLE_WEBHOOK).bind(Id(id.0)).bind(reason.as_str().to_owned());
    if disable.execute(c).await? == 1 {
        end_pending::<DB>(c, id).await?;
    }
    Ok(())
}

async fn end_pending<DB: Backend>(c: &mut DB::Connection, id: WebhookId) -> Result<(), Trouble> {
    stmt::<DB>(&END_PENDING).bind(Id(id.0)).bind(DELIVERIES_ENDED_AT_ONCE).execute(c).await?;
    Ok(())
}

pub(crate) struct AddWebhook(pub(crate) NewWebhook);

impl Transaction for AddWebhook {
    const NAME: &'static str = "add_webhook";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = WebhookAdded;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<WebhookAdded, Trouble> {
        let NewWebhook { id, tenant, by, url, description, events, secret } = &self.0;
        let there = stmt::<DB>(&WEBHOOK_SECRET).bind(Id(id.0)).bind(Id(tenant.0)).first(c).await?;
        if let Some(row) = there {
            let secret = Cells::<DB>::of("webhooks", "id", &row).get("secret")?;
            return Ok(WebhookAdded::There(decode::<DB>(&row)?, secret));
        }
        let add =
            stmt::<DB>(&ADD_WEBHOOK).bind(Id(id.0)).bind(Id(tenant.0)).bind(url.clone()).bind(description.clone());
        let added = add.bind(rendered(events)).bind(secret.clone()).bind(MAX_WEBHOOKS).first(c).await?;
        let Some(added) = added else { return Ok(WebhookAdded::Full) };
        note::<DB>(c, *tenant, CREATE_WEBHOOK, Some(*by), std::iter::once(id.to_string())).await?;
        Ok(WebhookAdded::New(decode::<DB>(&added)?))
    }
}

pub(crate) struct AllWebhooks(pub(crate) TenantId);

impl Transaction for AllWebhooks {
    const NAME: &'static str = "webhooks";
    const ACCESS: Access = Access::Read;
    type Answer = Vec<Webhook>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<Webhook>, Trouble> {
        let rows = stmt::<DB>(&WEBHOOKS).bind(Id(self.0.0)).all(c).await?;
        rows.iter().map(decode::<DB>).collect()
    }
}

pub(crate) struct WebhookById {
    pub(crate) tenant: TenantId,
    pub(crate) id: WebhookId,
}

impl Transaction for WebhookById {
    const NAME: &'static str = "webhook";
    const ACCESS: Access = Access::Read;
    type Answer = Option<Webhook>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Option<Webhook>, Trouble> {
        read::<DB>(c, self.tenant, self.id).await
    }
}

pub(crate) struct ChangeWebhook {
    pub(crate) tenant: TenantId,
    pub(crate) id: WebhookId,
    pub(crate) change: WebhookChange,
}

impl Transaction for ChangeWebhook {
    const NAME: &'static str = "change_webhook";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Option<Webhook>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Option<Webhook>, Trouble> {
        let Self { tenant, id, change } = self;
        if !hold::<DB>(c, *tenant, *id).await? {
            return Ok(None);
        }
        stmt::<DB>(&CHANGE_WEBHOOK)
            .bind(Id(id.0))
            .bind(change.url.clone())
            .bind(change.events.as_ref().map(rendered))
            .bind(i64::from(change.description.is_some()))
            .bind(change.description.clone().flatten())
            .execute(c)
            .await?;
        match change.disabled {
            Some(true) => disable::<DB>(c, *id, DisabledReason::Client).await?,
            Some(false) => drop(stmt::<DB>(&ENABLE_WEBHOOK).bind(Id(id.0)).execute(c).await?),
            None => {}
        }
        read::<DB>(c, *tenant, *id).await
    }
}

pub(crate) struct RotateSecret {
    pub(crate) tenant: TenantId,
    pub(crate) by: ClientNumber,
    pub(crate) id: WebhookId,
    pub(crate) secret: Vec<u8>,
    pub(crate) keep_old: Duration,
}

impl Transaction for RotateSecret {
    const NAME: &'static str = "rotate_webhook_secret";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Option<Webhook>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Option<Webhook>, Trouble> {
        let Self { tenant, by, id, secret, keep_old } = self;
        let rotate = stmt::<DB>(&ROTATE_SECRET).bind(Id(id.0)).bind(Id(tenant.0)).bind(secret.clone());
        let rotate = rotate.bind(Span(*keep_old)).bind(i64::from(!keep_old.is_zero()));
        let Some(row) = rotate.first(c).await? else { return Ok(None) };
        note::<DB>(c, *tenant, ROTATE_WEBHOOK, Some(*by), std::iter::once(id.to_string())).await?;
        Ok(Some(decode::<DB>(&row)?))
    }
}

pub(crate) struct EraseWebhook {
    pub(crate) tenant: TenantId,
    pub(crate) by: ClientNumber,
    pub(crate) id: WebhookId,
}

impl Transaction for EraseWebhook {
    const NAME: &'static str = "erase_webhook";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = bool;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<bool, Trouble> {
        let erase = stmt::<DB>(&ERASE_WEBHOOK_ROW).bind(Id(self.id.0)).bind(Id(self.tenant.0));
        let erased = erase.execute(c).await? == 1;
        if erased {
            end_pending::<DB>(c, self.id).await?;
            note::<DB>(c, self.tenant, ERASE_WEBHOOK, Some(self.by), std::iter::once(self.id.to_string())).await?;
        }
        Ok(erased)
    }
}
