//! The process dies, at any moment and in any way: nothing is lost, nothing is done twice, nothing is left without an
//! owner. Real processes, real sockets, real signals.

mod audit;
mod draining;
mod patient;
mod refusing;
mod rounds;
mod starting;
mod workload;

/// The program under test.
const API: &str = env!("CARGO_BIN_EXE_api-under-test");
