//! What a shape opens for the rest of the process.

use std::fs::File;

use jobs::Ports;
use objects::embedded::PartsService;

/// The ports, and what only the embedded shape has.
pub(crate) struct Opened {
    pub ports: Ports,
    /// The embedded object store's own address for parts.
    pub parts: Option<PartsService>,
    /// The lock on the data directory: kept until the process has drained.
    pub lock: Option<File>,
}
