//! What a client has already: `ETag` and `If-None-Match`.
//!
//! What must stay true: of a job `"r17"` says revision 17 and nothing else does. A list of tags is read as RFC 9110 writes it (§8.8.3
//! and §13.1.2), compared weakly; whatever is no tag of ours is somebody else's and matches nothing.

use http::header::IF_NONE_MATCH;
use http::{HeaderMap, HeaderValue};

/// The tag of a revision.
pub(crate) fn etag(revision: i64) -> HeaderValue {
    HeaderValue::try_from(format!("\"r{revision}\"")).expect("letters, digits and quotes")
}

/// What a client says it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Has {
    /// It does not say.
    Unsaid,
    /// Any revision at all.
    Any,
    These(Vec<i64>),
}

impl Has {
    pub(crate) fn said(headers: &HeaderMap) -> Self {
        let mut revisions = Vec::new();
        let mut said = false;
        for value in headers.get_all(IF_NONE_MATCH) {
            said = true;
            match value.to_str().map(str::trim) {
                Ok("*") => return Self::Any,
                Ok(list) => revisions.extend(tags(list).filter_map(revision)),
                Err(_) => {}
            }
        }
        if said { Self::These(revisions) } else { Self::Unsaid }
    }

    pub(crate) fn includes(&self, revision: i64) -> bool {
        match self {
            Self::Unsaid => false,
            Self::Any => true,
            Self::These(revisions) => revisions.contains(&revision),
        }
    }
}

/// Whether the client has what this tag names (given without its quotes), or anything there is.
pub(crate) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let lines = headers.get_all(IF_NONE_MATCH).into_iter().filter_map(|line| line.to_str().ok());
    lines.map(str::trim).any(|list| list == "*" || tags(list).any(|one| one == tag))
}

/// What stands between quotes, `W/` before it or not.
fn tags(list: &str) -> impl Iterator<Item = &str> {
    // A tag holds no quote, so every second piece is one.
    list.split('"').skip(1).step_by(2)
}

fn revision(tag: &str) -> Option<i64> {
    let digits = tag.strip_prefix('r')?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
    if plain { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(values: &[&str]) -> Has {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(IF_NONE_MATCH, HeaderValue::from_str(value).expect("a value"));
        }
        Has::said(&headers)
    }

    #[test]
    fn a_tag_is_read_as_it_was_written() {
        for revision in [0, 1, 17, i64::MAX] {
            let tag = etag(revision);
            assert!(said(&[tag.to_str().expect("text")]).includes(revision));
        }
        assert_eq!(etag(17), "\"r17\"");
    }

    #[test]
    fn lists_are_read_as_the_specification_writes_them() {
        assert_eq!(said(&[]), Has::Unsaid);
        assert_eq!(said(&["*"]), Has::Any);
        assert_eq!(said(&["\"r1\", W/\"r2\",\"x,y\" , \"r3\""]), Has::These(vec![1, 2, 3]));
        assert_eq!(said(&["\"r1\"", "\"r2\""]), Has::These(vec![1, 2]));
        assert_eq!(said(&["\"r1\"", "*"]), Has::Any);
    }

    #[test]
    fn a_tag_is_known_by_its_name_weak_or_not() {
        let known = |line: &'static str| {
            is_known(&HeaderMap::from_iter([(IF_NONE_MATCH, HeaderValue::from_static(line))]), "a-1")
        };
        assert!(["\"a-1\"", "W/\"a-1\"", "\"b\", \"a-1\"", "*"].into_iter().all(known));
        assert!(!["\"a\"", "a-1", "\"A-1\"", ""].into_iter().any(known));
        assert!(!is_known(&HeaderMap::new(), "a-1"));
    }

    #[test]
    fn what_is_no_tag_of_ours_matches_nothing() {
        for other in [
            "",
            "r1",
            "\"1\"",
            "\"r\"",
            "\"r01\"",
            "\"r-1\"",
            "\"r+1\"",
            "\"r1.0\"",
            "\"R1\"",
            "\"r99999999999999999999\"",
        ] {
            assert_eq!(said(&[other]), Has::These(vec![]), "{other}");
            assert!(!said(&[other]).includes(1), "{other}");
        }
        assert!(!said(&[]).includes(0));
    }
}
