-- Looking back: a tenant's jobs as they came, what became of attempts, which jobs there were. Same file, tables and columns
-- as for SQLite.

-- A tenant's jobs of one status, in the order in which they came. As texts for the reason that `jobs_conversation` is one.
CREATE INDEX jobs_listed ON jobs ((CAST(tenant AS TEXT) || status), created_at, (CAST(id AS TEXT)));

-- When the attempt began that has this fence. Programs of before say nothing of either.
ALTER TABLE jobs ADD COLUMN claimed_at TIMESTAMPTZ, ADD COLUMN claimed_fence BIGINT;

-- When the last part was there.
ALTER TABLE uploads ADD COLUMN completed_at TIMESTAMPTZ;

-- Attempts that gave their job back, or lost it. How an attempt ended with its job, the job says: nothing is written here
-- for one that went well.
CREATE TABLE attempts (
  job UUID NOT NULL,
  fence BIGINT NOT NULL,
  number BIGINT NOT NULL,
  started_at TIMESTAMPTZ,
  ended_at TIMESTAMPTZ NOT NULL,
  outcome TEXT NOT NULL,
  code TEXT,
  refunded BOOLEAN NOT NULL,
  next_at TIMESTAMPTZ,
  PRIMARY KEY (job, fence)
);

-- They go with their job, whatever program takes it out. For a whole statement, and without a reference: that would cost
-- every change of a job.
CREATE FUNCTION forget_attempts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM attempts WHERE job = ANY (ARRAY(SELECT id FROM taken_out));
  RETURN NULL;
END
$$;

CREATE TRIGGER jobs_take_attempts AFTER DELETE ON jobs
REFERENCING OLD TABLE AS taken_out FOR EACH STATEMENT EXECUTE FUNCTION forget_attempts();

-- Jobs that were kept as long as jobs are, and when they went. Nothing else of them.
CREATE TABLE expired_jobs (
  job UUID NOT NULL PRIMARY KEY,
  tenant UUID NOT NULL,
  expired_at TIMESTAMPTZ NOT NULL
);

CREATE INDEX expired_jobs_at ON expired_jobs (expired_at);
