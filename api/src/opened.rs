//! What a shape opens for the rest of the process.

use std::fs::File;
use std::sync::Arc;

use engine::Engine;
use jobs::Ports;
use objects::embedded::PartsService;
use queue::Queue;

/// The ports, and what only the embedded shape has.
pub(crate) struct Opened {
    pub ports: Ports,
    /// One for all that analyses in this process.
    pub engine: Arc<Engine>,
    /// Where tickets go.
    pub queue: Arc<dyn Queue>,
    /// The workers are elsewhere and hear of work through the queue only: tickets are sent.
    pub relays: bool,
    /// The embedded object store's own address for parts.
    pub parts: Option<PartsService>,
    /// The lock on the data directory: kept until the process has drained.
    pub lock: Option<File>,
}
