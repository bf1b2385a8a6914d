//! How pleasant it was, and how that went along.

use super::document::{Analytics, Extended, Sentiment};
use super::number::{signed, words};
use super::sheet::{Ink, Sheet};

/// From very unpleasant to very pleasant.
const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

pub(super) fn show(sheet: &mut Sheet, analytics: &Analytics) {
    let Some(course) = &analytics.extended.sentiment else { return };
    sheet.heading("Sentiment");
    let by = if course.weighted_by == "duration" { "time" } else { "words" };
    sheet.line([
        Ink::Plain.of(format!("  mean {}", signed(course.mean.unwrap_or_default()))),
        Ink::Aside.of(format!(" from −1 to 1, each turn by its {by}")),
    ]);
    let percents = course.percent;
    let shares = [
        (Ink::Good, percents.very_positive, "very positive"),
        (Ink::Good, percents.positive, "positive"),
        (Ink::Plain, percents.neutral, "neutral"),
        (Ink::Bad, percents.negative, "negative"),
        (Ink::Bad, percents.very_negative, "very negative"),
    ];
    let shares = shares.into_iter().filter(|(_, percent, _)| *percent > 0);
    let shares: Vec<_> = shares.map(|(ink, percent, name)| ink.of(format!("{percent} % {name}"))).collect();
    sheet.list([Ink::Plain.of("  ")], 2, &shares);
    going(sheet, course, &analytics.extended);
}

/// The ten slices, and where they lead.
fn going(sheet: &mut Sheet, course: &Sentiment, extended: &Extended) {
    let scores: Vec<_> = course.slices.iter().map(|slice| slice.score).collect();
    let line: String = scores.iter().map(|score| score.map_or('·', step)).collect();
    let trend = match (course.trend.as_deref(), extended.reasons.get("sentiment.trend")) {
        (Some("up"), _) => "getting better".to_owned(),
        (Some("down"), _) => "getting worse".to_owned(),
        (Some(_), _) => "no trend".to_owned(),
        (None, Some(reason)) => format!("no trend: {}", words(reason)),
        (None, None) => String::new(),
    };
    let range = scores.iter().flatten().min().zip(scores.iter().flatten().max());
    let range = range.map(|(low, high)| format!("  from {} to {}, ", signed(*low), signed(*high)));
    sheet.line([
        Ink::Plain.of("  beginning "),
        Ink::Plain.of(line),
        Ink::Plain.of(" end"),
        Ink::Aside.of(range.unwrap_or_default()),
        Ink::Plain.of(trend),
    ]);
}

fn step(millionths: i64) -> char {
    let place = (millionths.clamp(-1_000_000, 999_999) + 1_000_000) / 250_000;
    STEPS[usize::try_from(place).expect("a clamped score is not negative")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_from_the_worst_to_the_best() {
        assert_eq!(
            [-2_000_000, -1_000_000, -750_100, -100, 0, 249_900, 250_000, 1_000_000].map(step),
            ['▁', '▁', '▁', '▄', '▅', '▅', '▆', '█']
        );
    }
}
