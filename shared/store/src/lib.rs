//! The truth about every job, behind one port, on two databases.
//!
//! What must stay true: PostgreSQL and SQLite run the same transactions from one SQL text and pass one
//! conformance suite; nothing outside this crate names a database. An error never carries a parameter.
//! Deliberately absent: queueing, objects, and every rule that does not need a transaction.

mod error;
mod examine;
mod migrations;
mod port;
mod postgres;
mod sql;
mod sqlite;
mod store;
mod transactions;

pub use error::Error;
pub use examine::{ClockReading, PostgresFacts, SchemaFacts, SqliteFacts, Unexamined};
pub use port::*;
pub use postgres::{examine_postgres, open_postgres};
pub use sql::Sql;
pub use sqlite::{examine_sqlite, open_sqlite};
pub use transactions::statements;
