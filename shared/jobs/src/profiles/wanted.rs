//! What a profile may be called, and what is meant by what it is called.
//!
//! What must stay true: no profile of a tenant can be mistaken for one that is built in, or for an id.

use engine::{BuiltIn, Fault, Profile};
use model::ProfileId;
use model::limits::MAX_NAME_BYTES;

use crate::{Error, Invalid};

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted<'n> {
    BuiltIn(BuiltIn),
    Id(ProfileId),
    Name(&'n str),
    /// No profile can be called so.
    Nothing,
}

impl<'n> Wanted<'n> {
    pub(super) fn of(named: &'n str) -> Self {
        let named = named.trim();
        if named.is_empty() {
            return Self::BuiltIn(BuiltIn::Default);
        }
        if let Some(which) = BuiltIn::named(named) {
            return Self::BuiltIn(which);
        }
        if let Some(id) = id(named) {
            return Self::Id(id);
        }
        if named.len() > MAX_NAME_BYTES || named.contains(char::is_control) {
            return Self::Nothing;
        }
        Self::Name(named)
    }
}

/// 32 hex digits, hyphens apart.
fn id(named: &str) -> Option<ProfileId> {
    let digits: String = named.chars().filter(|&c| c != '-').take(33).collect();
    (digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| digits.parse().ok())?
}

/// A text that is a profile, with a name of its own.
pub(super) fn checked(text: &[u8]) -> Result<Profile, Error> {
    let text = std::str::from_utf8(text).map_err(|_| {
        Error::Invalid(vec![Invalid { code: "invalid_profile", detail: "Expected UTF-8.".to_owned(), pointer: None }])
    })?;
    let profile = Profile::parse("profile", text)
        .map_err(|faults| Error::Invalid(faults.into_iter().map(|fault| invalid(&fault)).collect()))?;
    if let Wanted::Name(_) = Wanted::of(profile.name()) {
        return Ok(profile);
    }
    let detail =
        "A profile cannot be called as one that is built in, like an id, or with control characters.".to_owned();
    Err(Error::Invalid(vec![Invalid { code: "profile_name_reserved", detail, pointer: None }]))
}

fn invalid(fault: &Fault) -> Invalid {
    let mut detail = String::new();
    if let Some(line) = fault.line {
        detail = format!("line {line}, column {}: ", fault.column.unwrap_or(1));
    }
    if !fault.path.is_empty() {
        detail = detail + &fault.path + ": ";
    }
    Invalid { code: "invalid_profile", detail: detail + &fault.message, pointer: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_built_in_or_a_tenants_and_what_looks_like_an_id_is_one() {
        let id = "0123456789abcdef0123456789abcdef";
        let known = Wanted::Id(id.parse().expect("an id"));
        for (named, wanted) in [
            ("default", Wanted::BuiltIn(BuiltIn::Default)),
            ("", Wanted::BuiltIn(BuiltIn::Default)),
            (" counts ", Wanted::BuiltIn(BuiltIn::Counts)),
            (id, known),
            ("0123456789ABCDEF0123456789abcdef", known),
            ("01234567-89ab-cdef-0123-456789abcdef", known),
            ("Counts", Wanted::Name("Counts")),
            ("0123456789abcdef0123456789abcdeg", Wanted::Name("0123456789abcdef0123456789abcdeg")),
            ("0123456789abcdef0123456789abcdef0", Wanted::Name("0123456789abcdef0123456789abcdef0")),
            ("süd 7", Wanted::Name("süd 7")),
            ("a\0b", Wanted::Nothing),
            (&"x".repeat(1_025), Wanted::Nothing),
        ] {
            assert_eq!(Wanted::of(named), wanted, "{named}");
        }
    }

    #[test]
    fn a_name_that_means_something_else_is_refused() {
        let code = |text: &str| match checked(text.as_bytes()) {
            Ok(_) => "fine",
            Err(Error::Invalid(wrong)) => wrong[0].code,
            Err(other) => panic!("{other}"),
        };
        assert_eq!(code("name = \"desk\""), "fine");
        for name in ["default", "counts", "0123456789abcdef0123456789abcdef", "a\\u0000b"] {
            assert_eq!(code(&format!("name = \"{name}\"")), "profile_name_reserved", "{name}");
        }
        assert_eq!(code("nom = \"desk\""), "invalid_profile");
    }
}
