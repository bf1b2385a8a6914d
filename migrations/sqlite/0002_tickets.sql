-- Tickets, and who is there to use them. Same file, tables and columns as for PostgreSQL.

-- What is due for a ticket, in the order in which tickets are given. A delayed job is due for one when it is due.
CREATE INDEX jobs_ticket_due ON jobs (priority DESC, ticket_due, run_at, id) WHERE status = 'queued' AND crashes < 2;

-- Tickets given: only that moves a job's ticket past its time to run. To count those that are out costs no more
-- than there are.
CREATE INDEX jobs_ticketed ON jobs (ticket_due) WHERE status = 'queued' AND ticket_due > run_at;

-- Worker processes that beat: for operators, and for how many tickets may be out.
CREATE TABLE workers (
  session TEXT NOT NULL PRIMARY KEY,
  slots INTEGER NOT NULL,
  beat_at INTEGER NOT NULL
) STRICT;
