//! Randomness as an argument.

use std::sync::Mutex;

use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng, TryRng};
use uuid::Uuid;

use crate::Timestamp;

/// Where ids, secrets and jitter come from.
pub trait Random: Send + Sync {
    /// Fills `out`; unpredictable enough for a secret in the system's implementation.
    fn fill(&self, out: &mut [u8]);

    /// A UUIDv7 made at `now`.
    fn uuid(&self, now: Timestamp) -> Uuid {
        let mut bytes = [0; 10];
        self.fill(&mut bytes);
        let millis = u64::try_from(now.unix_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    /// Uniform in `0.0..1.0`.
    fn unit(&self) -> f64 {
        let mut bytes = [0; 4];
        self.fill(&mut bytes);
        f64::from(u32::from_le_bytes(bytes)) / (f64::from(u32::MAX) + 1.0)
    }
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, out: &mut [u8]) {
        SysRng.try_fill_bytes(out).expect("the operating system gives random bytes");
    }
}

/// The same sequence for the same seed: for tests, never for secrets.
#[derive(Debug)]
pub struct SeededRandom(Mutex<StdRng>);

impl SeededRandom {
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Random for SeededRandom {
    fn fill(&self, out: &mut [u8]) {
        self.0.lock().expect("no holder of this lock panics").fill_bytes(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_are_version_7_and_sort_by_time() {
        let random = SeededRandom::new(1);
        let (early, late) = (random.uuid(Timestamp(1_000_000_000)), random.uuid(Timestamp(2_000_000_000)));
        assert_eq!(early.get_version_num(), 7);
        assert!(early < late);
    }
}
