//! The ways a ticket can go: one for each lane, and one ahead of them.
//!
//! What must stay true: a way only says how soon a ticket is heard; of any [`Lane::ROUND`] tickets that are taken over,
//! one comes from each lane that has any.

use model::Lane;

/// Which way a ticket goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// For a tenant that has no other ticket out: it does not wait behind everybody else's.
    First,
    Lane(Lane),
}

impl Way {
    pub const ALL: [Self; 4] = [Self::First, Self::Lane(Lane::High), Self::NORMAL, Self::Lane(Lane::Low)];
    /// The one that every version of this program listens at.
    pub const NORMAL: Self = Self::Lane(Lane::Normal);

    /// Its place in [`Self::ALL`].
    pub const fn index(self) -> usize {
        match self {
            Self::First => 0,
            Self::Lane(lane) => 1 + lane as usize,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Lane(lane) => lane.as_str(),
        }
    }

    /// Where the `pick`-th ticket is looked for, in this order.
    pub(crate) fn order(pick: u64) -> [Self; 4] {
        let lanes = Lane::order(pick).map(Self::Lane);
        match lanes {
            [high @ Self::Lane(Lane::High), others @ ..] => [Self::First, high, others[0], others[1]],
            [mine, others @ ..] => [mine, Self::First, others[0], others[1]],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_has_every_way_and_no_lane_is_always_behind() {
        for pick in 0..Lane::ROUND {
            let mut order = Way::order(pick);
            order.sort_unstable();
            assert_eq!(order, Way::ALL);
        }
        assert!(Way::ALL.iter().enumerate().all(|(at, way)| way.index() == at));
        for way in Way::ALL.into_iter().filter(|way| *way != Way::Lane(Lane::High)) {
            assert!((0..Lane::ROUND).any(|pick| Way::order(pick)[0] == way), "{way:?}");
        }
    }
}
