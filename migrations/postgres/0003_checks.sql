-- Checks that cost more than what they check. PostgreSQL reads every CHECK of a table anew for each statement that writes
-- to it, which was as much as half of the work of a small one; and it looks the job up again, and locks it, for each row
-- that refers to it. Whatever writes here names the state it starts from, in the transaction that writes the job or under
-- its lease. SQLite runs the same statements and keeps all of these, so that every test there holds them; the tests on
-- PostgreSQL look for rows that break them when they are done.
ALTER TABLE job_details DROP CONSTRAINT job_details_job_fkey;
ALTER TABLE job_inputs DROP CONSTRAINT job_inputs_job_fkey, DROP CONSTRAINT job_inputs_check;
ALTER TABLE results DROP CONSTRAINT results_job_fkey;
ALTER TABLE jobs
  DROP CONSTRAINT jobs_status_check,
  DROP CONSTRAINT jobs_check,
  DROP CONSTRAINT jobs_check1,
  DROP CONSTRAINT jobs_check2,
  DROP CONSTRAINT jobs_check3,
  DROP CONSTRAINT jobs_check4,
  DROP CONSTRAINT jobs_check5;
