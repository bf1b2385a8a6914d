//! `update-conversation-metadata`: what is known of a conversation, for profiles to go by.
//!
//! Decided, where the reference is silent: `merge_existing` is false unless said, so that `metadata` stands in the place of
//! what was known, and null clears it; in a merge a null takes that entry out. A conversation is known while a job of it is.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Request, State};
use jobs::{Invalid, Submission};
use model::Lane;
use model::limits::{MAX_BODY, MAX_DESCRIPTION_ENTRIES, MAX_DESCRIPTION_KEY, MAX_DESCRIPTION_VALUE};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::{Mpathic, described, no_such_conversation, wire};
use crate::http::{Fields, Problem, json_body, traceparent};
use crate::openapi::{Answer, Operation};

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ConversationMetadata")]
pub(super) struct Described {
    conversation_id: String,
    metadata: BTreeMap<String, String>,
    /// Ours: the job that analyses the conversation again, where its profile looks for other behaviors now.
    reanalysis: Option<Reanalysis>,
}

#[derive(Serialize, JsonSchema)]
struct Reanalysis {
    #[schemars(extend("format" = "uuid"))]
    id: String,
    links: wire::Links,
}

pub(super) async fn handle(State(mpathic): State<Mpathic>, request: Request) -> Result<Json<Described>, Problem> {
    let caller = mpathic.caller_without_id(request.headers()).await?;
    let (headers, body) = json_body(request, MAX_BODY).await?;
    let mut fields = Fields::parse(&body)?;
    let conversation_id = fields.required_text("conversation_id");
    let entries = entries(&mut fields, "metadata");
    let merge = switch(&mut fields, "merge_existing");
    fields.check()?;
    let from = Submission {
        tenant: caller.tenant,
        lane: Lane::Normal,
        idempotency: None,
        traceparent: traceparent(&headers),
        counted: mpathic.limits.counted(caller),
    };
    let described = mpathic.conversations.describe(&from, &conversation_id, entries, merge).await;
    let described = described.map_err(no_such_conversation)?;
    let reanalysis = described.reanalysis.map(|id| Reanalysis {
        id: id.to_string(),
        links: wire::Links { this: format!("/v1/conversations/jobs/{id}") },
    });
    Ok(Json(Described { conversation_id, metadata: described.metadata, reanalysis }))
}

/// Texts under keys, within their limits; of `null` and of what is absent, none.
pub(super) fn entries(fields: &mut Fields, name: &str) -> BTreeMap<String, Option<String>> {
    let Some(json) = fields.json(name) else { return BTreeMap::new() };
    let pointer = format!("/{name}");
    let Ok(members) = serde_json::from_str::<BTreeMap<String, serde_json::Value>>(json) else {
        fields.refuse(Invalid::at(&pointer, "wrong_type", "Expected an object of strings, or null."));
        return BTreeMap::new();
    };
    if members.len() > MAX_DESCRIPTION_ENTRIES {
        let detail = format!("Expected at most {MAX_DESCRIPTION_ENTRIES} entries.");
        fields.refuse(Invalid::at(&pointer, "too_many_entries", detail));
        return BTreeMap::new();
    }
    let mut entries = BTreeMap::new();
    for (key, value) in members {
        match entry(&key, value, &pointer) {
            Ok(value) => drop(entries.insert(key, value)),
            Err(wrong) => fields.refuse(wrong),
        }
    }
    entries
}

fn entry(key: &str, value: serde_json::Value, within: &str) -> Result<Option<String>, Invalid> {
    if key.is_empty() || key.len() > MAX_DESCRIPTION_KEY {
        let detail = format!("Expected keys of 1 to {MAX_DESCRIPTION_KEY} bytes.");
        return Err(Invalid::at(within, "key_illegal", detail));
    }
    let pointer = format!("{within}/{}", key.replace('~', "~0").replace('/', "~1"));
    match value {
        serde_json::Value::Null => Ok(None),
        serde_json::Value::String(text) if text.len() > MAX_DESCRIPTION_VALUE => {
            Err(Invalid::at(&pointer, "too_long", format!("Expected at most {MAX_DESCRIPTION_VALUE} bytes.")))
        }
        serde_json::Value::String(text) => Ok(Some(text)),
        _ => Err(Invalid::at(&pointer, "wrong_type", "Expected a string, or null.")),
    }
}

fn switch(fields: &mut Fields, name: &str) -> bool {
    match fields.json(name) {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => {
            fields.refuse(Invalid::at(&format!("/{name}"), "wrong_type", "Expected true or false."));
            false
        }
    }
}

pub(super) fn operation() -> Operation {
    describe("updateConversationMetadata")
}

/// The same by another method.
pub(super) fn patch_operation() -> Operation {
    describe("patchConversationMetadata")
}

fn describe(id: &'static str) -> Operation {
    let schema = json!({
        "type": "object",
        "required": ["conversation_id"],
        "properties": {
            "conversation_id": described::required_text("What the conversation is called."),
            "metadata": described::entries(),
            "merge_existing": {
                "type": ["boolean", "null"], "default": false,
                "description": "What was known stays, but for what is named here; null takes an entry out.",
            },
        },
    });
    let example = json!({ "conversation_id": "session-17", "metadata": { "line": "one" }, "merge_existing": true });
    Operation::new(id, described::CONVERSATIONS, "What is known of a conversation, for profiles to go by")
        .takes([described::mpathic_id(false)])
        .json(schema, example)
        .answers(Answer::json::<Described>(
            200,
            "What is known now.",
            include_str!("examples/updateConversationMetadata.json"),
        ))
        .problems(described::FIELDS)
        .problems(described::KEEPING)
        .problems(&["quota_exceeded"])
        .problems(&["key_illegal", "not_found", "too_many_entries"])
}
