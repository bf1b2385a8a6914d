//! What came of a job, as the page that `analyze` shows: drawn from the job's document, and where somebody's safety was
//! spoken of from its talk turns, which are read for that alone and never held.

use bytes::{Buf as _, BytesMut};
use serde::Deserialize;

use crate::failed::Failed;
use crate::http::{Client, Document, Error};
use crate::table::{self, Alarms, Response};
use crate::terminal::Look;

/// Of a refusal.
const NOT_KEPT: &str = "conversation_not_kept";

#[derive(Deserialize)]
struct Told {
    conversations_response: Option<Response>,
}

/// `name` says what the job's analysis is of.
pub(super) async fn of(client: &Client, name: &str, document: &Document, look: Look) -> Result<String, Failed> {
    let told: Result<Told, _> = serde_json::from_slice(&document.bytes);
    let told = told.map_err(|_| strange(client, "expected an analysis"))?;
    let response = told.conversations_response.unwrap_or_default();
    let alarms = if table::may_alarm(&response) { alarms(client, &document.job.id).await? } else { Alarms::default() };
    Ok(table::page(&response, &alarms, name, look))
}

/// None where the turns were not kept, as a request-shaped file may have it: the page then says how often, and not where.
async fn alarms(client: &Client, job: &str) -> Result<Alarms, Failed> {
    let mut alarms = Alarms::default();
    let mut pieces = match client.results(job, "ndjson", None).await {
        Ok(pieces) => pieces,
        Err(Error::Refused(problem)) if problem.code == NOT_KEPT => return Ok(alarms),
        Err(error) => return Err(Failed::Server(error)),
    };
    let mut hear = |line: &[u8]| -> Result<(), Failed> {
        let turn = serde_json::from_slice(line).map_err(|_| strange(client, "expected a talk turn a line"))?;
        alarms.hear(&turn);
        Ok(())
    };
    let mut begun = BytesMut::new();
    while let Some(piece) = pieces.next().await.map_err(Failed::Server)? {
        begun.extend_from_slice(&piece);
        while let Some(end) = begun.iter().position(|byte| *byte == b'\n') {
            hear(&begun[..end])?;
            begun.advance(end + 1);
        }
    }
    if !begun.is_empty() {
        hear(&begun)?;
    }
    Ok(alarms)
}

fn strange(client: &Client, what: &'static str) -> Failed {
    Failed::Server(Error::Strange { address: client.address().to_string(), what })
}
