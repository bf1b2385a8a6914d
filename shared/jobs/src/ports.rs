//! What the use cases stand on.

use std::sync::Arc;

use model::{Clock, Random};
use objects::Objects;
use queue::Bell;
use speech::Transcriber;
use store::Store;

use crate::{Metrics, WebhookAccess, ZoomAccess};

/// The ports, opened once at start and shared by everything in the process.
#[derive(Clone)]
pub struct Ports {
    pub store: Arc<dyn Store>,
    pub objects: Arc<dyn Objects>,
    pub bell: Bell,
    /// Rung when an attempt of this process has ended, whatever it came to: for those who wait in the same process.
    pub ended: Bell,
    /// Without one, recordings are refused.
    pub transcriber: Option<Arc<dyn Transcriber>>,
    /// Without it, nothing is imported from Zoom.
    pub zoom: Option<ZoomAccess>,
    /// Without it, no webhook is kept or called.
    pub webhooks: Option<WebhookAccess>,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub metrics: Metrics,
}
