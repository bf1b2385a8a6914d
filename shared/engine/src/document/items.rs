//! What detectors, action items and categories come to.

use serde::{Deserialize, Serialize};

use super::BehaviorName;

/// A group's items, by list. The conversation has one at least of every detector of the profile; a role has its checklist
/// and fidelity as far as they apply to it, and of the other lists, as a speaker of all, what was detected or partly so.
/// Of roles and speakers beyond the first hundred of each, safety alone is looked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lists {
    pub action_items: Vec<Item>,
    pub fidelity: Vec<Item>,
    pub checklist: Vec<Item>,
    pub highlights: Vec<Item>,
    pub lowlights: Vec<Item>,
    pub safety: Vec<Item>,
    /// Things to do that were heard; the list has the first of them.
    pub actions_total: u64,
}

impl Lists {
    #[cfg(test)]
    pub(crate) fn each(&self) -> [&Vec<Item>; 6] {
        let Self { action_items, fidelity, checklist, highlights, lowlights, safety, .. } = self;
        [action_items, fidelity, checklist, highlights, lowlights, safety]
    }
}

/// What was, or was not, shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// 32 hexadecimal digits, from the detector's name, and the kind and position of its group; no name of a speaker.
    pub id: String,
    /// 32 hexadecimal digits, from the same and the positions of the turns.
    pub detection_id: String,
    /// 32 hexadecimal digits, from the detector's name alone.
    pub pattern_detector_id: String,
    pub title: String,
    pub definition: String,
    /// Position in its list, from 0.
    pub display_order: u32,
    pub tip: Option<String>,
    pub example: Option<String>,
    /// What the detector looks for; of a stretch of the conversation, what was seen there.
    pub behaviors: Vec<BehaviorName>,
    /// One of [`status`].
    pub status: u8,
    /// One of [`reason`].
    pub reason: u8,
    /// The first of them, at most 50, in order.
    pub talk_turns: Vec<TurnRef>,
    /// Turns that show it, listed or not.
    pub talk_turns_total: u64,
    /// Of things to do only: who is to do it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// Of things to do only: until when, as it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// Of things to do only: the utterance, at most 300 bytes of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
}

/// A talk turn that is pointed at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnRef {
    /// Position in the input, from 0.
    pub index: u64,
    pub talk_turn_id: Option<String>,
    /// As they came.
    pub start_time: Option<String>,
    pub end_time: Option<String>,
}

/// Who is to do it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// Who said it: position among the speakers; `None` where the turn names nobody.
    Speaker(Option<u64>),
    /// Who it was said to.
    Addressee,
    /// Speaker and addressee together: "we".
    Both,
    /// Named by the words: "Anna will …", "she'll …".
    Named(String),
}

/// Whether it was shown.
pub mod status {
    pub const NOT_DETECTED: u8 = 0;
    pub const DETECTED: u8 = 1;
    /// Some of it, or less often than asked for.
    pub const PARTIAL: u8 = 2;
    /// There is nothing here that could show it.
    pub const NOT_APPLICABLE: u8 = 3;
}

/// Why the status is what it is.
pub mod reason {
    /// Detected: as often as asked for, or more.
    pub const ENOUGH: u8 = 1;
    /// Detected: what should not be there is not there.
    pub const ABSENT: u8 = 2;
    /// Detected: the number reaches its bound.
    pub const REACHED: u8 = 3;
    /// Partial: less often than asked for; of what should not be there, less than would count.
    pub const FEWER: u8 = 4;
    /// Partial: some of what belongs together, or all of it but not together.
    pub const INCOMPLETE: u8 = 5;
    /// Partial: the number comes near its bound.
    pub const NEARLY: u8 = 6;
    /// Not detected: nothing of it was seen.
    pub const NOTHING: u8 = 7;
    /// Not detected: what should not be there is there.
    pub const PRESENT: u8 = 8;
    /// Not detected: the number misses its bound.
    pub const MISSED: u8 = 9;
    /// Not applicable: no turn of those whose turns count.
    pub const NO_TURNS: u8 = 10;
    /// Not applicable: it is about milliseconds, and the turns do not say when they begin.
    pub const NO_TIMES: u8 = 11;
    /// Not applicable: there is too little to compute the number from.
    pub const NO_METRIC: u8 = 12;
    /// Not applicable: it is about behaviors, and the profile looks for none.
    pub const NO_BEHAVIORS: u8 = 13;
    /// Partial: it was seen, and never as severe as asked for.
    pub const FAINT: u8 = 14;
}

/// How often a category's phrases were said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryCount {
    /// With the names it belongs to: `pricing/discount`.
    pub name: String,
    /// Its own and those of all categories that belong to it.
    pub matches: u64,
    /// Turns with a match.
    pub turns: u64,
    /// The matches by the side of who said them.
    pub by_side: BySide,
    /// The first turns with a match, at most ten.
    pub evidence: Vec<TurnRef>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BySide {
    /// The professional side.
    pub agent: u64,
    /// The client's.
    pub customer: u64,
    pub other: u64,
}
