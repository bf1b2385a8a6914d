-- Files that a tenant keeps here to start jobs from. Same file, tables and columns as for PostgreSQL.

-- `id` is the client's word or ours, and means nothing to another tenant. The object was put together from a multipart
-- upload, of which `upload_id` and `parts` (as in `uploads`) tell programs that would put it together again.
CREATE TABLE files (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  object_key TEXT NOT NULL UNIQUE,
  upload_id TEXT NOT NULL,
  parts TEXT NOT NULL,
  part_bytes INTEGER NOT NULL,
  part_count INTEGER NOT NULL,
  file_name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  file_bytes INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  user_metadata BLOB,
  created_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;

CREATE INDEX files_used ON files (used_at);

-- Set where a job's input is a file's object, which it shares with the file and with other jobs.
ALTER TABLE uploads ADD COLUMN file TEXT;

-- What a file or a job started from one has is nobody's garbage, whatever program says so: programs of before there were
-- files discard a job's upload with its job.
CREATE TRIGGER garbage_spares_files BEFORE INSERT ON garbage
WHEN NEW.kind = 'key' AND (
  EXISTS (SELECT 1 FROM files WHERE object_key = NEW.name)
  OR EXISTS (SELECT 1 FROM uploads WHERE object_key = NEW.name AND file IS NOT NULL))
BEGIN
  SELECT RAISE(IGNORE);
END;
