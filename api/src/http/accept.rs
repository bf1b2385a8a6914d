//! What a client would rather have: lists with weights (`Accept`, `Accept-Encoding`), per RFC 9110.
//!
//! What must stay true: a member that cannot be read is as good as none.

use http::header::ACCEPT;
use http::{HeaderMap, HeaderName};

/// What a member weighs that says nothing.
const ONE: u16 = 1_000;

/// The members of a list with their weights in thousandths, in lower case and without other parameters.
pub(super) fn weighted(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = (String, u16)> {
    let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).filter_map(member)
}

fn member(text: &str) -> Option<(String, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?.to_ascii_lowercase();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    Some((name, weight.map_or(Some(ONE), thousandths)?))
}

/// `0`, `1`, or either with a point and at most three digits; never more than one.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, digits) = text.split_once('.').unwrap_or((text, ""));
    if !matches!(whole, "0" | "1") || digits.len() > 3 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let weight = whole.parse::<u16>().ok()? * ONE + format!("{digits:0<3}").parse::<u16>().ok()?;
    (weight <= ONE).then_some(weight)
}

/// The position of the media type that the client would rather have; of equals the first. `None`: it wants none of them.
pub(crate) fn accepted(headers: &HeaderMap, offers: &[&str]) -> Option<usize> {
    if !headers.contains_key(ACCEPT) {
        return Some(0);
    }
    let ranges: Vec<(String, u16)> = weighted(headers, ACCEPT).collect();
    let weight = |offer: &str| {
        let all_of_its_kind = offer.split_once('/').map(|(kind, _)| format!("{kind}/*")).unwrap_or_default();
        // The range that says most about it holds.
        let told = |name: &str| ranges.iter().find(|(range, _)| range == name).map(|&(_, weight)| weight);
        told(offer).or_else(|| told(&all_of_its_kind)).or_else(|| told("*/*")).unwrap_or(0)
    };
    let weights = offers.iter().enumerate().map(|(at, offer)| (at, weight(offer))).filter(|&(_, weight)| weight > 0);
    weights.max_by_key(|&(at, weight)| (weight, std::cmp::Reverse(at))).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const OFFERS: &[&str] = &["application/json", "application/x-ndjson", "text/csv"];

    fn of(lines: &[&'static str]) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(ACCEPT, HeaderValue::from_static(line));
        }
        accepted(&headers, OFFERS).map(|at| OFFERS[at])
    }

    #[test]
    fn the_heaviest_is_taken_and_of_equals_the_first() {
        assert_eq!(of(&[]), Some("application/json"));
        assert_eq!(of(&["*/*"]), Some("application/json"));
        assert_eq!(of(&["text/csv"]), Some("text/csv"));
        assert_eq!(of(&["text/*"]), Some("text/csv"));
        assert_eq!(of(&["Application/X-NDJSON; charset=utf-8"]), Some("application/x-ndjson"));
        assert_eq!(of(&["application/json;q=0.5, text/csv;q=0.9"]), Some("text/csv"));
        assert_eq!(of(&["text/html, */*;q=0.1"]), Some("application/json"));
        assert_eq!(of(&["text/csv;q=0.3", "application/x-ndjson;q=0.30"]), Some("application/x-ndjson"));
        assert_eq!(of(&["*/*, application/json;q=0"]), Some("application/x-ndjson"));
        assert_eq!(of(&["application/*;q=0.2, application/json;q=0.1"]), Some("application/x-ndjson"));
    }

    #[test]
    fn what_is_not_wanted_is_not_sent() {
        for lines in [["text/html"], ["*/*;q=0"], ["text/csv;q=0.0"], ["application/xml, image/*"], [""]] {
            assert_eq!(of(&lines), None, "{lines:?}");
        }
    }

    #[test]
    fn what_is_no_weight_makes_no_member() {
        for (text, weight) in [("1", Some(1_000)), ("0.05", Some(50)), ("1.000", Some(1_000)), ("0.", Some(0))] {
            assert_eq!(thousandths(text), weight, "{text}");
        }
        for text in ["", "2", "1.001", "0.1234", "-1", "+1", "0.+1", ".5", "nan"] {
            assert_eq!(thousandths(text), None, "{text}");
        }
        assert_eq!(of(&["text/csv;q=7, application/x-ndjson"]), Some("application/x-ndjson"));
    }
}
