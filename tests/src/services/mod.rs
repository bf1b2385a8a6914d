//! Real services as child processes, for tests that break them: each on loopback ports and a folder of its own.
//!
//! What must stay true: whoever starts one gets nothing that another test sees; a dropped service leaves no process
//! behind; one that was stopped or killed comes back on the same ports with the same data. Starting waits until the
//! service answers and panics with its log when it does not: call it outside of what must go on meanwhile.
//! Deliberately absent: looking for services that already run. `tests/run` starts the shared ones.

mod daemon;
mod garage;
mod postgres;
mod proxy;
mod rabbit;

pub use garage::Garage;
pub use postgres::{Postgres, programs as postgres_programs};
pub use proxy::{Mode, Proxy};
pub use rabbit::{RabbitMq, Vhost};
