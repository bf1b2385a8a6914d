-- Files that a tenant keeps here to start jobs from. Same file, tables and columns as for SQLite.

-- `id` is the client's word or ours, and means nothing to another tenant. The object was put together from a multipart
-- upload, of which `upload_id` and `parts` (as in `uploads`) tell programs that would put it together again.
CREATE TABLE files (
  tenant UUID NOT NULL,
  id UUID NOT NULL,
  object_key TEXT NOT NULL UNIQUE,
  upload_id TEXT NOT NULL,
  parts TEXT NOT NULL,
  part_bytes BIGINT NOT NULL,
  part_count BIGINT NOT NULL,
  file_name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  file_bytes BIGINT NOT NULL,
  sha256 BYTEA NOT NULL,
  user_metadata BYTEA,
  created_at TIMESTAMPTZ NOT NULL,
  used_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (tenant, id)
);

CREATE INDEX files_used ON files (used_at);

-- Set where a job's input is a file's object, which it shares with the file and with other jobs.
ALTER TABLE uploads ADD COLUMN file UUID;

-- What a file or a job started from one has is nobody's garbage, whatever program says so: programs of before there were
-- files discard a job's upload with its job. Of two that take away the last two owners at once, the second waits here.
CREATE FUNCTION spare_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM files WHERE object_key = NEW.name FOR UPDATE;
  IF FOUND OR EXISTS (SELECT 1 FROM uploads WHERE object_key = NEW.name AND file IS NOT NULL) THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER garbage_spares_files BEFORE INSERT ON garbage
FOR EACH ROW WHEN (NEW.kind = 'key') EXECUTE FUNCTION spare_files();
