-- Webhooks: whom to tell of the ends of jobs, and each time that somebody is told. Same file, tables and columns as for
-- SQLite.

-- `place`: one of the tenant's few; another's when it is gone. `events`: their names, with spaces between them. Secrets are
-- sealed under a key that is not in this database; tenant and webhook are what they are bound to. Deliveries from before
-- `cut_at` end by themselves.
CREATE TABLE webhooks (
  id UUID NOT NULL PRIMARY KEY,
  tenant UUID NOT NULL,
  place BIGINT NOT NULL,
  url TEXT NOT NULL,
  description TEXT,
  events TEXT NOT NULL,
  secret BYTEA NOT NULL,
  old_secret BYTEA,
  old_secret_until TIMESTAMPTZ,
  created_at TIMESTAMPTZ NOT NULL,
  disabled_at TIMESTAMPTZ,
  disabled_reason TEXT,
  cut_at TIMESTAMPTZ
);

CREATE UNIQUE INDEX webhooks_place ON webhooks (tenant, place);

-- What a job of the kind `webhook` tells: the end of the job `subject`, or nothing but that it can be told. The tenant in
-- that job's own row is its webhook: so endpoints take turns as tenants do, and nothing of a tenant's is among its jobs.
CREATE TABLE deliveries (
  job UUID NOT NULL PRIMARY KEY,
  webhook UUID NOT NULL,
  event TEXT NOT NULL,
  subject UUID,
  message UUID NOT NULL,
  replay_of UUID
);

CREATE INDEX deliveries_subject ON deliveries (subject);

CREATE TABLE webhook_attempts (
  job UUID NOT NULL,
  number BIGINT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  duration_ms BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  status BIGINT,
  PRIMARY KEY (job, number)
);

-- They go with their job, whatever program takes it out; as attempts do, and for the same reason without a reference.
CREATE FUNCTION forget_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM deliveries WHERE job = ANY (ARRAY(SELECT id FROM taken_out));
  DELETE FROM webhook_attempts WHERE job = ANY (ARRAY(SELECT id FROM taken_out));
  RETURN NULL;
END
$$;

CREATE TRIGGER jobs_take_deliveries AFTER DELETE ON jobs
REFERENCING OLD TABLE AS taken_out FOR EACH STATEMENT EXECUTE FUNCTION forget_deliveries();
