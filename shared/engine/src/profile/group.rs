//! What a profile may say `open question`, `questions` or `all` for: one behavior, the behaviors of a category, or all.
//!
//! What must stay true: no behavior is called as a category is; the narrower the group, the more its word counts.

use super::field::Field;
use super::names::Names;
use crate::taxonomy::{Name, behaviors, categories};

/// Every behavior there is.
const ALL: &str = "all";

/// Where every name is listed.
const LISTING: &str = "names are listed by GET /v1/profile and in shared/engine/profiles/README.md";

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    All,
    Category(&'static str),
    Behavior(Name),
}

impl Group {
    pub(super) fn of(text: &str) -> Option<Self> {
        let category = || categories().find(|category| *category == text).map(Self::Category);
        match Name::of(text) {
            Some(name) => Some(Self::Behavior(name)),
            None if text == ALL => Some(Self::All),
            None => category(),
        }
    }

    pub(super) fn read(field: &Field<'_>) -> Option<Self> {
        let names = Name::all().map(Name::as_str).chain(categories()).chain([ALL]);
        field.known("a behavior, a category or \"all\"", names, Self::of, LISTING)
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::All => ALL,
            Self::Category(category) => category,
            Self::Behavior(name) => name.as_str(),
        }
    }

    pub(super) fn names(self) -> Names {
        match self {
            Self::All => Name::all().collect(),
            Self::Behavior(name) => Names::from_iter([name]),
            Self::Category(category) => {
                behaviors().filter(|behavior| behavior.category() == category).map(|behavior| behavior.name).collect()
            }
        }
    }

    /// 0 for all, 2 for one behavior.
    pub(super) const fn narrowness(self) -> usize {
        match self {
            Self::All => 0,
            Self::Category(_) => 1,
            Self::Behavior(_) => 2,
        }
    }
}

/// The name of one behavior.
pub(super) fn behavior(field: &Field<'_>) -> Option<Name> {
    field.known("a behavior", Name::all().map(Name::as_str), Name::of, LISTING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_is_told_by_its_word_and_no_two_share_one() {
        for name in Name::all() {
            assert_eq!(Group::of(name.as_str()), Some(Group::Behavior(name)));
        }
        let mut all = Names::default();
        for category in categories() {
            let group = Group::of(category).expect("a category");
            assert_eq!(group, Group::Category(category), "a behavior has the name of a category");
            assert!(all.common(group.names()).is_empty());
            all = all.and(group.names());
        }
        assert_eq!(all, Group::of("all").expect("all").names());
        assert_eq!(Group::of("Questions"), None);
    }
}
