//! `POST /v1/conversations`: the analysis of talk turns, while the client waits.
//!
//! What must stay true: the answer is what a job of the same request would have for its `conversations_response`, ids and
//! times aside. Nothing is stored: the request may simply be sent again.
//! With `on_error: report` turns may be passed over; a job lists them, and so does this answer, after the contract's
//! members, where there are any.

use axum::extract::{Request, State};
use axum::response::Response;
use contract::conversations_schema;
use contract::{API_VERSION, Diagnostics, Head, Unwritable, raw};
use engine::Engine;
use jobs::HeardConversation;
use model::ErrorKind;
use model::limits::MAX_IMMEDIATE_BODY;
use model::limits::MAX_IMMEDIATE_TURNS;
use serde_json::json;

use super::{Mpathic, convert, described, profile, wire};
use crate::http::{Problem, json_answer, json_body};
use crate::openapi::{Answer, Operation};

pub(super) async fn handle(State(mpathic): State<Mpathic>, request: Request) -> Result<Response, Problem> {
    answer(&mpathic, request).await.map_err(or_a_job)
}

async fn answer(mpathic: &Mpathic, request: Request) -> Result<Response, Problem> {
    let caller = mpathic.caller(request.headers()).await?;
    let (headers, body) = json_body(request, MAX_IMMEDIATE_BODY).await?;
    let by = profile::in_force(mpathic, caller.tenant, &headers).await?;
    let written = mpathic.immediate.conversation(by, body, write).await?;
    Ok(json_answer(written.map_err(unwritable)?))
}

/// What is too long to be waited for is not too long for a job.
pub(super) fn or_a_job(problem: Problem) -> Problem {
    problem.advising(ErrorKind::TooLarge, "Longer input is analysed as a job: POST /v1/conversations/jobs.")
}

pub(super) fn unwritable(error: Unwritable) -> Problem {
    jobs::Error::Unreadable(Box::new(error)).into()
}

fn write(heard: HeardConversation) -> Result<Vec<u8>, Unwritable> {
    let id = heard.stamp.id.to_string();
    let user_metadata = heard.user_metadata.as_deref().and_then(raw);
    let head = Head {
        id: Some(&id),
        user_metadata: user_metadata.as_deref(),
        api_version: API_VERSION,
        conversation_id: Some(&heard.conversation_id),
        created_at: heard.stamp.at.unix_seconds(),
    };
    let diagnostics = heard.options.include_diagnostics.then(|| Diagnostics {
        engine_version: Engine::version(),
        profile: heard.options.profile.name(),
        profile_version: heard.options.profile.version(),
        profile_digest: Some(heard.profile.version()),
        input_format: Some(heard.format),
        talk_turns: heard.turns,
        utterances: heard.analytics.conversation.utterance_count,
    });
    let mut response = contract::Response::begin(&head, &heard.options)?;
    for record in heard.analytics.into_records() {
        response.record(record)?;
    }
    for (turn, found) in heard.talk_turns {
        response.turn(turn, found)?;
    }
    let mut written = response.end(heard.options.include_conversation, diagnostics.as_ref())?;
    if heard.input_error_count > 0 {
        let input_errors = heard.input_errors.iter().map(convert::input_error).collect();
        let passed_over = wire::PassedOver { input_errors, input_error_count: heard.input_error_count };
        let members = serde_json::to_vec(&passed_over)?;
        // Both are objects: the one goes on where the other ends.
        written.pop();
        written.push(b',');
        written.extend_from_slice(&members[1..]);
    }
    Ok(written)
}

pub(super) fn operation() -> Operation {
    let schema = conversations_schema(Some(MAX_IMMEDIATE_TURNS));
    Operation::new("analyzeConversation", described::ANALYSIS, "The analysis of talk turns, waited for")
        .about(format!(
            "Nothing is kept. At most {MAX_IMMEDIATE_TURNS} talk turns in {MAX_IMMEDIATE_BODY} bytes; what is longer is a job."
        ))
        .takes([described::mpathic_id(true), described::profile()])
        .json(schema, example())
        .answers(Answer::json::<wire::Immediate>(
            200,
            "The analysis.",
            include_str!("examples/analyzeConversation.json"),
        ))
        .problems(described::NAMED)
        .problems(described::CHOOSING)
        .problems(described::TURNS)
        .problems(&["too_large", "too_many_analyses", "too_many_speakers"])
}

/// A short conversation.
pub(super) fn example() -> serde_json::Value {
    json!({
        "talk_turns": [
            { "input": "What brings you here today?", "speaker": { "id": "ann", "role": "coach" }, "start_time": "0.0" },
            { "input": "I want to drink less. It is hard.", "speaker": { "id": "bo", "role": "client" }, "start_time": "4.2" },
            { "input": "It sounds like you have thought about this a lot.", "speaker": { "id": "ann", "role": "coach" } },
        ],
        "conversation_id": "session-17",
        "include_conversation": true,
    })
}
