//! What came of a file, in a few lines for a person. All of it is in the document.
//!
//! Deliberately absent: the page that `analyze` shows. It is drawn from the engine's own numbers, which a document
//! rounds.

use std::fmt::Write as _;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::http::Document;
use crate::terminal::clean;

/// As much of a document as is told.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Told {
    conversations_response: Option<Response>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Response {
    analytics: Analytics,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Analytics {
    speaker_analytics: Vec<IgnoredAny>,
    conversation_analytics: Whole,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Whole {
    talk_turn_count: u64,
    utterance_count: u64,
    safety: Vec<Item>,
    action_items: Vec<Item>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Item {
    title: Option<String>,
    status: u8,
}

pub(super) fn of(name: &str, document: &Document) -> String {
    let job = &document.job;
    let mut text = format!("{}: {}, job {}\n", clean(name), job.status, clean(&job.id));
    let told: Told = serde_json::from_slice(&document.bytes).unwrap_or_default();
    let Some(Response { analytics }) = told.conversations_response else { return text };
    let whole = &analytics.conversation_analytics;
    let counts = [
        (whole.talk_turn_count, "turn"),
        (whole.utterance_count, "utterance"),
        (analytics.speaker_analytics.len() as u64, "speaker"),
    ];
    let _ = writeln!(text, "  {}", counts.map(|(count, what)| counted(count, what)).join(" · "));
    for (heading, items) in [("safety", &whole.safety), ("to do", &whole.action_items)] {
        let seen: Vec<_> = items.iter().filter(|item| matches!(item.status, 1 | 2)).collect();
        if !seen.is_empty() {
            let titles: Vec<_> = seen.iter().filter_map(|item| item.title.as_deref()).map(clean).collect();
            let _ = writeln!(text, "  {heading}: {}", titles.join("; "));
        }
    }
    let _ = writeln!(text, "  all of it: colloquy results {}", clean(&job.id));
    text
}

pub(super) fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
