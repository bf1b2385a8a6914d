//! The main job's answers, field by field, as contracts and design have them.

mod documents;
mod echo;
mod headers;
mod idempotency;
mod numbers;
mod options;
mod profiles;
pub(crate) mod shapes;
