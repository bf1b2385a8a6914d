//! `POST /v1/conversations/jobs/{id}/complete-multipart`: every part has arrived; analyse.

use axum::extract::{Request, State};
use axum::response::Response;
use jobs::{GivenPart, Invalid};
use model::limits::MAX_BODY;
use serde_json::Value;

use super::{Mpathic, Segment, job, job_id, user_metadata, waiting};
use crate::http::{Fields, Problem, json_body};

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
    let number = members.get("part_number").and_then(Value::as_i64).and_then(|n| i32::try_from(n).ok());
    let Some(part_number) = number else {
        return Err(Invalid::at(&format!("{pointer}/part_number"), "wrong_type", "Expected a whole number."));
    };
    match members.get("etag") {
        None | Some(Value::Null) => Ok(GivenPart { part_number, etag: None }),
        Some(Value::String(etag)) => Ok(GivenPart { part_number, etag: Some(etag.clone()) }),
        Some(_) => Err(Invalid::at(&format!("{pointer}/etag"), "wrong_type", "Expected a string.")),
    }
}
