//! One talk turn, as it came.

/// Who spoke. Both parts are the client's own words, and either may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Speaker {
    pub id: Option<String>,
    pub role: Option<String>,
}

/// What one speaker said at one time: a cue, or an element of `talk_turns`. Never merged, never dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TalkTurn {
    /// Position in the input, from 0.
    pub index: u64,
    pub input: String,
    pub talk_turn_id: Option<String>,
    pub speaker: Option<Speaker>,
    /// As it came (ISO 8601, seconds, or `HH:MM:SS.mmm`); echoed verbatim.
    pub start_time: Option<String>,
    pub end_time: Option<String>,
}
