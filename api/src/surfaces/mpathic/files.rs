//! `POST /v1/files` (alias `/v1/files/upload`): a file in a form, kept to start jobs from; and, ours, `GET` and `DELETE
//! /v1/files/{file_id}`.
//!
//! The form has one file, in a part of any name that says a file name or a content type (or is called `file`), and may
//! have `file_id` and `user_metadata`, before or after it; other parts are passed over. A file whose id is known already
//! is the same answer again when it is the same file, else a 409. Where no `file_id` comes, an `Idempotency-Key` stands
//! for one.
//! `GET` tells, too, how it stands with a file that is being imported (see `zoom`), and `DELETE` gives it up.
//! A job is started from a file by `POST /v1/conversations/jobs` with `file_id` in the place of `talk_turns`.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse as _, Response};
use contract::{API_VERSION, metadata, raw, user_metadata_schema};
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, StatusCode};
use jobs::{FileHead, FileWords, Found, Incoming, Invalid, file_id};
use model::limits::MAX_METADATA_BYTES;
use model::{ErrorKind, FileId, JobId, Status, TenantId};
use serde_json::json;
use serde_json::value::RawValue;

use super::{Mpathic, Segment, convert, described, job, wire};
use crate::http::{Form, Part, Problem, RequestId, idempotency_key, nesting_allowed};
use crate::openapi::{Answer, Operation, Parameter};

/// What a form may hold beside its file's bytes.
const FORM_BYTES: i64 = 1 << 20;
const FILE_ID_BYTES: usize = 64;

pub(super) async fn upload(State(mpathic): State<Mpathic>, request: Request) -> Result<Response, Problem> {
    let caller = mpathic.caller(request.headers()).await?;
    let (headers, mut form) = Form::read(request)?;
    let announced = announced(&headers);
    if announced.is_some_and(|bytes| bytes > mpathic.files.max_bytes().saturating_add(FORM_BYTES)) {
        return Err(mpathic.files.too_large().into());
    }
    let mut words = Words { idempotency: idempotency_key(&headers, "files")?, ..Words::default() };
    let mut file = None;
    while let Some(part) = form.next().await? {
        match part.name() {
            "file_id" => words.file_id(part).await?,
            "user_metadata" => words.user_metadata(part).await?,
            name if part.file_name().is_some() || part.content_type().is_some() || name == "file" => {
                if file.is_some() {
                    words.wrong.push(Invalid::at("/file", "file_doubled", "Expected one file."));
                }
                // Nothing is kept of a form that is wrong already.
                words.check()?;
                file = Some(receive(&mpathic, caller.tenant, part, announced).await?);
            }
            _ => {}
        }
    }
    if file.is_none() {
        words.wrong.push(Invalid::at("/file", "required", "Expected a part with a file."));
    }
    words.check()?;
    let Some(file) = file else { return Err(Problem::invalid(words.wrong)) };
    let kept = file.keep(words.into_file_words()).await?;
    Ok(job::replayed(kept.replayed, document(&kept.file, None).into_response()))
}

pub(super) async fn show(
    State(mpathic): State<Mpathic>,
    id: Segment,
    headers: HeaderMap,
) -> Result<Json<wire::Kept>, Problem> {
    let caller = mpathic.caller(&headers).await?;
    Ok(match mpathic.files.file(caller.tenant, known(id)?).await? {
        Found::Kept { file, job } => document(&file, job),
        Found::Coming(import) => coming(&import),
    })
}

/// 204, and from then on 404.
pub(super) async fn erase(
    State(mpathic): State<Mpathic>,
    id: Segment,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let caller = mpathic.caller(&headers).await?;
    mpathic.files.erase(caller, known(id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn receive(
    mpathic: &Mpathic,
    tenant: TenantId,
    mut part: Part<'_>,
    announced: Option<i64>,
) -> Result<Incoming, Problem> {
    let place = mpathic.files.place(tenant).ok_or_else(|| {
        let detail = "As many files are arriving as may at once; nothing was kept, try again.";
        Problem::new(ErrorKind::Unavailable, "too_many_files_at_once", detail)
    })?;
    let head = FileHead {
        file_name: part.file_name().filter(|name| !name.is_empty()).unwrap_or("file").to_owned(),
        content_type: part.content_type().unwrap_or("application/octet-stream").to_owned(),
    };
    let mut file = mpathic.files.receive(place, head, announced)?;
    while let Some(chunk) = part.chunk().await? {
        if file.push(chunk).await? {
            part.rested();
        }
    }
    Ok(file)
}

/// What the form says beside its file, and all that is wrong with it.
#[derive(Default)]
struct Words {
    file_id: Option<FileId>,
    user_metadata: Option<Vec<u8>>,
    idempotency: Option<jobs::IdempotencyKey>,
    wrong: Vec<Invalid>,
}

impl Words {
    /// An empty one, as an HTML form sends, is none.
    async fn file_id(&mut self, mut part: Part<'_>) -> Result<(), Problem> {
        let text = String::from_utf8(part.text(FILE_ID_BYTES).await?).unwrap_or_else(|_| "\u{fffd}".to_owned());
        let id = if text.is_empty() { Ok(None) } else { file_id(&text, "/file_id").map(Some) };
        match id {
            Ok(id) if self.file_id.is_none() => self.file_id = id,
            Ok(_) => self.wrong.push(Invalid::at("/file_id", "doubled", "Expected one file_id.")),
            Err(wrong) => self.wrong.push(wrong),
        }
        Ok(())
    }

    async fn user_metadata(&mut self, mut part: Part<'_>) -> Result<(), Problem> {
        let text = part.text(MAX_METADATA_BYTES).await?;
        match parsed(&text) {
            Ok(json) if self.user_metadata.is_none() => self.user_metadata = json,
            Ok(_) => self.wrong.push(Invalid::at("/user_metadata", "doubled", "Expected one user_metadata.")),
            Err(wrong) => self.wrong.push(wrong),
        }
        Ok(())
    }

    fn check(&mut self) -> Result<(), Problem> {
        if self.wrong.is_empty() { Ok(()) } else { Err(Problem::invalid(std::mem::take(&mut self.wrong))) }
    }

    fn into_file_words(self) -> FileWords {
        FileWords { id: self.file_id, idempotency: self.idempotency, user_metadata: self.user_metadata }
    }
}

/// The JSON in a form's text, as it came but for the white space around it.
fn parsed(text: &[u8]) -> Result<Option<Vec<u8>>, Invalid> {
    let pointer = "/user_metadata";
    if text.trim_ascii().is_empty() {
        return Ok(None);
    }
    nesting_allowed(text, pointer)?;
    let json: &RawValue =
        serde_json::from_slice(text).map_err(|_| Invalid::at(pointer, "invalid_json", "Expected JSON, as text."))?;
    metadata(json.get().as_bytes(), pointer)
}

/// An upper bound of the file, with the form around it.
fn announced(headers: &HeaderMap) -> Option<i64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// What is no id is as unknown as an id that is nobody's.
fn known(id: Segment) -> Result<FileId, Problem> {
    let id = id.ok().and_then(|Path(text)| file_id(&text, "").ok());
    id.ok_or_else(|| Problem::from(jobs::Error::NoFile))
}

fn document(file: &jobs::File, brought_by: Option<JobId>) -> Json<wire::Kept> {
    Json(wire::Kept {
        id: RequestId::current(),
        user_metadata: file.user_metadata.as_deref().and_then(raw),
        api_version: API_VERSION,
        file_id: file.id.to_string(),
        message: "The file is kept.",
        status: "kept",
        job_id: brought_by.map(|id| id.to_string()),
        error: None,
        file_name: Some(file.file_name.clone()),
        content_type: Some(file.content_type.clone()),
        file_size_bytes: Some(file.bytes),
        sha256: Some(hex::encode(file.sha256)),
        created_at: file.created_at.unix_seconds(),
        links: links(file.id),
    })
}

fn coming(import: &jobs::Import) -> Json<wire::Kept> {
    let (status, message) = match import.status {
        Status::Failed => ("failed", "The file was not imported."),
        Status::Cancelled => ("cancelled", "The file's import was cancelled."),
        Status::AwaitingUpload | Status::Queued | Status::Processing | Status::Completed => {
            ("importing", "The file is being imported.")
        }
    };
    Json(wire::Kept {
        id: RequestId::current(),
        user_metadata: import.user_metadata.as_deref().and_then(raw),
        api_version: API_VERSION,
        file_id: import.file.to_string(),
        message,
        status,
        job_id: Some(import.job.to_string()),
        error: import.failure.as_ref().map(convert::failure),
        file_name: None,
        content_type: None,
        file_size_bytes: None,
        sha256: None,
        created_at: import.created_at.unix_seconds(),
        links: links(import.file),
    })
}

fn links(file: FileId) -> wire::Links {
    wire::Links { this: format!("/v1/files/{file}") }
}

pub(super) fn upload_operation() -> Operation {
    let schema = json!({
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": { "type": "string", "minLength": 1, "contentMediaType": "application/octet-stream" },
            "file_id": {
                "anyOf": [{ "type": "string", "format": "uuid" }, { "const": "" }],
                "description": "What it is to be called; an empty one is none.",
            },
            "user_metadata": user_metadata_schema(),
        },
    });
    let example = json!({ "file": "[{\"input\":\"Hello.\"}]" });
    Operation::new("keepFile", described::FILES, "A file, to start any number of jobs from")
        .about("A form with one file. Sent again under its `file_id` or key, the same file is the same answer.")
        .takes([described::mpathic_id(true)])
        .form(schema, &["user_metadata"], example)
        .answers(kept("The file is kept.", include_str!("examples/keepFile.json")).with([described::replayed()]))
        .problems(described::NAMED)
        .problems(described::KEEPING)
        .problems(&["body_too_slow", "doubled", "file_doubled", "file_empty", "file_id_taken", "form_malformed"])
        .problems(&["idempotency_key_reused", "invalid_json", "json_nesting", "required", "too_large", "too_long"])
        .problems(&["null_character", "content_type_illegal", "empty", "transcriber_not_configured"])
        .problems(&["too_many_files_at_once", "uuid_illegal"])
        .unchecked("positive_data_acceptance", "A part's name is header text, whose rules no schema of a body can say.")
}

pub(super) fn show_operation() -> Operation {
    Operation::new("getFile", described::FILES, "A file, or how it stands with its import")
        .about("Ours.")
        .takes([file_id_parameter(), described::mpathic_id(true)])
        .answers(kept("The file.", include_str!("examples/getFile.json")))
        .problems(described::NAMED)
        .problems(&["file_unknown"])
}

pub(super) fn erase_operation() -> Operation {
    Operation::new("eraseFile", described::FILES, "Erases a file, or gives its import up")
        .about("Ours.")
        .takes([file_id_parameter(), described::mpathic_id(true)])
        .answers(Answer::empty(204, "It is gone."))
        .problems(described::NAMED)
        .problems(described::KEEPING)
        .problems(&["file_unknown"])
}

fn kept(description: &'static str, example: &'static str) -> Answer {
    Answer::json::<wire::Kept>(200, description, example).leads_to("getFile", "file_id", "$response.body#/file_id")
}

fn file_id_parameter() -> Parameter {
    Parameter::path("file_id", "The file's id.", json!({ "type": "string", "format": "uuid" }))
        .such_as(described::EXAMPLE_ID)
}
