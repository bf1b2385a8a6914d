//! What was looked for and whether it was shown, each with a mark that needs no colour, and with its turns.

use engine::{reason, status};

use super::document::{Item, Lists};
use super::places::turns;
use super::sheet::{Ink, Piece, Sheet};

const TITLE: usize = 36;

/// So many items of a list are shown.
const SHOWN: usize = 25;

pub(super) fn show(sheet: &mut Sheet, lists: &Lists) {
    marked(sheet, "Fidelity", &lists.fidelity);
    marked(sheet, "Checklist", &lists.checklist);
    stretches(sheet, "Highlights", Ink::Good, &lists.highlights);
    stretches(sheet, "Lowlights", Ink::Bad, &lists.lowlights);
}

/// Whether something was seen of it.
pub(super) fn is_seen(item: &Item) -> bool {
    matches!(item.status, status::DETECTED | status::PARTIAL)
}

/// Its turns.
pub(super) fn places(item: &Item) -> Vec<Piece> {
    turns(item.talk_turns.iter().map(|turn| turn.index), item.talk_turns_total)
}

/// What was seen, and nothing of what was not.
fn stretches(sheet: &mut Sheet, heading: &str, ink: Ink, items: &[Item]) {
    let seen: Vec<_> = items.iter().filter(|item| is_seen(item)).collect();
    if seen.is_empty() {
        return;
    }
    sheet.heading(heading);
    for item in seen.into_iter().take(SHOWN) {
        let mark = if item.status == status::DETECTED { "✓" } else { "~" };
        let title = Ink::Plain.of(&item.title).left(TITLE);
        let first = [Ink::Plain.of("  "), ink.of(mark).left(2), title, Ink::Plain.of("  ")];
        sheet.list(first, TITLE + 6, &places(item));
        let behaviors: Vec<_> = item.behaviors.iter().map(|behavior| Ink::Aside.of(&**behavior)).collect();
        if !behaviors.is_empty() {
            sheet.list([Ink::Plain.of("    ")], 4, &behaviors);
        }
    }
}

/// All of them, whether they were seen or not.
fn marked(sheet: &mut Sheet, heading: &str, items: &[Item]) {
    if items.is_empty() {
        return;
    }
    sheet.heading(heading);
    let is_idle = |item: &Item| item.status == status::NOT_APPLICABLE && item.reason == items[0].reason;
    if items.iter().all(is_idle) {
        sheet.line([Ink::Aside.of(format!("  – {}", why(items[0].reason)))]);
        return;
    }
    for item in items.iter().take(SHOWN) {
        let (ink, mark) = match item.status {
            status::DETECTED => (Ink::Good, "✓"),
            status::PARTIAL => (Ink::Plain, "~"),
            status::NOT_APPLICABLE => (Ink::Aside, "–"),
            _ => (Ink::Bad, "✗"),
        };
        let first =
            [Ink::Plain.of("  "), ink.of(mark).left(2), Ink::Plain.of(&item.title).left(TITLE), Ink::Plain.of("  ")];
        let why = Some(why(item.reason)).filter(|why| !why.is_empty()).map(|why| Ink::Aside.of(why));
        sheet.list(first, TITLE + 6, &why.into_iter().chain(places(item)).collect::<Vec<_>>());
    }
    sheet.line([Ink::Aside.of("  ✓ shown  ~ partly  ✗ not shown  – does not apply")]);
}

/// What the status alone does not say.
fn why(code: u8) -> &'static str {
    match code {
        reason::FEWER => "less often than asked for",
        reason::INCOMPLETE => "not all of it together",
        reason::NEARLY => "close to its bound",
        reason::PRESENT => "should not be there",
        reason::MISSED => "misses its bound",
        reason::NO_TURNS => "nobody whose turns count",
        reason::NO_TIMES => "no times",
        reason::NO_METRIC => "too little to say",
        reason::NO_BEHAVIORS => "not in the profile",
        reason::FAINT => "less severe than asked for",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::TurnRef;
    use super::*;
    use crate::terminal::Look;

    fn item(title: &str, status: u8, reason: u8, turns: &[u64]) -> Item {
        let turn = |index: &u64| TurnRef { index: *index };
        let (talk_turns, talk_turns_total) = (turns.iter().map(turn).collect(), turns.len() as u64);
        Item { title: title.to_owned(), status, reason, talk_turns, talk_turns_total, ..Item::default() }
    }

    fn page(lists: &Lists) -> String {
        let mut sheet = Sheet::new(Look { width: 80, colours: false });
        show(&mut sheet, lists);
        sheet.into_text()
    }

    #[test]
    fn every_status_has_a_mark_and_every_item_of_a_checklist_a_line() {
        let checklist = vec![
            item("Greeting", status::DETECTED, reason::ENOUGH, &[0]),
            item("Consent\u{1b}[2J", status::PARTIAL, reason::FEWER, &[2, 9]),
            item("Summary", status::NOT_DETECTED, reason::NOTHING, &[]),
            item("Patience", status::NOT_APPLICABLE, reason::NO_TIMES, &[]),
        ];
        assert_eq!(
            page(&Lists { checklist, ..Lists::default() }),
            "Checklist\n\
             \u{20} ✓ Greeting                              turn 0\n\
             \u{20} ~ Consent[2J                            less often than asked for, turns 2, 9\n\
             \u{20} ✗ Summary\n\
             \u{20} – Patience                              no times\n\
             \u{20} ✓ shown  ~ partly  ✗ not shown  – does not apply\n"
        );
    }

    #[test]
    fn of_highlights_only_what_was_seen_is_shown() {
        let lowlights = vec![item("Clash", status::NOT_DETECTED, reason::NOTHING, &[])];
        let highlights = vec![item("A warm stretch", status::DETECTED, reason::ENOUGH, &[4, 5, 6])];
        let shown = page(&Lists { highlights, lowlights, ..Lists::default() });
        assert!(shown.contains("✓ A warm stretch") && shown.contains("turns 4, 5, 6"), "{shown}");
        assert!(!shown.contains("Lowlights"), "{shown}");
    }

    #[test]
    fn what_applies_nowhere_is_said_once() {
        let fidelity = vec![item("One", status::NOT_APPLICABLE, reason::NO_BEHAVIORS, &[]); 3];
        assert_eq!(page(&Lists { fidelity, ..Lists::default() }), "Fidelity\n  – not in the profile\n");
    }

    #[test]
    fn many_turns_are_counted() {
        let turns: Vec<u64> = (0..40).collect();
        let shown = page(&Lists { fidelity: vec![item("Asks", status::DETECTED, 1, &turns)], ..Lists::default() });
        assert!(shown.contains("and 28 more"), "{shown}");
    }
}
