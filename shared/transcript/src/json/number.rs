//! The grammar of a JSON number.

use crate::problem::Fault;

/// A number's source text may be this long; 64-bit floats never need more than 24.
pub(super) const MAX_NUMBER_BYTES: usize = 1_024;

/// Whether `byte` can be part of a number at all: where such bytes end, the number ends.
pub(super) const fn belongs(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')
}

pub(super) fn too_long() -> Fault {
    Fault::new("number_too_long", format!("expected numbers of at most {MAX_NUMBER_BYTES} characters"))
}

/// Takes a whole run of number bytes for a number: of JSON's grammar, and finite as a 64-bit float.
pub(super) fn check(bytes: &[u8]) -> Result<&str, Fault> {
    let text = str::from_utf8(bytes).ok().filter(|text| follows_grammar(text.as_bytes())).ok_or_else(invalid)?;
    // Only an exponent or hundreds of digits can leave the range, so the usual number is not parsed.
    let suspicious = text.len() > 300 || memchr::memchr2(b'e', b'E', bytes).is_some();
    if suspicious && !text.parse::<f64>().is_ok_and(f64::is_finite) {
        return Err(Fault::new("number_out_of_range", "expected numbers that a 64-bit float can hold"));
    }
    Ok(text)
}

fn invalid() -> Fault {
    Fault::new("json_syntax", "expected a JSON number")
}

fn follows_grammar(bytes: &[u8]) -> bool {
    let rest = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest[0] == b'0') {
        return false;
    }
    let mut rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = &fraction[count..];
    }
    match rest {
        [] => true,
        [b'e' | b'E', b'+' | b'-', exponent @ ..] | [b'e' | b'E', exponent @ ..] => {
            !exponent.is_empty() && digits(exponent) == exponent.len()
        }
        _ => false,
    }
}

fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_is_jsons() {
        for good in ["0", "-0", "10", "1.5", "0.25e-3", "1E+9", "123456789012345678901234567890"] {
            assert_eq!(check(good.as_bytes()).expect(good), good);
        }
        for bad in ["-", "01", "1.", ".5", "+1", "1e", "1e+", "1-1", "1.2.3", "--1", "1e1.5"] {
            assert_eq!(check(bad.as_bytes()).expect_err(bad).code, "json_syntax");
        }
    }

    #[test]
    fn a_number_no_float_can_hold_is_refused() {
        for bad in ["1e999", "-1E400", &"9".repeat(400)] {
            assert_eq!(check(bad.as_bytes()).expect_err(bad).code, "number_out_of_range");
        }
        assert!(check(b"1e-999").is_ok(), "too small to tell from zero is still a number");
    }
}
