//! The behaviors this engine can see: their names and what is said about them to people.
//!
//! What must stay true: names are lower case and never change once published; texts describe conduct, not
//! persons, and diagnose nothing. Tips and suggestions are fixed per behavior, never learned or generated.
//! Deliberately absent: behaviors that nothing here detects yet. A name is added together with its rule.

mod business;
mod client_talk;
mod collaboration;
mod courtesy;
mod direction;
mod friction;
mod listening;
pub(crate) mod name;
mod questions;
mod safety;
mod support;

pub use name::Name;

use crate::side::Side;

/// Categories and their behaviors, in the order they are shown in.
const CATEGORIES: [(&str, &[Behavior]); 10] = [
    ("questions", questions::BEHAVIORS),
    ("listening", listening::BEHAVIORS),
    ("support", support::BEHAVIORS),
    ("collaboration", collaboration::BEHAVIORS),
    ("direction", direction::BEHAVIORS),
    ("friction", friction::BEHAVIORS),
    ("client talk", client_talk::BEHAVIORS),
    ("courtesy and style", courtesy::BEHAVIORS),
    ("business", business::BEHAVIORS),
    ("safety", safety::BEHAVIORS),
];

/// Safety behaviors that have a severity.
pub const GRADED: [Name; 6] = [
    name::ABUSE_DISCLOSURE,
    name::MEDICAL_EMERGENCY,
    name::SELF_HARM,
    name::SUBSTANCE_RISK,
    name::SUICIDAL_IDEATION,
    name::THREAT,
];

/// One kind of conduct that can be seen in an utterance.
#[derive(Debug, PartialEq, Eq)]
pub struct Behavior {
    pub name: Name,
    /// Who can show it.
    pub by: By,
    pub definition: &'static str,
    pub tip: Tip,
    pub suggestion: Suggestion,
}

/// What to take from having shown the behavior.
#[derive(Debug, PartialEq, Eq)]
pub struct Tip {
    pub text: &'static str,
    pub tip_type: TipType,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TipType {
    DoMore,
    DoLess,
    Try,
}

impl TipType {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DoMore => "do_more",
            Self::DoLess => "do_less",
            Self::Try => "try",
        }
    }
}

/// What could have been said in the utterance's place, or beside it.
#[derive(Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub text: &'static str,
    pub suggestion_type: SuggestionType,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuggestionType {
    Rephrase,
    Replace,
    Add,
}

impl SuggestionType {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rephrase => "rephrase",
            Self::Replace => "replace",
            Self::Add => "add",
        }
    }
}

/// Whose conduct a behavior is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Anyone,
    /// Therapist, coach, agent, seller, chair.
    Professional,
    /// Client, patient, customer, caller.
    Client,
}

const fn entry(
    name: Name,
    definition: &'static str,
    tip: (TipType, &'static str),
    suggestion: (SuggestionType, &'static str),
) -> Behavior {
    Behavior {
        name,
        by: By::Anyone,
        definition,
        tip: Tip { text: tip.1, tip_type: tip.0 },
        suggestion: Suggestion { text: suggestion.1, suggestion_type: suggestion.0 },
    }
}

impl Behavior {
    const fn by(self, by: By) -> Self {
        Self { by, ..self }
    }

    pub fn category(&self) -> &'static str {
        let of = |behavior: &&Behavior| behavior.name == self.name;
        let found = CATEGORIES.iter().find(|(_, behaviors)| behaviors.iter().any(|behavior| of(&behavior)));
        found.map_or("", |(category, _)| category)
    }
}

impl By {
    /// Whether somebody on this side can show it.
    pub(crate) const fn may_be(self, side: Side) -> bool {
        !matches!((self, side), (Self::Professional, Side::Client) | (Self::Client, Side::Professional))
    }
}

/// The categories, in the order they are shown in.
pub fn categories() -> impl Iterator<Item = &'static str> {
    CATEGORIES.iter().map(|(category, _)| *category)
}

/// Every behavior, by category and then by name.
pub fn behaviors() -> impl Iterator<Item = &'static Behavior> {
    CATEGORIES.iter().flat_map(|(_, behaviors)| behaviors.iter())
}

/// The behavior of this exact name.
pub fn behavior(name: &str) -> Option<&'static Behavior> {
    let name = Name::of(name)?;
    behaviors().find(|behavior| behavior.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_behavior_is_listed_once_and_complete() {
        let names: BTreeSet<_> = behaviors().map(|b| b.name).collect();
        assert_eq!(names.len(), behaviors().count());
        for b in behaviors() {
            assert_eq!(behavior(b.name.as_str()), Some(b));
            assert_ne!(b.category(), "");
            for text in [b.definition, b.tip.text, b.suggestion.text] {
                assert!(text.len() > 30 && text.ends_with(['.', '?', '”']), "{}: {text}", b.name.as_str());
            }
        }
        assert_eq!(behavior("Open Question"), None);
    }

    #[test]
    fn each_category_is_in_order() {
        for (category, behaviors) in CATEGORIES {
            assert!(behaviors.is_sorted_by_key(|b| b.name), "{category}");
        }
    }
}
