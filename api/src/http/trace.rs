//! The `traceparent` of a request, per W3C Trace Context.
//!
//! What must stay true: only one that is valid is carried on; one that is not is as good as none.
//! Deliberately absent: making one. Who traces, begins the trace.

use http::HeaderMap;

/// `version-trace-parent-flags`, as version 00 writes it.
const LENGTH: usize = 55;

/// The one `traceparent` of the request, if it is valid. Of a version after 00 only the members known here.
pub(crate) fn traceparent(headers: &HeaderMap) -> Option<String> {
    let mut all = headers.get_all("traceparent").iter();
    let (Some(only), None) = (all.next(), all.next()) else { return None };
    valid(only.to_str().ok()?).map(str::to_owned)
}

fn valid(text: &str) -> Option<&str> {
    let (known, rest) = text.split_at_checked(LENGTH)?;
    let members: Vec<&str> = known.split('-').collect();
    let &[version, trace, parent, flags] = members.as_slice() else { return None };
    let hex = |text: &str, digits: usize| {
        text.len() == digits && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    let something = |text: &str| text.bytes().any(|b| b != b'0');
    let wellformed = hex(version, 2) && hex(trace, 32) && hex(parent, 16) && hex(flags, 2);
    let ended = rest.is_empty() || (version != "00" && rest.starts_with('-'));
    (wellformed && version != "ff" && something(trace) && something(parent) && ended).then_some(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_specification_calls_valid_is_carried_on() {
        let plain = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        assert_eq!(valid(plain), Some(plain));
        let later = plain.replacen("00", "cc", 1);
        assert_eq!(valid(&format!("{later}-what-the-future-will-be-like")), Some(later.as_str()));
    }

    #[test]
    fn what_is_not_valid_is_not() {
        for text in [
            "",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319-cb7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
            "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.more",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
            "00-0af7651916cd43dd8448eb211c8031\u{e9}c-b7ad6b7169203331-01",
        ] {
            assert_eq!(valid(text), None, "{text}");
        }
    }
}
