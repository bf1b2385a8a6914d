//! What both suites of the protocol stand on: a data directory, processes on it that can be made to fail at any call of
//! a port, the clock they share, and a record of everything the store was asked.
//!
//! What must stay true: the database and the object storage are the real embedded ones; a process that died makes no
//! further call; time moves only when a test moves it.
//! Deliberately absent: sockets, and the loops of `worker` and `api`: here the tests say when.

mod audit;
mod disk;
mod events;
mod mailbox;
mod process;
mod talk;
mod trap;
mod watched_objects;
mod watched_store;

pub(crate) use audit::nothing_is_orphaned;
pub(crate) use disk::{Disk, Opened};
pub(crate) use events::{Event, Events};
pub(crate) use mailbox::{Mailbox, Mood};
pub(crate) use process::{Process, Served};
pub(crate) use talk::{FileKind, Talk, document};
pub(crate) use trap::{Fault, Trap};
pub(crate) use watched_objects::Weather;
