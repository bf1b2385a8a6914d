-- Profiles that tenants make, and what tenants say of their conversations. Same file, tables and columns as for SQLite.

-- `version` is the latest. A retired profile can no longer be chosen; it is there as long as jobs name versions of it.
CREATE TABLE profiles (
  id UUID NOT NULL PRIMARY KEY,
  tenant UUID NOT NULL,
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  changed_at TIMESTAMPTZ NOT NULL,
  retired_at TIMESTAMPTZ
);

CREATE UNIQUE INDEX profiles_name ON profiles (tenant, name) WHERE retired_at IS NULL;
CREATE INDEX profiles_retired ON profiles (retired_at) WHERE retired_at IS NOT NULL;

-- A row never changes. `digest`: SHA-256 of the text, which is stored compressed.
CREATE TABLE profile_versions (
  profile UUID NOT NULL,
  version BIGINT NOT NULL,
  tenant UUID NOT NULL,
  text BYTEA NOT NULL,
  digest BYTEA NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (profile, version)
);

CREATE INDEX profile_versions_tenant ON profile_versions (tenant);

-- Which version a job goes by; null for those that are built in, and of jobs from before there were others.
ALTER TABLE job_details ADD COLUMN profile UUID, ADD COLUMN profile_version BIGINT;
CREATE INDEX job_details_profile ON job_details (profile, profile_version, job) WHERE profile IS NOT NULL;

-- `metadata`: a JSON object of texts. A row goes with the last job of its conversation.
CREATE TABLE conversation_metadata (
  tenant UUID NOT NULL,
  conversation_id TEXT NOT NULL,
  metadata TEXT NOT NULL,
  PRIMARY KEY (tenant, conversation_id)
);
