//! Bytes to talk turns: one push parser per format, behind one [`Reader`].
//!
//! What must stay true: what comes out never depends on how the input was cut into pushes; memory is
//! bounded by a constant whatever the input (about one turn or one member of a request; until the format
//! is clear, the first 8 MiB; of what a service's document makes us join, 64 MiB); a turn is never merged,
//! dropped or skipped in silence (a caption that only shows again what rolls over the screen is none); a
//! [`Problem`] says where and what was expected, and never quotes the input.
//! Deliberately absent: I/O, async, and any judgement of what the turns say.
//!
//! Bytes pass through four stages: a container is opened (`container`), the text becomes UTF-8 (`encoding`),
//! the format is settled from the hint and the first bytes (`sniff`), and its parser takes over (`formats`).

mod container;
mod encoding;
mod field;
mod format;
mod formats;
mod json;
mod lines;
mod problem;
mod reader;
mod sniff;

pub use format::{Format, Hint};
pub use problem::{Problem, Unsupported};
pub use reader::{Reader, Sink};
