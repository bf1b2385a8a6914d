//! A cue's timing line, and the clock in it.

/// When a cue begins and ends, as written.
#[derive(Debug, PartialEq)]
pub(in crate::formats) struct Timing {
    pub(in crate::formats) start: String,
    pub(in crate::formats) end: String,
}

impl Timing {
    /// `start --> end`, and perhaps settings, which say where on a screen the cue stands.
    pub(in crate::formats) fn parse(line: &str) -> Option<Self> {
        let (start, rest) = line.split_once("-->")?;
        let (start, end) = (start.trim(), rest.split_whitespace().next()?);
        (is_time(start) && is_time(end)).then(|| Self { start: start.to_owned(), end: end.to_owned() })
    }
}

/// A time that [`Timing::parse`] let through, in milliseconds; `None` beyond all clocks.
pub(in crate::formats) fn millis(time: &str) -> Option<u64> {
    let (whole, fraction) = time.split_once(['.', ',']).unwrap_or((time, ""));
    let seconds = whole.split(':').try_fold(0_u64, |sum, part| {
        let part: u64 = part.trim().parse().ok()?;
        sum.checked_mul(60)?.checked_add(part)
    })?;
    let thousandths = fraction.bytes().chain(*b"000").take(3).fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    seconds.checked_mul(1_000)?.checked_add(thousandths)
}

/// `(h:)m:s(.fraction)`: the first may be any number, the others are below 60 with one or two digits.
pub(in crate::formats) fn is_time(text: &str) -> bool {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let parts: Vec<_> = whole.splitn(4, ':').collect();
    match parts.as_slice() {
        [first, rest @ ..] if (1..=2).contains(&rest.len()) => {
            are_digits(first) && rest.iter().all(|part| is_sixtieth(part)) && are_digits(fraction)
        }
        _ => false,
    }
}

fn is_sixtieth(text: &str) -> bool {
    are_digits(text) && text.len() <= 2 && (text.len() == 1 || text.as_bytes()[0] < b'6')
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_kept_as_written() {
        for (line, start, end) in [
            ("00:00:01.000 --> 00:00:02.500", "00:00:01.000", "00:00:02.500"),
            ("75:02.000-->100:00:03.000 align:start position:0%", "75:02.000", "100:00:03.000"),
            ("\t0:0:0.0 -->\t0:0:5.32", "0:0:0.0", "0:0:5.32"),
            ("00:00:01,000 --> 00:00:02,500", "00:00:01,000", "00:00:02,500"),
        ] {
            assert_eq!(Timing::parse(line), Some(Timing { start: start.into(), end: end.into() }), "{line}");
        }
    }

    #[test]
    fn clocks_are_compared_in_milliseconds() {
        for (time, expected) in [
            ("00:00:01,500", Some(1_500)),
            ("1:2.5", Some(62_500)),
            ("75:02.0004", Some(4_502_000)),
            ("100:00:03", Some(360_003_000)),
            ("99999999999999999999:00", None),
            ("18446744073709551615:00", None),
        ] {
            assert_eq!(millis(time), expected, "{time}");
        }
    }

    #[test]
    fn broken_timings_are_none() {
        for line in [
            "",
            "-->",
            "00:01.000 -->",
            "--> 00:01.000",
            "1.0 --> 2.0",
            "00:60.000 --> 01:00.000",
            "00:01.000 --> 01:60:00.000",
            "00:01. --> 00:02.0",
            "00:00:00:01.0 --> 00:00:00:02.0",
            "00:01.000 -> 00:02.000",
            "00:0a.000 --> 00:02.000",
        ] {
            assert_eq!(Timing::parse(line), None, "{line}");
        }
    }
}
