//! Who cut in on others, and where.

use super::document::Analytics;
use super::number::{counted, duration};
use super::places::turns;
use super::sheet::{Ink, Sheet};
use super::speakers::named;

const NAME: usize = 22;

/// So many of those who interrupted are named.
const NAMED: usize = 5;

pub(super) fn show(sheet: &mut Sheet, analytics: &Analytics) {
    let Some(found) = analytics.extended.interruptions.as_ref().filter(|found| found.count > 0) else { return };
    sheet.heading("Interruptions");
    for interrupter in found.speakers.iter().take(NAMED) {
        let overlap = interrupter.overlap_ms.map(|both| format!(", {} of them together", duration(both)));
        sheet.line([
            Ink::Plain.of("  "),
            Ink::Plain.of(interrupter.speaker.as_ref().map_or_else(|| "nobody named".to_owned(), named)).left(NAME),
            Ink::Plain.of(counted(interrupter.count, "time")),
            Ink::Aside.of(overlap.unwrap_or_default()),
        ]);
    }
    sheet.list([Ink::Plain.of("").left(2 + NAME)], 2 + NAME, &turns(found.talk_turns.iter().copied(), found.count));
}
