//! Sets of behaviors.

use crate::taxonomy::Name;

/// A set of behaviors: one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Names(u128);

const _: () = assert!(Name::COUNT <= 128, "a bit for every name");

impl Names {
    pub(crate) fn contains(self, name: Name) -> bool {
        self.0 >> name.index() & 1 == 1
    }

    pub(crate) fn insert(&mut self, name: Name) {
        self.0 |= 1 << name.index();
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What is in either.
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both.
    pub(crate) fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in this one and not in the other.
    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl FromIterator<Name> for Names {
    fn from_iter<I: IntoIterator<Item = Name>>(names: I) -> Self {
        let mut set = Self::default();
        names.into_iter().for_each(|name| set.insert(name));
        set
    }
}
