-- Everything the life of a job needs. `jobs` is narrow and hot; what is large or rarely read stands beside it.
-- Same file, tables and columns as for SQLite, where uuid is TEXT, timestamptz INTEGER (microseconds since
-- 1970), bytea BLOB and boolean INTEGER.

-- The one clock by which leases are judged. `(SELECT now FROM clock)` is read once in a statement, not per row.
CREATE VIEW clock AS SELECT clock_timestamp() AS now;

CREATE TABLE tenants (
  id UUID NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE clients (
  client_id TEXT NOT NULL PRIMARY KEY,
  tenant UUID NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL,
  secret_hash BYTEA NOT NULL,
  development BOOLEAN NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);

-- Numbered, so that of two processes that both bring the first key only one succeeds.
CREATE TABLE signing_keys (
  ordinal BIGINT NOT NULL PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  secret BYTEA NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE jobs (
  id UUID NOT NULL PRIMARY KEY,
  tenant UUID NOT NULL,
  kind TEXT NOT NULL,
  lane TEXT NOT NULL DEFAULT 'main',
  priority BIGINT NOT NULL,
  status TEXT NOT NULL
    CHECK (status IN ('awaiting_upload', 'queued', 'processing', 'completed', 'failed', 'cancelled')),
  fence BIGINT NOT NULL DEFAULT 0,
  generation BIGINT NOT NULL DEFAULT 0,
  session UUID,
  attempt BIGINT NOT NULL DEFAULT 0,
  crashes BIGINT NOT NULL DEFAULT 0,
  run_at TIMESTAMPTZ NOT NULL,
  ticket_due TIMESTAMPTZ,
  lease_until TIMESTAMPTZ,
  upload_until TIMESTAMPTZ,
  revision BIGINT NOT NULL DEFAULT 0,
  cancel_requested_at TIMESTAMPTZ,
  stage TEXT,
  turns_done BIGINT NOT NULL DEFAULT 0,
  turns_total BIGINT,
  failure_code TEXT,
  failure_detail TEXT,
  failure_line BIGINT,
  failure_pointer TEXT,
  failure_turn BIGINT,
  created_at TIMESTAMPTZ NOT NULL,
  started_at TIMESTAMPTZ,
  finished_at TIMESTAMPTZ,
  redrive_of UUID,
  traceparent TEXT,
  conversation_id TEXT NOT NULL,
  CHECK ((status = 'awaiting_upload') = (upload_until IS NOT NULL)),
  CHECK ((status = 'queued') = (ticket_due IS NOT NULL)),
  CHECK ((status = 'processing') = (lease_until IS NOT NULL)),
  CHECK ((status = 'processing' AND session IS NULL) IS FALSE),
  CHECK ((status IN ('completed', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
  CHECK ((status = 'failed') = (failure_code IS NOT NULL))
);

-- Few rows live in these at a time and each row passes through all of them: vacuum early.
ALTER TABLE jobs SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);

-- What a claim takes, in its order; and, apart from it, what may only run alone in its process.
CREATE INDEX jobs_due ON jobs (priority DESC, run_at, id) WHERE status = 'queued' AND crashes < 2;
CREATE INDEX jobs_suspect ON jobs (priority DESC, run_at, id) WHERE status = 'queued' AND crashes >= 2;
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE status = 'processing';
CREATE INDEX jobs_awaited ON jobs (upload_until) WHERE status = 'awaiting_upload';

-- What came with the job and is handed on as it is.
CREATE TABLE job_details (
  job UUID NOT NULL PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  options BYTEA NOT NULL,
  user_metadata BYTEA
);

-- Small inputs are here; larger ones are an object.
CREATE TABLE job_inputs (
  job UUID NOT NULL PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  content_type TEXT NOT NULL,
  bytes BYTEA,
  object_key TEXT,
  CHECK ((bytes IS NULL) <> (object_key IS NULL))
);

-- `parts`: the verified list, once the upload was completed: JSON, [[number, "etag"], …].
CREATE TABLE uploads (
  job UUID NOT NULL PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  object_key TEXT NOT NULL,
  upload_id TEXT,
  file_name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  file_bytes BIGINT NOT NULL,
  part_bytes BIGINT NOT NULL,
  part_count BIGINT NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  parts TEXT
);

CREATE TABLE results (
  job UUID NOT NULL PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  manifest BYTEA NOT NULL,
  bytes BYTEA,
  turns BIGINT NOT NULL,
  utterances BIGINT NOT NULL
);

-- No reference to jobs: a key is taken before its job is written, and both go by age.
CREATE TABLE idempotency (
  tenant UUID NOT NULL,
  key TEXT NOT NULL,
  fingerprint BYTEA NOT NULL,
  job UUID NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (tenant, key)
);

-- Objects that nobody will own. A row with a job and a fence belongs to that attempt while it runs.
CREATE TABLE garbage (
  id BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('prefix', 'key', 'uploads')),
  name TEXT NOT NULL,
  job UUID,
  fence BIGINT,
  due_at TIMESTAMPTZ NOT NULL,
  passes BIGINT NOT NULL DEFAULT 0,
  created_at TIMESTAMPTZ NOT NULL,
  CHECK ((job IS NULL) = (fence IS NULL))
);

CREATE INDEX garbage_due ON garbage (due_at);
CREATE INDEX garbage_unowned ON garbage (name) WHERE job IS NULL;
CREATE INDEX garbage_expected ON garbage (job, fence) WHERE job IS NOT NULL;
