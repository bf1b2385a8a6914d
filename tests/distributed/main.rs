//! The distributed shape: api and worker as processes of their own, over a PostgreSQL, a RabbitMQ and an S3 that they
//! share.
//!
//! `TEST_POSTGRES_URL` names a server on which databases may be made, `TEST_AMQP_URL` a broker on which virtual hosts may
//! be, and every test has its own of both; `TEST_S3_ENDPOINT` and what belongs to it names a bucket that all use.

mod bucket;
mod canaries;
mod clients;
mod database;
mod dying;
mod following;
mod limits;
mod sharing;
mod signing_keys;
mod site;
mod webhooks;
mod zoom;

const API: &str = env!("CARGO_BIN_EXE_api-under-test");
const WORKER: &str = env!("CARGO_BIN_EXE_worker-under-test");
