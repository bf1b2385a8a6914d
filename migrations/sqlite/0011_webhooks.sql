-- Webhooks: whom to tell of the ends of jobs, and each time that somebody is told. Same file, tables and columns as for
-- PostgreSQL.

-- `place`: one of the tenant's few; another's when it is gone. `events`: their names, with spaces between them. Secrets are
-- sealed under a key that is not in this database; tenant and webhook are what they are bound to. Deliveries from before
-- `cut_at` end by themselves.
CREATE TABLE webhooks (
  id TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  place INTEGER NOT NULL,
  url TEXT NOT NULL,
  description TEXT,
  events TEXT NOT NULL,
  secret BLOB NOT NULL,
  old_secret BLOB,
  old_secret_until INTEGER,
  created_at INTEGER NOT NULL,
  disabled_at INTEGER,
  disabled_reason TEXT,
  cut_at INTEGER
) STRICT;

CREATE UNIQUE INDEX webhooks_place ON webhooks (tenant, place);

-- What a job of the kind `webhook` tells: the end of the job `subject`, or nothing but that it can be told. The tenant in
-- that job's own row is its webhook: so endpoints take turns as tenants do, and nothing of a tenant's is among its jobs.
-- A row goes with its job, whatever program takes that out.
CREATE TABLE deliveries (
  job TEXT NOT NULL PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  webhook TEXT NOT NULL,
  event TEXT NOT NULL,
  subject TEXT,
  message TEXT NOT NULL,
  replay_of TEXT
) STRICT;

CREATE INDEX deliveries_subject ON deliveries (subject);

CREATE TABLE webhook_attempts (
  job TEXT NOT NULL REFERENCES deliveries (job) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  status INTEGER,
  PRIMARY KEY (job, number)
) STRICT;
