//! How often the profile's phrases were said.

use super::document::Analytics;
use super::number::{counted, whole};
use super::places::turns;
use super::sheet::{Ink, Sheet};

const NAME: usize = 36;

/// So many categories are shown.
const SHOWN: usize = 25;

pub(super) fn show(sheet: &mut Sheet, analytics: &Analytics) {
    let said: Vec<_> = analytics.extended.categories.iter().flatten().filter(|category| category.matches > 0).collect();
    if said.is_empty() {
        return;
    }
    sheet.heading("Categories");
    for category in said.iter().take(SHOWN) {
        let matches = Ink::Plain.of(counted(category.matches, "time")).left(14);
        let evidence = category.talk_turns.iter().map(|turn| turn.index);
        let first = [Ink::Plain.of("  "), Ink::Plain.of(&category.name).left(NAME), matches];
        sheet.list(first, 2 + NAME + 14, &turns(evidence, category.talk_turn_count));
    }
    if said.len() > SHOWN {
        sheet.line([Ink::Aside.of(format!("  and {} more", whole((said.len() - SHOWN) as u64)))]);
    }
}
