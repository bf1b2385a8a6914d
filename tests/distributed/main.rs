//! The distributed shape: api and worker as processes of their own, over a PostgreSQL and an S3 that they share.
//!
//! `TEST_POSTGRES_URL` names a server on which databases may be made; every test has its own. The S3 is served by the
//! test itself, on loopback, over the whole protocol.

mod bucket;
mod database;
mod dying;
mod sharing;
mod site;

const API: &str = env!("CARGO_BIN_EXE_api-under-test");
const WORKER: &str = env!("CARGO_BIN_EXE_worker-under-test");
