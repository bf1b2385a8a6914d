//! The main job through the front door of an embedded server: real process, real sockets, the S3 protocol for the parts.

mod busy;
mod canaries;
mod cancelling;
mod clients;
mod command_line;
mod contract;
mod cors;
mod described;
mod doctor;
mod erasing;
mod fairness;
mod files;
mod following;
mod full_disk;
mod history;
mod json;
mod limits;
mod main_job;
mod metrics;
mod overload;
mod profiles_of_ones_own;
mod recordings;
mod redriving;
mod refusals;
mod relaying;
mod reply;
mod results;
mod shape;
mod signing_keys;
mod site;
mod statuses;
mod synchronous;
mod webhooks;
mod wire;
mod zoom;

/// The program under test.
const API: &str = env!("CARGO_BIN_EXE_api-under-test");

/// The command line under test.
const COLLOQUY: &str = env!("CARGO_BIN_EXE_colloquy-under-test");
