-- Clients that come and go beside others of their tenant, and secrets that change while they are in use.

-- Which of its tenant's clients; 0 is the one that came with the tenant. Never given again.
ALTER TABLE clients ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE clients ADD COLUMN rotated_at INTEGER;
ALTER TABLE clients ADD COLUMN revoked_at INTEGER;

CREATE UNIQUE INDEX clients_number ON clients (tenant, number);
CREATE INDEX clients_revoked ON clients (revoked_at) WHERE revoked_at IS NOT NULL;

-- What a client's secret was before, good for a while yet.
CREATE TABLE former_secrets (
  client_id TEXT NOT NULL REFERENCES clients (client_id),
  secret_hash BLOB NOT NULL,
  valid_until INTEGER NOT NULL,
  PRIMARY KEY (client_id, secret_hash)
) STRICT;
