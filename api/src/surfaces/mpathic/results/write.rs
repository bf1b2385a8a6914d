//! Writing turns in one form or another.

use std::ops::Range;

use contract::{API_VERSION, COLUMNS, Diagnostics, Turn, Turns};
use futures::StreamExt as _;
use jobs::{ResultHandle, Visible};
use schemars::JsonSchema;
use serde::Serialize;

use super::asked::{Asked, Format};
use crate::surfaces::mpathic::streamed::{Page, Stopped};
use crate::surfaces::mpathic::{convert, document};

/// What stands before the turns.
#[derive(Serialize, JsonSchema)]
struct Head<'a> {
    #[schemars(extend("const" = "results"))]
    object: &'static str,
    /// Of the job.
    #[schemars(extend("format" = "uuid"))]
    id: String,
    #[schemars(extend("const" = API_VERSION))]
    api_version: &'static str,
    conversation_id: &'a str,
    /// Of all turns.
    talk_turn_count: u64,
    /// Null where none are in it.
    range: Option<Positions>,
    diagnostics: Diagnostics<'a>,
    links: Links,
}

/// The whole answer, as it is written piece by piece: never built, only described.
#[derive(Serialize, JsonSchema)]
pub(super) struct Results {
    #[serde(flatten)]
    head: Head<'static>,
    talk_turns: Vec<Turn>,
}

/// From 0, and both included.
#[derive(Serialize, JsonSchema)]
struct Positions {
    first: u64,
    last: u64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ResultLinks")]
struct Links {
    job: String,
    /// The next range, where this one had two ends and there is more; else null.
    next: Option<String>,
}

pub(super) async fn write(visible: Visible, result: ResultHandle, asked: Asked, range: Range<u64>, mut page: Page) {
    let written = turns(&mut page, &visible, &result, asked, range).await;
    page.end(visible.job.id, written).await;
}

async fn turns(
    page: &mut Page,
    visible: &Visible,
    result: &ResultHandle,
    asked: Asked,
    range: Range<u64>,
) -> Result<(), Stopped> {
    // Before the first byte, as what cannot be read is better said than broken off.
    let mut shown = Turns::new(&visible.options);
    let mut records = std::pin::pin!(result.analytics());
    while let Some(record) = records.next().await {
        shown.learn(&record.map_err(Stopped::Unreadable)?);
    }
    match asked.format {
        Format::Json => page.take(&mut json_head(visible, result, asked, &range)?).await?,
        Format::Ndjson => {}
        Format::Csv => page.text(&format!("{}\r\n", COLUMNS.join(","))).await?,
    }
    let mut turns = std::pin::pin!(result.stored_turns(range));
    let (mut is_first, mut written) = (true, Vec::new());
    while let Some(turn) = turns.next().await {
        let (turn, found) = turn.map_err(Stopped::Unreadable)?.into_parts();
        match asked.format {
            Format::Json => {
                if !std::mem::replace(&mut is_first, false) {
                    written.push(b',');
                }
                shown.json(turn, found, &mut written)?;
            }
            Format::Ndjson => {
                shown.json(turn, found, &mut written)?;
                written.push(b'\n');
            }
            Format::Csv => shown.rows(turn, found, &mut written),
        }
        page.take(&mut written).await?;
    }
    if asked.format == Format::Json { page.text("]}").await } else { Ok(()) }
}

/// Up to the first turn.
fn json_head(
    visible: &Visible,
    result: &ResultHandle,
    asked: Asked,
    range: &Range<u64>,
) -> Result<Vec<u8>, serde_json::Error> {
    let job = &visible.job;
    let place = |(first, last)| format!("{}?turns={first}-{last}&format=json", convert::results_path(job.id));
    let mut head = serde_json::to_vec(&Head {
        object: "results",
        id: job.id.to_string(),
        api_version: API_VERSION,
        conversation_id: &job.conversation_id,
        talk_turn_count: result.turns,
        range: (!range.is_empty()).then(|| Positions { first: range.start, last: range.end - 1 }),
        diagnostics: document::diagnostics(visible, result),
        links: Links { job: convert::job_path(job.id), next: asked.turns.next(result.turns).map(place) },
    })?;
    head.pop();
    head.extend_from_slice(br#","talk_turns":["#);
    Ok(head)
}
