//! Builds the engine's weights from licence-clean data and measures what the engine reaches.
//!
//! What must stay true: nothing here is part of the service; the same data and code give the same weights and
//! the same figures (speed aside), on any machine.

pub mod corpus;
pub mod data;
mod error;
pub mod evaluate;
pub mod score;
pub mod train;

pub use error::{Error, Result};
