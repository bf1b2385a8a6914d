//! The truth about every job, behind one port, on two databases.

mod port;

pub use port::*;

/// Why a store call failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Away, restarting or overloaded: wait and try again. The write may or may not have happened.
    #[error("the database did not answer ({transaction})")]
    Unavailable { transaction: &'static str, #[source] source: Box<dyn std::error::Error + Send + Sync> },
    /// A row holds something this program cannot read.
    #[error("unreadable {table}.{column} in row {row}")]
    Corrupt { table: &'static str, column: &'static str, row: String, #[source] source: Box<dyn std::error::Error + Send + Sync> },
    /// The disk is full.
    #[error("the database's disk is full")]
    Full,
    /// Anything else: our fault.
    #[error("the database refused {transaction}")]
    Refused { transaction: &'static str, #[source] source: Box<dyn std::error::Error + Send + Sync> },
}
