//! Storing a new job with its input.

use std::collections::HashMap;
use std::sync::Arc;

use model::{JobId, Status, TenantId, Timestamp};

use super::garbage::settle_unowned;
use super::{Access, Batch, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, Id, Span, listed, stmt};
use crate::{Idempotency, NewInput, NewJob, NewUpload, Sql, Submitted};

pub(super) const ALL: &[&Sql] = &[&SUBMIT, &KEY_TAKEN, &INSERT_UPLOAD];

macro_rules! jobs {
    ($dialect:ident) => {
        listed!($dialect: id UUID "$1", tenant UUID "$2", kind TEXT "$3", priority BIGINT "$4",
            conversation_id TEXT "$5", traceparent TEXT "$6", status TEXT "$7", lifetime INTERVAL "$8",
            options BYTEA "$9", user_metadata BYTEA "$10", content_type TEXT "$11", bytes BYTEA "$12",
            object_key TEXT "$13", key TEXT "$14", fingerprint BYTEA "$15", first_ticket INTERVAL "$16",
            profile UUID "$17", profile_version BIGINT "$18")
    };
}

// Keys are taken in one order, so that two that take the same ones do not wait for each other.
macro_rules! take_keys {
    () => {
        "INSERT INTO idempotency (tenant, key, fingerprint, job, created_at)
  SELECT tenant, key, fingerprint, id, now FROM listed CROSS JOIN moment WHERE key IS NOT NULL ORDER BY tenant, key, id
  ON CONFLICT (tenant, key) DO NOTHING"
    };
}

macro_rules! insert_jobs {
    () => {
        "INSERT INTO jobs (id, tenant, kind, lane, priority, conversation_id, traceparent,
    status, created_at, run_at, ticket_due, upload_until)
  SELECT id, tenant, kind, CASE WHEN priority > 0 THEN 'high' WHEN priority < 0 THEN 'low' ELSE 'main' END, priority,
    conversation_id, traceparent, status, now, now, CASE WHEN status = 'queued' THEN COALESCE(now + first_ticket, now) END, now + lifetime
  FROM new CROSS JOIN moment"
    };
}

macro_rules! insert_details {
    () => {
        "INSERT INTO job_details (job, options, user_metadata, profile, profile_version)
  SELECT id, options, user_metadata, profile, profile_version FROM new"
    };
}

macro_rules! insert_inputs {
    () => {
        "INSERT INTO job_inputs (job, content_type, bytes, object_key)
  SELECT id, content_type, bytes, object_key FROM new WHERE content_type IS NOT NULL"
    };
}

/// One step of the script for SQLite, where only a whole statement may write.
macro_rules! of_new {
    ($step:expr) => {
        concat!(
            "WITH listed AS MATERIALIZED (",
            jobs!(lite),
            "),
moment AS MATERIALIZED (SELECT now FROM clock),
new AS (SELECT * FROM listed WHERE key IS NULL OR id IN (
  SELECT job FROM idempotency WHERE idempotency.tenant = listed.tenant AND idempotency.key = listed.key))
",
            $step
        )
    };
}

const SUBMIT: Sql = Sql {
    pg: concat!(
        "-- submit()
WITH listed AS MATERIALIZED (",
        jobs!(pg),
        "),
moment AS MATERIALIZED (SELECT now FROM clock),
taken AS (
  ",
        take_keys!(),
        " RETURNING job),
new AS MATERIALIZED (SELECT * FROM listed WHERE key IS NULL OR id IN (SELECT job FROM taken)),
with_job AS (
  ",
        insert_jobs!(),
        "),
with_details AS (
  ",
        insert_details!(),
        "),
with_input AS (
  ",
        insert_inputs!(),
        ")
SELECT id, now FROM new CROSS JOIN moment"
    ),
    lite: concat!(
        "-- submit()
",
        of_new!(take_keys!()),
        ";
",
        of_new!(insert_jobs!()),
        ";
",
        of_new!(insert_details!()),
        ";
",
        of_new!(insert_inputs!()),
        ";
",
        of_new!("SELECT id, now FROM new CROSS JOIN moment")
    ),
};

const KEY_TAKEN: Sql = Sql::same(
    "-- key_taken()
SELECT fingerprint, job FROM idempotency WHERE tenant = $1 AND key = $2",
);

const INSERT_UPLOAD: Sql = Sql::same(
    "-- insert_upload()
INSERT INTO uploads (job, object_key, file_name, content_type, file_bytes, part_bytes, part_count, expires_at)
SELECT id, $2, $3, $4, $5, $6, $7, upload_until FROM jobs WHERE id = $1",
);

/// Of several with the same key the one with the least id is new.
pub(crate) struct Submit(Vec<Arc<NewJob>>);

impl Batch for Submit {
    const MOST: usize = 64;
    // The same id again would be refused.
    const REPEATABLE: bool = false;
    type Item = NewJob;
    type Each = Submitted;

    fn of(items: Vec<Arc<NewJob>>) -> Self {
        Self(items)
    }
}

impl Transaction for Submit {
    const NAME: &'static str = "submit";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Vec<Submitted>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<Submitted>, Trouble> {
        let new = self.insert::<DB>(c).await?;
        let mut answers = Vec::with_capacity(self.0.len());
        for job in &self.0 {
            answers.push(match &job.idempotency {
                Some(key) if !new.contains_key(&job.id) => earlier::<DB>(c, job.tenant, key).await?,
                _ => {
                    place_input::<DB>(c, job).await?;
                    Submitted::New(*new.get(&job.id).ok_or(sqlx::Error::RowNotFound)?)
                }
            });
        }
        Ok(answers)
    }
}

impl Submit {
    /// The jobs whose keys, if they have any, were free, and when they were stored.
    async fn insert<DB: Backend>(&self, c: &mut DB::Connection) -> Result<HashMap<JobId, Timestamp>, Trouble> {
        let all = || self.0.iter();
        let input = || all().map(|job| Input::of(&job.input));
        let key = || all().map(|job| job.idempotency.as_ref());
        let rows = stmt::<DB>(&SUBMIT)
            .list(all().map(|job| Id(job.id.0)))
            .list(all().map(|job| Id(job.tenant.0)))
            .list(all().map(|job| job.kind.as_str().to_owned()))
            .list(all().map(|job| job.priority))
            .list(all().map(|job| job.conversation_id.clone()))
            .list(all().map(|job| job.traceparent.clone()))
            .list(input().map(|input| input.status.as_str().to_owned()))
            .list(input().map(|input| input.lifetime))
            .list(all().map(|job| job.options.clone()))
            .list(all().map(|job| job.user_metadata.clone()))
            .list(input().map(|input| input.content_type.map(str::to_owned)))
            .list(input().map(|input| input.bytes.map(<[u8]>::to_vec)))
            .list(input().map(|input| input.key.map(str::to_owned)))
            .list(key().map(|key| key.map(|key| key.key.clone())))
            .list(key().map(|key| key.map(|key| key.fingerprint.to_vec())))
            .list(all().map(|job| job.first_ticket.map(Span)))
            .list(all().map(|job| job.profile.map(|of| Id(of.profile.0))))
            .list(all().map(|job| job.profile.map(|of| of.version)))
            .all(c)
            .await?;
        rows.iter()
            .map(|row| {
                let cells = Cells::<DB>::of("jobs", "id", row);
                Ok((JobId(cells.uuid("id")?), cells.time("now")?))
            })
            .collect()
    }
}

/// The columns of a job that depend on where its input is.
struct Input<'a> {
    status: Status,
    lifetime: Option<Span>,
    content_type: Option<&'a str>,
    bytes: Option<&'a [u8]>,
    key: Option<&'a str>,
}

impl<'a> Input<'a> {
    fn of(input: &'a NewInput) -> Self {
        let (content_type, bytes, key) = match input {
            NewInput::Inline { content_type, bytes } => (content_type, Some(bytes.as_slice()), None),
            NewInput::Object { content_type, key } => (content_type, None, Some(key.as_str())),
            NewInput::Upload(upload) => {
                let lifetime = Some(Span(upload.lifetime));
                return Self { status: Status::AwaitingUpload, lifetime, content_type: None, bytes: None, key: None };
            }
            NewInput::File(_) => {
                return Self { status: Status::Queued, lifetime: None, content_type: None, bytes: None, key: None };
            }
        };
        Self { status: Status::Queued, lifetime: None, content_type: Some(content_type), bytes, key }
    }
}

async fn place_input<DB: Backend>(c: &mut DB::Connection, job: &NewJob) -> Result<(), Trouble> {
    match &job.input {
        // A file's object is found where the file is, in the same transaction.
        NewInput::Inline { .. } | NewInput::File(_) => Ok(()),
        NewInput::Object { key, .. } => settle_unowned::<DB>(c, key).await,
        NewInput::Upload(upload) => insert_upload::<DB>(c, job.id, upload).await,
    }
}

/// What the key that was taken before says.
pub(super) async fn earlier<DB: Backend>(
    c: &mut DB::Connection,
    tenant: TenantId,
    idempotency: &Idempotency,
) -> Result<Submitted, Trouble> {
    let answer = before::<DB>(c, tenant, idempotency).await?;
    answer.ok_or(Trouble::Unavailable("the job of this key was being erased"))
}

/// What the key says, if it was taken.
pub(super) async fn before<DB: Backend>(
    c: &mut DB::Connection,
    tenant: TenantId,
    idempotency: &Idempotency,
) -> Result<Option<Submitted>, Trouble> {
    let row = stmt::<DB>(&KEY_TAKEN).bind(Id(tenant.0)).bind(idempotency.key.clone()).first(c).await?;
    let Some(row) = row else { return Ok(None) };
    let cells = Cells::<DB>::of("idempotency", "job", &row);
    let same = cells.bytes("fingerprint")? == idempotency.fingerprint;
    Ok(Some(if same { Submitted::Replayed(JobId(cells.uuid("job")?)) } else { Submitted::KeyReused }))
}

/// One that shares its commit with no other.
pub(crate) struct SubmitOne(pub(crate) NewJob);

impl Transaction for SubmitOne {
    const NAME: &'static str = Submit::NAME;
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Submitted;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Submitted, Trouble> {
        let answers = Submit::of(vec![Arc::new(self.0.clone())]).run::<DB>(c).await?;
        Ok(answers.into_iter().next().ok_or(sqlx::Error::RowNotFound)?)
    }
}

async fn insert_upload<DB: Backend>(c: &mut DB::Connection, job: JobId, upload: &NewUpload) -> Result<(), Trouble> {
    stmt::<DB>(&INSERT_UPLOAD)
        .bind(Id(job.0))
        .bind(upload.key.clone())
        .bind(upload.file_name.clone())
        .bind(upload.content_type.clone())
        .bind(upload.file_bytes)
        .bind(upload.part_bytes)
        .bind(upload.part_count)
        .execute(c)
        .await?;
    Ok(())
}
