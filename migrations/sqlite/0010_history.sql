-- Looking back: a tenant's jobs as they came, what became of attempts, which jobs there were. Same file, tables and columns
-- as for PostgreSQL.

-- A tenant's jobs of one status, in the order in which they came.
CREATE INDEX jobs_listed ON jobs ((CAST(tenant AS TEXT) || status), created_at, (CAST(id AS TEXT)));

-- When the attempt began that has this fence. Programs of before say nothing of either.
ALTER TABLE jobs ADD COLUMN claimed_at INTEGER;
ALTER TABLE jobs ADD COLUMN claimed_fence INTEGER;

-- When the last part was there.
ALTER TABLE uploads ADD COLUMN completed_at INTEGER;

-- Attempts that gave their job back, or lost it. How an attempt ended with its job, the job says: nothing is written here
-- for one that went well. They go with their job, whatever program takes it out.
CREATE TABLE attempts (
  job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  fence INTEGER NOT NULL,
  number INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  code TEXT,
  refunded INTEGER NOT NULL,
  next_at INTEGER,
  PRIMARY KEY (job, fence)
) STRICT;

-- Jobs that were kept as long as jobs are, and when they went. Nothing else of them.
CREATE TABLE expired_jobs (
  job TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  expired_at INTEGER NOT NULL
) STRICT;

CREATE INDEX expired_jobs_at ON expired_jobs (expired_at);
