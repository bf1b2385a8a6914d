//! Things to do: who, what, until when.
//!
//! Whether an utterance has a thing to do is told by the behavior `action item`. Here it is taken apart, and dropped where a
//! closer look shows that nothing is promised or asked for.
//!
//! What must stay true: words are quoted and never made up; memory is bounded: at most [`MOST_LISTED`] for a group, at most
//! [`MOST_KEPT`] in all, and the rest are counted.
//! Deliberately absent: whether it was done, and what several utterances say about one thing; a client's `commitment`, which
//! is talk about change and not a task; languages other than English.

mod due;
mod heads;
mod promise;
mod vetoes;

use std::sync::Arc;

use crate::detectors::{Moment, Scope, id};
use crate::document::{Item, Lists, Owner, TurnRef, reason, status};
use crate::reduce::Said;
use crate::taxonomy::{behavior, name};
use promise::{Promise, Who};

/// Listed for one group.
const MOST_LISTED: u64 = 100;

/// Kept for all groups together.
const MOST_KEPT: usize = 2_000;

const QUOTE_BYTES: usize = 300;

/// No detector can have this name.
const NAME: &str = "action item";

/// Collects things to do.
#[derive(Debug, Default)]
pub(crate) struct Actions {
    kept: Vec<Action>,
    conversation: u64,
    /// By position.
    roles: Vec<u64>,
    speakers: Vec<u64>,
}

#[derive(Debug)]
struct Action {
    title: String,
    owner: Option<Owner>,
    due: Option<String>,
    quote: String,
    turn: Arc<TurnRef>,
    role: Option<usize>,
    speaker: Option<usize>,
}

impl Actions {
    /// Takes a turn, whose moment is only asked for if there is something to do.
    pub(crate) fn add(&mut self, said: &Said<'_>, moment: &mut impl FnMut() -> Moment) {
        for utterance in &said.found.utterances {
            if !utterance.detections.iter().any(|detection| detection.behavior == name::ACTION_ITEM.as_str()) {
                continue;
            }
            let text = &said.turn.input[utterance.start as usize..utterance.end as usize];
            let Some(promise) = Promise::of(text) else { continue };
            if !self.count(said) || self.kept.len() == MOST_KEPT {
                continue;
            }
            let Promise { title, who, due } = promise;
            let owner = who.map(|who| match who {
                Who::Me => Owner::Speaker(said.speaker.map(|at| at as u64)),
                Who::You => Owner::Addressee,
                Who::Both => Owner::Both,
                Who::Named(name) => Owner::Named(name),
            });
            let quote = promise::cut(text, QUOTE_BYTES);
            let (role, speaker) = (said.role, said.speaker);
            self.kept.push(Action { title, owner, due, quote, turn: moment().turn, role, speaker });
        }
    }

    /// Counts one more, and tells whether any group still lists it.
    fn count(&mut self, said: &Said<'_>) -> bool {
        self.conversation += 1;
        let mut listed = self.conversation <= MOST_LISTED;
        for (counts, at) in [(&mut self.roles, said.role), (&mut self.speakers, said.speaker)] {
            let Some(at) = at else { continue };
            counts.resize(counts.len().max(at + 1), 0);
            counts[at] += 1;
            listed |= counts[at] <= MOST_LISTED;
        }
        listed
    }

    /// Adds what was heard to the lists, of which there is one for every role and speaker heard.
    pub(crate) fn finish(self, conversation: &mut Lists, roles: &mut [Lists], speakers: &mut [Lists]) {
        for action in &self.kept {
            action.list(conversation, Scope::Conversation);
            if let Some(at) = action.role {
                action.list(&mut roles[at], Scope::Role(at));
            }
            if let Some(at) = action.speaker {
                action.list(&mut speakers[at], Scope::Speaker(at));
            }
        }
        conversation.actions_total = self.conversation;
        for (lists, counts) in [(roles, self.roles), (speakers, self.speakers)] {
            for (lists, count) in lists.iter_mut().zip(counts) {
                lists.actions_total = count;
            }
        }
    }
}

impl Action {
    fn list(&self, lists: &mut Lists, scope: Scope) {
        let nth = lists.action_items.len() as u64;
        if nth >= MOST_LISTED {
            return;
        }
        let turns = vec![TurnRef::clone(&self.turn)];
        let known = behavior(name::ACTION_ITEM.as_str()).expect("the name is the taxonomy's");
        lists.action_items.push(Item {
            id: id::of_item(NAME, scope, nth),
            detection_id: id::of_detection(NAME, scope, nth, &turns),
            pattern_detector_id: id::of_detector(NAME),
            title: self.title.clone(),
            definition: known.definition.to_owned(),
            display_order: u32::try_from(nth).expect("a list is short"),
            tip: Some(known.tip.text.to_owned()),
            behaviors: vec![name::ACTION_ITEM.as_str().into()],
            status: status::DETECTED,
            reason: reason::ENOUGH,
            talk_turns: turns,
            talk_turns_total: 1,
            owner: self.owner.clone(),
            due: self.due.clone(),
            quote: Some(self.quote.clone()),
            ..Item::default()
        });
    }
}
