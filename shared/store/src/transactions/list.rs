//! A tenant's jobs, page by page, the newest first.
//!
//! What must stay true: a page costs no more than its jobs, whatever else there is. So each status is looked for by itself,
//! in the one index that has a tenant's jobs of it in their order, and the newest of what was found are the page. One
//! statement does it all: a job that goes from one status to another meanwhile is there once.
//! Which of a conversation's jobs are on the page, all jobs of the conversation decide: it has few.

use model::{JobId, Status, TenantId, Timestamp};

use super::read::decode_failure;
use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Stmt, Time, stmt};
use crate::{JobFilter, ListedJob, Place, Progress, Sql};

pub(super) const ALL: &[&Sql] = &[&LIST_JOBS, &LIST_CONVERSATION];

/// The columns of a listed job, those of this place in time, and as many as are wanted.
macro_rules! some {
    ($which:expr, $from:literal, $until:literal, $after:literal, $after_id:literal, $limit:literal) => {
        concat!(
            "SELECT id, CAST(id AS TEXT) AS place, status, attempt, conversation_id, stage, turns_done, turns_total, failure_code,
    failure_detail, failure_line, failure_pointer, failure_turn, created_at, started_at, finished_at, cancel_requested_at,
    redrive_of
  FROM jobs
  WHERE ",
            $which,
            " AND created_at >= ",
            $from,
            " AND created_at <= ",
            $until,
            " AND (created_at < ",
            $after,
            " OR CAST(id AS TEXT) < ",
            $after_id,
            ")
  ORDER BY created_at DESC, CAST(id AS TEXT) DESC LIMIT ",
            $limit
        )
    };
}

macro_rules! of_status {
    ($key:literal) => {
        concat!(
            "  SELECT * FROM (
  ",
            some!(concat!("CAST(tenant AS TEXT) || status = ", $key), "$7", "$8", "$9", "$10", "$11"),
            ") AS one"
        )
    };
}

const _: () = assert!(Status::ALL.len() == 6, "the statement has a part for each");

// A key that is null finds nothing, and looks for nothing.
const LIST_JOBS: Sql = Sql::same(concat!(
    "-- list_jobs()
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
    "
  UNION ALL
",
    of_status!("$6"),
    ") AS page
ORDER BY created_at DESC, place DESC LIMIT $11"
));

macro_rules! of_conversation {
    ($statuses:literal) => {
        concat!(
            "-- list_conversation()
",
            some!(
                concat!("CAST(tenant AS TEXT) || conversation_id = $1 AND status ", $statuses),
                "$3",
                "$4",
                "$5",
                "$6",
                "$7"
            )
        )
    };
}

const LIST_CONVERSATION: Sql =
    Sql { pg: of_conversation!("= ANY ($2)"), lite: of_conversation!("IN (SELECT value FROM json_each($2))") };

pub(crate) struct ListJobs {
    pub(crate) tenant: TenantId,
    pub(crate) filter: JobFilter,
    pub(crate) after: Option<Place>,
    pub(crate) limit: u32,
}

impl Transaction for ListJobs {
    const NAME: &'static str = "list_jobs";
    const ACCESS: Access = Access::Read;
    type Answer = Vec<ListedJob>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<ListedJob>, Trouble> {
        let statuses = &self.filter.statuses;
        let named = |name: &str| format!("{}{name}", self.tenant);
        let list = match &self.filter.conversation_id {
            Some(conversation_id) => {
                let list = stmt::<DB>(&LIST_CONVERSATION).bind(named(conversation_id));
                list.list(statuses.iter().map(|status| status.as_str().to_owned()))
            }
            None => Status::ALL.iter().fold(stmt::<DB>(&LIST_JOBS), |list, status| {
                list.bind(statuses.contains(status).then(|| named(status.as_str())))
            }),
        };
        let rows = self.within(list).all(c).await?;
        rows.iter().map(decode::<DB>).collect()
    }
}

/// Before the first job, and after the last.
const FIRST: Timestamp = Timestamp(-62_135_596_800_000_000);
const LAST: Timestamp = Timestamp(253_402_300_799_999_999);

impl ListJobs {
    /// A time is whole microseconds, so what is later than one is at least one later.
    fn within<DB: Backend>(&self, list: Stmt<DB>) -> Stmt<DB> {
        let JobFilter { created_after, created_before, .. } = self.filter;
        let from = created_after.map_or(FIRST, |time| Timestamp(time.0.saturating_add(1)));
        let before = created_before.map_or(LAST, |time| Timestamp(time.0.saturating_sub(1)));
        let after = self.after.unwrap_or(Place { created_at: LAST, id: JobId(uuid::Uuid::max()) });
        let [from, until, at] =
            [from, before.min(after.created_at), after.created_at].map(|time| Time(time.clamp(FIRST, LAST)));
        list.bind(from).bind(until).bind(at).bind(after.id.to_string()).bind(i64::from(self.limit))
    }
}

fn decode<DB: Backend>(row: &DB::Row) -> Result<ListedJob, Trouble> {
    let cells = Cells::<DB>::of("jobs", "id", row);
    Ok(ListedJob {
        id: JobId(cells.uuid("id")?),
        status: cells.name("status")?,
        attempt: cells.get("attempt")?,
        conversation_id: cells.get("conversation_id")?,
        progress: Progress {
            stage: cells.maybe_name("stage")?,
            turns_done: cells.get("turns_done")?,
            turns_total: cells.get("turns_total")?,
        },
        failure: decode_failure(&cells)?,
        created_at: cells.time("created_at")?,
        started_at: cells.maybe_time("started_at")?,
        finished_at: cells.maybe_time("finished_at")?,
        cancel_requested_at: cells.maybe_time("cancel_requested_at")?,
        redrive_of: cells.maybe_uuid("redrive_of")?.map(JobId),
    })
}
