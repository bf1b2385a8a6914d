//! What it was about.

use super::document::{Analytics, Topic};
use super::number::whole;
use super::sheet::{Ink, Sheet};

/// So many topics are named.
const NAMED: usize = 12;

const NAME: usize = 20;

pub(super) fn show(sheet: &mut Sheet, analytics: &Analytics) {
    let Some(topics) = &analytics.extended.topics else { return };
    let lists = [("of the profile", &topics.user), ("suggested", &topics.suggested)];
    if lists.iter().all(|(_, list)| list.is_empty()) {
        return;
    }
    sheet.heading("Topics");
    let shown = |topic: &Topic| Ink::Plain.of(format!("{} ×{}", topic.name, whole(topic.mentions)));
    for (name, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        let pieces: Vec<_> = list.iter().take(NAMED).map(shown).collect();
        sheet.list([Ink::Plain.of("  "), Ink::Aside.of(name).left(NAME)], 2 + NAME, &pieces);
    }
}
