-- Taking jobs out again: those that ended long ago, and those whose tenant wants them erased.

-- What ended, oldest first. A row comes in once, when its job ends.
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL;
-- As one text: every statement by id names the tenant too, and an index with the tenant in it looks as good as that of the
-- ids while the table is small, which is when plans are made.
CREATE INDEX jobs_conversation ON jobs ((CAST(tenant AS TEXT) || conversation_id));

-- Who else has this object for an input.
CREATE INDEX job_inputs_object ON job_inputs (object_key) WHERE object_key IS NOT NULL;
CREATE INDEX uploads_object ON uploads (object_key);

-- A key goes with its job.
CREATE INDEX idempotency_job ON idempotency (job);

-- What was done that cannot be undone: never a name or a text. `subject` is an id of ours, or a hash of a client's.
CREATE TABLE audit (
  id BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant UUID NOT NULL,
  act TEXT NOT NULL,
  subject TEXT NOT NULL,
  client_id TEXT,
  at TIMESTAMPTZ NOT NULL
);

CREATE INDEX audit_at ON audit (at);
