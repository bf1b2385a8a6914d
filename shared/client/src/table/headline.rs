//! What was read, and how much of it there was.

use super::document::Response;
use super::number::{counted, duration, words};
use super::sheet::{Ink, Sheet};

/// `name` says what the analysis is of.
pub(super) fn show(sheet: &mut Sheet, response: &Response, name: &str) {
    let Response { analytics, diagnostics } = response;
    let format = diagnostics.as_ref().and_then(|known| known.input_format.as_deref());
    let format = format.map_or_else(String::new, |format| format!(" ({})", words(format)));
    sheet.line([Ink::Heading.of(name), Ink::Aside.of(format)]);
    let whole = &analytics.conversation.group;
    let mut parts = vec![
        counted(whole.talk_turn_count, "turn"),
        counted(whole.utterance_count, "utterance"),
        counted(analytics.speakers.len() as u64, "speaker"),
    ];
    parts.extend(analytics.extended.time.as_ref().map(|time| duration(time.duration_ms)));
    sheet.line([Ink::Plain.of("  "), Ink::Plain.of(parts.join(" · "))]);
}
