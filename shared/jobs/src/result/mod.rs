//! The stored result: two sections of records, each in chunks that can be read alone.
//!
//! What must stay true: memory for writing and reading is bounded by a chunk and an object, whatever the
//! number of turns; the manifest is small and says where every chunk is; the same analysis gives the same bytes.
//! A record is a line of JSON, a chunk is such lines packed. A result that is small as a whole is kept in
//! the database, else its chunks lie end to end in objects under the attempt's own prefix.
//! Deliberately absent: any vendor's shape. What a surface shows is converted from records at its edge.

mod manifest;
mod read;
#[cfg(test)]
mod tests;
mod write;

use engine::TurnDetections;
use model::{Speaker, TalkTurn};
use serde::{Deserialize, Serialize};

pub use manifest::InputError;
pub(crate) use manifest::Manifest;
pub use read::ResultHandle;
pub(crate) use write::{MAX_INPUT_ERRORS, Piece, Writer};

/// One record of the turns section: the turn as it came and what was seen in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredTurn {
    pub input: String,
    pub talk_turn_id: Option<String>,
    /// `None`: the turn named no speaker at all.
    pub speaker: Option<StoredSpeaker>,
    pub start_time: Option<String>,
    pub end_time: Option<String>,
    pub detections: TurnDetections,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredSpeaker {
    pub id: Option<String>,
    pub role: Option<String>,
}

impl StoredTurn {
    /// The turn as it came and what was seen in it.
    pub fn into_parts(self) -> (TalkTurn, TurnDetections) {
        let Self { input, talk_turn_id, speaker, start_time, end_time, detections } = self;
        let speaker = speaker.map(|StoredSpeaker { id, role }| Speaker { id, role });
        (TalkTurn { index: detections.turn, input, talk_turn_id, speaker, start_time, end_time }, detections)
    }

    pub(crate) fn new(turn: TalkTurn, detections: TurnDetections) -> Self {
        Self {
            input: turn.input,
            talk_turn_id: turn.talk_turn_id,
            speaker: turn.speaker.map(|Speaker { id, role }| StoredSpeaker { id, role }),
            start_time: turn.start_time,
            end_time: turn.end_time,
            detections,
        }
    }
}
