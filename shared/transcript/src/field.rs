//! What a turn's strings may hold, the same in every format.

use model::limits::{MAX_NAME_BYTES, MAX_TURN_BYTES};

use crate::problem::Fault;

/// A turn's text. Databases cannot keep U+0000, so it becomes U+FFFD; anything else stays.
pub(crate) fn text(found: &str) -> String {
    if memchr::memchr(0, found.as_bytes()).is_some() { found.replace('\0', "\u{FFFD}") } else { found.to_owned() }
}

/// An id, a name, a role or a time: short, and whole or not at all, because others refer to it.
pub(crate) fn name(found: &str) -> Result<String, Fault> {
    if found.len() > MAX_NAME_BYTES {
        return Err(name_too_long());
    }
    if memchr::memchr(0, found.as_bytes()).is_some() {
        return Err(Fault::new("nul_in_name", "expected no U+0000 in ids, names and times"));
    }
    Ok(found.to_owned())
}

/// Milliseconds, as seconds: `12345` is `12.345`. For formats that count so; elsewhere a time stays as written.
pub(crate) fn seconds_of_millis(found: &str) -> Result<String, Fault> {
    let (sign, digits) = found.strip_prefix('-').map_or(("", found), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let sound = |digits: &str| digits.len() <= 18 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !sound(whole) || !sound(fraction) {
        return Err(Fault::new("wrong_time", "expected milliseconds in digits"));
    }
    let whole = format!("{:0>4}", whole.trim_start_matches('0'));
    let (seconds, thousandths) = whole.split_at(whole.len() - 3);
    Ok(format!("{sign}{seconds}.{thousandths}{}", fraction.trim_end_matches('0')))
}

pub(crate) fn name_too_long() -> Fault {
    Fault::new("name_too_long", format!("expected ids, names and times of at most {MAX_NAME_BYTES} bytes"))
}

pub(crate) fn turn_too_long() -> Fault {
    Fault::new("turn_too_long", format!("expected a talk turn of at most {MAX_TURN_BYTES} bytes"))
}

pub(crate) fn no_turns() -> Fault {
    Fault::new("no_turns", "expected at least one talk turn")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_is_replaced_in_text_and_refused_in_names() {
        assert_eq!(text("a\0b"), "a\u{FFFD}b");
        assert_eq!(name("a\0b").expect_err("must be refused").code, "nul_in_name");
    }

    #[test]
    fn milliseconds_become_seconds_and_lose_nothing() {
        for (found, expected) in [
            ("0", "0.000"),
            ("7", "0.007"),
            ("12345", "12.345"),
            ("0012.50", "0.0125"),
            ("-1500", "-1.500"),
            ("1.0", "0.001"),
        ] {
            assert_eq!(seconds_of_millis(found).expect(found), expected);
        }
        for found in ["", "-", "1e3", ".5", "12:30", " 1", "9999999999999999999"] {
            assert_eq!(seconds_of_millis(found).expect_err(found).code, "wrong_time");
        }
    }

    #[test]
    fn a_name_may_have_exactly_the_limit() {
        assert!(name(&"n".repeat(MAX_NAME_BYTES)).is_ok());
        assert_eq!(name(&"n".repeat(MAX_NAME_BYTES + 1)).expect_err("one too many").code, "name_too_long");
    }
}
