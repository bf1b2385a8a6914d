//! Which languages were spoken, by their codes.

use engine::Analytics;

use super::number::{counted, measured, words};
use super::sheet::{Ink, Sheet};

/// So many are named.
const NAMED: usize = 8;

pub(super) fn show(sheet: &mut Sheet, analytics: &Analytics) {
    let spoken = &analytics.extended.language;
    let most = match (spoken.language, spoken.share, spoken.reason.as_deref()) {
        (Some(language), share, _) => {
            let share = share.map(|share| format!(", {}", measured(share, "share_of_words")));
            format!("mostly {language}{}", share.unwrap_or_default())
        }
        (None, _, Some("no_words") | None) => return,
        (None, _, Some(reason)) => words(reason),
    };
    sheet.heading("Languages");
    let mut pieces = vec![Ink::Plain.of(most)];
    let several = spoken.languages.iter().filter(|_| spoken.languages.len() > 1).take(NAMED);
    pieces.extend(several.map(|one| Ink::Plain.of(format!("{} in {}", one.code, counted(one.turns, "turn")))));
    if spoken.undetermined_turns > 0 {
        pieces.push(Ink::Aside.of(format!("{} show none", counted(spoken.undetermined_turns, "turn"))));
    }
    sheet.list([Ink::Plain.of("  ")], 2, &pieces);
}
