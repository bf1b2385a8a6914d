//! A file on its way to the server: cut into parts, many at a time, and resumed where it was interrupted.
//!
//! What must stay true: memory is bounded whatever the file's length; an interrupted upload is kept as the server has it,
//! and is gone on with only if the file is the same.

mod kept;
mod plan;
mod sending;
mod source;

pub(crate) use kept::{Kept, Shelf};
pub(crate) use sending::{Sending, Stopped};
pub(crate) use source::Source;
