//! What single clients may do in a while, and how many jobs they have made of it.
//!
//! What must stay true: a job is counted in the transaction that makes it, so that all apis together keep to the number; a
//! request that was answered before is not counted again; of a client without a limit nothing is looked at, and no row is
//! locked for it. A client's row is held until the commit: those jobs of one client come one after the other.
//! Deliberately absent: counting requests. Each api does that for itself.

use std::time::Duration;

use model::{ClientNumber, TenantId};

use super::audit::{LIMIT_CLIENT_JOBS, LIMIT_CLIENT_REQUESTS, note};
use super::submit::before;
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, stmt};
use crate::{ClientLimit, Counted, Idempotency, LimitedClient, NewJob, Sql, Submitted};

pub(super) const ALL: &[&Sql] =
    &[&LIMIT_CLIENT, &UNLIMIT_CLIENT, &TENANT_OF_CLIENT, &CLIENT_LIMITS, &COUNT_JOB, &JOBS_LEFT_AT, &UNCOUNT_JOB];

macro_rules! limit_client {
    ($window:literal) => {
        concat!(
            "-- limit_client()
INSERT INTO client_limits (client_id, what, most, window_seconds) VALUES ($1, $2, $3, $4)
ON CONFLICT (client_id, what) DO UPDATE SET most = excluded.most, window_seconds = excluded.window_seconds,
  used_until = CASE WHEN client_limits.used_until > (SELECT now FROM clock) + ",
            $window,
            " THEN (SELECT now FROM clock) + ",
            $window,
            " ELSE client_limits.used_until END"
        )
    };
}

const LIMIT_CLIENT: Sql = Sql {
    pg: limit_client!("excluded.window_seconds * INTERVAL '1 second'"),
    lite: limit_client!("excluded.window_seconds * 1000000"),
};

const UNLIMIT_CLIENT: Sql = Sql::same(
    "-- unlimit_client()
DELETE FROM client_limits WHERE client_id = $1 AND what = $2",
);

const TENANT_OF_CLIENT: Sql = Sql::same(
    "-- tenant_of_client()
SELECT client_id, tenant FROM clients WHERE client_id = $1",
);

const CLIENT_LIMITS: Sql = Sql::same(
    "-- client_limits()
SELECT client_limits.client_id, tenant, CASE WHEN development THEN 1 ELSE number END AS number, what, most, window_seconds,
  used, used_until
FROM client_limits JOIN clients ON clients.client_id = client_limits.client_id WHERE revoked_at IS NULL",
);

macro_rules! count_job {
    ($window:literal) => {
        concat!(
            "-- count_job()
UPDATE client_limits SET used = CASE WHEN used_until > (SELECT now FROM clock) THEN used + 1 ELSE 1 END,
  used_until = CASE WHEN used_until > (SELECT now FROM clock) THEN used_until ELSE (SELECT now FROM clock) + ",
            $window,
            " END
WHERE client_id = $1 AND what = 'jobs' AND most > 0
  AND (used < most OR used_until IS NULL OR used_until <= (SELECT now FROM clock))"
        )
    };
}

const COUNT_JOB: Sql =
    Sql { pg: count_job!("window_seconds * INTERVAL '1 second'"), lite: count_job!("window_seconds * 1000000") };

const JOBS_LEFT_AT: Sql = Sql::same(
    "-- jobs_left_at()
SELECT client_id, window_seconds, used_until, (SELECT now FROM clock) AS now FROM client_limits
WHERE client_id = $1 AND what = 'jobs' AND most IS NOT NULL",
);

const UNCOUNT_JOB: Sql = Sql::same(
    "-- uncount_job()
UPDATE client_limits SET used = used - 1 WHERE client_id = $1 AND what = 'jobs' AND used > 0",
);

/// `Some`: the client has made as many jobs as it may, until this has passed, and nothing was counted.
async fn count<DB: Backend>(c: &mut DB::Connection, client_id: &str) -> Result<Option<Duration>, Trouble> {
    if stmt::<DB>(&COUNT_JOB).bind(client_id.to_owned()).execute(c).await? > 0 {
        return Ok(None);
    }
    let row = stmt::<DB>(&JOBS_LEFT_AT).bind(client_id.to_owned()).first(c).await?;
    // The limit was just taken away.
    let Some(row) = row else { return Ok(None) };
    let cells = Cells::<DB>::of("client_limits", "client_id", &row);
    // Who may make none at all may ask again after a window.
    let left = cells.maybe_time("used_until")?.map(|until| Ok(until.since(cells.time("now")?)));
    left.unwrap_or_else(|| seconds(&cells)).map(Some)
}

/// Counts a job that is to be made. `Some`: none is, for its key was taken before or the client has no place left.
pub(super) async fn place<DB: Backend>(
    c: &mut DB::Connection,
    client_id: &str,
    tenant: TenantId,
    key: Option<&Idempotency>,
) -> Result<Option<Submitted>, Trouble> {
    if let Some(answer) = taken::<DB>(c, tenant, key).await? {
        return Ok(Some(answer));
    }
    let Some(left) = count::<DB>(c, client_id).await? else { return Ok(None) };
    // Whoever had the last place may have had this key, and was waited for.
    let answer = taken::<DB>(c, tenant, key).await?;
    Ok(Some(answer.unwrap_or(Submitted::OverLimit(left))))
}

async fn taken<DB: Backend>(
    c: &mut DB::Connection,
    tenant: TenantId,
    key: Option<&Idempotency>,
) -> Result<Option<Submitted>, Trouble> {
    let Some(key) = key else { return Ok(None) };
    before::<DB>(c, tenant, key).await
}

/// What was counted came to nothing.
pub(super) async fn uncount<DB: Backend>(c: &mut DB::Connection, client_id: &str) -> Result<(), Trouble> {
    stmt::<DB>(&UNCOUNT_JOB).bind(client_id.to_owned()).execute(c).await?;
    Ok(())
}

fn seconds<DB: Backend>(cells: &Cells<'_, DB>) -> Result<Duration, Trouble> {
    let seconds = u64::try_from(cells.get::<i64>("window_seconds")?);
    seconds.map(Duration::from_secs).map_err(|error| cells.corrupt("window_seconds", error.into()))
}

/// A submission by a client whose jobs are counted. It shares its commit with no other.
pub(crate) struct SubmitCounted<T> {
    pub(crate) client_id: String,
    pub(crate) job: NewJob,
    pub(crate) submission: T,
}

impl<T: Transaction<Answer = Submitted>> Transaction for SubmitCounted<T> {
    const NAME: &'static str = T::NAME;
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Submitted;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Submitted, Trouble> {
        let key = self.job.idempotency.as_ref();
        if let Some(refused) = place::<DB>(c, &self.client_id, self.job.tenant, key).await? {
            return Ok(refused);
        }
        let answer = self.submission.run::<DB>(c).await?;
        if !matches!(answer, Submitted::New(_)) {
            uncount::<DB>(c, &self.client_id).await?;
        }
        Ok(answer)
    }
}

pub(crate) struct LimitClient {
    pub(crate) client_id: String,
    pub(crate) of: Counted,
    pub(crate) limit: Option<ClientLimit>,
}

impl Transaction for LimitClient {
    const NAME: &'static str = "limit_client";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = bool;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<bool, Trouble> {
        let (id, what) = (|| self.client_id.clone(), || self.of.as_str().to_owned());
        let Some(row) = stmt::<DB>(&TENANT_OF_CLIENT).bind(id()).first(c).await? else { return Ok(false) };
        let tenant = TenantId(Cells::<DB>::of("clients", "client_id", &row).uuid("tenant")?);
        match self.limit {
            Some(ClientLimit { most, window }) => {
                let limit = stmt::<DB>(&LIMIT_CLIENT).bind(id()).bind(what()).bind(most.map(i64::from));
                limit.bind(i64::try_from(window.as_secs()).unwrap_or(i64::MAX)).execute(c).await?;
            }
            None => {
                stmt::<DB>(&UNLIMIT_CLIENT).bind(id()).bind(what()).execute(c).await?;
            }
        }
        let act = match self.of {
            Counted::Requests => LIMIT_CLIENT_REQUESTS,
            Counted::Jobs => LIMIT_CLIENT_JOBS,
        };
        note::<DB>(c, tenant, act, None, std::iter::once(id())).await?;
        Ok(true)
    }
}

pub(crate) struct ClientLimits;

impl Transaction for ClientLimits {
    const NAME: &'static str = "client_limits";
    const ACCESS: Access = Access::Read;
    type Answer = Vec<LimitedClient>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<LimitedClient>, Trouble> {
        stmt::<DB>(&CLIENT_LIMITS).all(c).await?.iter().map(limited::<DB>).collect()
    }
}

fn limited<DB: Backend>(row: &DB::Row) -> Result<LimitedClient, Trouble> {
    let cells = Cells::<DB>::of("client_limits", "client_id", row);
    let what: String = cells.get("what")?;
    let of = [Counted::Requests, Counted::Jobs].into_iter().find(|of| of.as_str() == what);
    let small = |column, number: i64| u32::try_from(number).map_err(|error| cells.corrupt(column, error.into()));
    let most = cells.get::<Option<i64>>("most")?.map(|most| small("most", most)).transpose()?;
    let until = cells.maybe_time("used_until")?;
    let used = small("used", cells.get("used")?)?;
    let number: i64 = cells.get("number")?;
    Ok(LimitedClient {
        tenant: TenantId(cells.uuid("tenant")?),
        number: u8::try_from(number).map(ClientNumber).map_err(|error| cells.corrupt("number", error.into()))?,
        client_id: cells.get("client_id")?,
        of: of.ok_or_else(|| cells.corrupt("what", "nothing that is counted".into()))?,
        limit: ClientLimit { most, window: seconds(&cells)? },
        left: until.zip(most).map(|(until, most)| (most.saturating_sub(used), until)),
    })
}
