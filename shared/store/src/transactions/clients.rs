//! Clients: their tenants, their secrets, and their end.
//!
//! What must stay true: a client's number is its own for ever, so that a token that names it can be refused after its end;
//! `clients.secret_hash` is the one secret that a release without `former_secrets` knows, so it is always the newest, and
//! nobody's once the client is revoked; what an operator does is in the audit.

use std::time::Duration;

use model::limits::{MAX_CLIENTS, MAX_FORMER_SECRETS};
use model::{ClientNumber, TenantId, Timestamp};

use super::audit::{CREATE_CLIENT, REVOKE_CLIENT, ROTATE_CLIENT, note};
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, Span, Time, stmt};
use crate::{Added, Client, FormerSecret, KnownClient, Sql};

pub(super) const ALL: &[&Sql] = &[
    &INSERT_TENANT,
    &INSERT_CLIENT,
    &HOLD_TENANT,
    &INSERT_NEXT_CLIENT,
    &ROTATE,
    &SHORTEN_FORMER,
    &KEEP_FORMER,
    &DROP_ENDED,
    &SET_SECRET,
    &REVOKE,
    &DROP_FORMER,
    &CLIENT,
    &CLIENTS,
    &REVOKED_SINCE,
];

const INSERT_TENANT: Sql = Sql::same(
    "-- insert_tenant()
INSERT INTO tenants (id, name, created_at) VALUES ($1, $2, (SELECT now FROM clock)) ON CONFLICT (id) DO NOTHING",
);

const INSERT_CLIENT: Sql = Sql::same(
    "-- insert_client()
INSERT INTO clients (client_id, tenant, name, secret_hash, development, created_at)
VALUES ($1, $2, $3, $4, $5, (SELECT now FROM clock))",
);

// Of two that add a client at the same time the second waits, and sees the first's number.
const HOLD_TENANT: Sql = Sql {
    pg: "-- hold_tenant()
SELECT id FROM tenants WHERE id = $1 FOR NO KEY UPDATE",
    lite: "-- hold_tenant()
SELECT id FROM tenants WHERE id = $1",
};

// 1 is the development client's.
const INSERT_NEXT_CLIENT: Sql = Sql::same(
    "-- insert_next_client()
INSERT INTO clients (client_id, tenant, name, secret_hash, development, number, created_at)
SELECT $1, $2, $3, $4, $5,
  (SELECT CASE WHEN max(number) > 1 THEN max(number) + 1 ELSE 2 END FROM clients WHERE tenant = $2),
  (SELECT now FROM clock)
WHERE (SELECT count(*) FROM clients WHERE tenant = $2) < $6
RETURNING number",
);

const ROTATE: Sql = Sql::same(
    "-- rotate()
UPDATE clients SET rotated_at = (SELECT now FROM clock)
WHERE client_id = $1 AND revoked_at IS NULL AND NOT development AND (CAST($2 AS BIGINT) = 0 OR
  (SELECT count(*) FROM former_secrets WHERE client_id = $1 AND valid_until > (SELECT now FROM clock)) < $3)
RETURNING client_id, tenant, secret_hash",
);

const SHORTEN_FORMER: Sql = Sql::same(
    "-- shorten_former()
UPDATE former_secrets SET valid_until = (SELECT now FROM clock) + CAST($2 AS INTERVAL)
WHERE client_id = $1 AND valid_until > (SELECT now FROM clock) + CAST($2 AS INTERVAL)",
);

const KEEP_FORMER: Sql = Sql::same(
    "-- keep_former()
INSERT INTO former_secrets (client_id, secret_hash, valid_until)
VALUES ($1, $2, (SELECT now FROM clock) + CAST($3 AS INTERVAL))",
);

const DROP_ENDED: Sql = Sql::same(
    "-- drop_ended()
DELETE FROM former_secrets WHERE client_id = $1 AND valid_until <= (SELECT now FROM clock)",
);

const SET_SECRET: Sql = Sql::same(
    "-- set_secret()
UPDATE clients SET secret_hash = $2 WHERE client_id = $1",
);

const REVOKE: Sql = Sql::same(
    "-- revoke()
UPDATE clients SET revoked_at = (SELECT now FROM clock), secret_hash = $2
WHERE client_id = $1 AND revoked_at IS NULL AND NOT development
RETURNING client_id, tenant",
);

const DROP_FORMER: Sql = Sql::same(
    "-- drop_former()
DELETE FROM former_secrets WHERE client_id = $1",
);

macro_rules! clients {
    ($name:literal, $which:literal) => {
        Sql::same(concat!(
            "-- ",
            $name,
            "()
SELECT clients.client_id, tenant, name, clients.secret_hash, development, number, created_at, rotated_at, revoked_at,
  former_secrets.secret_hash AS former_hash, valid_until
FROM clients LEFT JOIN former_secrets ON former_secrets.client_id = clients.client_id
",
            $which
        ))
    };
}

const CLIENT: Sql = clients!("client", "WHERE clients.client_id = $1 ORDER BY valid_until DESC");
const CLIENTS: Sql = clients!("clients", "ORDER BY tenant, number, clients.client_id, valid_until DESC");

const REVOKED_SINCE: Sql = Sql::same(
    "-- revoked_since()
SELECT client_id, tenant, number FROM clients WHERE revoked_at >= $1",
);

pub(crate) struct CreateClient {
    pub(crate) client: Client,
    pub(crate) tenant_name: String,
}

impl Transaction for CreateClient {
    const NAME: &'static str = "create_client";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = ();

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<(), Trouble> {
        let client = &self.client;
        let tenant = Id(client.tenant.0);
        stmt::<DB>(&INSERT_TENANT).bind(tenant).bind(self.tenant_name.clone()).execute(c).await?;
        stmt::<DB>(&INSERT_CLIENT)
            .bind(client.client_id.clone())
            .bind(tenant)
            .bind(client.name.clone())
            .bind(client.secret_hash.to_vec())
            .bind(client.development)
            .execute(c)
            .await?;
        noted::<DB>(c, client.tenant, CREATE_CLIENT, &client.client_id).await
    }
}

pub(crate) struct AddClient(pub(crate) Client);

impl Transaction for AddClient {
    const NAME: &'static str = "add_client";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Added;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Added, Trouble> {
        let client = &self.0;
        let tenant = Id(client.tenant.0);
        if stmt::<DB>(&HOLD_TENANT).bind(tenant).first(c).await?.is_none() {
            return Ok(Added::NoSuchTenant);
        }
        let added = stmt::<DB>(&INSERT_NEXT_CLIENT)
            .bind(client.client_id.clone())
            .bind(tenant)
            .bind(client.name.clone())
            .bind(client.secret_hash.to_vec())
            .bind(client.development)
            .bind(i64::from(MAX_CLIENTS))
            .first(c)
            .await?;
        let Some(row) = added else { return Ok(Added::TooMany) };
        noted::<DB>(c, client.tenant, CREATE_CLIENT, &client.client_id).await?;
        Ok(Added::Done(number(&Cells::<DB>::of("clients", "number", &row))?))
    }
}

pub(crate) struct RotateClient {
    pub(crate) client_id: String,
    pub(crate) secret_hash: [u8; 32],
    pub(crate) keep_former: Duration,
}

impl Transaction for RotateClient {
    const NAME: &'static str = "rotate_client";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = bool;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<bool, Trouble> {
        let (id, keep) = (|| self.client_id.clone(), Span(self.keep_former));
        let rotated = stmt::<DB>(&ROTATE)
            .bind(id())
            .bind(i64::from(!self.keep_former.is_zero()))
            .bind(i64::try_from(MAX_FORMER_SECRETS).unwrap_or(i64::MAX))
            .first(c)
            .await?;
        let Some(row) = rotated else { return Ok(false) };
        let cells = Cells::<DB>::of("clients", "client_id", &row);
        let former: Vec<u8> = cells.get("secret_hash")?;
        stmt::<DB>(&SHORTEN_FORMER).bind(id()).bind(keep).execute(c).await?;
        stmt::<DB>(&KEEP_FORMER).bind(id()).bind(former).bind(keep).execute(c).await?;
        stmt::<DB>(&DROP_ENDED).bind(id()).execute(c).await?;
        stmt::<DB>(&SET_SECRET).bind(id()).bind(self.secret_hash.to_vec()).execute(c).await?;
        noted::<DB>(c, TenantId(cells.uuid("tenant")?), ROTATE_CLIENT, &self.client_id).await?;
        Ok(true)
    }
}

pub(crate) struct RevokeClient {
    pub(crate) client_id: String,
    pub(crate) noise: [u8; 32],
}

impl Transaction for RevokeClient {
    const NAME: &'static str = "revoke_client";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = bool;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<bool, Trouble> {
        let id = || self.client_id.clone();
        let revoked = stmt::<DB>(&REVOKE).bind(id()).bind(self.noise.to_vec()).first(c).await?;
        let Some(row) = revoked else { return Ok(false) };
        stmt::<DB>(&DROP_FORMER).bind(id()).execute(c).await?;
        let tenant = TenantId(Cells::<DB>::of("clients", "client_id", &row).uuid("tenant")?);
        noted::<DB>(c, tenant, REVOKE_CLIENT, &self.client_id).await?;
        Ok(true)
    }
}

pub(crate) struct ClientById(pub(crate) String);

impl Transaction for ClientById {
    const NAME: &'static str = "client";
    const ACCESS: Access = Access::Read;
    type Answer = Option<KnownClient>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Option<KnownClient>, Trouble> {
        let rows = stmt::<DB>(&CLIENT).bind(self.0.clone()).all(c).await?;
        Ok(known::<DB>(&rows)?.pop())
    }
}

pub(crate) struct Clients;

impl Transaction for Clients {
    const NAME: &'static str = "clients";
    const ACCESS: Access = Access::Read;
    type Answer = Vec<KnownClient>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<KnownClient>, Trouble> {
        known::<DB>(&stmt::<DB>(&CLIENTS).all(c).await?)
    }
}

pub(crate) struct RevokedSince(pub(crate) Timestamp);

impl Transaction for RevokedSince {
    const NAME: &'static str = "revoked_since";
    const ACCESS: Access = Access::Read;
    type Answer = Vec<(TenantId, ClientNumber)>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Self::Answer, Trouble> {
        let rows = stmt::<DB>(&REVOKED_SINCE).bind(Time(self.0)).all(c).await?;
        let read = |row| {
            let cells = Cells::<DB>::of("clients", "client_id", row);
            Ok((TenantId(cells.uuid("tenant")?), number(&cells)?))
        };
        rows.iter().map(read).collect()
    }
}

/// By an operator.
async fn noted<DB: Backend>(
    c: &mut DB::Connection,
    tenant: TenantId,
    act: &'static str,
    client_id: &str,
) -> Result<(), Trouble> {
    note::<DB>(c, tenant, act, None, std::iter::once(client_id.to_owned())).await
}

/// A row for each former secret, or one where there is none; those of one client follow each other.
fn known<DB: Backend>(rows: &[DB::Row]) -> Result<Vec<KnownClient>, Trouble> {
    let mut clients: Vec<KnownClient> = Vec::new();
    for row in rows {
        let cells = Cells::<DB>::of("clients", "client_id", row);
        let client_id: String = cells.get("client_id")?;
        if clients.last().is_none_or(|last| last.client.client_id != client_id) {
            clients.push(client(&cells, client_id)?);
        }
        if let (Some(valid_until), Some(last)) = (cells.maybe_time("valid_until")?, clients.last_mut()) {
            last.former_secrets.push(FormerSecret { secret_hash: cells.bytes("former_hash")?, valid_until });
        }
    }
    Ok(clients)
}

fn client<DB: Backend>(cells: &Cells<'_, DB>, client_id: String) -> Result<KnownClient, Trouble> {
    let client = Client {
        client_id,
        tenant: TenantId(cells.uuid("tenant")?),
        name: cells.get("name")?,
        secret_hash: cells.bytes("secret_hash")?,
        development: cells.get("development")?,
    };
    Ok(KnownClient {
        // Whatever its row says: there is one, and releases without numbers make it too.
        number: if client.development { ClientNumber::DEVELOPMENT } else { number(cells)? },
        client,
        former_secrets: Vec::new(),
        created_at: cells.time("created_at")?,
        rotated_at: cells.maybe_time("rotated_at")?,
        revoked_at: cells.maybe_time("revoked_at")?,
    })
}

fn number<DB: Backend>(cells: &Cells<'_, DB>) -> Result<ClientNumber, Trouble> {
    let number: i64 = cells.get("number")?;
    u8::try_from(number).map(ClientNumber).map_err(|error| cells.corrupt("number", error.into()))
}
