//! How much an analysis looks for.
//!
//! What must stay true: whatever the profile, turns are cut into the same utterances and feel the same.
//! Deliberately absent: profiles that a tenant makes; those are stored, and these are built in.

use serde::{Deserialize, Serialize};

/// A built-in profile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// Everything the engine knows.
    #[default]
    Default,
    /// Counts and sentiment: no behavior is looked for, so there is none and no metric either.
    Counts,
}

impl Profile {
    pub const ALL: [Self; 2] = [Self::Default, Self::Counts];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Counts => "counts",
        }
    }

    /// The profile of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.as_str() == name)
    }
}
