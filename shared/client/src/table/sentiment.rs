//! How pleasant it was, and how that went along.

use engine::{Analytics, Direction, SentimentCourse, Weighting};

use super::number::{signed, words};
use super::sheet::{Ink, Sheet};

/// From very unpleasant to very pleasant.
const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

pub(super) fn show(sheet: &mut Sheet, analytics: &Analytics) {
    let Some(course) = &analytics.extended.sentiment.value else { return };
    sheet.heading("Sentiment");
    let by = match course.weighted_by {
        Weighting::Duration => "time",
        Weighting::Words => "words",
    };
    sheet.line([
        Ink::Plain.of(format!("  mean {}", signed(course.mean * 100))),
        Ink::Aside.of(format!(" from −1 to 1, each turn by its {by}")),
    ]);
    let percents = course.percents;
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
    going(sheet, course);
}

/// The ten slices, and where they lead.
fn going(sheet: &mut Sheet, course: &SentimentCourse) {
    let scores: Vec<_> = course.slices.iter().map(|slice| slice.score).collect();
    let line: String = scores.iter().map(|score| score.map_or('·', step)).collect();
    let trend = match (&course.trend.value, &course.trend.reason) {
        (Some(trend), _) => match trend.direction {
            Direction::Up => "getting better".to_owned(),
            Direction::Flat => "no trend".to_owned(),
            Direction::Down => "getting worse".to_owned(),
        },
        (None, Some(reason)) => format!("no trend: {}", words(reason)),
        (None, None) => String::new(),
    };
    let range = scores.iter().flatten().min().zip(scores.iter().flatten().max());
    let range = range.map(|(low, high)| format!("  from {} to {}, ", signed(low * 100), signed(high * 100)));
    sheet.line([
        Ink::Plain.of("  beginning "),
        Ink::Plain.of(line),
        Ink::Plain.of(" end"),
        Ink::Aside.of(range.unwrap_or_default()),
        Ink::Plain.of(trend),
    ]);
}

fn step(ten_thousandths: i64) -> char {
    let place = (ten_thousandths.clamp(-10_000, 9_999) + 10_000) / 2_500;
    STEPS[usize::try_from(place).expect("a clamped score is not negative")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_from_the_worst_to_the_best() {
        assert_eq!(
            [-20_000, -10_000, -7_501, -1, 0, 2_499, 2_500, 10_000].map(step),
            ['▁', '▁', '▁', '▄', '▅', '▅', '▆', '█']
        );
    }
}
