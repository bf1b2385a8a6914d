//! What tenants sign in to Zoom with. Secrets come here sealed.

use model::limits::MAX_ZOOM_CREDENTIALS;
use model::{ClientNumber, CredentialsId, TenantId};

use super::audit::{self, ERASE_CREDENTIALS, note};
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, stmt};
use crate::{NewZoomCredentials, Sql, ZoomCredentials, ZoomKept};

pub(super) const ALL: &[&Sql] =
    &[&COUNT_CREDENTIALS, &KEEP_CREDENTIALS, &CREDENTIALS, &SEALED_CREDENTIALS, &ERASE_ZOOM_CREDENTIALS];

const COUNT_CREDENTIALS: Sql = Sql::same(
    "-- count_zoom_credentials()
SELECT count(*) AS all_of_them, count(CASE WHEN account_id = $2 AND client_id = $3 THEN 1 END) AS same
FROM zoom_credentials WHERE tenant = $1",
);

const KEEP_CREDENTIALS: Sql = Sql::same(
    "-- keep_zoom_credentials()
INSERT INTO zoom_credentials (id, tenant, account_id, client_id, secret, created_at, changed_at)
VALUES ($1, $2, $3, $4, $5, (SELECT now FROM clock), (SELECT now FROM clock))
ON CONFLICT (tenant, account_id, client_id) DO UPDATE SET secret = excluded.secret, changed_at = excluded.changed_at
RETURNING id, account_id, client_id, created_at, changed_at",
);

const CREDENTIALS: Sql = Sql::same(
    "-- zoom_credentials()
SELECT id, account_id, client_id, created_at, changed_at FROM zoom_credentials WHERE tenant = $1 ORDER BY created_at, id",
);

const SEALED_CREDENTIALS: Sql = Sql::same(
    "-- sealed_zoom_credentials()
SELECT id, account_id, client_id, secret, created_at, changed_at FROM zoom_credentials WHERE tenant = $1 AND id = $2",
);

const ERASE_ZOOM_CREDENTIALS: Sql = Sql::same(
    "-- erase_zoom_credentials()
DELETE FROM zoom_credentials WHERE tenant = $1 AND id = $2",
);

fn decode<DB: Backend>(row: &DB::Row) -> Result<ZoomCredentials, Trouble> {
    let cells = Cells::<DB>::of("zoom_credentials", "id", row);
    Ok(ZoomCredentials {
        id: CredentialsId(cells.uuid("id")?),
        account_id: cells.get("account_id")?,
        client_id: cells.get("client_id")?,
        created_at: cells.time("created_at")?,
        changed_at: cells.time("changed_at")?,
    })
}

pub(crate) struct KeepCredentials(pub(crate) NewZoomCredentials);

impl Transaction for KeepCredentials {
    const NAME: &'static str = "keep_zoom_credentials";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = ZoomKept;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<ZoomKept, Trouble> {
        let NewZoomCredentials { tenant, by, id, account_id, client_id, secret } = &self.0;
        let (account_id, client_id) = (account_id.clone(), client_id.clone());
        let counted =
            stmt::<DB>(&COUNT_CREDENTIALS).bind(Id(tenant.0)).bind(account_id.clone()).bind(client_id.clone());
        let counted = counted.first(c).await?.ok_or(sqlx::Error::RowNotFound)?;
        let counted = Cells::<DB>::of("zoom_credentials", "all_of_them", &counted);
        if counted.get::<i64>("same")? == 0 && counted.get::<i64>("all_of_them")? >= MAX_ZOOM_CREDENTIALS {
            return Ok(ZoomKept::Full);
        }
        let keep = stmt::<DB>(&KEEP_CREDENTIALS).bind(Id(id.0)).bind(Id(tenant.0)).bind(account_id).bind(client_id);
        let row = keep.bind(secret.clone()).first(c).await?.ok_or(sqlx::Error::RowNotFound)?;
        let kept = decode::<DB>(&row)?;
        note::<DB>(c, *tenant, audit::KEEP_CREDENTIALS, Some(*by), std::iter::once(kept.id.to_string())).await?;
        Ok(if kept.id == *id { ZoomKept::New(kept) } else { ZoomKept::Changed(kept) })
    }
}

pub(crate) struct AllCredentials(pub(crate) TenantId);

impl Transaction for AllCredentials {
    const NAME: &'static str = "zoom_credentials";
    const ACCESS: Access = Access::Read;
    type Answer = Vec<ZoomCredentials>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<ZoomCredentials>, Trouble> {
        let rows = stmt::<DB>(&CREDENTIALS).bind(Id(self.0.0)).all(c).await?;
        rows.iter().map(decode::<DB>).collect()
    }
}

pub(crate) struct SealedCredentials {
    pub(crate) tenant: TenantId,
    pub(crate) id: CredentialsId,
}

impl Transaction for SealedCredentials {
    const NAME: &'static str = "sealed_zoom_credentials";
    const ACCESS: Access = Access::Read;
    type Answer = Option<(ZoomCredentials, Vec<u8>)>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Self::Answer, Trouble> {
        let row = stmt::<DB>(&SEALED_CREDENTIALS).bind(Id(self.tenant.0)).bind(Id(self.id.0)).first(c).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some((decode::<DB>(&row)?, Cells::<DB>::of("zoom_credentials", "id", &row).get("secret")?)))
    }
}

pub(crate) struct EraseCredentials {
    pub(crate) tenant: TenantId,
    pub(crate) by: ClientNumber,
    pub(crate) id: CredentialsId,
}

impl Transaction for EraseCredentials {
    const NAME: &'static str = "erase_zoom_credentials";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = bool;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<bool, Trouble> {
        let erase = stmt::<DB>(&ERASE_ZOOM_CREDENTIALS).bind(Id(self.tenant.0)).bind(Id(self.id.0));
        let erased = erase.execute(c).await? == 1;
        if erased {
            note::<DB>(c, self.tenant, ERASE_CREDENTIALS, Some(self.by), std::iter::once(self.id.to_string())).await?;
        }
        Ok(erased)
    }
}
