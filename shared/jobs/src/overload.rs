//! Saying no while the backlog is too old, before anything is done.
//!
//! What must stay true: whoever is refused has left nothing behind and may simply come again; a store that does not tell
//! its backlog refuses nobody by this rule. Off until an operator sets an age.

use std::sync::Arc;
use std::time::Duration;

use crate::load::Loads;
use crate::{Error, Ports};

/// The age of the backlog is looked at this often.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// The rule that refuses new work.
#[derive(Clone, Default)]
pub(crate) struct Overload(Option<Arc<Limit>>);

struct Limit {
    oldest: Duration,
    loads: Loads,
}

impl Overload {
    pub(crate) fn new(ports: &Ports, oldest: Option<Duration>) -> Self {
        let limit = |oldest| Arc::new(Limit { oldest, loads: Loads::new(Arc::clone(&ports.store), LOOK_EVERY) });
        Self(oldest.map(limit))
    }

    /// Fails when a due job has been waiting for longer than the limit.
    pub(crate) async fn check(&self) -> Result<(), Error> {
        let Some(limit) = &self.0 else { return Ok(()) };
        let oldest = limit.loads.recent().await.and_then(|load| load.oldest_due);
        if oldest.is_some_and(|oldest| oldest > limit.oldest) { Err(Error::Busy) } else { Ok(()) }
    }
}
