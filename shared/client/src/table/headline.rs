//! What was read, and how much of it there was.

use engine::Analytics;

use super::number::{counted, duration, words};
use super::sheet::{Ink, Sheet};

/// Where an analysis comes from.
pub(crate) struct About<'a> {
    pub(crate) name: &'a str,
    pub(crate) format: Option<&'a str>,
}

pub(super) fn show(sheet: &mut Sheet, analytics: &Analytics, about: &About<'_>) {
    let format = about.format.map_or_else(String::new, |format| format!(" ({})", words(format)));
    sheet.line([Ink::Heading.of(about.name), Ink::Aside.of(format)]);
    let whole = &analytics.conversation;
    let mut parts = vec![
        counted(whole.talk_turn_count, "turn"),
        counted(whole.utterance_count, "utterance"),
        counted(analytics.speakers.len() as u64, "speaker"),
    ];
    parts.extend(analytics.extended.time.value.as_ref().map(|time| duration(time.duration)));
    sheet.line([Ink::Plain.of("  "), Ink::Plain.of(parts.join(" · "))]);
}
