//! The API server; with nothing configured also the worker, the object store and the database, in one process.
//!
//! What must stay true: the two shapes differ only in what [`embedded`] and [`distributed`] open; everything after that
//! is one path.
//! Deliberately absent: what a request means. That is in `surfaces`, and what it does is in `jobs`.

mod audit;
mod client_limit;
mod clients;
mod command;
mod connection;
mod credentials;
mod demo;
mod descriptors;
mod distributed;
mod doctor;
mod embedded;
mod housekeeping;
mod http;
mod learning;
mod openapi;
mod opened;
mod relay;
mod serve;
mod signing_key;
mod surfaces;
mod sweeper;
mod tenant_limit;
mod watcher;

pub use command::main;
