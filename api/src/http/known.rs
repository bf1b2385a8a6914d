//! Whether the client has it already.

use http::HeaderMap;
use http::header::IF_NONE_MATCH;

/// Whether `If-None-Match` names this strong tag (given with its quotes), or any that is there.
pub(crate) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let lines = headers.get_all(IF_NONE_MATCH).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim).any(|tag| {
        // A GET compares weakly.
        tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag
    })
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_tag_is_known_by_its_name_weak_or_not() {
        let known = |line: &'static str| {
            is_known(&HeaderMap::from_iter([(IF_NONE_MATCH, HeaderValue::from_static(line))]), "\"a-1\"")
        };
        assert!(["\"a-1\"", "W/\"a-1\"", "\"b\", \"a-1\"", "*"].into_iter().all(known));
        assert!(!["\"a\"", "a-1", "\"a-1", "\"A-1\"", ""].into_iter().any(known));
        assert!(!is_known(&HeaderMap::new(), "\"a-1\""));
    }
}
