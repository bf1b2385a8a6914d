//! Measurements of the distributed shape, on PostgreSQL and RabbitMQ servers of their own.
//!
//! What must stay true: both sides of a comparison use the same servers, in turn, while the other side is stopped; the
//! database syncs every commit to the disk, and the time that takes stands beside the figures; times of jobs are the
//! database's own, by one clock; a round in which anything was refused, failed or lost ends the measurement.
//! Deliberately absent: tuning. Both servers run on their defaults.

pub(crate) mod ab;
pub(crate) mod awa;
mod bed;
mod celery;
pub(crate) mod cpu;
mod database;
mod fsync;
pub(crate) mod idle;
pub(crate) mod offered;
pub(crate) mod peer;
mod preload;
pub(crate) mod scaling;
pub(crate) mod side;
pub(crate) mod statistics;
pub(crate) mod work;
