//! From the domain to the wire.

use contract::{API_VERSION, raw};
use jobs::{Failure, Job, Progress, UploadUrls, Visible};
use model::JobId;

use super::wire;

pub(super) fn job_head(visible: &Visible) -> wire::JobHead {
    let job = &visible.job;
    wire::JobHead {
        id: job.id.to_string(),
        user_metadata: job.user_metadata.as_deref().and_then(raw),
        api_version: API_VERSION,
        conversation_id: job.conversation_id.clone(),
        status: job.status.as_str(),
        profile: visible.options.profile.name().to_owned(),
        profile_id: visible.options.profile.id(),
        profile_version: visible.options.profile.version(),
        created_at: job.created_at.unix_seconds(),
        cancel_requested_at: job.cancel_requested_at.map(model::Timestamp::unix_seconds),
        redrive_of: job.redrive_of.map(|id| id.to_string()),
        file_id: visible.file.map(|id| id.to_string()),
        progress: progress(&job.progress, job.attempt),
        error: job.failure.as_ref().map(failure),
        input_errors: visible.result.iter().flat_map(jobs::ResultHandle::input_errors).map(input_error).collect(),
        input_error_count: visible.result.as_ref().map_or(0, jobs::ResultHandle::input_error_count),
        links: job_links(job.id),
    }
}

pub(super) fn job_state(job: &Job) -> wire::JobState {
    wire::JobState {
        id: job.id.to_string(),
        status: job.status.as_str(),
        cancel_requested_at: job.cancel_requested_at.map(model::Timestamp::unix_seconds),
        progress: progress(&job.progress, job.attempt),
        error: job.failure.as_ref().map(failure),
        links: job_links(job.id),
    }
}

pub(super) fn progress(progress: &Progress, attempt: i64) -> wire::Progress {
    wire::Progress {
        unit: "turns",
        done: progress.turns_done,
        total: progress.turns_total,
        stage: progress.stage.map(model::Stage::as_str),
        attempt,
    }
}

pub(super) fn failure(failure: &Failure) -> wire::JobError {
    wire::JobError {
        code: failure.code.clone(),
        detail: failure.detail.clone(),
        line: failure.line,
        pointer: failure.pointer.clone(),
        turn: failure.turn,
    }
}

pub(super) fn job_links(id: JobId) -> wire::JobLinks {
    let this = job_path(id);
    wire::JobLinks {
        events: format!("{this}/events"),
        timeline: format!("{this}/timeline"),
        results: results_path(id),
        this,
    }
}

pub(super) fn job_path(id: JobId) -> String {
    format!("/v1/conversations/jobs/{id}")
}

pub(super) fn results_path(id: JobId) -> String {
    format!("{}/results", job_path(id))
}

pub(super) fn input_error(error: &jobs::InputError) -> wire::JobError {
    let place = |n: Option<u64>| n.and_then(|n| i64::try_from(n).ok());
    wire::JobError {
        code: error.code.clone(),
        detail: error.detail.clone(),
        line: place(error.line),
        pointer: error.pointer.clone(),
        turn: place(error.turn),
    }
}

pub(super) fn upload(urls: UploadUrls) -> wire::Upload {
    let part = |(part_number, url)| wire::UploadPart { part_number, url };
    wire::Upload {
        r#type: "multipart",
        part_size_bytes: urls.part_bytes,
        part_count: urls.part_count,
        urls_expire_at: urls.urls_expire_at.rfc3339(),
        parts: urls.parts.into_iter().map(part).collect(),
    }
}
