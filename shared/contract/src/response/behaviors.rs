//! A behaviors response: what was seen in a text by itself.

use engine::TurnDetections;
use serde::Serialize;
use serde_json::value::RawValue;

use super::turns::{Utterance, utterances};
use super::{API_VERSION, Unwritable};
use crate::Options;

#[derive(Serialize)]
struct Behaviors<'a> {
    id: &'a str,
    user_metadata: Option<&'a RawValue>,
    api_version: &'static str,
    created_at: i64,
    detections: Vec<Utterance>,
}

/// The whole response, with an entry for every utterance of `input`; `created_at` is in Unix seconds, and `options` say
/// what is shown with a behavior.
pub fn behaviors(
    id: &str,
    user_metadata: Option<&RawValue>,
    created_at: i64,
    input: &str,
    found: TurnDetections,
    options: &Options,
) -> Result<Vec<u8>, Unwritable> {
    let detections = utterances(found.utterances, input, options);
    serde_json::to_vec(&Behaviors { id, user_metadata, api_version: API_VERSION, created_at, detections })
}
