//! `POST /v1/conversations/jobs`: talk turns in the request, analysed as a job.

use axum::extract::{Request, State};
use axum::response::Response;
use contract::conversations_schema;
use jobs::Submission;
use model::limits::MAX_INLINE_BODY;
use serde_json::json;

use super::{Mpathic, conversations, described, job, priority, profile, waiting};
use crate::http::{Problem, idempotency_key, json_body, traceparent};
use crate::openapi::Operation;

pub(super) async fn handle(State(mpathic): State<Mpathic>, request: Request) -> Result<Response, Problem> {
    let caller = mpathic.caller(request.headers()).await?;
    let waiting = waiting::if_there_is_room(&mpathic, &caller, request.uri(), request.headers())?;
    let (headers, body) = json_body(request, MAX_INLINE_BODY).await?;
    let profile = profile::chosen(&mpathic, caller.tenant, &headers).await?;
    let from = Submission {
        tenant: caller.tenant,
        lane: priority::chosen(&headers)?,
        idempotency: idempotency_key(&headers, "start-job")?,
        traceparent: traceparent(&headers),
        counted: mpathic.limits.counted(caller),
    };
    let accepted = mpathic.submit.conversation(&from, profile, body).await?;
    let (visible, held) = waiting::for_its_end(&mpathic, waiting, accepted.visible).await;
    Ok(held.told(job::replayed(accepted.replayed, job::respond(visible, None).await?)))
}

pub(super) fn operation() -> Operation {
    let turns = conversations_schema(None);
    let mut file = turns.clone();
    file["required"] = json!(["file_id"]);
    if let Some(properties) = file["properties"].as_object_mut() {
        properties.insert("file_id".to_owned(), json!({ "type": "string", "format": "uuid" }));
        properties.insert("talk_turns".to_owned(), json!(false));
    }
    let mut inline = turns;
    inline["properties"]["file_id"] = json!({ "type": "null" });
    let [prefer, wait] = described::wait();
    Operation::new("startJob", described::JOBS, "Talk turns, or a file, as a job")
        .about(format!("At most {MAX_INLINE_BODY} bytes; what is larger is uploaded."))
        .takes([described::mpathic_id(true), described::profile(), described::priority(), prefer, wait])
        .json(json!({ "anyOf": [inline, file] }), conversations::example())
        .answers(
            described::job(200, "The job.", include_str!("examples/startJob.json"))
                .with([described::replayed(), described::preference_applied()]),
        )
        .problems(described::NAMED)
        .problems(described::CHOOSING)
        .problems(described::MAKING)
        .problems(described::WAITING)
        .problems(described::TURNS)
        .problems(&["file_not_imported", "file_not_ready", "file_unknown", "talk_turns_and_file", "uuid_illegal"])
        .problems(&["transcriber_not_configured"])
}
