//! The scores, and what moved them most.

use super::document::{Metric, Metrics};
use super::number::{bar, measured, score, signed, whole, words};
use super::sheet::{Ink, Piece, Sheet};

/// The columns of a name and of its bar.
#[derive(Clone, Copy)]
struct Columns {
    name: usize,
    bar: usize,
}

const METRICS: Columns = Columns { name: 16, bar: 20 };
const GROUP: Columns = Columns { name: 30, bar: 10 };

/// So many contributions are named.
const NAMED: usize = 2;

/// The group that is shown beside them; the other is of measurements, which [`super::dynamics`] shows.
const INTERVIEWING: &str = "motivational_interviewing";

pub(super) fn show(sheet: &mut Sheet, metrics: &Metrics) {
    let Metrics { collaboration, curiosity, empathy, metric_groups } = metrics;
    sheet.heading("Metrics");
    for (name, metric) in [("collaboration", collaboration), ("curiosity", curiosity), ("empathy", empathy)] {
        line(sheet, METRICS, name, metric);
    }
    let says_something = |metric: &Metric| metric.score.is_some() || metric.value.is_some();
    let Some(group) = metric_groups.get(INTERVIEWING).filter(|group| group.values().any(says_something)) else {
        return;
    };
    sheet.heading("Motivational interviewing");
    for (name, metric) in group {
        line(sheet, GROUP, &words(name), metric);
    }
}

fn line(sheet: &mut Sheet, columns: Columns, name: &str, metric: &Metric) {
    let name = [Ink::Plain.of("  "), Ink::Plain.of(name).left(columns.name)];
    let value = metric.value.zip(metric.unit.as_deref()).map(|(value, unit)| measured(value, unit));
    // Beside a number a reason is what to bear in mind.
    let caution = metric.reason.as_deref().map(|reason| Ink::Aside.of(format!("({})", words(reason))));
    let Some(millionths) = metric.score else {
        let said = match value {
            Some(value) => [Some(Ink::Plain.of(value)), Some(Ink::Plain.of(" ")), caution],
            None => {
                [Some(Ink::Aside.of(format!("– {}", words(metric.reason.as_deref().unwrap_or_default())))), None, None]
            }
        };
        sheet.line(name.into_iter().chain(said.into_iter().flatten()));
        return;
    };
    let (full, empty) = bar(millionths, columns.bar);
    let scored =
        [Ink::Good.of(full), Ink::Aside.of(empty), Ink::Plain.of(score(millionths)).right(6), Ink::Plain.of("  ")];
    let is_the_same = metric.unit.as_deref() == Some("share");
    let value = value.filter(|_| !is_the_same).map(|value| Ink::Plain.of(value));
    let pieces: Vec<_> = value.into_iter().chain(largest(metric)).chain(caution).collect();
    sheet.list(name.into_iter().chain(scored), 2 + columns.name + columns.bar + 8, &pieces);
}

fn largest(metric: &Metric) -> impl Iterator<Item = Piece> {
    metric.contributions.iter().take(NAMED).map(|part| {
        let ink = match part.influence.as_str() {
            "positive" => Ink::Good,
            "negative" => Ink::Bad,
            _ => Ink::Plain,
        };
        ink.of(format!("{} ×{} {}", part.behavior, whole(part.count), signed(part.weight.unwrap_or_default())))
    })
}
