//! How much there is to do and who does it, over the whole deployment, remembered for a moment.
//!
//! What must stay true: the store is asked at most once in a while, however many want to know, and waited for at most
//! [`PATIENCE`]; what it did not say is not known: never stale, never zero.

use std::sync::Arc;
use std::time::{Duration, Instant};

use store::{Load, Store};
use tokio::sync::Mutex;

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// Asks the store for its load.
pub(crate) struct Loads {
    store: Arc<dyn Store>,
    fresh: Duration,
    last: Mutex<Option<Answer>>,
}

struct Answer {
    at: Instant,
    load: Option<Load>,
}

impl Loads {
    /// An answer is good for `fresh`.
    pub(crate) fn new(store: Arc<dyn Store>, fresh: Duration) -> Self {
        Self { store, fresh, last: Mutex::new(None) }
    }

    /// The load as it was at most a moment ago; `None` where the store does not say.
    pub(crate) async fn recent(&self) -> Option<Load> {
        let mut last = self.last.lock().await;
        if let Some(answer) = &*last
            && answer.at.elapsed() < self.fresh
        {
            return answer.load;
        }
        let asked = tokio::time::timeout(PATIENCE, self.store.load()).await;
        let load = asked.ok().and_then(Result::ok);
        *last = Some(Answer { at: Instant::now(), load });
        load
    }
}
