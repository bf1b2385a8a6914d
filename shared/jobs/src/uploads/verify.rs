//! Whether what arrived is what was announced.

use std::collections::{BTreeMap, BTreeSet};

use model::Status;
use objects::Part;
use store::{Upload, UploadedPart};

use super::{plan, uploaded};
use crate::Error;

/// A part as the client names it when it completes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenPart {
    pub part_number: i32,
    /// With or without quotes.
    pub etag: Option<String>,
}

impl GivenPart {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref().map(|etag| etag.trim().trim_matches('"'))
    }
}

/// The verified list, or a conflict that names what is missing or wrong.
pub(super) fn parts(upload: &Upload, here: &[Part], given: Option<&[GivenPart]>) -> Result<Vec<UploadedPart>, Error> {
    let by_number: BTreeMap<i32, &Part> = here.iter().map(|part| (part.number, part)).collect();
    let last = i32::try_from(upload.part_count).expect("a plan has at most 10,000 parts");
    if let Some(given) = given {
        named(given, last, &by_number)?;
    }
    let missing: Vec<i32> = (1..=last).filter(|number| !by_number.contains_key(number)).collect();
    refuse("upload_parts_missing", "Parts that have not arrived", &missing)?;
    let beyond: Vec<i32> = by_number.keys().copied().filter(|&number| number > last).collect();
    refuse("upload_parts_unexpected", "Parts beyond the last", &beyond)?;
    let wrong: Vec<i32> = by_number
        .values()
        .filter(|part| i64::try_from(part.bytes) != Ok(plan::expected_bytes(upload, part.number)))
        .map(|part| part.number)
        .collect();
    refuse("upload_size_mismatch", "Parts of another size than announced", &wrong)?;
    Ok(by_number.values().map(|part| uploaded(part)).collect())
}

/// Checks the client's own list: each part once, and with the ETag it has.
fn named(given: &[GivenPart], last: i32, here: &BTreeMap<i32, &Part>) -> Result<(), Error> {
    let mut seen: BTreeMap<i32, u32> = BTreeMap::new();
    for part in given {
        *seen.entry(part.part_number).or_default() += 1;
    }
    let doubled: Vec<i32> = seen.iter().filter(|&(_, &times)| times > 1).map(|(&number, _)| number).collect();
    refuse("upload_parts_doubled", "Parts named more than once", &doubled)?;
    let unknown: Vec<i32> = seen.keys().copied().filter(|number| !(1..=last).contains(number)).collect();
    refuse("upload_parts_unexpected", "Parts that this upload does not have", &unknown)?;
    let unnamed: Vec<i32> = (1..=last).filter(|number| !seen.contains_key(number)).collect();
    refuse("upload_parts_missing", "Parts that the list does not name", &unnamed)?;
    let absent: Vec<i32> = (1..=last).filter(|number| !here.contains_key(number)).collect();
    refuse("upload_parts_missing", "Parts that have not arrived", &absent)?;
    let mut wrong: Vec<i32> = given
        .iter()
        .filter(|part| part.etag().is_some_and(|etag| here.get(&part.part_number).is_some_and(|h| h.etag != etag)))
        .map(|part| part.part_number)
        .collect();
    wrong.sort_unstable();
    refuse("upload_etag_mismatch", "Parts with another ETag than given", &wrong)
}

/// Completing what is complete: the same answer for the same list, a conflict for anything else.
pub(super) fn completed_before(status: Status, upload: &Upload, given: Option<&[GivenPart]>) -> Result<(), Error> {
    let Some(parts) = &upload.parts else {
        return Err(Error::conflict("upload_not_open", format!("The upload is over: the job is {status}.")));
    };
    let known: BTreeMap<i32, &str> = parts.iter().map(|part| (part.number, part.etag.as_str())).collect();
    let same = given.is_none_or(|given| {
        let as_known =
            |g: &GivenPart| known.get(&g.part_number).is_some_and(|&etag| g.etag().is_none_or(|given| given == etag));
        let named: BTreeSet<i32> = given.iter().map(|part| part.part_number).collect();
        given.len() == known.len() && named.len() == known.len() && given.iter().all(as_known)
    });
    if same {
        return Ok(());
    }
    Err(Error::conflict("upload_completed_differently", "The upload was completed with other parts than these."))
}

fn refuse(code: &'static str, what: &str, numbers: &[i32]) -> Result<(), Error> {
    if numbers.is_empty() { Ok(()) } else { Err(Error::conflict(code, format!("{what}: {}.", ranges(numbers)))) }
}

/// Sorted numbers as `1-3, 7`; at most twenty ranges, then how many are left.
fn ranges(numbers: &[i32]) -> String {
    let mut runs: Vec<(i32, i32)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, end)) if *end + 1 == number => *end = number,
            _ => runs.push((number, number)),
        }
    }
    let shown = runs.iter().take(20).map(|&(a, b)| if a == b { a.to_string() } else { format!("{a}-{b}") });
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if runs.len() > 20 {
        text.push_str(", and more");
    }
    text
}

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::*;

    fn upload() -> Upload {
        Upload {
            key: "k".into(),
            upload_id: Some("u".into()),
            file_name: "f".into(),
            content_type: "text/vtt".into(),
            file_bytes: 25,
            part_bytes: 10,
            part_count: 3,
            expires_at: Timestamp(0),
            parts: None,
        }
    }

    fn here() -> Vec<Part> {
        [(1, 10), (2, 10), (3, 5)].map(|(number, bytes)| Part { number, etag: format!("e{number}"), bytes }).to_vec()
    }

    fn given(parts: &[(i32, &str)]) -> Vec<GivenPart> {
        parts.iter().map(|&(n, e)| GivenPart { part_number: n, etag: Some(e.to_owned()) }).collect()
    }

    fn code(result: Result<Vec<UploadedPart>, Error>) -> &'static str {
        match result {
            Err(Error::Conflict(conflict)) => conflict.code,
            other => panic!("expected a conflict, got {other:?}"),
        }
    }

    #[test]
    fn quotes_around_etags_do_not_matter_and_order_does_not_either() {
        let list = given(&[(3, "e3"), (1, "\"e1\""), (2, "e2")]);
        assert_eq!(parts(&upload(), &here(), Some(&list)).unwrap().len(), 3);
        assert_eq!(parts(&upload(), &here(), None).unwrap().len(), 3);
    }

    #[test]
    fn everything_that_can_be_wrong_has_its_own_code() {
        let all = given(&[(1, "e1"), (2, "e2"), (3, "e3")]);
        assert_eq!(code(parts(&upload(), &here()[..2], Some(&all))), "upload_parts_missing");
        assert_eq!(code(parts(&upload(), &here()[1..], None)), "upload_parts_missing");
        assert_eq!(code(parts(&upload(), &here(), Some(&all[..2]))), "upload_parts_missing");
        let doubled = given(&[(1, "e1"), (1, "e1"), (2, "e2"), (3, "e3")]);
        assert_eq!(code(parts(&upload(), &here(), Some(&doubled))), "upload_parts_doubled");
        let wrong = given(&[(1, "e1"), (2, "nope"), (3, "e3")]);
        assert_eq!(code(parts(&upload(), &here(), Some(&wrong))), "upload_etag_mismatch");
        let beyond = given(&[(1, "e1"), (2, "e2"), (3, "e3"), (4, "e4")]);
        assert_eq!(code(parts(&upload(), &here(), Some(&beyond))), "upload_parts_unexpected");
        let mut short = here();
        short[1].bytes = 9;
        assert_eq!(code(parts(&upload(), &short, None)), "upload_size_mismatch");
    }

    #[test]
    fn ranges_read_well() {
        assert_eq!(ranges(&[1, 2, 3, 7, 9, 10]), "1-3, 7, 9-10");
    }
}
