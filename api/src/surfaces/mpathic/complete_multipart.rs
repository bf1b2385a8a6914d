//! `POST /v1/conversations/jobs/{id}/complete-multipart`: every part has arrived; analyse.

use axum::extract::{Request, State};
use axum::response::Response;
use contract::{user_metadata_schema, whole};
use jobs::{GivenPart, Invalid};
use model::limits::MAX_BODY;
use serde_json::Value;
use serde_json::json;

use super::{Mpathic, Segment, described, job, job_id, user_metadata, waiting};
use crate::http::{Fields, Problem, json_body};
use crate::openapi::Operation;

pub(super) async fn handle(State(mpathic): State<Mpathic>, id: Segment, request: Request) -> Result<Response, Problem> {
    let caller = mpathic.caller_without_id(request.headers()).await?;
    let id = job_id(id)?;
    let waiting = waiting::if_there_is_room(&mpathic, &caller, request.uri(), request.headers())?;
    let (_, body) = json_body(request, MAX_BODY).await?;
    let mut fields = Fields::parse(&body)?;
    let parts = parts(&mut fields);
    let brought = user_metadata::of(&mut fields);
    fields.check()?;
    mpathic.uploads.complete(caller.tenant, id, parts.as_deref()).await?;
    let visible = mpathic.reads.job(caller.tenant, id).await?;
    let (visible, held) = waiting::for_its_end(&mpathic, waiting, visible).await;
    Ok(held.told(job::respond(user_metadata::echoed(brought, visible), None).await?))
}

/// `null`: the server takes what has arrived.
fn parts(fields: &mut Fields) -> Option<Vec<GivenPart>> {
    let json = fields.json("parts")?.to_owned();
    let Ok(list) = serde_json::from_str::<Vec<Value>>(&json) else {
        fields.refuse(Invalid::at("/parts", "wrong_type", "Expected a list of parts, or null."));
        return None;
    };
    let mut parts = Vec::with_capacity(list.len());
    for (at, element) in list.iter().enumerate() {
        match part(element, &format!("/parts/{at}")) {
            Ok(part) => parts.push(part),
            Err(wrong) => fields.refuse(wrong),
        }
    }
    Some(parts)
}

fn part(element: &Value, pointer: &str) -> Result<GivenPart, Invalid> {
    let Value::Object(members) = element else {
        return Err(Invalid::at(pointer, "wrong_type", "Expected an object with part_number and etag."));
    };
    let number = members.get("part_number").and_then(Value::as_number).and_then(whole);
    let number = number.and_then(|number| i32::try_from(number).ok());
    let Some(part_number) = number else {
        return Err(Invalid::at(&format!("{pointer}/part_number"), "wrong_type", "Expected a whole number."));
    };
    match members.get("etag") {
        None | Some(Value::Null) => Ok(GivenPart { part_number, etag: None }),
        Some(Value::String(etag)) => Ok(GivenPart { part_number, etag: Some(etag.clone()) }),
        Some(_) => Err(Invalid::at(&format!("{pointer}/etag"), "wrong_type", "Expected a string.")),
    }
}

pub(super) fn operation() -> Operation {
    let part = json!({
        "type": "object",
        "required": ["part_number"],
        "properties": {
            "part_number": { "type": "integer", "minimum": i32::MIN, "maximum": i32::MAX },
            "etag": described::text_or_null(),
        },
    });
    let schema = json!({
        "type": "object",
        "properties": {
            "parts": { "type": ["array", "null"], "items": part, "description": "Null: what has arrived." },
            "user_metadata": user_metadata_schema(),
        },
    });
    let [prefer, wait] = described::wait();
    Operation::new("completeMultipart", described::UPLOADS, "Every part has arrived: analyse")
        .takes([described::job_id(), described::mpathic_id(false), prefer, wait])
        .json(schema, json!({ "parts": null }))
        .or_nothing()
        .answers(
            described::job(200, "The job.", include_str!("examples/completeMultipart.json"))
                .with([described::preference_applied()]),
        )
        .problems(described::FIELDS)
        .problems(described::KEEPING)
        .problems(described::WAITING)
        .problems(UPLOAD)
        .problems(&["upload_completed_differently", "upload_etag_mismatch", "upload_gone", "upload_parts_doubled"])
        .problems(&["upload_parts_missing", "upload_parts_unexpected", "upload_size_mismatch"])
}

/// Whatever is done with an upload.
pub(super) const UPLOAD: &[&str] = &["expired", "no_upload", "not_found", "upload_not_open"];
