//! Clients, tenants and the keys that sign tokens.

use model::TenantId;

use super::audit::{CREATE_CLIENT, note};
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, stmt};
use crate::{Client, SigningKey, Sql};

pub(super) const ALL: &[&Sql] =
    &[&INSERT_TENANT, &INSERT_CLIENT, &CLIENT, &HAS_CLIENTS, &INSERT_FIRST_KEY, &SIGNING_KEYS];

const INSERT_TENANT: Sql = Sql::same(
    "-- insert_tenant()
INSERT INTO tenants (id, name, created_at) VALUES ($1, $2, (SELECT now FROM clock)) ON CONFLICT (id) DO NOTHING",
);

const INSERT_CLIENT: Sql = Sql::same(
    "-- insert_client()
INSERT INTO clients (client_id, tenant, name, secret_hash, development, created_at)
VALUES ($1, $2, $3, $4, $5, (SELECT now FROM clock))",
);

const CLIENT: Sql = Sql::same(
    "-- client()
SELECT client_id, tenant, name, secret_hash, development FROM clients WHERE client_id = $1",
);

const HAS_CLIENTS: Sql = Sql::same(
    "-- has_clients()
SELECT EXISTS (SELECT 1 FROM clients) AS has_clients",
);

const INSERT_FIRST_KEY: Sql = Sql::same(
    "-- insert_first_key()
INSERT INTO signing_keys (ordinal, id, secret, created_at)
SELECT 1, $1, $2, (SELECT now FROM clock) WHERE NOT EXISTS (SELECT 1 FROM signing_keys)
ON CONFLICT (ordinal) DO NOTHING",
);

const SIGNING_KEYS: Sql = Sql::same(
    "-- signing_keys()
SELECT id, secret FROM signing_keys ORDER BY ordinal DESC",
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
        note::<DB>(c, client.tenant, CREATE_CLIENT, std::iter::once(client.client_id.clone())).await
    }
}

pub(crate) struct ClientById(pub(crate) String);

impl Transaction for ClientById {
    const NAME: &'static str = "client";
    const ACCESS: Access = Access::Read;
    type Answer = Option<Client>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Option<Client>, Trouble> {
        let Some(row) = stmt::<DB>(&CLIENT).bind(self.0.clone()).first(c).await? else { return Ok(None) };
        let cells = Cells::<DB>::of("clients", "client_id", &row);
        Ok(Some(Client {
            client_id: cells.get("client_id")?,
            tenant: TenantId(cells.uuid("tenant")?),
            name: cells.get("name")?,
            secret_hash: cells.bytes("secret_hash")?,
            development: cells.get("development")?,
        }))
    }
}

pub(crate) struct HasClients;

impl Transaction for HasClients {
    const NAME: &'static str = "has_clients";
    const ACCESS: Access = Access::Read;
    type Answer = bool;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<bool, Trouble> {
        let rows = stmt::<DB>(&HAS_CLIENTS).all(c).await?;
        rows.iter().try_fold(false, |any, row| {
            Ok(any | Cells::<DB>::of("clients", "client_id", row).get::<bool>("has_clients")?)
        })
    }
}

pub(crate) struct SigningKeys {
    pub(crate) candidate: SigningKey,
}

impl Transaction for SigningKeys {
    const NAME: &'static str = "signing_keys";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Vec<SigningKey>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<SigningKey>, Trouble> {
        let candidate = &self.candidate;
        // Of two that race here the second waits for the first's commit, then inserts nothing.
        stmt::<DB>(&INSERT_FIRST_KEY).bind(candidate.id.clone()).bind(candidate.secret.to_vec()).execute(c).await?;
        let rows = stmt::<DB>(&SIGNING_KEYS).all(c).await?;
        rows.iter()
            .map(|row| {
                let cells = Cells::<DB>::of("signing_keys", "id", row);
                Ok(SigningKey { id: cells.get("id")?, secret: cells.bytes("secret")? })
            })
            .collect()
    }
}
