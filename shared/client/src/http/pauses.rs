//! How long to wait before a request is sent again.
//!
//! Written out, because the layers leave `backoff` to `runtime`, which the command line does not need otherwise.

use std::time::Duration;

use model::{Random, SystemRandom};

/// So many tries, with pauses between them that double up to `longest`, each cut at random to between a half and all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pauses {
    pub tries: u32,
    pub first: Duration,
    pub longest: Duration,
}

impl Default for Pauses {
    /// A server that is gone for half a minute is waited for.
    fn default() -> Self {
        Self { tries: 7, first: Duration::from_millis(500), longest: Duration::from_secs(15) }
    }
}

impl Pauses {
    /// The pause after so many tries have failed, the first being 1; `None`: it is over. A server that says when to come
    /// again is believed, up to a minute, and never asked sooner.
    pub fn after(&self, failed: u32, retry_after: Option<Duration>) -> Option<Duration> {
        self.chosen(failed, retry_after, &SystemRandom)
    }

    fn chosen(&self, failed: u32, retry_after: Option<Duration>, random: &dyn Random) -> Option<Duration> {
        const TOLD_AT_MOST: Duration = Duration::from_mins(1);
        if failed >= self.tries {
            return None;
        }
        let doubled = self.first.saturating_mul(1 << failed.saturating_sub(1).min(20)).min(self.longest);
        let pause = doubled.mul_f64(0.5 + random.unit() / 2.0);
        Some(retry_after.map_or(pause, |told| pause.max(told.min(TOLD_AT_MOST))))
    }
}

#[cfg(test)]
mod tests {
    use model::SeededRandom;

    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_end() {
        let pauses = Pauses { tries: 5, first: Duration::from_millis(100), longest: Duration::from_millis(300) };
        let random = SeededRandom::new(7);
        for (failed, most) in [(1, 100), (2, 200), (3, 300), (4, 300)] {
            let pause = pauses.chosen(failed, None, &random).unwrap();
            let most = Duration::from_millis(most);
            assert!(pause <= most && pause * 2 >= most, "{failed}: {pause:?}");
        }
        assert_eq!(pauses.chosen(5, None, &random), None);
    }

    #[test]
    fn a_server_that_says_when_is_believed_within_reason() {
        let (pauses, random) = (Pauses::default(), SeededRandom::new(7));
        let told = |seconds| pauses.chosen(1, Some(Duration::from_secs(seconds)), &random).unwrap();
        assert_eq!(told(4), Duration::from_secs(4));
        assert_eq!(told(86_400), Duration::from_mins(1));
        assert!(told(0) >= pauses.first / 2, "never at once");
    }

    #[test]
    fn two_clients_do_not_come_again_together() {
        let pauses = Pauses::default();
        let of = |seed| pauses.chosen(3, None, &SeededRandom::new(seed));
        assert_ne!(of(1), of(2));
    }
}
