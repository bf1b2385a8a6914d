//! How people talked with each other, in numbers that are neither good nor bad: one column for all of them, and one for
//! each of those who spoke most.

use super::document::{Analytics, Group, Metric};
use super::number::{measured, words};
use super::sheet::{Ink, Piece, Sheet};
use super::speakers::{most_talkative, named};

const GROUP: &str = "conversation_dynamics";
const NAME: usize = 20;
const COLUMN: usize = 20;

/// So many speakers have a column.
const SPEAKERS: usize = 2;

pub(super) fn show(sheet: &mut Sheet, analytics: &Analytics) {
    let speakers: Vec<_> = most_talkative(&analytics.speakers).into_iter().take(SPEAKERS).collect();
    let groups = || speakers.iter().map(|speaker| &speaker.group).chain([&analytics.conversation.group]);
    let names =
        analytics.conversation.group.metrics.metric_groups.get(GROUP).into_iter().flat_map(|group| group.keys());
    let rows = names.map(|name| (words(name), groups().map(|group| of(group, name)).collect::<Vec<_>>()));
    let rows: Vec<_> = rows.filter(|(_, row)| row.iter().any(|metric| metric.is_some_and(has_value))).collect();
    if rows.is_empty() {
        return;
    }
    sheet.heading("Dynamics");
    let heads = speakers.iter().map(|speaker| named(&speaker.person)).chain(["all".to_owned()]);
    sheet.line([Ink::Plain.of("").left(2 + NAME)].into_iter().chain(heads.flat_map(|head| cell(Ink::Aside, &head))));
    for (name, row) in rows {
        let cells = row.into_iter().flat_map(|metric| cell(Ink::Plain, &shown(metric)));
        sheet.line([Ink::Plain.of("  "), Ink::Plain.of(name).left(NAME)].into_iter().chain(cells));
    }
}

fn of<'g>(group: &'g Group, name: &str) -> Option<&'g Metric> {
    group.metrics.metric_groups.get(GROUP)?.get(name)
}

fn has_value(metric: &Metric) -> bool {
    metric.value.is_some()
}

fn shown(metric: Option<&Metric>) -> String {
    let value = metric.and_then(|metric| metric.value.zip(metric.unit.as_deref()));
    value.map_or_else(|| "–".to_owned(), |(value, unit)| measured(value, unit))
}

fn cell(ink: Ink, text: &str) -> [Piece; 2] {
    [ink.of(text).left(COLUMN), Ink::Plain.of("  ")]
}
