-- What single clients may do in a while, and signing keys that follow each other.

-- `requests` are counted by each api for itself, `jobs` here, in the transaction that makes them. No row: as is usual.
CREATE TABLE client_limits (
  client_id TEXT NOT NULL REFERENCES clients (client_id),
  what TEXT NOT NULL CHECK (what IN ('requests', 'jobs')),
  -- Null: any number, whatever is usual.
  most BIGINT,
  window_seconds BIGINT NOT NULL,
  -- In the window that ends then.
  used BIGINT NOT NULL DEFAULT 0,
  used_until TIMESTAMPTZ,
  PRIMARY KEY (client_id, what)
);

-- From when on a key signs (null: since it was made), and until when tokens that it signed are good (null: as long as
-- they say).
ALTER TABLE signing_keys ADD COLUMN signs_at TIMESTAMPTZ, ADD COLUMN ends_at TIMESTAMPTZ;
