//! When an endpoint wants to be called again, as the header `Retry-After` says it: in seconds, or by a date.

use std::time::{Duration, UNIX_EPOCH};

use hyper::HeaderMap;
use hyper::header::RETRY_AFTER;

const MOST: Duration = Duration::from_hours(24);

/// From `timestamp` on, in seconds since 1970. `None` where nothing readable is said; what is past is no time at all.
pub(crate) fn asked(headers: &HeaderMap, timestamp: i64) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let after = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => until(text, timestamp)?,
    };
    Some(after.min(MOST))
}

fn until(date: &str, timestamp: i64) -> Option<Duration> {
    let date = httpdate::parse_http_date(date).ok()?;
    let now = UNIX_EPOCH + Duration::from_secs(u64::try_from(timestamp).ok()?);
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_read_and_bounded() {
        // Sun, 06 Nov 1994 08:49:37 GMT
        let now = 784_111_777;
        for (text, expected) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some(60)),
            ("Sun, 06 Nov 1994 08:48:37 GMT", Some(0)),
            ("18446744073709551615", Some(86_400)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(86_400)),
            ("-1", None),
            ("soon", None),
        ] {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, text.parse().expect("a value"))]);
            assert_eq!(asked(&headers, now), expected.map(Duration::from_secs), "{text}");
        }
        assert_eq!(asked(&HeaderMap::new(), now), None);
    }
}
