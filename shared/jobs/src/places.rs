//! Who may do at this moment what only so many may do at once in a process, and of those not all for one tenant.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::TenantId;

#[derive(Clone, Debug)]
pub(crate) struct Places(Arc<Taken>);

#[derive(Debug)]
struct Taken {
    all: usize,
    of_a_tenant: usize,
    by: Mutex<BTreeMap<TenantId, usize>>,
}

impl Taken {
    fn by(&self) -> MutexGuard<'_, BTreeMap<TenantId, usize>> {
        self.by.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One of the places; dropping it frees it.
#[derive(Debug)]
pub struct Place {
    taken: Arc<Taken>,
    pub(crate) tenant: TenantId,
}

impl Places {
    pub(crate) fn new(all: usize, of_a_tenant: usize) -> Self {
        Self(Arc::new(Taken { all, of_a_tenant, by: Mutex::default() }))
    }

    pub(crate) fn take(&self, tenant: TenantId) -> Option<Place> {
        let mut by = self.0.by();
        let (all, theirs) = (by.values().sum::<usize>(), by.get(&tenant).copied().unwrap_or_default());
        if all >= self.0.all || theirs >= self.0.of_a_tenant {
            return None;
        }
        by.insert(tenant, theirs + 1);
        Some(Place { taken: Arc::clone(&self.0), tenant })
    }

    pub(crate) fn taken(&self) -> usize {
        self.0.by().values().sum()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut by = self.taken.by();
        if let Some(theirs) = by.get_mut(&self.tenant) {
            *theirs -= 1;
            if *theirs == 0 {
                by.remove(&self.tenant);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn places_are_bounded_for_all_and_for_each_and_come_back() {
        let places = Places::new(3, 2);
        let (one, other) = (TenantId(Uuid::from_u128(1)), TenantId(Uuid::from_u128(2)));
        let mut held = vec![places.take(one).expect("free"), places.take(one).expect("free")];
        assert!(places.take(one).is_none(), "one tenant does not get them all");
        held.push(places.take(other).expect("free"));
        assert!(places.take(other).is_none(), "there are no more");
        held.pop();
        assert!(places.take(one).is_none());
        held.pop();
        assert!(places.take(one).is_some());
        drop(held);
        assert!(places.0.by().is_empty());
    }
}
