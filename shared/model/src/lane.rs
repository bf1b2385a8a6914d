//! Lanes: what is waited for, what is usual, and what has time.
//!
//! What must stay true: of any [`Lane::ROUND`] picks in a row each lane comes first in at least one, so none can be
//! starved by another.

use std::fmt;

/// Where a job queues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    High,
    /// The one that there was before there were others, and is spelt `main`.
    #[default]
    Normal,
    Low,
}

impl Lane {
    pub const ALL: [Self; 3] = [Self::High, Self::Normal, Self::Low];
    /// Picks after which the order among lanes repeats.
    pub const ROUND: u64 = 8;

    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Normal => "main",
            Self::Low => "low",
        }
    }

    /// By the name that clients use: `high`, `normal` or `low`.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "high" => Some(Self::High),
            "normal" => Some(Self::Normal),
            "low" => Some(Self::Low),
            _ => None,
        }
    }

    /// The number that goes with it, greater before smaller.
    pub const fn priority(self) -> i64 {
        match self {
            Self::High => 1,
            Self::Normal => 0,
            Self::Low => -1,
        }
    }

    /// The lane of a job with this number.
    pub const fn of(priority: i64) -> Self {
        match priority {
            1.. => Self::High,
            0 => Self::Normal,
            _ => Self::Low,
        }
    }

    /// Where the `pick`-th job is looked for, in this order: six times of eight high before normal before low.
    pub const fn order(pick: u64) -> [Self; 3] {
        match pick % Self::ROUND {
            3 => [Self::Normal, Self::Low, Self::High],
            7 => [Self::Low, Self::Normal, Self::High],
            _ => Self::ALL,
        }
    }
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lane_comes_first_in_every_round() {
        for start in 0..2 * Lane::ROUND {
            let first: Vec<Lane> = (start..start + Lane::ROUND).map(|pick| Lane::order(pick)[0]).collect();
            let times = Lane::ALL.map(|lane| first.iter().filter(|&&one| one == lane).count());
            assert_eq!(times, [6, 1, 1]);
        }
    }

    #[test]
    fn lanes_are_told_by_name_and_number() {
        let named = ["high", "normal", "low"].map(Lane::named);
        assert_eq!(named, Lane::ALL.map(Some));
        assert_eq!(Lane::ALL.map(|lane| Lane::of(lane.priority())), Lane::ALL);
        assert_eq!((Lane::of(7), Lane::of(-7), Lane::named("main")), (Lane::High, Lane::Low, None));
    }
}
