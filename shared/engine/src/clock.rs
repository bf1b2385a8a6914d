//! A turn's times as milliseconds that can be compared.
//!
//! What must stay true: whole numbers only, so that the same text is the same time everywhere.

const DAY: i64 = 86_400_000;

/// Milliseconds. No turn lasts longer; what claims to has wrong times.
pub(crate) const LONGEST_TURN: i64 = DAY;

/// Milliseconds. Times that span more are of different clocks, or wrong.
pub(crate) const LONGEST_TALK: i64 = 30 * DAY;

/// Milliseconds of "62.5" (seconds), "1:02.5", "00:01:02,500" or "2024-05-01T10:00:00.5+02:00".
pub(crate) fn millis(text: &str) -> Option<i64> {
    let text = text.trim();
    let Some((date, time)) = text.split_once(['T', ' ']) else { return clock(text) };
    let (time, ahead) = match (time.strip_suffix('Z'), time.rfind(['+', '-'])) {
        (Some(time), _) => (time, 0),
        (None, Some(at)) => (&time[..at], offset(&time[at + 1..])? * if time[at..].starts_with('-') { -1 } else { 1 }),
        (None, None) => (time, 0),
    };
    Some(day(date)? * DAY + clock(time)? - ahead)
}

/// Seconds with, if any, minutes and hours before them.
fn clock(text: &str) -> Option<i64> {
    let (whole, seconds) = text.rsplit_once(':').map_or((None, text), |(whole, seconds)| (Some(whole), seconds));
    let mut minutes = 0;
    for part in whole.into_iter().flat_map(|whole| whole.split(':')) {
        minutes = Some(minutes * 60 + number(part)?).filter(|minutes| *minutes < DAY)?;
    }
    let (seconds, fraction) = seconds.split_once(['.', ',']).unwrap_or((seconds, ""));
    let mut thousandths = 0;
    for at in 0..3 {
        let digit = fraction.as_bytes().get(at).copied().unwrap_or(b'0');
        thousandths = thousandths * 10 + i64::from(digit.is_ascii_digit().then(|| digit - b'0')?);
    }
    Some(minutes * 60_000 + number(seconds)? * 1000 + thousandths)
}

/// Milliseconds of "02:00", "0200" or "02".
fn offset(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':').or_else(|| text.split_at_checked(2))?;
    let minutes = if minutes.is_empty() { 0 } else { number(minutes)? };
    let hours = number(hours)?;
    (hours < 24 && minutes < 60).then_some((hours * 60 + minutes) * 60_000)
}

/// The days since a fixed day long ago, by the Gregorian calendar.
fn day(date: &str) -> Option<i64> {
    let mut parts = date.splitn(3, '-');
    let (year, month, day) = (number(parts.next()?)?, number(parts.next()?)?, number(parts.next()?)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || year > 9999 {
        return None;
    }
    // Years begin in March, so that a leap day is the last of its year.
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    Some(year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (month * 153 + 2) / 5 + day)
}

fn number(digits: &str) -> Option<i64> {
    let plain = (1..=12).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_every_way_they_are_written() {
        assert_eq!(millis("62.5"), Some(62_500));
        assert_eq!(millis("0"), Some(0));
        assert_eq!(millis(" 1:02 "), Some(62_000));
        assert_eq!(millis("00:01:02,0501"), Some(62_050));
        assert_eq!(millis("01:00:00"), Some(3_600_000));
    }

    #[test]
    fn instants_can_be_subtracted() {
        let between = |a: &str, b: &str| Some(millis(b)? - millis(a)?);
        assert_eq!(between("2024-02-28T23:59:59.5Z", "2024-03-01T00:00:00Z"), Some(DAY + 500));
        assert_eq!(between("2023-12-31 10:00:00", "2024-01-01 10:00:01"), Some(DAY + 1000));
        assert_eq!(between("2024-05-01T10:00:00Z", "2024-05-01T12:00:00+02:00"), Some(0));
        assert_eq!(between("2024-05-01T10:00:00Z", "2024-05-01T08:00:00-02:00"), Some(0));
        assert_eq!(between("2024-05-01T10:00:00Z", "2024-05-01T15:30:00+0530"), Some(0));
        assert_eq!(between("2024-05-01T10:00:00Z", "2024-05-01T12:00:00+02"), Some(0));
    }

    #[test]
    fn anything_else_is_no_time() {
        for text in [
            "",
            "-1",
            "now",
            "1.x",
            ":",
            "1:",
            "T",
            "2024-13-01T00:00:00Z",
            "99999999999999999999",
            "é:1",
            "2024-05-01T10:00:00+é",
        ] {
            assert_eq!(millis(text), None, "{text}");
        }
        for parts in 2..=9 {
            assert_eq!(millis(&["999999999999"; 9][..parts].join(":")), None, "{parts}");
        }
    }
}
