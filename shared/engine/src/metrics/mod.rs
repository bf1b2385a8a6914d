//! Scores whose parts add up, and what can be measured about a conversation.
//!
//! A score starts at one half, and every behavior that was seen adds or takes its part, in whole millionths, so that
//! the printed decimals sum exactly. There are two kinds: weighted rates ([`weighted`]), and shares of one kind of
//! behavior among two ([`share`]). A measurement ([`dynamics`]) has a value and a unit, and no score.
//!
//! What must stay true: everything here follows from the counts of the group's own behaviors, its number of
//! utterances and its times; nothing is said where there is too little, and the reason is.
//! Deliberately absent: chains of closed questions in curiosity, and talk share in collaboration. Neither is a
//! behavior with a count that a reader could find in the document; the first shows as stacked questions, and the
//! second stands in `conversation_dynamics` by itself.

mod dynamics;
mod motivational;
mod share;
mod weighted;
mod weights;

use std::collections::BTreeMap;

use crate::document::{BehaviorName, Contribution, Influence, Metric, MetricGroups, Metrics};
use crate::profile::Names;
use crate::side::Side;
use crate::taxonomy::Name;

pub(crate) use dynamics::{Dynamics, Talk};
pub(crate) use weights::{Weight, Weights};

/// One half: where a score starts, and the most it can move either way.
const HALF: i64 = 500_000;

/// What is one in a document.
const MILLION: i64 = 1_000_000;

/// With fewer utterances a rate says nothing.
const FEWEST_UTTERANCES: u64 = 5;

const TOO_FEW: &str = "too_few_utterances";
const NOT_IN_PROFILE: &str = "not_in_profile";

/// What was counted in one group: a speaker, a role or the conversation.
#[derive(Clone, Copy)]
pub(crate) struct Counted<'c> {
    pub(crate) behaviors: &'c BTreeMap<BehaviorName, u64>,
    pub(crate) utterances: u64,
    /// Unknown for the conversation.
    pub(crate) side: Side,
    /// What was looked for in these utterances.
    pub(crate) active: Names,
}

/// All metrics of a group.
pub(crate) fn metrics(weights: &Weights, counted: Counted<'_>, talk: &Talk<'_>) -> Metrics {
    let unless = if counted.active.is_empty() {
        Err(NOT_IN_PROFILE)
    } else if counted.utterances < FEWEST_UTTERANCES {
        Err(TOO_FEW)
    } else {
        Ok(())
    };
    let metric = |table: &[Weight]| unless.map_or_else(none, |()| weighted::metric(table, counted));
    let mut metric_groups = MetricGroups::new();
    metric_groups.insert("motivational_interviewing".into(), motivational::group(unless, counted));
    metric_groups.insert("conversation_dynamics".into(), talk.group(counted.looks_for(motivational::QUESTIONS)));
    Metrics {
        collaboration: metric(&weights.collaboration),
        curiosity: metric(&weights.curiosity),
        empathy: metric(&weights.empathy),
        metric_groups,
    }
}

fn none(reason: &'static str) -> Metric {
    Metric { reason: Some(reason.into()), ..Metric::default() }
}

/// A behavior's part of a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    behavior: Name,
    count: u64,
    /// Millionths, signed.
    weight: i64,
}

impl Counted<'_> {
    fn count(&self, behavior: Name) -> u64 {
        self.behaviors.get(behavior.as_str()).copied().unwrap_or(0)
    }

    /// Whether all of these were looked for: what compares them would mislead if one was not.
    fn looks_for(&self, behaviors: &[Name]) -> bool {
        behaviors.iter().all(|behavior| self.active.contains(*behavior))
    }

    fn sum(&self, behaviors: &[Name]) -> u64 {
        behaviors.iter().map(|behavior| self.count(*behavior)).sum()
    }
}

/// The score that these parts come to, the largest listed first.
fn scored(mut parts: Vec<Part>) -> Metric {
    parts.sort_by(|a, b| b.weight.abs().cmp(&a.weight.abs()).then_with(|| a.behavior.cmp(&b.behavior)));
    let score = HALF + parts.iter().map(|part| part.weight).sum::<i64>();
    let contributions = parts.into_iter().map(|Part { behavior, count, weight }| Contribution {
        behavior: behavior.as_str().into(),
        count,
        weight,
        influence: match weight {
            0 => Influence::Neutral,
            w if w > 0 => Influence::Positive,
            _ => Influence::Negative,
        },
    });
    Metric { contributions: contributions.collect(), score: Some(score), ..Metric::default() }
}

/// `count · scale / whole` in millionths, the nearest, halves up; `None` without a whole. What no document can hold
/// (four million turns in a millisecond) is the most it can.
fn millionths(count: u64, scale: u64, whole: u64) -> Option<i64> {
    let (count, whole) = (u128::from(count) * u128::from(scale) * 1_000_000, u128::from(whole));
    (whole > 0).then(|| i64::try_from((count + whole / 2) / whole).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Profile;
    use crate::taxonomy::name;

    #[test]
    fn a_score_that_cannot_be_given_says_why() {
        let dynamics = Dynamics::default();
        let metrics = |utterances| {
            let active = Name::all().collect();
            let counted = Counted { behaviors: &BTreeMap::new(), utterances, side: Side::Unknown, active };
            metrics(Profile::default().weights(), counted, &dynamics.conversation())
        };
        assert_eq!(metrics(4).curiosity, none(TOO_FEW));
        assert_eq!(metrics(5).curiosity, Metric { score: Some(HALF), ..Metric::default() });
        assert_eq!(metrics(4).metric_groups["motivational_interviewing"]["quality"], none(TOO_FEW));
    }

    #[test]
    fn contributions_are_listed_by_size() {
        let part = |behavior, weight| Part { behavior, count: 1, weight };
        let metric = scored(vec![
            part(name::OPEN_QUESTION, 125_000),
            part(name::UPTAKE, 0),
            part(name::STACKED_QUESTIONS, -200_000),
            part(name::AFFIRMATION, 125_000),
        ]);
        let listed: Vec<_> = metric.contributions.iter().map(|c| (&*c.behavior, c.weight, c.influence)).collect();
        assert_eq!(
            listed,
            [
                ("stacked questions", -200_000, Influence::Negative),
                ("affirmation", 125_000, Influence::Positive),
                ("open question", 125_000, Influence::Positive),
                ("uptake", 0, Influence::Neutral),
            ]
        );
        assert_eq!(metric.score, Some(550_000));
    }

    #[test]
    fn a_rate_is_rounded_once_and_never_divides_by_nothing() {
        assert_eq!(millionths(1, 1, 3), Some(333_333));
        assert_eq!(millionths(2, 1, 3), Some(666_667));
        assert_eq!(millionths(1, 60_000, 1_500), Some(40_000_000));
        assert_eq!(millionths(1, 1, 0), None);
        assert_eq!(millionths(u64::MAX, u64::MAX >> 24, 1), Some(i64::MAX));
    }
}
