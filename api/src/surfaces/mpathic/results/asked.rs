//! Which turns, and in which form.
//!
//! Turns are asked for as bytes are in HTTP: `first-last`, both of them included and counted from 0; `first-`, up to the
//! end; `-n`, the last n. What lies beyond the end is not there: such a range is shorter, or empty, and no error, so that
//! who reads range after range ends with an empty one.

use std::ops::Range;

use http::HeaderMap;
use model::ErrorKind;

use crate::http::{Parameters, Problem, accepted};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Ndjson,
    Csv,
}

impl Format {
    /// In the order of preference, where a client has none.
    const ALL: [Self; 3] = [Self::Json, Self::Ndjson, Self::Csv];
    const MEDIA_TYPES: [&str; 3] = ["application/json", "application/x-ndjson", "text/csv"];

    /// Also what `format` calls it.
    pub(super) const fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
        }
    }

    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8; header=present",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turns {
    From(u64),
    /// Both included.
    Between(u64, u64),
    Last(u64),
}

impl Turns {
    fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once('-')?;
        let number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u64>().ok())?;
        match (first, last) {
            ("", last) => Some(Self::Last(number(last)?)),
            (first, "") => Some(Self::From(number(first)?)),
            (first, last) => {
                let (first, last) = (number(first)?, number(last)?);
                (first <= last).then_some(Self::Between(first, last))
            }
        }
    }

    /// Of so many.
    pub(super) fn of(self, total: u64) -> Range<u64> {
        let (start, end) = match self {
            Self::From(first) => (first, total),
            Self::Between(first, last) => (first, last.saturating_add(1)),
            Self::Last(turns) => (total.saturating_sub(turns), total),
        };
        start.min(total)..end.min(total)
    }

    /// As many again, after them, where there are more.
    pub(super) fn next(self, total: u64) -> Option<(u64, u64)> {
        let Self::Between(first, last) = self else { return None };
        let next = last.saturating_add(1);
        (next < total).then(|| (next, next.saturating_add(last - first)))
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub turns: Turns,
    pub format: Format,
}

const POSITIONS: &str = "Expected positions of turns from 0: first-last, first- or, for the last n of them, -n.";

impl Asked {
    /// `turns` and `format` of the query; what is not there, `Accept` says or nobody.
    pub(super) fn read(query: &str, headers: &HeaderMap) -> Result<Self, Problem> {
        let mut query = Parameters::of(Some(query));
        let named = |text: &str| Format::ALL.into_iter().find(|format| format.extension() == text);
        let format = query.one("format", "format_unknown", "Expected json, ndjson or csv.", named);
        let turns = query.one("turns", "turns_illegal", POSITIONS, Turns::parse).unwrap_or(Turns::From(0));
        query.check()?;
        let format = match format {
            Some(format) => format,
            None => Format::ALL[accepted(headers, &Format::MEDIA_TYPES).ok_or_else(unacceptable)?],
        };
        Ok(Self { turns, format })
    }
}

fn unacceptable() -> Problem {
    let detail = format!("This is sent as {}.", Format::MEDIA_TYPES.join(" or "));
    Problem::new(ErrorKind::Unacceptable, "not_acceptable", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_asked_for_as_bytes_are() {
        for (text, range) in [
            ("0-0", 0..1),
            ("10-19", 10..20),
            ("90-", 90..100),
            ("-10", 90..100),
            ("-0", 100..100),
            ("0-", 0..100),
            ("90-200", 90..100),
            ("-200", 0..100),
            ("99-99", 99..100),
            ("100-", 100..100),
            ("500-600", 100..100),
            ("0-18446744073709551615", 0..100),
        ] {
            assert_eq!(Turns::parse(text).map(|turns| turns.of(100)), Some(range), "{text}");
        }
        for text in [
            "",
            "-",
            "7",
            "9-8",
            "a-b",
            "1-2-3",
            "+1-2",
            "1 - 2",
            "1-2,4-5",
            "--1",
            "-1-",
            "0-99999999999999999999",
            "1–2",
        ] {
            assert_eq!(Turns::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_next_range_is_as_long_as_the_last_and_there_is_one_while_there_are_turns() {
        let next = |text: &str| Turns::parse(text).and_then(|turns| turns.next(100));
        assert_eq!(next("0-29"), Some((30, 59)));
        assert_eq!(next("90-98"), Some((99, 107)));
        assert_eq!(next("0-18446744073709551615"), None);
        for text in ["90-99", "90-200", "0-", "-5", "100-120"] {
            assert_eq!(next(text), None, "{text}");
        }
    }
}
