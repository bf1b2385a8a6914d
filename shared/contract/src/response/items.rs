//! The six lists of what detectors found, missed, or could not look for.
//!
//! Nobody approves items here: every one says that it was not reviewed, and that it cannot be.

use engine::{BehaviorName, Owner, TurnRef};
use schemars::JsonSchema;
use serde::Serialize;

use super::people::{People, Person};

const NOT_REVIEWED: &str = "not_reviewed";

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ItemLists")]
pub(super) struct Lists {
    action_items: Vec<Item>,
    fidelity: Vec<Item>,
    checklist: Vec<Item>,
    highlights: Vec<Item>,
    lowlights: Vec<Item>,
    safety: Vec<Item>,
    /// Ours: things to do that were heard; the list has the first of them.
    action_items_total: u64,
}

#[derive(Serialize, JsonSchema)]
struct Item {
    id: String,
    detection_id: String,
    pattern_detector_id: String,
    title: String,
    definition: String,
    display_order: u32,
    tip: Option<String>,
    example: Option<String>,
    #[schemars(with = "Vec<String>")]
    behaviors: Vec<BehaviorName>,
    /// 0 not detected, 1 detected, 2 partial, 3 not applicable.
    #[schemars(range(max = 3))]
    status: u8,
    reason: u8,
    talk_turns: Vec<Turn>,
    #[schemars(extend("const" = NOT_REVIEWED))]
    approval_status_name: &'static str,
    can_approve: bool,
    /// Ours, as all that follows: turns that show it, listed or not.
    talk_turns_total: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<Who>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "TurnReference")]
pub(super) struct Turn {
    index: u64,
    talk_turn_id: Option<String>,
    start_time: Option<String>,
    end_time: Option<String>,
}

/// Who is to do something.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Owner")]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Who {
    Speaker {
        #[serde(flatten)]
        person: Person,
    },
    Addressee,
    Both,
    Named {
        name: String,
    },
}

pub(super) fn lists(lists: engine::Lists, people: &People) -> Lists {
    let all = |items: Vec<engine::Item>| items.into_iter().map(|one| item(one, people)).collect();
    let engine::Lists { action_items, fidelity, checklist, highlights, lowlights, safety, actions_total } = lists;
    Lists {
        action_items: all(action_items),
        fidelity: all(fidelity),
        checklist: all(checklist),
        highlights: all(highlights),
        lowlights: all(lowlights),
        safety: all(safety),
        action_items_total: actions_total,
    }
}

pub(super) fn turn(turn: TurnRef) -> Turn {
    let TurnRef { index, talk_turn_id, start_time, end_time } = turn;
    Turn { index, talk_turn_id, start_time, end_time }
}

fn item(item: engine::Item, people: &People) -> Item {
    let who = |owner| match owner {
        Owner::Speaker(position) => {
            let position = position.and_then(|position| usize::try_from(position).ok());
            Who::Speaker { person: position.map(|position| people.at(position)).unwrap_or_default() }
        }
        Owner::Addressee => Who::Addressee,
        Owner::Both => Who::Both,
        Owner::Named(name) => Who::Named { name },
    };
    Item {
        id: item.id,
        detection_id: item.detection_id,
        pattern_detector_id: item.pattern_detector_id,
        title: item.title,
        definition: item.definition,
        display_order: item.display_order,
        tip: item.tip,
        example: item.example,
        behaviors: item.behaviors,
        status: item.status,
        reason: item.reason,
        talk_turns: item.talk_turns.into_iter().map(turn).collect(),
        approval_status_name: NOT_REVIEWED,
        can_approve: false,
        talk_turns_total: item.talk_turns_total,
        owner: item.owner.map(who),
        due: item.due,
        quote: item.quote,
    }
}
