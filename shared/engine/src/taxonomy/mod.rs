//! The behaviors this engine can see: their names and what is said about them to people.
//!
//! What must stay true: names are lower case and never change once published; texts describe conduct, not
//! persons, and diagnose nothing. Tips and suggestions are fixed per behavior, never learned or generated.
//! Deliberately absent: behaviors that nothing here detects yet. A name is added together with its rule.

mod table;

pub(crate) mod name {
    pub(crate) const AGREEMENT: &str = "agreement";
    pub(crate) const APOLOGY: &str = "apology";
    pub(crate) const CHECK_FOR_UNDERSTANDING: &str = "check for understanding";
    pub(crate) const CLARIFICATION_QUESTION: &str = "clarification question";
    pub(crate) const CLOSED_QUESTION: &str = "closed question";
    pub(crate) const CLOSING: &str = "closing";
    pub(crate) const COLLABORATIVE_QUESTION: &str = "collaborative question";
    pub(crate) const DISAGREEMENT: &str = "disagreement";
    pub(crate) const FILLER_WORDS: &str = "filler words";
    pub(crate) const GRATITUDE: &str = "gratitude";
    pub(crate) const GREETING: &str = "greeting";
    pub(crate) const HEDGING: &str = "hedging";
    pub(crate) const LEADING_QUESTION: &str = "leading question";
    pub(crate) const OPEN_QUESTION: &str = "open question";
    pub(crate) const POLITE_REQUEST: &str = "polite request";
    pub(crate) const SCALING_QUESTION: &str = "scaling question";
    pub(crate) const STACKED_QUESTIONS: &str = "stacked questions";
}

/// One kind of conduct that can be seen in an utterance.
#[derive(Debug, PartialEq, Eq)]
pub struct Behavior {
    pub name: &'static str,
    pub category: &'static str,
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

/// Every behavior, by category and then by name.
pub fn behaviors() -> &'static [Behavior] {
    table::BEHAVIORS
}

/// The behavior of this exact name.
pub fn behavior(name: &str) -> Option<&'static Behavior> {
    table::BEHAVIORS.iter().find(|behavior| behavior.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_behavior_is_listed_once_and_complete() {
        let names: BTreeSet<_> = behaviors().iter().map(|b| b.name).collect();
        assert_eq!(names.len(), behaviors().len());
        for b in behaviors() {
            assert_eq!(b.name, b.name.to_lowercase());
            assert_eq!(behavior(b.name), Some(b));
            for text in [b.definition, b.tip.text, b.suggestion.text] {
                assert!(text.len() > 30 && text.ends_with(['.', '?', '”']), "{}: {text}", b.name);
            }
        }
        assert_eq!(behavior("Open Question"), None);
    }

    #[test]
    fn the_list_is_in_order() {
        assert!(behaviors().is_sorted_by_key(|b| (b.category != "questions", b.category, b.name)));
    }
}
