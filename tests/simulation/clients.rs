//! What clients do, and what they must be told.

use bytes::Bytes;
use jobs::{Caller, SubmitAnswer};
use model::{ClientNumber, Status, TenantId};

use crate::bed::{Served, Talk};
use crate::operation::{Filed, List, PartBytes, Spoken};
use crate::upload::{Arrived, Upload};
use crate::world::{Outcome, World};

impl World<'_> {
    pub(crate) async fn submit(&mut self, tenant: u8, talk: Spoken, key: Option<u8>) -> Outcome {
        let (tenant, talk) = (self.tenants[usize::from(tenant)], self.library.spoken(talk));
        let answer = self.process().submit(tenant, spell(key).as_deref(), &talk).await;
        self.submitted(answer, &talk)
    }

    pub(crate) async fn start_upload(&mut self, tenant: u8, file: Filed, key: Option<u8>) -> Outcome {
        let (tenant, talk) = (self.tenants[usize::from(tenant)], self.library.file(file));
        let answer = self.process().start_upload(tenant, spell(key).as_deref(), &talk).await;
        let job = answer.as_ref().ok().map(|answer| answer.job);
        let words = self.submitted(answer, &talk)?;
        if let Some(job) = job {
            self.process().links.all_urls(tenant, job).await?;
        }
        Ok(words)
    }

    pub(crate) async fn upload(&mut self, tenant: u8, file: Filed, key: Option<u8>) -> Outcome {
        let before = self.uploads.len();
        let started = self.start_upload(tenant, file, key).await?;
        self.follow();
        if self.uploads.len() == before {
            return Ok(started);
        }
        // It is the newest of those still awaited.
        self.put_parts(0).await?;
        self.complete(0, List::AsArrived).await
    }

    /// Whether a key was free is the model's to judge; here, that a repeated answer is the answer to this request.
    fn submitted(&self, answer: Result<SubmitAnswer, jobs::Error>, talk: &Talk) -> Outcome {
        match answer {
            Ok(SubmitAnswer { job, replayed: false }) => Ok(format!("job {job}")),
            Ok(SubmitAnswer { job, replayed: true }) => {
                assert_eq!(self.talks[&job].name, talk.name, "a repeated answer is about something else");
                Ok(format!("job {job}, as before"))
            }
            Err(jobs::Error::KeyReused) => Ok("key reused".to_owned()),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn pick(&self, upload: u8) -> Option<usize> {
        let known = |at: &usize| self.model.jobs.contains_key(&self.uploads[*at].job);
        let mut places: Vec<usize> = (0..self.uploads.len()).rev().filter(known).collect();
        places.sort_by_key(|&at| self.status(&self.uploads[at]) != Status::AwaitingUpload);
        usize::from(upload).checked_rem(places.len()).map(|at| places[at])
    }

    fn status(&self, upload: &Upload) -> Status {
        self.model.jobs[&upload.job].status
    }

    pub(crate) async fn ask_for_urls(&mut self, upload: u8) -> Outcome {
        let Some(at) = self.pick(upload) else { return none() };
        let upload = &self.uploads[at];
        let urls = self.process().links.missing_urls(upload.tenant, upload.job).await?;
        if self.status(upload) == Status::AwaitingUpload {
            let urls = urls.expect("an awaited upload has URLs");
            assert_eq!(urls.part_count, i64::from(upload.part_count));
            // A listing may be two seconds old, so a part that has just arrived may still be asked for.
            for number in (1..=upload.part_count).filter(|&number| upload.is_missing(number)) {
                assert!(urls.parts.iter().any(|(at, _)| *at == number), "no URL for part {number}");
            }
            return Ok(format!("{} URLs", urls.parts.len()));
        }
        Ok("too late".to_owned())
    }

    pub(crate) async fn put_parts(&mut self, upload: u8) -> Outcome {
        let Some(at) = self.pick(upload) else { return none() };
        let parts: Vec<_> = self.uploads[at].talk.parts().collect();
        let mut put = 0;
        for (number, bytes) in parts {
            if self.uploads[at].is_missing(number) {
                put += usize::from(self.put(at, number, bytes, PartBytes::Right).await?);
            }
        }
        Ok(format!("{put} parts put"))
    }

    pub(crate) async fn put_part(&mut self, upload: u8, part: u8, bytes: PartBytes) -> Outcome {
        let Some(at) = self.pick(upload) else { return none() };
        let part = self.uploads[at].talk.parts().nth(usize::from(part)).or(self.uploads[at].talk.parts().next());
        let (number, right) = part.expect("a file has a part");
        let sent = match bytes {
            PartBytes::Right => right,
            PartBytes::Others => Bytes::from(vec![b'x'; right.len()]),
            PartBytes::TooFew => right.slice(1..),
        };
        Ok(if self.put(at, number, sent, bytes).await? { "put" } else { "refused" }.to_owned())
    }

    /// Whether object storage took the part.
    async fn put(&mut self, at: usize, number: i32, sent: Bytes, bytes: PartBytes) -> Result<bool, jobs::Error> {
        let upload = &self.uploads[at];
        let urls = self.process().links.all_urls(upload.tenant, upload.job).await?;
        let Some(urls) = urls else {
            assert_ne!(self.status(upload), Status::AwaitingUpload, "an awaited upload has URLs");
            return Ok(false);
        };
        let (_, url) = urls.parts.iter().find(|(at, _)| *at == number).expect("a URL for every part");
        match self.process().put_part(url, sent).await {
            Served::Stored(etag) => {
                assert_ne!(bytes, PartBytes::TooFew, "a part of another length was taken");
                let etag = etag.trim_matches('"').to_owned();
                self.uploads[at].arrive(number, Arrived { etag, right: bytes == PartBytes::Right });
                Ok(true)
            }
            Served::Refused(status) => {
                let awaited = self.status(upload) == Status::AwaitingUpload;
                assert!(!awaited || bytes == PartBytes::TooFew, "an awaited part was refused: {status}");
                Ok(false)
            }
        }
    }

    pub(crate) async fn complete(&mut self, upload: u8, list: List) -> Outcome {
        let Some(at) = self.pick(upload) else { return none() };
        let upload = &self.uploads[at];
        let expected = upload.completion(self.status(upload), list);
        let given = upload.list(list);
        told(self.process().uploads.complete(upload.tenant, upload.job, given.as_deref()).await, expected)
    }

    pub(crate) async fn cancel(&mut self, upload: u8) -> Outcome {
        let Some(at) = self.pick(upload) else { return none() };
        let upload = &self.uploads[at];
        let expected = match self.status(upload) {
            Status::AwaitingUpload | Status::Cancelled => Ok(()),
            _ => Err("upload_not_open"),
        };
        told(self.process().uploads.cancel(upload.tenant, upload.job).await, expected)
    }
}

/// An answer must be the right one; that there is none is judged elsewhere.
fn told(answer: Result<(), jobs::Error>, expected: Result<(), &'static str>) -> Outcome {
    let answer = match answer {
        Ok(()) => Ok(()),
        Err(jobs::Error::Conflict(conflict)) => Err(conflict.code),
        Err(error) => return Err(error),
    };
    assert_eq!(answer, expected, "the answer, then what it must be");
    Ok(answer.err().unwrap_or("done").to_owned())
}

/// What the tenant's first client is as a caller.
pub(crate) fn first_client(tenant: TenantId) -> Caller {
    Caller { tenant, client: ClientNumber::FIRST }
}

#[expect(clippy::unnecessary_wraps, reason = "stands among the outcomes of operations")]
pub(crate) fn none() -> Outcome {
    Ok("there is none".to_owned())
}

pub(crate) fn spell(key: Option<u8>) -> Option<String> {
    key.map(|key| format!("key {key}"))
}
