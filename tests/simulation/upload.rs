//! What clients know of an upload that they announced.

use std::collections::BTreeMap;
use std::sync::Arc;

use jobs::GivenPart;
use model::{JobId, Status, TenantId};
use store::UploadedPart;

use crate::bed::Talk;
use crate::operation::List;

pub(crate) struct Upload {
    pub(crate) tenant: TenantId,
    pub(crate) job: JobId,
    pub(crate) talk: Arc<Talk>,
    pub(crate) part_count: i32,
    /// By number; the last one put counts.
    pub(crate) arrived: BTreeMap<i32, Arrived>,
    /// The list that the upload was completed with.
    pub(crate) verified: Option<BTreeMap<i32, Arrived>>,
    /// By ETag: whether these bytes are the file's.
    known: BTreeMap<String, bool>,
    /// A part was another one than in that list, at some time after it was made.
    pub(crate) changed: bool,
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Arrived {
    /// Without quotes.
    pub(crate) etag: String,
    /// Whether its bytes are the file's.
    pub(crate) right: bool,
}

const NOBODYS_TAG: &str = "00000000000000000000000000000000";

impl Upload {
    pub(crate) fn new(tenant: TenantId, job: JobId, part_count: i64, talk: Arc<Talk>) -> Self {
        let part_count = i32::try_from(part_count).expect("two parts at most");
        Self {
            tenant,
            job,
            talk,
            part_count,
            arrived: BTreeMap::new(),
            verified: None,
            known: BTreeMap::new(),
            changed: false,
        }
    }

    pub(crate) fn arrive(&mut self, number: i32, part: Arrived) {
        self.known.insert(part.etag.clone(), part.right);
        self.arrived.insert(number, part);
        self.compare();
    }

    pub(crate) fn verify(&mut self, parts: &[UploadedPart]) {
        let part = |part: &UploadedPart| {
            let right = *self.known.get(&part.etag).expect("it arrived once");
            (part.number, Arrived { etag: part.etag.clone(), right })
        };
        self.verified = Some(parts.iter().map(part).collect());
        self.compare();
    }

    fn compare(&mut self) {
        self.changed |= self.verified.as_ref().is_some_and(|verified| *verified != self.arrived);
    }

    pub(crate) fn is_missing(&self, number: i32) -> bool {
        !self.arrived.contains_key(&number)
    }

    /// The list that a client completes with.
    pub(crate) fn list(&self, list: List) -> Option<Vec<GivenPart>> {
        let given = |number| {
            let tag = self.arrived.get(&number).map_or(NOBODYS_TAG, |part| &part.etag);
            let tag = if list == List::WrongTag && number == 1 { NOBODYS_TAG } else { tag };
            // Quotes do not matter.
            let tag = if number == 1 { format!("\"{tag}\"") } else { tag.to_owned() };
            GivenPart { part_number: number, etag: Some(tag) }
        };
        match list {
            List::None => None,
            List::AsArrived | List::WrongTag => Some((1..=self.part_count).map(given).collect()),
            List::Short => Some((1..self.part_count).map(given).collect()),
        }
    }

    /// What completing with that list must come to while the job is in this state.
    pub(crate) fn completion(&self, status: Status, list: List) -> Result<(), &'static str> {
        if let Some(verified) = &self.verified {
            let same = match list {
                List::None => true,
                List::AsArrived => self.arrived == *verified,
                List::WrongTag | List::Short => false,
            };
            return if same { Ok(()) } else { Err("upload_completed_differently") };
        }
        if status != Status::AwaitingUpload {
            return Err("upload_not_open");
        }
        let all_here = (1..=self.part_count).all(|number| !self.is_missing(number));
        match list {
            _ if !all_here => Err("upload_parts_missing"),
            List::None | List::AsArrived => Ok(()),
            List::WrongTag => Err("upload_etag_mismatch"),
            List::Short => Err("upload_parts_missing"),
        }
    }
}
