//! Uploading a long transcript in parts, straight to object storage.
//!
//! What must stay true: our row is written before S3 is called; complete, cancel and expiry are each one
//! conditional update and exactly one of them wins; S3 is never called inside a transaction; a refused
//! completion destroys nothing. A crash between any two steps leaves an upload that `GET` resumes or that expires.

mod listing;
mod plan;
mod verify;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use model::limits::{UPLOAD_LIFETIME, URLS_PER_ANSWER};
use model::{JobId, Status, TenantId, Timestamp};
use objects::{Part, PartAddress};
use store::{Moved, NewInput, NewJob, NewUpload, Submitted, Upload, UploadedPart};

use crate::file_nature::FileNature;
use crate::{Error, Invalid, Options, Ports, Submission, SubmitAnswer};
use contract::short_text;

pub use plan::PartPlan;
pub use verify::GivenPart;

/// Signing takes tens of microseconds and never waits: other requests get a turn after this many.
const SIGNED_AT_A_STRETCH: usize = 50;

/// A file that is announced.
#[derive(Clone, Debug)]
pub struct UploadRequest {
    pub file_name: String,
    pub file_bytes: i64,
    pub content_type: String,
    pub preferred_part_bytes: Option<i64>,
    pub options: Options,
    pub user_metadata: Option<Vec<u8>>,
    /// The request's bytes, for the idempotency fingerprint.
    pub body: Vec<u8>,
}

/// Where the parts of an upload go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadUrls {
    pub part_bytes: i64,
    pub part_count: i64,
    pub urls_expire_at: Timestamp,
    /// Part number and URL.
    pub parts: Vec<(i32, String)>,
}

/// Opens, resumes, completes and cancels uploads.
#[derive(Clone)]
pub struct Uploads {
    ports: Ports,
    url_lifetime: Duration,
    max_file_bytes: i64,
    listings: listing::Listings,
}

impl Uploads {
    pub fn new(ports: Ports, url_lifetime: Duration, max_file_bytes: i64) -> Self {
        Self { ports, url_lifetime, max_file_bytes, listings: listing::Listings::default() }
    }

    /// Makes a job that awaits its upload.
    pub async fn start(&self, from: &Submission, request: &UploadRequest) -> Result<SubmitAnswer, Error> {
        let nature = self.check(request)?;
        let plan = PartPlan::for_file(request.file_bytes, request.preferred_part_bytes)
            .map_err(|wrong| Error::Invalid(vec![wrong]))?;
        let now = self.ports.clock.now();
        let id = JobId(self.ports.random.uuid(now));
        let job = NewJob {
            id,
            tenant: from.tenant,
            kind: nature.kind(&request.options.profile),
            priority: from.lane.priority(),
            conversation_id: self.ports.random.uuid(now).to_string(),
            user_metadata: request.user_metadata.clone(),
            options: request.options.to_bytes(),
            profile: request.options.profile.own(),
            input: NewInput::Upload(NewUpload {
                key: format!("uploads/{id}"),
                file_name: request.file_name.clone(),
                content_type: request.content_type.clone(),
                file_bytes: request.file_bytes,
                part_bytes: plan.part_bytes,
                part_count: plan.part_count,
                lifetime: UPLOAD_LIFETIME,
            }),
            idempotency: from
                .idempotency
                .as_ref()
                .map(|key| key.bound_to(&request.options.profile, &request.body))
                .transpose()?,
            traceparent: from.traceparent.clone(),
            first_ticket: None,
            counted: from.counted.clone(),
        };
        match self.ports.store.submit(&job).await? {
            Submitted::New(_) => Ok(SubmitAnswer { job: job.id, replayed: false }),
            Submitted::Replayed(job) => Ok(SubmitAnswer { job, replayed: true }),
            Submitted::KeyReused => Err(Error::KeyReused),
            Submitted::NoFile => Err(Error::NoFile),
            Submitted::OverLimit(left) => Err(Error::OverLimit { left }),
        }
    }

    fn check(&self, request: &UploadRequest) -> Result<FileNature, Error> {
        let mut wrong = Vec::new();
        wrong.extend(short_text(&request.file_name, "/file_name").err());
        wrong.extend(header_text(&request.content_type, "/content_type").err());
        if request.file_bytes <= 0 {
            let detail = "Expected the file's size in bytes, at least 1.";
            wrong.push(Invalid::at("/file_size_bytes", "out_of_range", detail));
        }
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        if request.file_bytes > self.max_file_bytes {
            let detail = format!("A file holds at most {} bytes here.", self.max_file_bytes);
            return Err(Error::TooLarge { detail });
        }
        FileNature::of(&self.ports, &request.content_type, &request.file_name)
    }

    /// URLs for every part.
    pub async fn all_urls(&self, tenant: TenantId, id: JobId) -> Result<Option<UploadUrls>, Error> {
        let Some(upload) = self.ports.store.upload(tenant, id).await? else { return Ok(None) };
        let Some(upload_id) = self.open(tenant, id, &upload).await? else { return Ok(None) };
        self.sign(&upload, &upload_id, 1..=upload.part_count).await.map(Some)
    }

    /// Fresh URLs for parts that have not arrived, at most [`URLS_PER_ANSWER`]; so an upload resumes after a crash or
    /// an expiry. `None` when the job has no upload or awaits it no longer.
    pub async fn missing_urls(&self, tenant: TenantId, id: JobId) -> Result<Option<UploadUrls>, Error> {
        let Some(upload) = self.ports.store.upload(tenant, id).await? else { return Ok(None) };
        let Some(upload_id) = self.open(tenant, id, &upload).await? else { return Ok(None) };
        let here = self.arrived(id, &upload, &upload_id).await?;
        let whole: BTreeSet<i64> = here
            .iter()
            .filter(|part| i64::try_from(part.bytes) == Ok(plan::expected_bytes(&upload, part.number)))
            .map(|part| i64::from(part.number))
            .collect();
        let missing = (1..=upload.part_count).filter(|number| !whole.contains(number)).take(URLS_PER_ANSWER);
        let urls = self.sign(&upload, &upload_id, missing).await?;
        // It may have been completed, cancelled or expired while we looked: then they lead nowhere.
        let job = self.ports.store.job(tenant, id).await?;
        if job.is_none_or(|job| job.status != Status::AwaitingUpload) {
            return Ok(None);
        }
        self.ports.metrics.parts_resigned(urls.parts.len() as u64);
        Ok(Some(urls))
    }

    async fn arrived(&self, id: JobId, upload: &Upload, upload_id: &str) -> Result<Arc<[Part]>, Error> {
        let now = Instant::now();
        if let Some(parts) = self.listings.recent(id, now) {
            return Ok(parts);
        }
        let parts = self.ports.objects.parts(&upload.key, upload_id).await?.unwrap_or_default();
        Ok(self.listings.keep(id, now, parts))
    }

    /// S3's id for the upload, opened now if the process died before it was.
    async fn open(&self, tenant: TenantId, id: JobId, upload: &Upload) -> Result<Option<String>, Error> {
        if let Some(upload_id) = &upload.upload_id {
            return Ok(Some(upload_id.clone()));
        }
        let made = self.ports.objects.open_upload(&upload.key, &upload.content_type).await?;
        if self.ports.store.upload_opened(tenant, id, &made).await? {
            return Ok(Some(made));
        }
        self.ports.objects.abort_upload(&upload.key, &made).await?;
        Ok(self.ports.store.upload(tenant, id).await?.and_then(|known| known.upload_id))
    }

    async fn sign(
        &self,
        upload: &Upload,
        upload_id: &str,
        numbers: impl Iterator<Item = i64> + Send,
    ) -> Result<UploadUrls, Error> {
        let now = self.ports.clock.now();
        let mut urls = UploadUrls {
            part_bytes: upload.part_bytes,
            part_count: upload.part_count,
            urls_expire_at: now.plus(self.url_lifetime),
            parts: Vec::new(),
        };
        for number in numbers {
            let number = i32::try_from(number).expect("a plan has at most 10,000 parts");
            let length = u64::try_from(plan::expected_bytes(upload, number)).expect("a part has at least one byte");
            let address = PartAddress { key: &upload.key, upload_id, number };
            let signed = self.ports.objects.part_url(&address, length, now, self.url_lifetime).await?;
            urls.urls_expire_at = urls.urls_expire_at.min(signed.expires_at);
            urls.parts.push((number, signed.url));
            if urls.parts.len().is_multiple_of(SIGNED_AT_A_STRETCH) {
                tokio::task::yield_now().await;
            }
        }
        Ok(urls)
    }

    /// Checks what has arrived against what was announced and hands the job to the workers. Completing again
    /// with the same parts (or without any) is the same answer again.
    pub async fn complete(&self, tenant: TenantId, id: JobId, given: Option<&[GivenPart]>) -> Result<(), Error> {
        let (status, upload) = self.find(tenant, id).await?;
        if status != Status::AwaitingUpload {
            return verify::completed_before(status, &upload, given);
        }
        let here: Option<Vec<Part>> = match &upload.upload_id {
            Some(upload_id) => self.ports.objects.parts(&upload.key, upload_id).await?,
            None => Some(Vec::new()),
        };
        let Some(here) = here else {
            // Somebody may have completed or cancelled while we looked.
            let (status, upload) = self.find(tenant, id).await?;
            if status != Status::AwaitingUpload {
                return verify::completed_before(status, &upload, given);
            }
            return Err(Error::conflict("upload_gone", "Object storage no longer knows this upload; start a new one."));
        };
        let verified = verify::parts(&upload, &here, given)?;
        match self.ports.store.upload_completed(tenant, id, &verified).await? {
            Moved::Done => {
                self.ports.bell.ring();
                self.ports.metrics.uploaded(upload.file_bytes.unsigned_abs());
                Ok(())
            }
            Moved::Was(status) => {
                let (_, upload) = self.find(tenant, id).await?;
                verify::completed_before(status, &upload, given)
            }
            Moved::Missing => Err(Error::Missing),
        }
    }

    /// Gives the upload up. Cancelling again is the same answer again; after completion it is too late.
    pub async fn cancel(&self, tenant: TenantId, id: JobId) -> Result<(), Error> {
        self.find(tenant, id).await?;
        match self.ports.store.upload_cancelled(tenant, id).await? {
            Moved::Done => {
                self.ports.metrics.ended(Status::Cancelled, 1);
                Ok(())
            }
            Moved::Was(Status::Cancelled) => Ok(()),
            Moved::Was(status) => {
                let detail = format!("The upload can no longer be cancelled: the job is {status}.");
                Err(Error::conflict("upload_not_open", detail))
            }
            Moved::Missing => Err(Error::Missing),
        }
    }

    async fn find(&self, tenant: TenantId, id: JobId) -> Result<(Status, Upload), Error> {
        let job = self.ports.store.job(tenant, id).await?.ok_or(Error::Missing)?;
        let upload = self.ports.store.upload(tenant, id).await?;
        let upload = upload.ok_or_else(|| Error::conflict("no_upload", "This job was submitted without an upload."))?;
        Ok((job.status, upload))
    }
}

/// What object storage gets as a header.
pub(crate) fn header_text(text: &str, pointer: &str) -> Result<(), Invalid> {
    short_text(text, pointer)?;
    if text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        return Ok(());
    }
    Err(Invalid::at(pointer, "content_type_illegal", "Expected a content type of visible ASCII characters."))
}

fn uploaded(part: &Part) -> UploadedPart {
    UploadedPart { number: part.number, etag: part.etag.clone() }
}
