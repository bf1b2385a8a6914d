//! How many jobs a tenant may have running at once.
//!
//! What must stay true: the numbers are here and nowhere else, so that all who claim go by the same.

use model::TenantId;

use super::audit::{self, LIMIT_ALL_TENANTS, note, note_of_all};
use super::{Access, Transaction};
use crate::Sql;
use crate::error::Trouble;
use crate::sql::{Backend, Id, stmt};

pub(super) const ALL: &[&Sql] = &[&LIMIT_TENANT, &LIMIT_USUAL, &NO_USUAL_LIMIT];

const LIMIT_TENANT: Sql = Sql::same(
    "-- limit_tenant()
UPDATE tenants SET job_limit = $2 WHERE id = $1",
);

const LIMIT_USUAL: Sql = Sql::same(
    "-- limit_usual()
INSERT INTO limits (name, jobs) VALUES ('tenant', $1) ON CONFLICT (name) DO UPDATE SET jobs = excluded.jobs
WHERE limits.jobs <> excluded.jobs",
);

const NO_USUAL_LIMIT: Sql = Sql::same(
    "-- no_usual_limit()
DELETE FROM limits WHERE name = 'tenant'",
);

pub(crate) struct LimitJobs {
    pub(crate) tenant: Option<TenantId>,
    pub(crate) jobs: Option<u32>,
}

impl Transaction for LimitJobs {
    const NAME: &'static str = "limit_jobs";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = bool;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<bool, Trouble> {
        let jobs = self.jobs.map(i64::from);
        let Some(tenant) = self.tenant else {
            let changed = match jobs {
                Some(jobs) => stmt::<DB>(&LIMIT_USUAL).bind(jobs).execute(c).await?,
                None => stmt::<DB>(&NO_USUAL_LIMIT).execute(c).await?,
            };
            // Every start of an api says what is usual once more.
            if changed > 0 {
                note_of_all::<DB>(c, LIMIT_ALL_TENANTS, "default").await?;
            }
            return Ok(true);
        };
        let known = stmt::<DB>(&LIMIT_TENANT).bind(Id(tenant.0)).bind(jobs).execute(c).await? == 1;
        if known {
            let subject = tenant.0.simple().to_string();
            note::<DB>(c, tenant, audit::LIMIT_TENANT, None, std::iter::once(subject)).await?;
        }
        Ok(known)
    }
}
