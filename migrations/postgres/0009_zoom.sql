-- Imports of recordings from Zoom's cloud. Same file, tables and columns as for SQLite.

-- `secret` is sealed under a key that is not in this database; tenant, account and client are what it is bound to.
CREATE TABLE zoom_credentials (
  id UUID NOT NULL PRIMARY KEY,
  tenant UUID NOT NULL,
  account_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  secret BYTEA NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  changed_at TIMESTAMPTZ NOT NULL,
  UNIQUE (tenant, account_id, client_id)
);

-- A file that is to come, or has come, by a job: the one that brings it now. A row goes with its job, and with the file
-- when its tenant erases that.
CREATE TABLE imports (
  tenant UUID NOT NULL,
  file UUID NOT NULL,
  job UUID NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  PRIMARY KEY (tenant, file)
);

CREATE UNIQUE INDEX imports_job ON imports (job);
