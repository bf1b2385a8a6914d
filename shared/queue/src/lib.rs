//! How waiting workers learn that there is work.
//!
//! What must stay true: the port's rule, [`Queue`]: a ticket only says "look at the store".
//! Deliberately absent: any state about jobs.

mod bell;
mod counts;
mod port;
pub mod rabbit;
mod way;

pub use bell::Bell;
pub use counts::Counts;
pub use port::{Delivery, Fate, Heard, Link, Queue, Receiver};
pub use way::Way;
