//! How often which behavior was seen, by category.

use std::cmp::Reverse;

use engine::behavior;

use super::document::Group;
use super::number::whole;
use super::sheet::{Ink, Sheet};

const CATEGORY: usize = 20;

/// Shown by itself, and first.
const SAFETY: &str = "safety";

pub(super) fn show(sheet: &mut Sheet, whole_conversation: &Group) {
    let counts = &whole_conversation.behavior_counts;
    let mut categories: Vec<&str> =
        engine::behaviors().map(engine::Behavior::category).filter(|c| *c != SAFETY).collect();
    categories.dedup();
    let seen = |category: &str| {
        let mut seen: Vec<_> =
            counts.iter().filter(|(name, _)| behavior(name).is_some_and(|b| b.category() == category)).collect();
        seen.sort_by_key(|(_, count)| Reverse(**count));
        seen
    };
    let shown: Vec<_> = categories.into_iter().map(|category| (category, seen(category))).collect();
    if shown.iter().all(|(_, seen)| seen.is_empty()) {
        return;
    }
    sheet.heading("Behaviors");
    for (category, seen) in shown.into_iter().filter(|(_, seen)| !seen.is_empty()) {
        let pieces: Vec<_> =
            seen.into_iter().map(|(name, n)| Ink::Plain.of(format!("{name} ×{}", whole(*n)))).collect();
        sheet.list([Ink::Plain.of("  "), Ink::Aside.of(category).left(CATEGORY)], 2 + CATEGORY, &pieces);
    }
}
