//! Reading the time as RFC 3339 writes it.

use std::str::FromStr;

use crate::Timestamp;

/// No such time.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a time of RFC 3339")]
pub struct NoTime;

impl FromStr for Timestamp {
    type Err = NoTime;

    /// A date and time with an offset or `Z`, to the microsecond; what is finer is cut off. No leap seconds.
    fn from_str(text: &str) -> Result<Self, NoTime> {
        parse(text.as_bytes()).ok_or(NoTime)
    }
}

fn parse(text: &[u8]) -> Option<Timestamp> {
    let (date, rest) = text.split_at_checked(10)?;
    let (time, rest) = rest.split_at_checked(9)?;
    let [year, month, day] = [number(&date[..4])?, number(&date[5..7])?, number(&date[8..])?];
    let [hour, minute, second] = [number(&time[1..3])?, number(&time[4..6])?, number(&time[7..])?];
    let separated = [date[4], date[7], time[3], time[6]] == *b"--::" && matches!(time[0], b'T' | b't' | b' ');
    let last = days_of(year, month)?;
    if !separated || !(1..=last).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (micros, rest) = fraction(rest)?;
    let seconds = ((days_before(year, month) + day - 1) * 24 + hour) * 3_600 + minute * 60 + second - offset(rest)?;
    Some(Timestamp(seconds * 1_000_000 + micros))
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0')))
}

/// Microseconds, and what comes after them.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let Some(text) = text.strip_prefix(b".") else { return Some((0, text)) };
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (fraction, rest) = text.split_at(digits);
    let padded: Vec<u8> = fraction.iter().copied().chain(*b"000000").take(6).collect();
    if digits == 0 { None } else { Some((number(&padded)?, rest)) }
}

/// Seconds east.
fn offset(text: &[u8]) -> Option<i64> {
    let (sign, of) = match text {
        [b'Z' | b'z'] => return Some(0),
        [b'+', of @ ..] => (1, of),
        [b'-', of @ ..] => (-1, of),
        _ => return None,
    };
    let [h, i, b':', m, n] = of else { return None };
    let (hours, minutes) = (number(&[*h, *i])?, number(&[*m, *n])?);
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 3_600 + minutes * 60))
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of(year: i64, month: i64) -> Option<i64> {
    Some(match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    })
}

/// From 1970-01-01 to the first of this month, in the proleptic Gregorian calendar.
fn days_before(year: i64, month: i64) -> i64 {
    let whole = year - 1;
    let years = whole * 365 + whole.div_euclid(4) - whole.div_euclid(100) + whole.div_euclid(400);
    let months: i64 = (1..month).filter_map(|month| days_of(year, month)).sum();
    years + months - 719_162
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for seconds in
            [0, 951_782_400, 4_107_542_399, 4_107_542_400, -1, 1_795_329_626, -62_135_596_800, 253_402_300_799]
        {
            let time = Timestamp(seconds * 1_000_000);
            assert_eq!(time.rfc3339().parse(), Ok(time), "{}", time.rfc3339());
        }
    }

    #[test]
    fn offsets_and_fractions_are_heeded() {
        let noon = Timestamp(1_795_348_800_000_000);
        assert_eq!(noon.rfc3339(), "2026-11-22T12:00:00.000Z");
        for same in ["2026-11-22T12:00:00Z", "2026-11-22t13:30:00+01:30", "2026-11-22 00:00:00.0000009-12:00"] {
            assert_eq!(same.parse(), Ok(noon), "{same}");
        }
        assert_eq!("2026-11-22T12:00:00.25Z".parse(), Ok(Timestamp(noon.0 + 250_000)));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for wrong in [
            "",
            "2026-11-22",
            "2026-11-22T12:00:00",
            "2026-11-22T12:00:00.Z",
            "2026-11-22T12:00:00Zulu",
            "2026-02-29T12:00:00Z",
            "2100-02-29T12:00:00Z",
            "2026-13-01T12:00:00Z",
            "2026-11-00T12:00:00Z",
            "2026-11-22T24:00:00Z",
            "2026-11-22T12:60:00Z",
            "2026-11-22T12:00:60Z",
            "2026-11-22T12:00:00+1:00",
            "2026-11-22T12:00:00+24:00",
            "2026-11-22T12:00:00+0100",
            "+026-11-22T12:00:00Z",
            "2026-11-22T12:00:0\u{661}Z",
            "1795348800",
        ] {
            assert_eq!(wrong.parse::<Timestamp>(), Err(NoTime), "{wrong}");
        }
    }
}
