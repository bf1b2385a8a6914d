//! The worker as it is started in either shape, on a real SQLite store, at a queue that does what the test says.

mod bed;
mod cancelling;
mod doubting;
mod drain;
mod full;
mod looking;
mod script;
mod store;
mod tickets;
