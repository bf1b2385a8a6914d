//! Faults on real processes: an api and workers over a PostgreSQL, a RabbitMQ and an S3 of one test's own, all of which
//! die, hang, lie and come back. What happened to every job is read from a record that the database itself keeps, and
//! held against the protocol.
//!
//! What must stay true: a test breaks only what is its own; what it waits for is a state, and what lasts for a while is a
//! fault.

mod audit;
mod broker;
mod broker_trouble;
mod cancel;
mod clients;
mod herd;
mod history;
mod mix;
mod outages;
mod poison;
mod rules;
mod site;
mod talks;
mod trouble;
mod workers;

const API: &str = env!("CARGO_BIN_EXE_api-under-test");
const WORKER: &str = env!("CARGO_BIN_EXE_worker-under-test");
