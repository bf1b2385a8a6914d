//! What is only known to count once the conversation is over.
//!
//! What must stay true: as much is kept as the longest span needs, and at most [`MOST_TURNS`] turns and
//! [`MOST_SIGHTINGS`] sightings in them; the latest are kept.

use std::collections::VecDeque;

use super::Plan;
use super::evidence::Moment;
use super::groups::Voice;
use super::lookout::Sighting;
use crate::place::{Place, Span};

const MOST_TURNS: u64 = 1_000;

const MOST_SIGHTINGS: usize = 100_000;

#[derive(Debug)]
pub(super) struct Late {
    /// How many turns back somebody looks.
    reach: u64,
    turns: VecDeque<LateTurn>,
    sightings: usize,
}

#[derive(Debug)]
pub(super) struct LateTurn {
    pub(super) moment: Moment,
    pub(super) voice: Voice,
    pub(super) sightings: Vec<Sighting>,
    pub(super) categories: Vec<u16>,
}

impl Late {
    pub(super) fn new(plan: &Plan) -> Self {
        let places = plan.detectors().iter().map(|d| d.place).chain(plan.categories().iter().map(|c| c.place));
        let reach = places.map(|place| match place {
            Some(Place::Last(Span::Turns(turns))) => u64::from(turns),
            Some(Place::Last(Span::Millis(_))) => MOST_TURNS,
            _ => 0,
        });
        Self { reach: reach.max().unwrap_or(0), turns: VecDeque::new(), sightings: 0 }
    }

    /// Forgets what lies too far back of this position.
    pub(super) fn begin(&mut self, position: u64) {
        let reach = self.reach;
        let is_out = |turn: &LateTurn| turn.moment.position + reach <= position;
        while self.turns.front().is_some_and(is_out) {
            self.forget();
        }
    }

    pub(super) fn keep(&mut self, moment: &Moment, voice: Voice, sightings: &[Sighting]) {
        self.turn(moment, voice).sightings.extend(sightings);
        self.grow(sightings.len());
    }

    pub(super) fn keep_match(&mut self, moment: &Moment, voice: Voice, category: u16) {
        self.turn(moment, voice).categories.push(category);
        self.grow(1);
    }

    /// What is left, in order.
    pub(super) fn finish(self) -> impl Iterator<Item = LateTurn> {
        self.turns.into_iter()
    }

    fn turn(&mut self, moment: &Moment, voice: Voice) -> &mut LateTurn {
        if self.turns.back().is_none_or(|turn| turn.moment.position != moment.position) {
            let (sightings, categories) = (Vec::new(), Vec::new());
            self.turns.push_back(LateTurn { moment: moment.clone(), voice, sightings, categories });
        }
        self.turns.back_mut().expect("the turn was just added")
    }

    fn grow(&mut self, sightings: usize) {
        self.sightings += sightings;
        while self.sightings > MOST_SIGHTINGS && self.turns.len() > 1 {
            self.forget();
        }
    }

    fn forget(&mut self) {
        if let Some(turn) = self.turns.pop_front() {
            self.sightings -= turn.sightings.len() + turn.categories.len();
        }
    }
}
