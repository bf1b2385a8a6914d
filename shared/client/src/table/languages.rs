//! Which languages were spoken, by their codes.

use super::document::Analytics;
use super::number::{counted, measured, words};
use super::sheet::{Ink, Sheet};

/// So many are named.
const NAMED: usize = 8;

/// No code of a language.
const UNDETERMINED: &str = "und";

pub(super) fn show(sheet: &mut Sheet, analytics: &Analytics) {
    let Some(spoken) = &analytics.extended.language else { return };
    let most = match (spoken.language.as_str(), spoken.share, spoken.reason.as_deref()) {
        ("" | UNDETERMINED, _, Some("no_words") | None) => return,
        ("" | UNDETERMINED, _, Some(reason)) => words(reason),
        (language, share, _) => {
            let share = share.map(|share| format!(", {}", measured(share, "share_of_words")));
            format!("mostly {language}{}", share.unwrap_or_default())
        }
    };
    sheet.heading("Languages");
    let mut pieces = vec![Ink::Plain.of(most)];
    let several = spoken.languages.iter().filter(|_| spoken.languages.len() > 1).take(NAMED);
    pieces.extend(
        several.map(|one| Ink::Plain.of(format!("{} in {}", one.language, counted(one.talk_turn_count, "turn")))),
    );
    if spoken.undetermined_talk_turns > 0 {
        pieces.push(Ink::Aside.of(format!("{} show none", counted(spoken.undetermined_talk_turns, "turn"))));
    }
    sheet.list([Ink::Plain.of("  ")], 2, &pieces);
}
