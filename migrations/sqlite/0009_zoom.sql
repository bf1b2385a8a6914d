-- Imports of recordings from Zoom's cloud. Same file, tables and columns as for PostgreSQL.

-- `secret` is sealed under a key that is not in this database; tenant, account and client are what it is bound to.
CREATE TABLE zoom_credentials (
  id TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  account_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  secret BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  UNIQUE (tenant, account_id, client_id)
) STRICT;

-- A file that is to come, or has come, by a job: the one that brings it now. A row goes with its job, and with the file
-- when its tenant erases that.
CREATE TABLE imports (
  tenant TEXT NOT NULL,
  file TEXT NOT NULL,
  job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  PRIMARY KEY (tenant, file)
) STRICT;

CREATE UNIQUE INDEX imports_job ON imports (job);
