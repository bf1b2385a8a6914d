//! The header `mpathic-profile`: how much an analysis looks for.
//!
//! Decided, where the reference is silent: the names `default` and `counts` are built in. The vendor's own profiles go
//! by ids; no such profile is here, so a client that moves over and still sends one gets the default analysis, and the
//! job says so in its member `profile`. Any other name is a mistake and refused, not quietly ignored.
//! Deliberately absent: profiles that a tenant makes.

use engine::BuiltIn;
use http::HeaderMap;
use model::ErrorKind;

use crate::http::Problem;

const MPATHIC_PROFILE: &str = "mpathic-profile";

/// The profile that a new job goes by.
pub(super) fn chosen(headers: &HeaderMap) -> Result<BuiltIn, Problem> {
    let Some(value) = headers.get(MPATHIC_PROFILE) else { return Ok(BuiltIn::Default) };
    let name = value.to_str().unwrap_or("\u{fffd}").trim();
    match BuiltIn::named(name) {
        Some(profile) => Ok(profile),
        None if name.is_empty() || is_id(name) => Ok(BuiltIn::Default),
        None => {
            let detail = format!("{MPATHIC_PROFILE} is \"default\" or \"counts\", or the id of a profile.");
            Err(Problem::new(ErrorKind::Invalid, "profile_unknown", detail))
        }
    }
}

/// 32 hex digits, hyphens apart.
fn is_id(name: &str) -> bool {
    let digits = name.bytes().filter(|&byte| byte != b'-');
    digits.clone().count() == 32 && digits.clone().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn of(value: &[u8]) -> Option<BuiltIn> {
        let value = HeaderValue::from_bytes(value).expect("bytes that a header may hold");
        chosen(&HeaderMap::from_iter([(MPATHIC_PROFILE.parse().expect("a name"), value)])).ok()
    }

    #[test]
    fn names_are_built_in_ids_get_the_default_and_mistakes_nothing() {
        assert_eq!(chosen(&HeaderMap::new()).ok(), Some(BuiltIn::Default));
        for (value, expected) in [
            ("default", Some(BuiltIn::Default)),
            ("", Some(BuiltIn::Default)),
            ("counts", Some(BuiltIn::Counts)),
            ("0123456789abcdef0123456789ABCDEF", Some(BuiltIn::Default)),
            ("01234567-89ab-cdef-0123-456789abcdef", Some(BuiltIn::Default)),
            ("Counts", None),
            ("count", None),
            ("0123456789abcdef0123456789abcdeg", None),
            ("\u{e9}", None),
        ] {
            assert_eq!(of(value.as_bytes()), expected, "{value}");
        }
    }
}
