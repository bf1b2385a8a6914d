//! Who had the floor for how long, and for how long nobody had.

use super::document::Analytics;
use super::number::{bar, counted, duration, percent};
use super::sheet::{Ink, Sheet};

const NAME: usize = 20;
const BAR: usize = 20;

pub(super) fn show(sheet: &mut Sheet, analytics: &Analytics) {
    let Some(time) = &analytics.extended.time else { return };
    if time.duration_ms <= 0 {
        return;
    }
    sheet.heading("Time");
    let parts = [
        ("professional", time.agent_ms),
        ("client", time.customer_ms),
        ("others", time.other_ms),
        ("silence", time.silence_ms),
        ("several at once", time.cross_talk_ms),
    ];
    for (name, milliseconds) in parts.into_iter().filter(|(_, milliseconds)| *milliseconds > 0) {
        let share = i128::from(milliseconds) * 1_000_000 / i128::from(time.duration_ms);
        let (full, empty) = bar(i64::try_from(share).unwrap_or(1_000_000), BAR);
        sheet.line([
            Ink::Plain.of("  "),
            Ink::Plain.of(name).left(NAME),
            Ink::Plain.of(full),
            Ink::Aside.of(empty),
            Ink::Plain.of(percent(milliseconds.unsigned_abs(), time.duration_ms.unsigned_abs())).right(7),
            Ink::Plain.of(duration(milliseconds)).right(14),
        ]);
    }
    let asides = [
        (time.estimated_turns, "no end, which is estimated"),
        (time.untimed_turns, "no time, and is not in this"),
        (time.clipped_turns, "a time far before its place, and is not whole in this"),
    ];
    for (turns, lack) in asides.into_iter().filter(|(turns, _)| *turns > 0) {
        sheet.line([Ink::Aside.of(format!("  {} with {lack}", counted(turns, "turn")))]);
    }
}
