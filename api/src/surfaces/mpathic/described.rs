//! What several operations say alike of themselves: parameters, headers, and what can go wrong.
//!
//! What must stay true: a value has one place here, the limits it is held to are those the code checks with.

use contract::short_text_schema;
use engine::BuiltIn;
use model::limits::{MAX_DESCRIPTION_ENTRIES, MAX_DESCRIPTION_KEY, MAX_DESCRIPTION_VALUE, MAX_NAME_BYTES};
use serde_json::{Value, json};

use super::wire;
use crate::openapi::{About, Answer, Header, Parameter};

pub(super) const ABOUT: About = About {
    title: "Colloquy",
    description: "Long conversations into analytics, as asynchronous jobs: submit talk turns, or upload a long transcript in \
        parts; poll, wait or listen; read the document. Speaks the API of mpathic; what is ours beside it is said to be.\n\n\
        Unknown members of a request are ignored. Failures are `application/problem+json` (RFC 9457), and each `code` is \
        described at `/problems/{code}`. Lists of values in answers that are called open may grow with a release.",
    tags: &[
        (ACCESS, "Tokens."),
        (ANALYSIS, "Analyses that are waited for."),
        (JOBS, "Analyses as jobs."),
        (UPLOADS, "Transcripts of any length, in parts."),
        (CONVERSATIONS, "What is known of conversations."),
        (FILES, "Files to start jobs from, and their import from Zoom."),
        (PROFILES, "What is looked for."),
        (WEBHOOKS, "Being told when jobs end."),
    ],
    token_path: "/v1/token",
};

pub(super) const ACCESS: &str = "Access";
pub(super) const ANALYSIS: &str = "Analysis";
pub(super) const JOBS: &str = "Jobs";
pub(super) const UPLOADS: &str = "Uploads";
pub(super) const CONVERSATIONS: &str = "Conversations";
pub(super) const FILES: &str = "Files";
pub(super) const PROFILES: &str = "Profiles";
pub(super) const WEBHOOKS: &str = "Webhooks";

/// A JSON body that is read member by member.
pub(super) const FIELDS: &[&str] = &["invalid_json", "json_nesting", "required", "wrong_type", "too_long"];
/// A header that must be there.
pub(super) const NAMED: &[&str] = &["header_missing"];
/// The profile, chosen by a header.
pub(super) const CHOOSING: &[&str] = &["profile_unknown"];
/// A new job.
pub(super) const MAKING: &[&str] =
    &["backlog_too_old", "idempotency_key_reused", "priority_unknown", "quota_exceeded", "storage_full"];
/// What is kept.
pub(super) const KEEPING: &[&str] = &["storage_full"];
pub(super) const WAITING: &[&str] = &["wait_illegal"];
/// A request with talk turns.
pub(super) const TURNS: &[&str] = &[
    "empty",
    "input_missing",
    "invalid_json",
    "json_escape",
    "json_nesting",
    "json_surrogate",
    "json_syntax",
    "json_trailing",
    "json_truncated",
    "key_too_long",
    "member_doubled",
    "members_too_large",
    "name_too_long",
    "nul_in_name",
    "null_character",
    "number_out_of_range",
    "number_too_long",
    "out_of_range",
    "talk_turns_doubled",
    "talk_turns_empty",
    "talk_turns_missing",
    "too_long",
    "turn_too_long",
    "utf8_invalid",
    "wrong_type",
];

/// Required where `is_required`; where it is sent, it must be the token's.
pub(super) fn mpathic_id(is_required: bool) -> Parameter {
    let description = "Whose the request is; it must be that of the token.";
    let id = Parameter::header(super::MPATHIC_ID, description, json!({ "type": "string", "minLength": 1 }));
    if is_required { id.required() } else { id }
}

pub(super) fn profile() -> Parameter {
    let built_in: Vec<&str> = BuiltIn::ALL.iter().map(|built_in| built_in.as_str()).collect();
    let description = format!(
        "What is looked for: {}, or the name or id of a profile of yours; an id that is nobody's is as good as none.",
        built_in.join(", ")
    );
    let schema = json!({ "anyOf": [
        { "enum": &built_in },
        { "type": "string", "pattern": "^[0-9a-f]{32}$", "description": "An id." },
        { "type": "string", "description": "A name." },
    ] });
    Parameter::header("mpathic-profile", description, schema).such_as("counts").naming(built_in)
}

pub(super) fn priority() -> Parameter {
    let description = "How soon the job is wanted.";
    let schema = json!({ "type": "string", "enum": ["high", "normal", "low"] });
    Parameter::header("Colloquy-Priority", description, schema).such_as("normal")
}

/// `Prefer: wait`, and the same as a parameter.
pub(super) fn wait() -> [Parameter; 2] {
    let seconds = json!({ "type": "integer", "minimum": 0 });
    [
        Parameter::header(
            "Prefer",
            "`wait=N`: answer when there is news, or after N seconds, at most 55.",
            json!({ "type": "string" }),
        )
        .such_as("wait=1"),
        Parameter::query("wait", "The same, and before it; more than 55 is 55.", seconds).such_as(1),
    ]
}

pub(super) fn if_none_match() -> Parameter {
    let description = "The `ETag` of what is known already: what has not changed is a 304.";
    Parameter::header("If-None-Match", description, json!({ "type": "string" })).such_as("\"r1\"")
}

pub(super) fn job_id() -> Parameter {
    Parameter::path("id", "The job's id.", json!({ "type": "string", "format": "uuid" })).such_as(EXAMPLE_ID)
}

pub(super) fn conversation_id() -> Parameter {
    let description = "What the conversation is called; one that is called `jobs` is written `job%73`.";
    Parameter::path("conversation_id", description, short_text_schema(MAX_NAME_BYTES)).such_as("session-17")
}

pub(super) fn profile_id() -> Parameter {
    let schema = json!({ "type": "string", "pattern": "^[0-9a-f]{32}$" });
    Parameter::path("id", "The profile's id.", schema).such_as("0198f3b07c1e7d6a9c5b2f4e8d0a1b2c")
}

pub(super) const EXAMPLE_ID: &str = "0198f3b0-7c1e-7d6a-9c5b-2f4e8d0a1b2c";

/// Texts under keys; `null` is none.
pub(super) fn entries() -> Value {
    json!({
        "type": ["object", "null"],
        "maxProperties": MAX_DESCRIPTION_ENTRIES,
        "propertyNames": { "minLength": 1, "maxLength": MAX_DESCRIPTION_KEY },
        "additionalProperties": { "type": ["string", "null"], "maxLength": MAX_DESCRIPTION_VALUE },
    })
}

pub(super) fn text_or_null() -> Value {
    json!({ "type": ["string", "null"] })
}

/// A text that must be there.
pub(super) fn required_text(description: &str) -> Value {
    json!({ "type": "string", "minLength": 1, "description": description })
}

pub(super) fn etag() -> Header {
    let description = "Of what is shown; to be sent back in If-None-Match. A job that awaits its upload has none.";
    Header { name: "ETag", description, schema: json!({ "type": "string" }), always: false }
}

fn retry_after() -> Header {
    let description = "Seconds until it is worth asking again; while the job has not ended.";
    Header { name: "Retry-After", description, schema: json!({ "type": "integer", "minimum": 1 }), always: false }
}

pub(super) fn location() -> Header {
    let schema = json!({ "type": "string", "format": "uri-reference" });
    Header { name: "Location", description: "Where it is.", schema, always: true }
}

pub(super) fn next_page() -> Header {
    let schema = json!({ "type": "string" });
    Header { name: "Link", description: "The next page, where there is one.", schema, always: false }
}

pub(super) fn preference_applied() -> Header {
    let description = "The preference that was honoured.";
    Header { name: "Preference-Applied", description, schema: json!({ "type": "string" }), always: false }
}

pub(super) fn replayed() -> Header {
    let description = "`true`: the request was done before, under the same Idempotency-Key.";
    Header { name: "Idempotent-Replayed", description, schema: json!({ "const": "true" }), always: false }
}

pub(super) fn cache_control(value: &str) -> Header {
    Header { name: "Cache-Control", description: "Who may keep it.", schema: json!({ "const": value }), always: true }
}

/// A job as it is now.
pub(super) fn job(status: u16, description: &'static str, example: &'static str) -> Answer {
    Answer::json::<wire::Job>(status, description, example)
        .with([etag(), retry_after(), cache_control("no-cache")])
        .leads_to("getJob", "id", "$response.body#/id")
        .leads_to("getTimeline", "id", "$response.body#/id")
        .leads_to("getResults", "id", "$response.body#/id")
        .leads_to("cancelJob", "id", "$response.body#/id")
        .leads_to("redriveJob", "id", "$response.body#/id")
        .leads_to("eraseJob", "id", "$response.body#/id")
        .leads_to("reanalyzeConversation", "conversation_id", "$response.body#/conversation_id")
        .leads_to("eraseConversation", "conversation_id", "$response.body#/conversation_id")
}

/// Who has it already.
pub(super) fn unchanged() -> Answer {
    Answer::empty(304, "Nothing has changed.").with([etag()])
}
