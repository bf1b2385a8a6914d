//! From what a group has seen to its items.
//!
//! What must stay true: every detector has an item for the conversation. So that what was not there is not said again and
//! again, a role has its checklist and fidelity as far as they apply to it, and of all else, as a speaker of all, what was
//! shown, wholly or partly. The items of groups that are not followed are bounded together.

use super::groups::{FOLLOWED, Group};
use super::outcome::{self, Known, Outcome};
use super::spec::{Detector, List, Measure};
use super::{Plan, Scope, id};
use crate::document::{Item, Lists, status};

/// Items of roles and speakers that are not followed.
pub(super) const MOST_FURTHER_ITEMS: usize = 4_000;

/// Makes a group's items.
pub(super) struct Lister<'p> {
    pub(super) plan: &'p Plan,
    /// By detector, in order.
    pub(super) looked_for: &'p [bool],
    pub(super) scope: Scope,
}

impl Lister<'_> {
    pub(super) fn list(
        &self,
        group: Group,
        lists: &mut Lists,
        further: &mut usize,
        mut metric: impl FnMut(&Measure) -> Option<i64>,
    ) {
        let Group { audiences, timed, states } = group;
        let followed = match self.scope {
            Scope::Conversation => true,
            Scope::Role(at) | Scope::Speaker(at) => at < FOLLOWED,
        };
        let mut states = states.into_iter().peekable();
        for (at, detector) in self.plan.detectors().iter().enumerate() {
            let state = states.next_if(|(detector, _)| usize::from(*detector) == at).map(|(_, state)| state);
            if !followed && (state.is_none() || *further == 0) {
                continue;
            }
            let audience = self.plan.lookout().audience(at);
            let known = Known {
                spoke: audiences & audience != 0,
                timed: timed & audience != 0,
                looks_for_behaviors: self.looked_for[at],
            };
            let outcomes = outcome::outcomes(detector, state, known, &mut metric);
            for (nth, outcome) in (0..).zip(outcomes) {
                if !self.shows(detector.list, outcome.status, followed) || !followed && *further == 0 {
                    continue;
                }
                *further -= usize::from(!followed);
                let list = list_of(lists, detector.list);
                list.push(self.item(detector, outcome, nth, list.len()));
            }
        }
    }

    fn shows(&self, list: List, status: u8, followed: bool) -> bool {
        match self.scope {
            Scope::Conversation => true,
            Scope::Role(_) if followed && matches!(list, List::Checklist | List::Fidelity) => {
                status != status::NOT_APPLICABLE
            }
            Scope::Role(_) | Scope::Speaker(_) => matches!(status, status::DETECTED | status::PARTIAL),
        }
    }

    fn item(&self, detector: &Detector, outcome: Outcome, nth: u64, order: usize) -> Item {
        let Outcome { status, reason, turns, total, behaviors } = outcome;
        let name = detector.name.as_str();
        Item {
            id: id::of_item(name, self.scope, nth),
            detection_id: id::of_detection(name, self.scope, nth, &turns),
            pattern_detector_id: id::of_detector(name),
            title: detector.title.clone(),
            definition: detector.definition.clone(),
            display_order: u32::try_from(order).expect("a list is short"),
            tip: detector.tip.clone(),
            example: detector.example.clone(),
            behaviors,
            status,
            reason,
            talk_turns: turns,
            talk_turns_total: total,
            ..Item::default()
        }
    }
}

fn list_of(lists: &mut Lists, list: List) -> &mut Vec<Item> {
    match list {
        List::ActionItems => &mut lists.action_items,
        List::Fidelity => &mut lists.fidelity,
        List::Checklist => &mut lists.checklist,
        List::Highlights => &mut lists.highlights,
        List::Lowlights => &mut lists.lowlights,
        List::Safety => &mut lists.safety,
    }
}
