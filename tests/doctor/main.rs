//! `api doctor` in the distributed shape, as a person runs it: the real program over a real PostgreSQL, RabbitMQ and S3, all
//! well, and each of them broken in turn. (The embedded shape's are in `end_to_end`.)

mod bucket;
#[path = "../distributed/database.rs"]
mod database;
mod report;
mod signed;
mod site;
mod trouble;
mod well;

const API: &str = env!("CARGO_BIN_EXE_api-under-test");
const WORKER: &str = env!("CARGO_BIN_EXE_worker-under-test");
