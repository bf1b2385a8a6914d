//! The answers of the main job as the contract gives them, and what is ours beside that.

use crate::shape::{
    Anything, FRACTION, Id, Instant, Null, OneOf, Shape, Switch, Text, Whole, each, map, object, or_null,
};

/// What a request asked to be shown.
#[expect(clippy::struct_excessive_bools, reason = "the contract has five independent switches")]
#[derive(Clone, Copy, Default)]
pub(crate) struct Asked {
    pub(crate) conversation: bool,
    pub(crate) suggestions: bool,
    pub(crate) tips: bool,
    pub(crate) definitions: bool,
    pub(crate) diagnostics: bool,
}

pub(crate) const STATUSES: &[&str] = &["awaiting_upload", "queued", "processing", "completed", "failed", "cancelled"];

pub(crate) fn token() -> Shape {
    object([
        ("id", Text),
        ("user_metadata", Anything),
        ("api_version", OneOf(&["v1"])),
        ("access_token", Text),
        ("expires_in", Whole),
        ("token_type", OneOf(&["Bearer"])),
    ])
}

/// The job response, whose last two members look like this.
pub(crate) fn job(conversations_response: Shape, upload: Shape) -> Shape {
    let head = object([("id", Id), ("user_metadata", Anything), ("api_version", OneOf(&["v1"]))]);
    head.then(object([("status", OneOf(STATUSES))]))
        .then(object([("conversations_response", conversations_response), ("upload", upload)]))
        .ours("conversation_id", Text)
        .ours("profile", Text)
        .ours("profile_id", Text)
        .ours("profile_version", or_null(Whole))
        .ours("created_at", Whole)
        .ours("cancel_requested_at", or_null(Whole))
        .ours("redrive_of", or_null(Id))
        .ours("progress", progress())
        .ours("error", or_null(error()))
        .ours("input_errors", each(error()))
        .ours("input_error_count", Whole)
        .ours("links", job_links())
}

/// The answer of start-multipart, which has its conversation's id among the contract's members.
pub(crate) fn started_upload() -> Shape {
    object([
        ("id", Id),
        ("user_metadata", Anything),
        ("api_version", OneOf(&["v1"])),
        ("conversation_id", Text),
        ("status", OneOf(&["awaiting_upload"])),
        ("upload", upload()),
    ])
    .ours("profile", Text)
    .ours("profile_id", Text)
    .ours("profile_version", or_null(Whole))
    .ours("created_at", Whole)
    .ours("cancel_requested_at", Null)
    .ours("redrive_of", Null)
    .ours("progress", progress())
    .ours("error", Null)
    .ours("input_errors", each(error()))
    .ours("input_error_count", Whole)
    .ours("links", job_links())
    .ours("conversations_response", Null)
}

pub(crate) fn upload() -> Shape {
    object([
        ("type", OneOf(&["multipart"])),
        ("part_size_bytes", Whole),
        ("part_count", Whole),
        ("urls_expire_at", Instant),
        ("parts", each(object([("part_number", Whole), ("url", Text)]))),
    ])
}

pub(crate) fn job_links() -> Shape {
    object([("self", Text), ("events", Text), ("timeline", Text), ("results", Text)])
}

/// What an event tells of a job.
pub(crate) fn job_state() -> Shape {
    object([("id", Id), ("status", OneOf(STATUSES)), ("cancel_requested_at", or_null(Whole)), ("progress", progress())])
        .then(object([("error", or_null(error())), ("links", job_links())]))
}

pub(crate) fn progress() -> Shape {
    let stage = OneOf(&["assembling", "analyzing", "finalizing"]);
    object([("unit", OneOf(&["turns"])), ("done", Whole), ("total", or_null(Whole)), ("stage", or_null(stage))])
        .then(object([("attempt", Whole)]))
}

pub(crate) fn error() -> Shape {
    object([("code", Text), ("detail", Text)])
        .ours_sometimes("line", Whole)
        .ours_sometimes("pointer", Text)
        .ours_sometimes("turn", Whole)
}

pub(crate) fn conversations_response(asked: Asked) -> Shape {
    let conversation = if asked.conversation { conversation(asked) } else { Null };
    let response = object([
        ("id", Text),
        ("user_metadata", Anything),
        ("api_version", OneOf(&["v1"])),
        ("conversation_id", Text),
        ("created_at", Whole),
        ("analytics", analytics()),
        ("conversation", conversation),
    ]);
    if asked.diagnostics { response.ours("diagnostics", diagnostics()) } else { response }
}

fn diagnostics() -> Shape {
    object([("engine_version", Text), ("profile", Text), ("profile_version", or_null(Whole)), ("profile_digest", Text)])
        .then(object([("input_format", Text), ("talk_turns", Whole), ("utterances", Whole)]))
}

fn analytics() -> Shape {
    let speaker = object([("id", or_null(Text)), ("role", or_null(Text)), ("analytics", counts())]).then(lists());
    let role = object([("role", Text), ("analytics", counts())]).then(lists());
    object([
        ("speaker_analytics", each(speaker)),
        ("role_analytics", each(role)),
        ("conversation_analytics", counts().then(lists())),
        ("synchrony_scores", each(synchrony())),
    ])
    .ours("extended", extended())
}

/// What is the same for a speaker, a role and the conversation.
fn counts() -> Shape {
    object([
        ("utterance_count", Whole),
        ("talk_turn_count", Whole),
        ("behavior_counts", map(Whole)),
        ("frequencies", map(Shape::Number(0.0, f64::MAX))),
        ("metrics", metrics()),
    ])
}

fn metrics() -> Shape {
    object([("collaboration", metric()), ("curiosity", metric()), ("empathy", metric())])
        .then(object([("metric_groups", map(map(metric())))]))
}

fn metric() -> Shape {
    let contribution = object([
        ("behavior", Text),
        ("count", Whole),
        ("weight_on_score", Shape::Number(-1.0, 1.0)),
        ("influence_on_score", OneOf(&["positive", "negative", "neutral"])),
    ]);
    object([("contributing_behaviors", each(contribution)), ("score", or_null(FRACTION))])
        .ours("reason", or_null(Text))
        .ours("value", or_null(ANY_NUMBER))
        .ours("unit", or_null(Text))
}

/// Six lists of one kind of item.
fn lists() -> Shape {
    let names = ["action_items", "fidelity", "checklist", "highlights", "lowlights", "safety"];
    object(names.map(|name| (name, each(item())))).ours("action_items_total", Whole)
}

fn turn_reference() -> Shape {
    object([
        ("index", Whole),
        ("talk_turn_id", or_null(Text)),
        ("start_time", or_null(Text)),
        ("end_time", or_null(Text)),
    ])
}

fn item() -> Shape {
    object([
        ("id", Text),
        ("detection_id", Text),
        ("pattern_detector_id", Text),
        ("title", Text),
        ("definition", Text),
        ("display_order", Whole),
        ("tip", or_null(Text)),
        ("example", or_null(Text)),
        ("behaviors", each(Text)),
        ("status", Whole),
        ("reason", Whole),
        ("talk_turns", each(turn_reference())),
        ("approval_status_name", OneOf(&["not_reviewed"])),
        ("can_approve", Switch),
    ])
    .ours("talk_turns_total", Whole)
    .ours_sometimes("owner", owner())
    .ours_sometimes("due", Text)
    .ours_sometimes("quote", Text)
}

/// Who is to do something; a speaker has an id and a role, somebody named a name.
fn owner() -> Shape {
    object([("kind", OneOf(&["speaker", "addressee", "both", "named"]))])
        .ours_sometimes("id", or_null(Text))
        .ours_sometimes("role", or_null(Text))
        .ours_sometimes("name", Text)
}

const CALCULATIONS: &[&str] =
    &["function_word_matching", "uptake", "lexical_alignment", "sentiment_concordance", "pace", "balance"];

fn synchrony() -> Shape {
    object([
        ("calculation_type", OneOf(CALCULATIONS)),
        ("identifier_one", Text),
        ("identifier_two", Text),
        ("synchrony_score", or_null(FRACTION)),
        ("reason", Text),
    ])
    .ours("basis", Whole)
}

/// A score from −1 to 1.
const SENTIMENT: Shape = Shape::Number(-1.0, 1.0);
const ANY_NUMBER: Shape = Shape::Number(f64::MIN, f64::MAX);

fn extended() -> Shape {
    object([])
        .ours("sentiment", or_null(sentiment()))
        .ours("time", or_null(time()))
        .ours("interruptions", or_null(interruptions()))
        .ours("categories", or_null(each(category())))
        .ours("topics", or_null(topics()))
        .ours("language", or_null(language()))
        .ours("reasons", map(Text))
}

fn person() -> Shape {
    object([("id", or_null(Text)), ("role", or_null(Text))])
}

fn sentiment() -> Shape {
    let buckets = || ["very_negative", "negative", "neutral", "positive", "very_positive"].map(|name| (name, Whole));
    let span = object([("start", Whole), ("end", Whole)]);
    let slice = object([("score", or_null(SENTIMENT)), ("span", span), ("talk_turns", Whole)]);
    object([
        ("mean", SENTIMENT),
        ("weighted_by", OneOf(&["duration", "words"])),
        ("percent", object(buckets())),
        ("weight", object(buckets())),
        ("slices", each(slice)),
        ("trend", or_null(OneOf(&["up", "flat", "down"]))),
        ("slope_per_slice", or_null(ANY_NUMBER)),
        ("speakers", each(object([("speaker", person()), ("mean", or_null(SENTIMENT))]))),
    ])
}

fn time() -> Shape {
    let parts = ["duration_ms", "agent_ms", "customer_ms", "other_ms", "silence_ms", "cross_talk_ms"];
    object(parts.map(|name| (name, Whole))).then(object([
        ("spoken_ms", object(["agent", "customer", "other"].map(|side| (side, Whole)))),
        ("speakers", each(object([("speaker", or_null(person())), ("spoken_ms", Whole)]))),
        ("estimated_turns", Whole),
        ("clipped_turns", Whole),
        ("untimed_turns", Whole),
    ]))
}

fn interruptions() -> Shape {
    let interrupted = object([("speaker", or_null(person())), ("count", Whole)]);
    let interrupter = object([
        ("speaker", or_null(person())),
        ("count", Whole),
        ("overlap_ms", or_null(Whole)),
        ("interrupted", each(interrupted)),
    ]);
    object([
        ("count", Whole),
        ("overlap_ms", or_null(Whole)),
        ("speakers", each(interrupter)),
        ("talk_turns", each(Whole)),
    ])
}

fn category() -> Shape {
    object([
        ("name", Text),
        ("matches", Whole),
        ("talk_turn_count", Whole),
        ("matches_by_side", object(["agent", "customer", "other"].map(|side| (side, Whole)))),
        ("talk_turns", each(turn_reference())),
    ])
}

fn topics() -> Shape {
    let topic = || {
        object([
            ("id", Text),
            ("name", Text),
            ("mentions", Whole),
            ("talk_turn_count", Whole),
            ("score", FRACTION),
            ("talk_turns", each(Whole)),
        ])
    };
    object([("suggested", each(topic())), ("user", each(topic())), ("reason", or_null(Text))])
}

fn language() -> Shape {
    object([
        ("language", Text),
        ("share", or_null(FRACTION)),
        ("languages", each(object([("language", Text), ("talk_turn_count", Whole), ("words", Whole)]))),
        ("undetermined_talk_turns", Whole),
        ("undetermined_words", Whole),
        ("speakers", each(object([("speaker", person()), ("language", Text)]))),
        ("reason", or_null(Text)),
    ])
}

fn conversation(asked: Asked) -> Shape {
    object([("talk_turns", each(talk_turn(asked)))])
}

/// Turns of a result, or a range of them.
pub(crate) fn results(asked: Asked) -> Shape {
    object([
        ("object", OneOf(&["results"])),
        ("id", Id),
        ("api_version", OneOf(&["v1"])),
        ("conversation_id", Text),
        ("talk_turn_count", Whole),
        ("range", or_null(object([("first", Whole), ("last", Whole)]))),
        ("diagnostics", diagnostics()),
        ("links", object([("job", Text), ("next", or_null(Text))])),
        ("talk_turns", each(talk_turn(asked))),
    ])
}

fn talk_turn(asked: Asked) -> Shape {
    object([
        ("input", Text),
        ("talk_turn_id", or_null(Text)),
        ("speaker", or_null(object([("id", or_null(Text)), ("role", or_null(Text))]))),
        ("start_time", or_null(Text)),
        ("end_time", or_null(Text)),
        ("index", Whole),
        ("behavior_detections", detections(asked)),
    ])
    .ours("sentiment", or_null(SENTIMENT))
    .ours("language", Text)
}

fn detections(asked: Asked) -> Shape {
    each(object([("index", Whole), ("text", Text), ("behaviors", each(behavior(asked)))]))
}

pub(crate) fn behaviors_response(asked: Asked) -> Shape {
    object([
        ("id", Id),
        ("user_metadata", Anything),
        ("api_version", OneOf(&["v1"])),
        ("created_at", Whole),
        ("detections", detections(asked)),
    ])
}

fn behavior(asked: Asked) -> Shape {
    let shown = |asked: bool, shape: Shape| if asked { shape } else { Null };
    let suggestion = object([("text", Text), ("suggestion_type", OneOf(&["rephrase", "replace", "add"]))]);
    let tip = object([("text", Text), ("tip_type", OneOf(&["do_more", "do_less", "try"]))]);
    object([
        ("name", Text),
        ("confidence", FRACTION),
        ("definition", shown(asked.definitions, Text)),
        ("score", FRACTION),
        ("severity", Whole),
        ("suggestion", shown(asked.suggestions, suggestion)),
        ("tip", shown(asked.tips, tip)),
    ])
    .ours("evidence", Text)
    .ours("source", OneOf(&["rule", "head"]))
}
