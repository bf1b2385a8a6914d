//! What an operator does to a running installation: restarts it piece by piece, upgrades it, restores it from a backup.
//!
//! Every test starts a PostgreSQL, a RabbitMQ and an S3 of its own. `TEST_PREVIOUS` names a folder with the `api` and the
//! `worker` of the release before this one, under the names that the tests' own have; `tests/run` builds them.

mod backup;
mod place;
mod rolling;
mod upgrade;

const API: &str = env!("CARGO_BIN_EXE_api-under-test");
const WORKER: &str = env!("CARGO_BIN_EXE_worker-under-test");
