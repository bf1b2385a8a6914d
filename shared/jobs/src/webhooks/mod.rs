//! Webhooks: whom a tenant wants told of the ends of its jobs, and what they were told.
//!
//! What must stay true: a secret is sealed before it is stored, for its tenant and its webhook alone, and told only to whoever
//! made it; a URL is judged when it is kept and its address whenever it is called; neither is logged.
//! Nothing here calls anybody: the jobs of deliveries do (see `work`).

mod access;
mod deliveries;
mod line;
mod message;
mod register;

pub use access::WebhookAccess;
pub use deliveries::{DeliveryAnswer, DeliveryPage};
pub(crate) use line::Line;
pub(crate) use message::body;
pub use register::{KeptWebhook, WebhookWords, Webhooks};
