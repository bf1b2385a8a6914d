//! The profiles that were read last.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use engine::{BuiltIn, Profile};
use model::{ProfileVersion, TenantId};

/// A profile of many phrases takes some megabytes.
const MOST: usize = 32;

/// What was read: it never says anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    BuiltIn(BuiltIn),
    Own(TenantId, ProfileVersion),
}

/// At most [`MOST`], the one used last at the end.
#[derive(Default)]
pub(super) struct Known(Mutex<VecDeque<(Read, Arc<Profile>)>>);

impl Known {
    pub(super) fn get(&self, read: &Read) -> Option<Arc<Profile>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = known.iter().position(|(other, _)| other == read)?;
        let found = known.remove(at)?;
        let profile = Arc::clone(&found.1);
        known.push_back(found);
        Some(profile)
    }

    pub(super) fn keep(&self, read: Read, profile: Arc<Profile>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(other, _)| *other != read);
        if known.len() == MOST {
            known.pop_front();
        }
        known.push_back((read, profile));
    }
}

#[cfg(test)]
mod tests {
    use model::{ProfileId, Random as _, SeededRandom, Timestamp};

    use super::*;

    #[test]
    fn the_one_not_used_for_longest_is_forgotten() {
        let random = SeededRandom::new(1);
        let id = || random.uuid(Timestamp(0));
        let (tenant, profile) = (TenantId(id()), ProfileId(id()));
        let read = |version| Read::Own(tenant, ProfileVersion { profile, version });
        let known = Known::default();
        let text: Arc<Profile> = Arc::default();
        for version in 0..32 {
            known.keep(read(version), Arc::clone(&text));
        }
        assert!(known.get(&read(0)).is_some());
        known.keep(read(32), Arc::clone(&text));
        assert!(known.get(&read(1)).is_none());
        assert!(known.get(&read(0)).is_some() && known.get(&read(32)).is_some());
        let elsewhere = Read::Own(TenantId(id()), ProfileVersion { profile, version: 0 });
        assert!(known.get(&elsewhere).is_none(), "another tenant's is another");
    }
}
