//! Jobs that were kept as long as jobs are: that they were there, and nothing else of them.
//!
//! What must stay true: a row comes in with the prune that takes its job out and goes after as long again; what a tenant
//! erased leaves none, so that nobody can tell it from what never was.

use std::time::Duration;

use model::{JobId, TenantId};

use super::{Access, Transaction};
use crate::Sql;
use crate::error::Trouble;
use crate::sql::{Backend, Id, Span, listed, stmt};

pub(super) const ALL: &[&Sql] = &[&REMEMBER, &EXPIRED, &FORGET_EXPIRED];

macro_rules! remember {
    ($listed:expr) => {
        concat!(
            "-- remember_expired()
WITH listed AS MATERIALIZED (",
            $listed,
            ")
INSERT INTO expired_jobs (job, tenant, expired_at) SELECT job, tenant, (SELECT now FROM clock) FROM listed"
        )
    };
}

const REMEMBER: Sql = Sql {
    pg: remember!(listed!(pg: job UUID "$1", tenant UUID "$2")),
    lite: remember!(listed!(lite: job UUID "$1", tenant UUID "$2")),
};

const EXPIRED: Sql = Sql::same(
    "-- expired()
SELECT job FROM expired_jobs WHERE job = $1 AND tenant = $2",
);

macro_rules! forget_expired {
    ($old:literal) => {
        concat!(
            "-- forget_expired()
WITH old AS MATERIALIZED (
  SELECT job FROM expired_jobs WHERE expired_at <= (SELECT now FROM clock) - CAST($1 AS INTERVAL)
  ORDER BY expired_at LIMIT $2)
DELETE FROM expired_jobs WHERE job ",
            $old
        )
    };
}

const FORGET_EXPIRED: Sql = Sql {
    pg: forget_expired!("= ANY (ARRAY(SELECT job FROM old))"),
    lite: forget_expired!("IN (SELECT job FROM old)"),
};

/// These are taken out in this transaction.
pub(super) async fn remember<DB: Backend>(
    c: &mut DB::Connection,
    jobs: impl Iterator<Item = (JobId, TenantId)>,
) -> Result<(), Trouble> {
    let (jobs, tenants): (Vec<Id>, Vec<Id>) = jobs.map(|(job, tenant)| (Id(job.0), Id(tenant.0))).unzip();
    if !jobs.is_empty() {
        stmt::<DB>(&REMEMBER).list(jobs.into_iter()).list(tenants.into_iter()).execute(c).await?;
    }
    Ok(())
}

pub(crate) struct Expired {
    pub(crate) tenant: TenantId,
    pub(crate) id: JobId,
}

impl Transaction for Expired {
    const NAME: &'static str = "expired";
    const ACCESS: Access = Access::Read;
    type Answer = bool;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<bool, Trouble> {
        Ok(stmt::<DB>(&EXPIRED).bind(Id(self.id.0)).bind(Id(self.tenant.0)).first(c).await?.is_some())
    }
}

pub(crate) struct ForgetExpired {
    pub(crate) age: Duration,
    pub(crate) limit: u32,
}

impl Transaction for ForgetExpired {
    const NAME: &'static str = "forget_expired";
    const ACCESS: Access = Access::Write;
    type Answer = u64;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<u64, Trouble> {
        Ok(stmt::<DB>(&FORGET_EXPIRED).bind(Span(self.age)).bind(i64::from(self.limit)).execute(c).await?)
    }
}
