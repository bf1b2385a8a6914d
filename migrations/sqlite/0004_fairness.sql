-- Fairness: tenants take turns in each lane, and some may only have so many jobs running. Same file, tables and columns
-- as for PostgreSQL.

-- What is due, lane by lane, tenant by tenant, in the order in which a tenant's jobs are taken: for claims and for
-- tickets. It stands in the place of two that knew no tenants.
CREATE INDEX jobs_turn ON jobs (lane, tenant, run_at, id, ticket_due) WHERE status = 'queued' AND crashes < 2;
DROP INDEX jobs_due;
DROP INDEX jobs_ticket_due;

-- Tickets given, as before, and whose they are.
CREATE INDEX jobs_out ON jobs (lane, tenant, ticket_due) WHERE status = 'queued' AND ticket_due > run_at;
DROP INDEX jobs_ticketed;

-- How many of a tenant's jobs may run at once; where it is null, as many as `limits` says under 'tenant', and any number
-- where that says nothing. `claims` is of use on PostgreSQL only, where two may claim at once.
ALTER TABLE tenants ADD COLUMN job_limit INTEGER;
ALTER TABLE tenants ADD COLUMN claims INTEGER NOT NULL DEFAULT 0;
CREATE INDEX tenants_limited ON tenants (id) WHERE job_limit IS NOT NULL;
CREATE TABLE limits (
  name TEXT NOT NULL PRIMARY KEY,
  jobs INTEGER NOT NULL
) STRICT;

-- Whether a worker hears every lane, or only the one that there was at first.
ALTER TABLE workers ADD COLUMN lanes INTEGER NOT NULL DEFAULT 0;
