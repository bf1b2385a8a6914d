//! What an analysis looks for, and how much of it has to be there.
//!
//! What must stay true: whatever the profile, turns are cut into the same utterances.
//! Deliberately absent: where profiles are kept, and who may use which.

mod built_in;

pub use built_in::BuiltIn;

/// A profile, ready to be used.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    looks_for_behaviors: bool,
}

impl Profile {
    /// The profile that is built in under this name.
    pub fn built_in(which: BuiltIn) -> Self {
        Self { looks_for_behaviors: which == BuiltIn::Default }
    }

    /// Whether behaviors are looked for at all. Without, there is no metric and no detector either.
    pub(crate) fn looks_for_behaviors(&self) -> bool {
        self.looks_for_behaviors
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::built_in(BuiltIn::Default)
    }
}
