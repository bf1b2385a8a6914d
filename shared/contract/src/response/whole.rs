//! What [`super::Response`] writes, as one type: it is never built, only described.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Diagnostics, Head, analytics, extended, synchrony, turns};

/// A conversations response. `diagnostics` is there where `include_diagnostics` asks for it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ConversationsResponse")]
pub struct Conversations {
    #[serde(flatten)]
    head: Head<'static>,
    analytics: Analytics,
    /// Where `include_conversation` asks, and there are at most 10,000 turns; else null.
    conversation: Option<Turns>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnostics: Option<Diagnostics<'static>>,
}

#[expect(clippy::struct_field_names, reason = "the contract's names")]
#[derive(Serialize, JsonSchema)]
struct Analytics {
    speaker_analytics: Vec<analytics::Speaker>,
    role_analytics: Vec<analytics::Role>,
    conversation_analytics: analytics::Conversation,
    synchrony_scores: Vec<synchrony::Score>,
    extended: extended::Extended,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "TalkTurns")]
struct Turns {
    talk_turns: Vec<turns::Turn>,
}
