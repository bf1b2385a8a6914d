//! A behaviors response: what was seen in a text by itself.

use engine::TurnDetections;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::value::RawValue;

use super::turns::{Utterance, utterances};
use super::{API_VERSION, Unwritable};
use crate::Options;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "BehaviorsResponse")]
pub struct Behaviors<'a> {
    id: &'a str,
    #[schemars(with = "serde_json::Value")]
    user_metadata: Option<&'a RawValue>,
    #[schemars(extend("const" = API_VERSION))]
    api_version: &'static str,
    /// Unix seconds.
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
