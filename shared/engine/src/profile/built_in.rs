//! The profiles that need no file.
//!
//! Deliberately absent: profiles that a tenant makes; those are stored, and these are built in.

use serde::{Deserialize, Serialize};

/// A profile that is there without anybody having made it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BuiltIn {
    /// Everything the engine knows.
    #[default]
    Default,
    /// Counts and sentiment: no behavior is looked for, so there is none and no metric either.
    Counts,
}

impl BuiltIn {
    pub const ALL: [Self; 2] = [Self::Default, Self::Counts];

    pub(super) const NAMED: [(&'static str, Self); 2] =
        [(Self::Default.as_str(), Self::Default), (Self::Counts.as_str(), Self::Counts)];

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

    /// What its file is called.
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Default => "default.toml",
            Self::Counts => "counts.toml",
        }
    }

    /// Its file, which shows how a profile is written.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Default => include_str!("../../profiles/default.toml"),
            Self::Counts => include_str!("../../profiles/counts.toml"),
        }
    }
}
