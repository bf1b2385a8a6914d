//! Numbers as people read them.

/// 1234567 → "1,234,567".
pub(super) fn whole(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "1 turn", "2 turns".
pub(super) fn counted(n: u64, of: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {of}{plural}", whole(n))
}

/// A share as whole percents, "–" of nothing.
pub(super) fn percent(part: u64, of: u64) -> String {
    let rounded = (u128::from(part) * 200 + u128::from(of)).checked_div(u128::from(of) * 2);
    rounded.map_or_else(|| "–".to_owned(), |percent| format!("{percent} %"))
}

/// Millionths with two decimals: "0.62".
pub(super) fn score(millionths: i64) -> String {
    let hundredths = (millionths.unsigned_abs() + 5_000) / 10_000;
    let sign = if millionths < 0 && hundredths > 0 { "−" } else { "" };
    format!("{sign}{}.{:02}", hundredths / 100, hundredths % 100)
}

/// The same with its sign always: "+0.08".
pub(super) fn signed(millionths: i64) -> String {
    let plus = if millionths >= 5_000 { "+" } else { "" };
    format!("{plus}{}", score(millionths))
}

/// A score from 0 to 1 as a bar.
pub(super) fn bar(millionths: i64, columns: usize) -> (String, String) {
    let of = i64::try_from(columns).expect("a bar is as long as a page at most");
    let filled = (millionths.clamp(0, 1_000_000) * of + 500_000) / 1_000_000;
    let filled = usize::try_from(filled).expect("a clamped score is not negative");
    ("█".repeat(filled), "░".repeat(columns - filled))
}

/// Milliseconds: "4 min 5 s", "2 h 0 min", "0.8 s".
pub(super) fn duration(milliseconds: i64) -> String {
    let tenths = milliseconds.max(0).saturating_add(50) / 100;
    let seconds = milliseconds.max(0).saturating_add(500) / 1_000;
    match seconds {
        _ if tenths < 100 => format!("{}.{} s", tenths / 10, tenths % 10),
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
    }
}

/// A measurement in its unit, both as in the document.
pub(super) fn measured(millionths: i64, unit: &str) -> String {
    let tenths = || {
        let tenths = (millionths.unsigned_abs() + 50_000) / 100_000;
        let sign = if millionths < 0 && tenths > 0 { "−" } else { "" };
        format!("{sign}{}.{}", tenths / 10, tenths % 10)
    };
    let nearest = || whole((millionths.unsigned_abs() + 500_000) / 1_000_000);
    match unit {
        "ratio" => format!("{} to 1", score(millionths)),
        "share" => percent(millionths.unsigned_abs(), 1_000_000),
        "share_of_time" => format!("{} of time", percent(millionths.unsigned_abs(), 1_000_000)),
        "share_of_words" => format!("{} of words", percent(millionths.unsigned_abs(), 1_000_000)),
        "seconds" => duration(millionths / 1_000),
        "words" => format!("{} words", nearest()),
        "per_minute" => format!("{} a minute", tenths()),
        "per_hour" => format!("{} an hour", nearest()),
        "words_per_minute" => format!("{} words a minute", nearest()),
        "one_to_five" => format!("{} of 5", tenths()),
        other => format!("{} {}", tenths(), words(other)),
    }
}

/// A name or a reason code as words.
pub(super) fn words(code: &str) -> String {
    code.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_rounded_and_signed() {
        let wholes = [0, 7, 999, 1_000, 1_234_567].map(whole);
        assert_eq!(wholes, ["0", "7", "999", "1,000", "1,234,567"]);
        assert_eq!(
            [0, 500_000, 994_999, 995_000, -54_999, -1].map(score),
            ["0.00", "0.50", "0.99", "1.00", "−0.05", "0.00"]
        );
        assert_eq!([80_000, -80_000, 0, 1].map(signed), ["+0.08", "−0.08", "0.00", "0.00"]);
        assert_eq!(
            [(1, 3), (2, 3), (0, 0), (7, 7)].map(|(part, of)| percent(part, of)),
            ["33 %", "67 %", "–", "100 %"]
        );
        assert_eq!([1, 2_000].map(|n| counted(n, "turn")), ["1 turn", "2,000 turns"]);
    }

    #[test]
    fn a_duration_is_as_precise_as_it_is_short() {
        let shown = [0, 849, 9_940, 9_951, 59_499, 60_000, 3_599_499, 7_260_000].map(duration);
        assert_eq!(shown, ["0.0 s", "0.8 s", "9.9 s", "10 s", "59 s", "1 min 0 s", "59 min 59 s", "2 h 1 min"]);
    }

    #[test]
    fn a_measurement_is_in_its_unit() {
        let shown = [("ratio", 1_504_000), ("share", 423_000), ("seconds", 600_000), ("words_per_minute", 112_400_000)]
            .map(|(unit, millionths)| measured(millionths, unit));
        assert_eq!(shown, ["1.50 to 1", "42 %", "0.6 s", "112 words a minute"]);
        assert_eq!(measured(40_050_000, "per_100_turns"), "40.1 per 100 turns");
    }

    #[test]
    fn a_bar_is_as_long_as_it_was_to_be() {
        for (score, filled) in
            [(-1, 0), (0, 0), (24_999, 0), (25_000, 1), (500_000, 10), (1_000_000, 20), (2_000_000, 20)]
        {
            let (full, empty) = bar(score, 20);
            assert_eq!((full.chars().count(), empty.chars().count()), (filled, 20 - filled), "{score}");
        }
    }
}
