//! Where a page ended, in words that only the same list understands.
//!
//! What must stay true: a cursor holds the place of a job of its own tenant and nothing that a client sent; another tenant's,
//! or that of a list of other jobs, is none.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use model::{JobId, TenantId, Timestamp};
use sha2::{Digest, Sha256};
use store::{JobFilter, Place};
use uuid::Uuid;

use crate::Error;

/// Bytes of the digest that says of which list it is.
const LIST: usize = 8;

/// Where the next page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    place: Place,
    list: [u8; LIST],
}

/// No cursor of ours.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor")]
pub struct NoCursor;

impl Cursor {
    pub(crate) fn after(place: Place, tenant: TenantId, filter: &JobFilter) -> Self {
        Self { place, list: list(tenant, filter) }
    }

    /// `None` where it is another list's.
    pub(crate) fn place(&self, tenant: TenantId, filter: &JobFilter) -> Option<Place> {
        (self.list == list(tenant, filter)).then_some(self.place)
    }

    /// The refusal of what is none here: its code, and what it says.
    pub const ILLEGAL: &str = "cursor_illegal";
    pub const EXPECTED: &str = "Expected the next_cursor of a page of this very list.";

    pub(crate) fn illegal() -> Error {
        Error::invalid("/cursor", Self::ILLEGAL, Self::EXPECTED)
    }
}

/// A short name for a tenant's jobs of some kind.
fn list(tenant: TenantId, filter: &JobFilter) -> [u8; LIST] {
    let JobFilter { statuses, conversation_id, created_after, created_before } = filter;
    let mut hash = Sha256::new().chain_update(tenant.0.as_bytes());
    for status in statuses {
        hash.update(status.as_str());
        hash.update([0]);
    }
    for time in [created_after, created_before] {
        hash.update([u8::from(time.is_some())]);
        hash.update(time.unwrap_or_default().0.to_be_bytes());
    }
    if let Some(conversation_id) = conversation_id {
        hash.update([1]);
        hash.update(conversation_id);
    }
    let hash: [u8; 32] = hash.finalize().into();
    *hash.first_chunk().expect("a hash is longer than that")
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { created_at, id } = self.place;
        let bytes = [created_at.0.to_be_bytes().as_slice(), id.0.as_bytes(), &self.list].concat();
        f.write_str(&BASE64_URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl FromStr for Cursor {
    type Err = NoCursor;

    fn from_str(text: &str) -> Result<Self, NoCursor> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| NoCursor)?;
        let (created_at, rest) = bytes.split_first_chunk::<8>().ok_or(NoCursor)?;
        let (id, list) = rest.split_first_chunk::<16>().ok_or(NoCursor)?;
        let place = Place { created_at: Timestamp(i64::from_be_bytes(*created_at)), id: JobId(Uuid::from_bytes(*id)) };
        Ok(Self { place, list: list.try_into().map_err(|_| NoCursor)? })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use model::Status;

    use super::*;

    fn filter() -> JobFilter {
        let statuses = BTreeSet::from([Status::Failed, Status::Queued]);
        JobFilter { statuses, conversation_id: None, created_after: None, created_before: None }
    }

    #[test]
    fn a_cursor_is_good_for_its_own_list_only() {
        let (one, other) = (TenantId(Uuid::from_u128(1)), TenantId(Uuid::from_u128(2)));
        let place = Place { created_at: Timestamp(-5), id: JobId(Uuid::from_u128(7)) };
        let cursor: Cursor = Cursor::after(place, one, &filter()).to_string().parse().expect("it was written here");
        assert_eq!(cursor.place(one, &filter()), Some(place));
        assert_eq!(cursor.place(other, &filter()), None);
        let time = Some(Timestamp(0));
        for another in [
            JobFilter { statuses: BTreeSet::from([Status::Failed]), ..filter() },
            JobFilter { conversation_id: Some(String::new()), ..filter() },
            JobFilter { created_after: time, ..filter() },
            JobFilter { created_before: time, ..filter() },
        ] {
            assert_eq!(cursor.place(one, &another), None, "{another:?}");
        }
    }

    #[test]
    fn what_is_no_cursor_is_none() {
        let long = "A".repeat(44);
        for text in ["", "x", "AAAA", "=", &"A".repeat(42), &long, "\u{e9}"] {
            assert_eq!(text.parse::<Cursor>(), Err(NoCursor), "{text}");
        }
        assert!("A".repeat(43).parse::<Cursor>().is_ok());
    }
}
