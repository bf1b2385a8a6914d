//! What the suites share: real processes on loopback sockets, and a client that speaks to them like any other.
//!
//! What must stay true: nothing here waits by sleeping a fixed time for something to have happened: it waits for a state,
//! with a limit.

mod client;
mod form;
mod process;
mod server;
pub mod services;
mod transcripts;
mod wait;

pub use client::{Answer, Client, Started};
pub use form::Form;
pub use process::{allow_many_sockets, run_to_end};
pub use server::{Server, Worker, memory_bytes, peak_memory_bytes};
pub use transcripts::{Dialogue, clock, full_line, ndjson, request, webvtt};
pub use wait::{setting, until};
