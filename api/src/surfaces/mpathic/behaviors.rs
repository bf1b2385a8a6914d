//! `POST /v1/behaviors`: what is seen in a text by itself, while the client waits.
//!
//! The text is one talk turn of nobody in particular. Decided, where the reference is silent: nothing is stored, so
//! `conversation_id` is checked and says nothing else.

use axum::extract::{Request, State};
use axum::response::Response;
use contract::{Behaviors, conversation_id_schema, options_schema, user_metadata_schema};
use contract::{Unwritable, metadata, raw};
use jobs::{HeardText, Options};
use model::limits::MAX_IMMEDIATE_BODY;
use serde_json::json;

use super::{Mpathic, conversations, described, profile};
use crate::http::{Fields, Problem, json_answer, json_body};
use crate::openapi::{Answer, Operation};

pub(super) async fn handle(State(mpathic): State<Mpathic>, request: Request) -> Result<Response, Problem> {
    answer(&mpathic, request).await.map_err(conversations::or_a_job)
}

async fn answer(mpathic: &Mpathic, request: Request) -> Result<Response, Problem> {
    let caller = mpathic.caller(request.headers()).await?;
    let (headers, body) = json_body(request, MAX_IMMEDIATE_BODY).await?;
    let by = profile::in_force(mpathic, caller.tenant, &headers).await?;
    let mut fields = Fields::parse(&body)?;
    let input = fields.required_text("input");
    let options = options(&mut fields);
    let user_metadata = user_metadata(&mut fields);
    conversation_id(&mut fields);
    fields.check()?;
    let show = move |heard| write(heard, user_metadata.as_deref());
    let written = mpathic.immediate.text(by, options, input, show).await?;
    Ok(json_answer(written.map_err(conversations::unwritable)?))
}

/// Those of the options that are about a text.
const OPTIONS: [&str; 5] =
    ["confidence_threshold", "max_behaviors", "include_suggestions", "include_tips", "include_definitions"];

fn options(fields: &mut Fields) -> Options {
    let mut options = Options::default();
    for name in OPTIONS {
        let set = |json: &str| options.set(name, json.as_bytes(), &format!("/{name}"));
        if let Some(Err(wrong)) = fields.raw(name).map(set) {
            fields.refuse(wrong);
        }
    }
    options
}

fn user_metadata(fields: &mut Fields) -> Option<Vec<u8>> {
    let read = metadata(fields.json("user_metadata")?.as_bytes(), "/user_metadata");
    read.unwrap_or_else(|wrong| {
        fields.refuse(wrong);
        None
    })
}

fn conversation_id(fields: &mut Fields) {
    let Some(id) = fields.text("conversation_id") else { return };
    if let Err(wrong) = contract::short_text(&id, "/conversation_id") {
        fields.refuse(wrong);
    }
}

fn write(heard: HeardText, user_metadata: Option<&[u8]>) -> Result<Vec<u8>, Unwritable> {
    let HeardText { stamp, input, found, options } = heard;
    let user_metadata = user_metadata.and_then(raw);
    let (id, at) = (stamp.id.to_string(), stamp.at.unix_seconds());
    contract::behaviors(&id, user_metadata.as_deref(), at, &input, found, &options)
}

pub(super) fn operation() -> Operation {
    let mut properties = options_schema();
    properties.retain(|name, _| OPTIONS.contains(&name.as_str()));
    properties
        .insert("input".to_owned(), described::required_text("One text, as one talk turn of nobody in particular."));
    properties.insert("conversation_id".to_owned(), conversation_id_schema());
    properties.insert("user_metadata".to_owned(), user_metadata_schema());
    let schema = json!({ "type": "object", "required": ["input"], "properties": properties });
    let example =
        json!({ "input": "What brings you here today? I am glad that you came.", "include_definitions": true });
    Operation::new("analyzeText", described::ANALYSIS, "What is seen in a text")
        .about(format!("Answered at once, and nothing is kept. At most {MAX_IMMEDIATE_BODY} bytes."))
        .takes([described::mpathic_id(true), described::profile()])
        .json(schema, example)
        .answers(Answer::json::<Behaviors<'_>>(
            200,
            "What was seen in each utterance.",
            include_str!("examples/analyzeText.json"),
        ))
        .problems(described::NAMED)
        .problems(described::CHOOSING)
        .problems(described::FIELDS)
        .problems(&["empty", "null_character", "out_of_range", "too_large", "too_many_analyses"])
}
