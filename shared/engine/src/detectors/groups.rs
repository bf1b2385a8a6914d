//! What every group has seen of its own turns.
//!
//! What must stay true: a group keeps something only for a detector that saw something, so ten thousand speakers who show
//! nothing cost next to nothing.

use super::evidence::{Budget, Moment};
use super::lookout::Sighting;
use super::spec::{Detector, List, Pattern};
use super::state::State;
use crate::side::Side;

/// Roles, and speakers, that are followed for every detector.
pub(super) const FOLLOWED: usize = 100;

/// Who spoke, by position.
#[derive(Clone, Copy, Debug)]
pub(super) struct Voice {
    pub(super) role: Option<usize>,
    pub(super) speaker: Option<usize>,
    pub(super) side: Side,
}

#[derive(Debug, Default)]
pub(super) struct Groups {
    pub(super) conversation: Group,
    pub(super) roles: Vec<Group>,
    pub(super) speakers: Vec<Group>,
    /// For evidence of safety, which nothing else uses up, and of everything else.
    budgets: [Budget; 2],
}

#[derive(Debug, Default)]
pub(super) struct Group {
    /// Bits of the audiences that its turns belong to.
    pub(super) audiences: u64,
    /// Of those turns that say when they begin.
    pub(super) timed: u64,
    /// By detector, in order; only those that have seen something.
    pub(super) states: Vec<(u8, State)>,
}

impl Groups {
    pub(super) fn hear(&mut self, voice: Voice, audiences: u64, timed: bool) {
        let Self { conversation, roles, speakers, .. } = self;
        let role = voice.role.map(|at| grown(roles, at));
        let speaker = voice.speaker.map(|at| grown(speakers, at));
        for group in [Some(conversation), role, speaker].into_iter().flatten() {
            group.audiences |= audiences;
            group.timed |= if timed { audiences } else { 0 };
        }
    }

    pub(super) fn see(&mut self, spec: &Detector, sightings: &[Sighting], voice: Voice, moment: &Moment) {
        let Self { conversation, roles, speakers, budgets: [safety, others] } = self;
        let budget = if spec.list == List::Safety { safety } else { others };
        conversation.see(spec, sightings, moment, None);
        for (groups, at) in [(roles, voice.role), (speakers, voice.speaker)] {
            let Some(at) = at else { continue };
            if at < FOLLOWED || is_always_followed(spec) {
                groups[at].see(spec, sightings, moment, Some(budget));
            }
        }
    }
}

/// Whoever it is about, safety is not overlooked.
fn is_always_followed(spec: &Detector) -> bool {
    spec.list == List::Safety && matches!(spec.pattern, Pattern::Any(_))
}

fn grown(groups: &mut Vec<Group>, at: usize) -> &mut Group {
    if at >= groups.len() {
        groups.resize_with(at + 1, Group::default);
    }
    &mut groups[at]
}

impl Group {
    fn see(&mut self, spec: &Detector, sightings: &[Sighting], moment: &Moment, budget: Option<&mut Budget>) {
        let detector = sightings[0].detector;
        let at = match self.states.binary_search_by_key(&detector, |(detector, _)| *detector) {
            Ok(at) => at,
            Err(at) => {
                let Some(state) = State::of(&spec.pattern) else { return };
                self.states.insert(at, (detector, state));
                at
            }
        };
        self.states[at].1.see(sightings, moment, budget);
    }
}
