//! Detectors: what a conversation, a role or a speaker shows, and where.
//!
//! A profile's [`Detector`]s and categories make a [`Plan`]; while turns go by, every group keeps what its detectors have
//! seen of its own turns, and at the end each detector says so in an item. Turns and times count in the whole conversation,
//! also for a group: "within six turns" are six turns of everybody.
//!
//! What must stay true: turns are taken in order and one by one, so blocks change nothing; groups are told apart by
//! ordinals, so names change nothing. Memory is bounded: the first 100 roles and the first 100 speakers are followed for
//! every detector, and all others for safety alone; evidence comes out of a budget; what lies in the last of a conversation
//! is kept for at most 1,000 turns.
//! Deliberately absent: texts that depend on who spoke. An item is about conduct.

mod clusters;
mod evidence;
mod groups;
pub(crate) mod id;
mod late;
mod lists;
mod lookout;
mod outcome;
mod plan;
mod spec;
mod state;
#[cfg(test)]
mod tests;
mod times;

pub use plan::{Piece, Plan, Unfit};
pub use spec::{Bound, Detector, DetectorName, List, Measure, NotAName, Pattern, Reading, Sign};

use crate::actions::Actions;
use crate::categories::Categories;
use crate::document::{CategoryCount, Lists};
use crate::place::Place;
use crate::reduce::Said;
pub(crate) use evidence::Moment;
use groups::{Groups, Voice};
use late::Late;
use lists::{Lister, MOST_FURTHER_ITEMS};
use lookout::Seen;
use times::Times;

/// Whose items they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Conversation,
    /// By position.
    Role(usize),
    Speaker(usize),
}

/// Takes turns, and finds what a plan looks for.
#[derive(Debug)]
pub(crate) struct Detectors {
    plan: Plan,
    /// By detector, in order.
    looked_for: Vec<bool>,
    seen: Seen,
    times: Times,
    groups: Groups,
    late: Late,
    categories: Categories,
    actions: Actions,
}

/// All that was found.
#[derive(Debug, Default)]
pub(crate) struct Detected {
    pub(crate) conversation: Lists,
    pub(crate) roles: Vec<Lists>,
    pub(crate) speakers: Vec<Lists>,
    pub(crate) categories: Vec<CategoryCount>,
}

impl Detectors {
    /// `looks_for` tells whether the behaviors that a detector rests on are looked for.
    pub(crate) fn new(plan: Plan, looks_for: impl Fn(&Detector) -> bool) -> Self {
        let looked_for = plan.detectors().iter().map(looks_for).collect();
        let (late, categories) = (Late::new(&plan), Categories::new(plan.categories()));
        let (seen, times, groups) = (Seen::default(), Times::default(), Groups::default());
        let actions = Actions::default();
        Self { plan, looked_for, seen, times, groups, late, categories, actions }
    }

    /// Takes the next turn.
    pub(crate) fn add(&mut self, said: &Said<'_>) {
        let Self { plan, seen, times, groups, late, categories, actions, .. } = self;
        let position = times.turns;
        times.hear(said);
        plan.lookout().look(said, seen);
        let voice = Voice { role: said.role, speaker: said.speaker, side: said.side };
        groups.hear(voice, seen.audiences, said.begins.is_some());
        let mut moment = None;
        actions.add(said, &mut || moment.get_or_insert_with(|| Moment::new(position, said)).clone());
        if seen.sightings.is_empty() && seen.categories.is_empty() {
            return;
        }
        let moment = moment.unwrap_or_else(|| Moment::new(position, said));
        late.begin(position);
        for sightings in seen.sightings.chunk_by(|a, b| a.detector == b.detector) {
            let spec = &plan.detectors()[usize::from(sightings[0].detector)];
            match spec.place {
                Some(Place::Last(_)) => late.keep(&moment, voice, sightings),
                Some(Place::First(span)) if !times.is_first(span, &moment) => {}
                _ => groups.see(spec, sightings, voice, &moment),
            }
        }
        for category in &seen.categories {
            match plan.categories()[usize::from(*category)].place {
                Some(Place::Last(_)) => late.keep_match(&moment, voice, *category),
                Some(Place::First(span)) if !times.is_first(span, &moment) => {}
                _ => categories.add(*category, voice.side, &moment.turn, position),
            }
        }
    }

    /// What it all came to; `metric` gives a number of a group in millionths, if there is one.
    pub(crate) fn finish(self, mut metric: impl FnMut(Scope, &Measure) -> Option<i64>) -> Detected {
        let Self { plan, looked_for, times, mut groups, late, mut categories, actions, .. } = self;
        for turn in late.finish() {
            for sightings in turn.sightings.chunk_by(|a, b| a.detector == b.detector) {
                let spec = &plan.detectors()[usize::from(sightings[0].detector)];
                if spec.place.is_some_and(|place| times.is_last(place.span(), &turn.moment)) {
                    groups.see(spec, sightings, turn.voice, &turn.moment);
                }
            }
            for category in turn.categories {
                let place = plan.categories()[usize::from(category)].place;
                if place.is_some_and(|place| times.is_last(place.span(), &turn.moment)) {
                    categories.add(category, turn.voice.side, &turn.moment.turn, turn.moment.position);
                }
            }
        }
        let Groups { conversation, roles, speakers, .. } = groups;
        let mut heard = Detected {
            conversation: Lists::default(),
            roles: roles.iter().map(|_| Lists::default()).collect(),
            speakers: speakers.iter().map(|_| Lists::default()).collect(),
            categories: categories.finish(),
        };
        actions.finish(&mut heard.conversation, &mut heard.roles, &mut heard.speakers);
        let mut further = MOST_FURTHER_ITEMS;
        let mut list = |group, scope, lists: &mut Lists| {
            let lister = Lister { plan: &plan, looked_for: &looked_for, scope };
            lister.list(group, lists, &mut further, |measure| metric(scope, measure));
        };
        list(conversation, Scope::Conversation, &mut heard.conversation);
        for (at, (group, lists)) in roles.into_iter().zip(&mut heard.roles).enumerate() {
            list(group, Scope::Role(at), lists);
        }
        for (at, (group, lists)) in speakers.into_iter().zip(&mut heard.speakers).enumerate() {
            list(group, Scope::Speaker(at), lists);
        }
        heard
    }
}
