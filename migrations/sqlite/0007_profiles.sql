-- Profiles that tenants make, and what tenants say of their conversations.

-- `version` is the latest. A retired profile can no longer be chosen; it is there as long as jobs name versions of it.
CREATE TABLE profiles (
  id TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  retired_at INTEGER
) STRICT;

CREATE UNIQUE INDEX profiles_name ON profiles (tenant, name) WHERE retired_at IS NULL;
CREATE INDEX profiles_retired ON profiles (retired_at) WHERE retired_at IS NOT NULL;

-- A row never changes. `digest`: SHA-256 of the text, which is stored compressed.
CREATE TABLE profile_versions (
  profile TEXT NOT NULL,
  version INTEGER NOT NULL,
  tenant TEXT NOT NULL,
  text BLOB NOT NULL,
  digest BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (profile, version)
) STRICT;

CREATE INDEX profile_versions_tenant ON profile_versions (tenant);

-- Which version a job goes by; null for those that are built in, and of jobs from before there were others.
ALTER TABLE job_details ADD COLUMN profile TEXT;
ALTER TABLE job_details ADD COLUMN profile_version INTEGER;
CREATE INDEX job_details_profile ON job_details (profile, profile_version, job) WHERE profile IS NOT NULL;

-- `metadata`: a JSON object of texts. A row goes with the last job of its conversation.
CREATE TABLE conversation_metadata (
  tenant TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  metadata TEXT NOT NULL,
  PRIMARY KEY (tenant, conversation_id)
) STRICT;
