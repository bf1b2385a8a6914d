-- Everything the life of a job needs. `jobs` is narrow and hot; what is large or rarely read stands beside it.
-- Same file, tables and columns as for PostgreSQL, whose uuid is TEXT here, timestamptz INTEGER (microseconds
-- since 1970), bytea BLOB and boolean INTEGER. Its view `clock` is a temporary table of the writer's connection.

CREATE TABLE tenants (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE clients (
  client_id TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL,
  secret_hash BLOB NOT NULL,
  development INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- Numbered, so that of two processes that both bring the first key only one succeeds.
CREATE TABLE signing_keys (
  ordinal INTEGER NOT NULL PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  secret BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE jobs (
  id TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  kind TEXT NOT NULL,
  lane TEXT NOT NULL DEFAULT 'main',
  priority INTEGER NOT NULL,
  status TEXT NOT NULL
    CHECK (status IN ('awaiting_upload', 'queued', 'processing', 'completed', 'failed', 'cancelled')),
  fence INTEGER NOT NULL DEFAULT 0,
  generation INTEGER NOT NULL DEFAULT 0,
  session TEXT,
  attempt INTEGER NOT NULL DEFAULT 0,
  crashes INTEGER NOT NULL DEFAULT 0,
  run_at INTEGER NOT NULL,
  ticket_due INTEGER,
  lease_until INTEGER,
  upload_until INTEGER,
  revision INTEGER NOT NULL DEFAULT 0,
  cancel_requested_at INTEGER,
  stage TEXT,
  turns_done INTEGER NOT NULL DEFAULT 0,
  turns_total INTEGER,
  failure_code TEXT,
  failure_detail TEXT,
  failure_line INTEGER,
  failure_pointer TEXT,
  failure_turn INTEGER,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  redrive_of TEXT,
  traceparent TEXT,
  conversation_id TEXT NOT NULL,
  CHECK ((status = 'awaiting_upload') = (upload_until IS NOT NULL)),
  CHECK ((status = 'queued') = (ticket_due IS NOT NULL)),
  CHECK ((status = 'processing') = (lease_until IS NOT NULL)),
  CHECK ((status = 'processing' AND session IS NULL) IS FALSE),
  CHECK ((status IN ('completed', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
  CHECK ((status = 'failed') = (failure_code IS NOT NULL))
) STRICT;

-- What a claim takes, in its order; and, apart from it, what may only run alone in its process.
CREATE INDEX jobs_due ON jobs (priority DESC, run_at, id) WHERE status = 'queued' AND crashes < 2;
CREATE INDEX jobs_suspect ON jobs (priority DESC, run_at, id) WHERE status = 'queued' AND crashes >= 2;
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE status = 'processing';
CREATE INDEX jobs_awaited ON jobs (upload_until) WHERE status = 'awaiting_upload';

-- What came with the job and is handed on as it is.
CREATE TABLE job_details (
  job TEXT NOT NULL PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  options BLOB NOT NULL,
  user_metadata BLOB
) STRICT;

-- Small inputs are here; larger ones are an object.
CREATE TABLE job_inputs (
  job TEXT NOT NULL PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  content_type TEXT NOT NULL,
  bytes BLOB,
  object_key TEXT,
  CHECK ((bytes IS NULL) <> (object_key IS NULL))
) STRICT;

-- `parts`: the verified list, once the upload was completed: JSON, [[number, "etag"], …].
CREATE TABLE uploads (
  job TEXT NOT NULL PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  object_key TEXT NOT NULL,
  upload_id TEXT,
  file_name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  file_bytes INTEGER NOT NULL,
  part_bytes INTEGER NOT NULL,
  part_count INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  parts TEXT
) STRICT;

CREATE TABLE results (
  job TEXT NOT NULL PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  manifest BLOB NOT NULL,
  bytes BLOB,
  turns INTEGER NOT NULL,
  utterances INTEGER NOT NULL
) STRICT;

-- No reference to jobs: a key is taken before its job is written, and both go by age.
CREATE TABLE idempotency (
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint BLOB NOT NULL,
  job TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, key)
) STRICT;

-- Objects that nobody will own. A row with a job and a fence belongs to that attempt while it runs. An id is
-- never used twice, so a slow sweep cannot settle another's row.
CREATE TABLE garbage (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('prefix', 'key', 'uploads')),
  name TEXT NOT NULL,
  job TEXT,
  fence INTEGER,
  due_at INTEGER NOT NULL,
  passes INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  CHECK ((job IS NULL) = (fence IS NULL))
) STRICT;

CREATE INDEX garbage_due ON garbage (due_at);
CREATE INDEX garbage_unowned ON garbage (name) WHERE job IS NULL;
CREATE INDEX garbage_expected ON garbage (job, fence) WHERE job IS NOT NULL;
