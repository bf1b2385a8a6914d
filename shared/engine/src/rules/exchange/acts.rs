//! What a turn did that the turns after it may rest on.

/// A set of acts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Acts(u8);

impl Acts {
    /// Acted against the other.
    pub(super) const FRICTION: Self = Self(1);
    /// Asked leave to say, ask or do something.
    pub(super) const ASKS_LEAVE: Self = Self(2);
    /// Asked leave to give advice.
    pub(super) const ASKS_TO_ADVISE: Self = Self(4);
    /// Asked for advice.
    pub(super) const SEEKS_ADVICE: Self = Self(8);
    /// Began with a refusal or a contradiction.
    pub(super) const REFUSES: Self = Self(16);
    /// Asked by its form and not only by its tone; of a turn: the latest time that it asked.
    pub(super) const ASKS_PLAINLY: Self = Self(32);
    /// Asked for consent.
    pub(super) const ASKS_CONSENT: Self = Self(64);

    pub(super) const fn has(self, act: Self) -> bool {
        self.0 & act.0 != 0
    }

    pub(super) const fn join(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn without(self, act: Self) -> Self {
        Self(self.0 & !act.0)
    }
}

impl FromIterator<(Self, bool)> for Acts {
    /// Of each act whether it was done.
    fn from_iter<I: IntoIterator<Item = (Self, bool)>>(acts: I) -> Self {
        acts.into_iter().filter(|(_, done)| *done).fold(Self::default(), |all, (act, _)| all.join(act))
    }
}
