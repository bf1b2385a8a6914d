//! What has arrived, as S3 said it at most two seconds ago: clients poll more often than parts arrive, and a listing of
//! 10,000 parts takes ten calls.
//!
//! What must stay true: only reading uses it. Completing asks S3 itself.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use model::JobId;
use objects::Part;

const FRESH: Duration = Duration::from_secs(2);

/// Recent listings by job; old ones go whenever a new one comes.
#[derive(Clone, Default)]
pub(super) struct Listings(Arc<Mutex<BTreeMap<JobId, Listing>>>);

struct Listing {
    taken: Instant,
    parts: Arc<[Part]>,
}

impl Listings {
    pub(super) fn recent(&self, job: JobId, now: Instant) -> Option<Arc<[Part]>> {
        let all = self.0.lock().expect("no holder of this lock panics");
        all.get(&job).filter(|l| now.duration_since(l.taken) < FRESH).map(|l| Arc::clone(&l.parts))
    }

    pub(super) fn keep(&self, job: JobId, taken: Instant, parts: Vec<Part>) -> Arc<[Part]> {
        let parts: Arc<[Part]> = parts.into();
        let mut all = self.0.lock().expect("no holder of this lock panics");
        all.retain(|_, l| taken.duration_since(l.taken) < FRESH);
        all.insert(job, Listing { taken, parts: Arc::clone(&parts) });
        parts
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_listing_is_used_for_two_seconds_and_then_dropped() {
        let (listings, now) = (Listings::default(), Instant::now());
        let (one, other) = (JobId(Uuid::from_u128(1)), JobId(Uuid::from_u128(2)));
        listings.keep(one, now, vec![Part { number: 1, etag: "e".into(), bytes: 1 }]);
        assert_eq!(listings.recent(one, now + FRESH / 2).map(|parts| parts.len()), Some(1));
        assert!(listings.recent(one, now + FRESH).is_none());
        listings.keep(other, now + FRESH, Vec::new());
        assert_eq!(listings.0.lock().unwrap().len(), 1);
    }
}
