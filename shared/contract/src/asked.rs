//! What a request may say, as JSON Schema (2020-12): the members that [`crate::Members`], [`crate::Options`] and the reader
//! of talk turns take, with the limits that they hold them to.
//!
//! Unknown members are ignored, so no schema here forbids any. Where a limit counts bytes, a schema can only count
//! characters: what has more characters than that has more bytes, too.

use model::limits::{MAX_METADATA_BYTES, MAX_NAME_BYTES, MAX_TURN_BYTES};
use serde_json::{Map, Value, json};

/// Text of 1 to so many bytes, without U+0000.
pub fn short_text_schema(most: usize) -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": most, "pattern": "^[^\\x00]+$" })
}

/// Whatever a client wants to have back.
pub fn user_metadata_schema() -> Value {
    json!({ "description": format!("Any JSON, at most {MAX_METADATA_BYTES} bytes of it; comes back as the bytes that were sent.") })
}

/// The options of an analysis, by name.
pub fn options_schema() -> Map<String, Value> {
    let switch = |description: &str| json!({ "type": "boolean", "default": false, "description": description });
    let options = json!({
        "confidence_threshold": {
            "type": ["number", "null"], "minimum": 0, "maximum": 1,
            "description": "Only behaviors of at least this confidence; without it those whose score is at least 0.5.",
        },
        "max_behaviors": {
            "type": ["integer", "null"], "minimum": 0, "maximum": i32::MAX,
            "description": "At most so many behaviors of an utterance: first those with a severity, then the best.",
        },
        "include_conversation": switch("The talk turns with what was seen in them."),
        "include_suggestions": switch("A suggestion with every behavior."),
        "include_tips": switch("A tip with every behavior."),
        "include_definitions": switch("A definition with every behavior."),
        "include_diagnostics": switch("What the analysis was made by, and of."),
        "on_error": {
            "type": "string", "enum": ["fail", "report"], "default": "fail",
            "description": "What a malformed talk turn does: the job fails, or it is listed in input_errors.",
        },
    });
    let Value::Object(options) = options else { unreachable!("it is written as an object") };
    options
}

/// A talk turn.
pub fn talk_turn_schema() -> Value {
    let name = json!({ "type": ["string", "null"], "maxLength": MAX_NAME_BYTES, "pattern": "^[^\\x00]*$" });
    let time = json!({
        "type": ["string", "number", "null"], "maxLength": MAX_NAME_BYTES, "pattern": "^[^\\x00]*$",
        "description": "ISO 8601, seconds, or HH:MM:SS with or without a fraction; anything else is kept and not gone by.",
    });
    json!({
        "type": "object",
        "required": ["input"],
        "properties": {
            "input": { "type": "string", "maxLength": MAX_TURN_BYTES, "description": "What was said." },
            "talk_turn_id": name,
            "speaker": { "type": ["object", "null"], "properties": { "id": name, "role": name } },
            "start_time": time,
            "end_time": time,
        },
    })
}

/// A request to analyse a conversation, at most so many turns of it.
pub fn conversations_schema(most_turns: Option<usize>) -> Value {
    let mut turns = json!({ "type": "array", "minItems": 1, "items": talk_turn_schema() });
    if let Some(most) = most_turns {
        turns["maxItems"] = most.into();
    }
    let mut properties = options_schema();
    properties.insert("talk_turns".to_owned(), turns);
    properties.insert("conversation_id".to_owned(), conversation_id_schema());
    properties.insert("user_metadata".to_owned(), user_metadata_schema());
    json!({ "type": "object", "required": ["talk_turns"], "properties": properties })
}

/// What a client calls a conversation; the server makes one where there is none.
pub fn conversation_id_schema() -> Value {
    let mut id = short_text_schema(MAX_NAME_BYTES);
    id["type"] = json!(["string", "null"]);
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;

    #[test]
    fn every_option_is_described_and_nothing_else() {
        for (name, schema) in options_schema() {
            let good = schema.get("default").or_else(|| schema.get("maximum")).cloned().unwrap_or_default();
            let set = Options::default().set(&name, good.to_string().as_bytes(), "");
            assert_eq!(set, Ok(true), "{name}");
        }
        let stored = serde_json::from_slice::<Map<String, Value>>(&Options::default().to_bytes()).expect("an object");
        // The profile is chosen beside the request.
        let known = stored.keys().filter(|name| *name != "profile");
        assert!(known.eq(options_schema().keys()), "an option is not described");
    }
}
