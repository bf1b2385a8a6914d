//! How long a client would wait for an answer: `Prefer: wait=10` (RFC 7240), or `?wait=10`.
//!
//! What must stay true: a preference is a wish, so one that cannot be read is passed over, as all others are; a parameter of
//! the URL is a request, so one that cannot be read is refused. The parameter comes first where both are there. Nobody waits
//! for longer than [`LONGEST`], which is less than what proxies usually grant.

use std::time::Duration;

use http::header::HeaderName;
use http::{HeaderMap, HeaderValue, Uri};
use model::ErrorKind;

use super::Problem;

const LONGEST: u64 = 55;

/// A wait that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wait {
    seconds: u64,
    preferred: bool,
}

impl Wait {
    /// `None`: an answer is wanted at once.
    pub(crate) fn asked(uri: &Uri, headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        if let Some(seconds) = of_query(uri.query().unwrap_or_default())? {
            return Ok(Some(Self { seconds, preferred: false }));
        }
        let lines = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
        Ok(of_preferences(lines).map(|seconds| Self { seconds, preferred: true }))
    }

    pub(crate) const fn limit(self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    /// A preference that was honoured is named in the answer.
    pub(crate) fn applied(self, answer: &mut HeaderMap) {
        if self.preferred {
            let value = HeaderValue::try_from(format!("wait={}", self.seconds)).expect("a name and a number");
            answer.insert(HeaderName::from_static("preference-applied"), value);
        }
    }
}

fn of_query(query: &str) -> Result<Option<u64>, Problem> {
    let mut values = query.split('&').filter_map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (name == "wait").then_some(value)
    });
    let Some(value) = values.next() else { return Ok(None) };
    let seconds = if values.next().is_some() { None } else { seconds(value) };
    seconds.map(Some).ok_or_else(|| {
        let detail = format!("Expected wait to be given once, as a whole number of seconds; {LONGEST} are the most.");
        Problem::new(ErrorKind::Invalid, "wait_illegal", detail)
    })
}

/// More than the most is the most.
fn seconds(digits: &str) -> Option<u64> {
    let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    number.then(|| digits.parse().unwrap_or(u64::MAX).min(LONGEST))
}

/// Of several the first counts, even where it cannot be read.
fn of_preferences<'a>(lines: impl Iterator<Item = &'a str>) -> Option<u64> {
    let mut values = lines.flat_map(|line| split(line, b',')).filter_map(|preference| {
        // What follows a semicolon only says more about the preference.
        let preference = split(preference, b';').next()?;
        let (name, value) = preference.split_once('=')?;
        name.trim().eq_ignore_ascii_case("wait").then_some(value.trim())
    });
    let value = values.next()?;
    let unquoted = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    seconds(unquoted.unwrap_or(value))
}

/// Cuts where `at` stands outside of a quoted string.
fn split(text: &str, at: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (mut quoted, mut escaped) = (false, false);
        let cut = text.bytes().position(|byte| {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = quoted,
                b'"' => quoted = !quoted,
                _ => return byte == at && !quoted,
            }
            false
        });
        let (piece, left) = cut.map_or((text, None), |cut| (&text[..cut], Some(&text[cut + 1..])));
        rest = left;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn preferred(lines: &[&str]) -> Option<u64> {
        of_preferences(lines.iter().copied())
    }

    #[test]
    fn a_wait_is_found_among_other_preferences() {
        for (line, seconds) in [
            ("wait=10", 10),
            ("Wait = 10", 10),
            ("respond-async, wait=10", 10),
            ("wait=\"10\"", 10),
            ("wait=10; foo=bar", 10),
            ("foo=\"a, wait=1\"; b=\"\\\", wait=2\", wait=3", 3),
            (", ,wait=4", 4),
            ("wait=5, wait=6", 5),
            ("wait=0", 0),
            ("wait=00055", 55),
            ("wait=56", 55),
            ("wait=99999999999999999999999", 55),
        ] {
            assert_eq!(preferred(&[line]), Some(seconds), "{line}");
        }
        assert_eq!(preferred(&["return=minimal", "wait=7"]), Some(7), "lines are one list");
    }

    #[test]
    fn what_cannot_be_read_is_passed_over() {
        for line in [
            "",
            "wait",
            "wait=",
            "wait=x",
            "wait=-1",
            "wait=1.5",
            "wait=1 2",
            "wait=\"1",
            "waiting=3",
            "x;wait=3",
            "=3",
        ] {
            assert_eq!(preferred(&[line]), None, "{line}");
        }
        assert_eq!(preferred(&["wait=x, wait=6"]), None, "only the first counts");
    }

    #[test]
    fn a_parameter_is_refused_where_it_cannot_be_read() {
        for (query, seconds) in [("", None), ("a=b", None), ("wait=3", Some(3)), ("a&wait=60&b=wait", Some(55))] {
            assert_eq!(of_query(query).expect("legal"), seconds, "{query}");
        }
        for query in ["wait", "wait=", "wait=x", "wait=-1", "wait=1.5", "wait=%31", "wait=1&wait=1", "wait=+1"] {
            assert!(of_query(query).is_err(), "{query}");
        }
    }

    #[test]
    fn the_parameter_comes_first_and_only_a_preference_is_answered_as_one() {
        let asked = |uri: &'static str| {
            let headers =
                HeaderMap::from_iter([(HeaderName::from_static("prefer"), HeaderValue::from_static("wait=5"))]);
            let wait = Wait::asked(&Uri::from_static(uri), &headers).expect("legal").expect("asked for");
            let mut answer = HeaderMap::new();
            wait.applied(&mut answer);
            (wait.limit().as_secs(), answer.get("preference-applied").cloned())
        };
        assert_eq!(asked("/job?wait=9"), (9, None));
        assert_eq!(asked("/job"), (5, Some(HeaderValue::from_static("wait=5"))));
        assert_eq!(Wait::asked(&Uri::from_static("/job"), &HeaderMap::new()).expect("legal"), None);
    }

    fn token() -> impl Strategy<Value = String> {
        "[a-z!#$%&'*+.^_`|~-]{1,8}".prop_filter("another name", |name| !name.eq_ignore_ascii_case("wait"))
    }

    fn word() -> impl Strategy<Value = String> {
        prop_oneof![
            token(),
            "[ -~]{0,8}".prop_map(|text| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
        ]
    }

    fn other() -> impl Strategy<Value = String> {
        let parameters =
            prop::collection::vec((token(), word()).prop_map(|(name, value)| format!("; {name}={value}")), 0..3);
        (token(), prop::option::of(word()), parameters).prop_map(|(name, value, parameters)| {
            format!("{name}{}{}", value.map_or_else(String::new, |value| format!("={value}")), parameters.concat())
        })
    }

    proptest! {
        #[test]
        fn others_around_it_change_nothing(
            before in prop::collection::vec(other(), 0..4),
            after in prop::collection::vec(other(), 0..4),
            wanted in 0_u64..200,
        ) {
            let line = [before, vec![format!("wait={wanted}")], after].concat().join(", ");
            prop_assert_eq!(preferred(&[&line]), Some(wanted.min(LONGEST)), "{}", line);
        }

        #[test]
        fn no_line_is_too_odd(line in "[ -~\t]{0,64}") {
            prop_assert!(preferred(&[&line]).is_none_or(|seconds| seconds <= LONGEST));
        }
    }
}
