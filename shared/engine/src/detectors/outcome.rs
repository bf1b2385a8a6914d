//! From what was seen of a group's turns to a status, and why.

use super::clusters::Stretch;
use super::evidence::Evidence;
use super::spec::{Bound, Detector, Measure, Pattern, Sign};
use super::state::State;
use crate::document::{BehaviorName, TurnRef, reason, status};
use crate::place::Span;

/// One item to be.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) status: u8,
    pub(super) reason: u8,
    pub(super) turns: Vec<TurnRef>,
    pub(super) total: u64,
    pub(super) behaviors: Vec<BehaviorName>,
}

/// What is known of a group apart from what was seen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// Somebody spoke whose turns count.
    pub(super) spoke: bool,
    /// One of these turns says when it begins.
    pub(super) timed: bool,
    /// The behaviors it rests on.
    pub(super) looks_for_behaviors: bool,
}

impl Outcome {
    fn bare(status: u8, reason: u8, detector: &Detector) -> Self {
        Self { status, reason, turns: Vec::new(), total: 0, behaviors: behaviors(detector, u32::MAX) }
    }

    fn with(status: u8, reason: u8, detector: &Detector, evidence: &Evidence) -> Self {
        let (turns, total) = evidence.finish();
        Self { turns, total, ..Self::bare(status, reason, detector) }
    }
}

/// One outcome, or of stretches one each; `metric` is asked for where the detector measures.
pub(super) fn outcomes(
    detector: &Detector,
    state: Option<State>,
    known: Known,
    metric: impl FnOnce(&Measure) -> Option<i64>,
) -> Vec<Outcome> {
    let not_applicable = |reason| vec![Outcome::bare(status::NOT_APPLICABLE, reason, detector)];
    match () {
        () if !known.looks_for_behaviors && needs_behaviors(&detector.pattern) => {
            return not_applicable(reason::NO_BEHAVIORS);
        }
        () if !known.spoke => return not_applicable(reason::NO_TURNS),
        () if !known.timed && needs_times(detector) => return not_applicable(reason::NO_TIMES),
        () => {}
    }
    if let Pattern::Measure(measure) = &detector.pattern {
        let Some(value) = metric(measure) else { return not_applicable(reason::NO_METRIC) };
        let (status, reason) = measured(measure, value);
        return vec![Outcome::bare(status, reason, detector)];
    }
    let enough = |matches: u64| {
        if matches >= u64::from(detector.at_least) {
            (status::DETECTED, reason::ENOUGH)
        } else {
            (status::PARTIAL, reason::FEWER)
        }
    };
    let incomplete = |evidence: &Evidence| Outcome::with(status::PARTIAL, reason::INCOMPLETE, detector, evidence);
    let absence = matches!(detector.pattern, Pattern::Absence(_));
    let single = match state {
        Some(State::Tally(tally)) if absence => {
            let (status, reason) = if tally.matches >= u64::from(detector.at_least) {
                (status::NOT_DETECTED, reason::PRESENT)
            } else {
                (status::PARTIAL, reason::FEWER)
            };
            Outcome::with(status, reason, detector, &tally.evidence)
        }
        None if absence => Outcome::bare(status::DETECTED, reason::ABSENT, detector),
        Some(State::Tally(tally)) if tally.matches == 0 => {
            Outcome::with(status::PARTIAL, reason::FAINT, detector, &tally.faint)
        }
        Some(State::Tally(tally)) => {
            let (status, reason) = enough(tally.matches);
            Outcome::with(status, reason, detector, &tally.evidence)
        }
        Some(State::Together(together)) if together.tally.matches == 0 => match together.part() {
            part if part.is_empty() => Outcome::bare(status::NOT_DETECTED, reason::NOTHING, detector),
            part => incomplete(&part.into_iter().collect()),
        },
        Some(State::Together(together)) => {
            let (status, reason) = enough(together.tally.matches);
            Outcome::with(status, reason, detector, &together.tally.evidence)
        }
        Some(State::Sequence(sequence)) if sequence.tally.matches == 0 => match sequence.best {
            best if best.is_empty() => Outcome::bare(status::NOT_DETECTED, reason::NOTHING, detector),
            best => incomplete(&best.into_iter().collect()),
        },
        Some(State::Sequence(sequence)) => {
            let (status, reason) = enough(sequence.tally.matches);
            Outcome::with(status, reason, detector, &sequence.tally.evidence)
        }
        Some(State::Clusters(clusters)) => {
            let some = clusters.some.clone();
            let stretches = clusters.finish();
            if !stretches.is_empty() {
                return stretches.into_iter().map(|stretch| of_stretch(detector, stretch)).collect();
            }
            match some {
                Some(turn) => Outcome::with(status::PARTIAL, reason::FEWER, detector, &[turn].into_iter().collect()),
                None => Outcome::bare(status::NOT_DETECTED, reason::NOTHING, detector),
            }
        }
        None => Outcome::bare(status::NOT_DETECTED, reason::NOTHING, detector),
    };
    vec![single]
}

fn of_stretch(detector: &Detector, stretch: Stretch) -> Outcome {
    let Stretch { which, turns, total, .. } = stretch;
    let seen = behaviors(detector, which);
    let evidence = turns.into_iter().collect();
    Outcome { behaviors: seen, total, ..Outcome::with(status::DETECTED, reason::ENOUGH, detector, &evidence) }
}

fn measured(measure: &Measure, value: i64) -> (u8, u8) {
    let reaches = |bound: i64| match measure.bound {
        Bound::AtLeast(_) => value >= bound,
        Bound::AtMost(_) => value <= bound,
    };
    let (Bound::AtLeast(bound) | Bound::AtMost(bound)) = measure.bound;
    match () {
        () if reaches(bound) => (status::DETECTED, reason::REACHED),
        () if measure.nearly.is_some_and(reaches) => (status::PARTIAL, reason::NEARLY),
        () => (status::NOT_DETECTED, reason::MISSED),
    }
}

fn needs_behaviors(pattern: &Pattern) -> bool {
    let mut signs = pattern.signs().iter();
    matches!(pattern, Pattern::Measure(_)) || signs.any(|sign| matches!(sign, Sign::Behavior { .. }))
}

fn needs_times(detector: &Detector) -> bool {
    let within = match &detector.pattern {
        Pattern::All { within, .. } | Pattern::Sequence { within, .. } => *within,
        Pattern::Clusters { within, .. } => Some(*within),
        Pattern::Measure(_) => return false,
        Pattern::Any(_) | Pattern::Absence(_) => None,
    };
    let spans = [within, detector.place.map(crate::Place::span)];
    spans.into_iter().flatten().any(|span| matches!(span, Span::Millis(_)))
}

/// The behaviors among these signs, each once.
fn behaviors(detector: &Detector, which: u32) -> Vec<BehaviorName> {
    let mut names = Vec::<BehaviorName>::new();
    for (at, sign) in detector.pattern.signs().iter().enumerate() {
        if let Sign::Behavior { name, .. } = sign
            && (at >= 32 || which & 1 << at != 0)
            && !names.contains(&name.as_str().into())
        {
            names.push(name.as_str().into());
        }
    }
    names
}
