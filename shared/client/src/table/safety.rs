//! What was said about harm: first, whole, and with the turns in which to read on.

use super::alarms::{Alarm, Alarms, is_safety};
use super::document::{Analytics, Item};
use super::lists::{is_seen, places};
use super::number::counted;
use super::places::turns;
use super::sheet::{Ink, Piece, Sheet};

const NAME: usize = 24;
const TITLE: usize = 40;

pub(super) fn show(sheet: &mut Sheet, analytics: &Analytics, alarms: &Alarms) {
    let alarming = alarms.by_severity();
    let is_ungraded = |name: &str| !alarms.has(name) && is_safety(name);
    let counts = &analytics.conversation.group.behavior_counts;
    let ungraded: Vec<_> = counts.iter().filter(|(name, _)| is_ungraded(name)).collect();
    // What rests on alarms alone would only say them again.
    let is_told = |item: &Item| !item.behaviors.is_empty() && item.behaviors.iter().all(|name| alarms.has(name));
    let items: Vec<_> =
        analytics.conversation.lists.safety.iter().filter(|item| is_seen(item) && !is_told(item)).collect();
    if alarming.is_empty() && ungraded.is_empty() && items.is_empty() {
        return;
    }
    sheet.heading("Safety");
    for (name, alarm) in alarming {
        let severity = format!("severity {} of 4", alarm.worst);
        let ink = if alarm.worst >= 2 { Ink::Alarm } else { Ink::Bad };
        let first = [Ink::Alarm.of("  ! "), Ink::Plain.of(name).left(NAME), ink.of(severity), Ink::Plain.of("  ")];
        sheet.list(first, 4 + NAME, &turns_of(alarm));
    }
    for item in items {
        let title = Ink::Plain.of(&item.title).left(TITLE);
        sheet.list([Ink::Alarm.of("  ! "), title, Ink::Plain.of("  ")], 4 + NAME, &places(item));
    }
    for (name, count) in ungraded {
        sheet.line([Ink::Plain.of("    "), Ink::Plain.of(name).left(NAME), Ink::Plain.of(counted(*count, "time"))]);
    }
}

/// Its first turns, and in any case the worst.
fn turns_of(alarm: &Alarm) -> Vec<Piece> {
    let worst = Some(alarm.worst_turn).filter(|worst| !alarm.first.contains(worst));
    turns(alarm.first.iter().copied().chain(worst), alarm.turns)
}
