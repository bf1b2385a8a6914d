//! What else an answer may have.

use model::ErrorKind::{
    self, Busy, Conflict, Full, Gone, Internal, Limited, Method, Missing, TooLarge, Unacceptable, Unauthenticated,
    Unavailable, Unprocessable, Unsupported,
};

use super::KnownProblem;

const fn of(kind: ErrorKind, code: &'static str, meaning: &'static str, remedy: &'static str) -> KnownProblem {
    KnownProblem { code, kind: Some(kind), meaning, remedy }
}

pub(super) const ANSWERS: &[KnownProblem] = &[
    of(
        Unauthenticated,
        "unauthenticated",
        "The request has no token, or the token or credentials are wrong, expired or revoked, or `mpathic-id` is another's.",
        "Get a token from `POST /v1/token` and send it as `Authorization: Bearer …` with your own `mpathic-id`.",
    ),
    of(Missing, "file_unknown", "There is no such file.", "It may have been erased, or never have been yours."),
    of(
        Missing,
        "not_found",
        "There is nothing at this address, or nothing of this id.",
        "Look at the id: what is another's is not found, too.",
    ),
    of(Method, "method_not_allowed", "The address does not take this method.", "See the header `Allow`."),
    of(
        Unacceptable,
        "not_acceptable",
        "It cannot be sent in any of the forms that `Accept` names.",
        "Accept one of those in `detail`.",
    ),
    of(
        Conflict,
        "conversation_not_kept",
        "The job's talk turns were not kept, as it did not ask for that.",
        "Analyse again with `include_conversation`.",
    ),
    of(
        Conflict,
        "file_id_taken",
        "Another file has this `file_id`; of a failed job: one came before the import was done.",
        "Choose another, or none.",
    ),
    of(
        Conflict,
        "file_not_imported",
        "The file's import failed or was cancelled.",
        "Redrive its job, or import it again.",
    ),
    of(
        Conflict,
        "file_not_ready",
        "The file is still being imported.",
        "Try again once `GET /v1/files/{file_id}` says `kept`.",
    ),
    of(Conflict, "input_gone", "The job's input is no longer there.", "Submit it anew."),
    of(Conflict, "job_cancelled", "The job was cancelled, so it has no result.", "Redrive it, if you want one."),
    of(Conflict, "job_failed", "The job failed, so it has no result.", "See its `error`."),
    of(Conflict, "no_result", "The job imported a file, so it has no result.", "Start a job from the file."),
    of(Conflict, "no_upload", "The job was submitted without an upload.", "Use `cancel` for such jobs."),
    of(
        Conflict,
        "not_redrivable",
        "Only jobs that failed or were cancelled are done again.",
        "Wait for its end, or submit the input anew.",
    ),
    of(
        Conflict,
        "nothing_completed",
        "No analysis of the conversation was completed so far.",
        "Wait for one, or redrive its job.",
    ),
    of(
        Conflict,
        "result_not_ready",
        "The job has not ended.",
        "Try again in a moment, or wait with `Prefer: wait=30`.",
    ),
    of(Conflict, "too_many_credentials", "There are as many Zoom credentials as there may be.", "Delete some."),
    of(
        Conflict,
        "too_many_profiles",
        "There are as many profiles, or versions of them, as there may be.",
        "Delete some profile.",
    ),
    of(
        Conflict,
        "upload_completed_differently",
        "The upload was completed before, with other parts.",
        "Look at the job; start a new upload for another file.",
    ),
    of(
        Conflict,
        "upload_etag_mismatch",
        "Parts have other ETags than were given.",
        "Send these parts again, or complete with `\"parts\": null`.",
    ),
    of(Conflict, "upload_gone", "Object storage no longer knows the upload.", "Start a new one."),
    of(Conflict, "upload_not_open", "The upload is over.", "Look at the job's status."),
    of(Conflict, "upload_parts_doubled", "Parts are named more than once.", "Name each once."),
    of(
        Conflict,
        "upload_parts_missing",
        "Parts have not arrived, or are not named.",
        "Send those in `detail`; `GET` of the job has fresh URLs.",
    ),
    of(Conflict, "upload_parts_unexpected", "There are parts beyond the last.", "Name only those of the upload."),
    of(
        Conflict,
        "upload_size_mismatch",
        "Parts have another size than was announced.",
        "Send those in `detail` again.",
    ),
    of(
        Conflict,
        "webhook_disabled",
        "The webhook is disabled, so nothing is sent to it.",
        "Enable it with `PATCH /v1/webhooks/{id}` and `\"disabled\": false`.",
    ),
    of(Conflict, "webhook_limit", "There are as many webhooks as there may be.", "Erase one that is not needed."),
    of(
        Gone,
        "expired",
        "The job ended so long ago that it is no longer kept.",
        "Nothing; see `COLLOQUY_RETENTION` of the server.",
    ),
    of(
        TooLarge,
        "body_too_large",
        "The body is larger than is taken here.",
        "See the limit in `detail`; what is too long for a request is uploaded.",
    ),
    of(
        TooLarge,
        "too_large",
        "The file, or the conversation, is larger than is taken here.",
        "See the limit in `detail`; what is too long to be waited for is analysed as a job.",
    ),
    of(
        Unsupported,
        "transcriber_not_configured",
        "Recordings need a transcriber, and this server has none.",
        "Send a transcript instead.",
    ),
    of(
        Unsupported,
        "unsupported_media_type",
        "The content type is none that is read here.",
        "See `detail` for those that are.",
    ),
    of(
        Unprocessable,
        "idempotency_key_reused",
        "The Idempotency-Key came before, with another request.",
        "Use a new key for a new request.",
    ),
    of(
        Busy,
        "backlog_too_old",
        "Jobs have been waiting for too long, so no new ones are taken.",
        "Try again after `Retry-After`.",
    ),
    of(
        Busy,
        "too_many_analyses",
        "Too many analyses wait for a processor.",
        "Try again after `Retry-After`, or submit a job.",
    ),
    of(
        Busy,
        "too_many_waiting",
        "As many requests wait for jobs as may.",
        "Ask without waiting, or try again after `Retry-After`.",
    ),
    of(
        Limited,
        "quota_exceeded",
        "The client has made as many jobs as it may for now.",
        "Try again after `Retry-After`, when the count begins anew, or ask the operator for more.",
    ),
    of(
        Limited,
        "rate_limited",
        "The client has asked as often as it may for now.",
        "Try again after `Retry-After`; the headers `RateLimit-Policy` and `RateLimit` say what is left on every answer.",
    ),
    of(
        Limited,
        "too_many_failed_sign_ins",
        "Too many sign-ins failed from where the request comes.",
        "Try again after `Retry-After`, with the right `client_secret`.",
    ),
    of(
        Unavailable,
        "encryption_key_not_configured",
        "The server has no key to seal secrets with.",
        "Whoever runs it has to set `COLLOQUY_ENCRYPTION_KEY`.",
    ),
    of(
        Unavailable,
        "too_many_files_at_once",
        "As many files are arriving as may at once.",
        "Try again after `Retry-After`; nothing was kept.",
    ),
    of(Unavailable, "unavailable", "Something the server depends on is away.", "Try again after `Retry-After`."),
    of(Full, "storage_full", "The server's storage is full.", "Whoever runs it has to make room; nothing was kept."),
    of(
        Internal,
        "internal",
        "Something went wrong on our side.",
        "Try again; if it stays, tell whoever runs the server the `request_id`.",
    ),
];
