//! Scores whose parts add up.
//!
//! A metric starts at one half. Each behavior in its table adds `weight · min(rate / cap, 1)`, where the rate is
//! the behavior's count over the utterances of the group. All arithmetic is in whole millionths, so that the
//! printed decimals sum exactly. Where the sum would leave 0 to 1, the side that exceeds is scaled down in
//! proportion and its largest part takes what rounding left.
//!
//! Where the numbers come from: the signs follow what motivational interviewing counts for and against;
//! sizes and caps are priors, chosen so that no behavior alone reaches either end, and not fitted to anything.
//! Deliberately absent: how long who speaks. That is a share of time, not a count, and stands beside these.

use std::collections::BTreeMap;

use crate::Profile;
use crate::document::{BehaviorName, Contribution, Influence, Metric, Metrics};
use crate::taxonomy::{Name, name};

/// One half, and the most a score can move either way.
const HALF: i64 = 500_000;

/// With fewer utterances a rate says nothing.
const FEWEST_UTTERANCES: u64 = 5;

const TOO_FEW: &str = "too_few_utterances";
const NOT_IN_PROFILE: &str = "not_in_profile";

/// What one behavior does to a metric.
struct Weight {
    behavior: Name,
    /// Millionths of the score at full rate; the sign is the direction.
    full: i64,
    /// Rate, in millionths of utterances, from which on the weight counts in full.
    cap: i64,
}

const fn weight(behavior: Name, full: i64, cap: i64) -> Weight {
    Weight { behavior, full, cap }
}

/// Asking so that the other person can explore, and waiting for the answer.
const CURIOSITY: &[Weight] = &[
    weight(name::OPEN_QUESTION, 250_000, 200_000),
    weight(name::CLARIFICATION_QUESTION, 150_000, 100_000),
    weight(name::UPTAKE, 100_000, 100_000),
    weight(name::COLLABORATIVE_QUESTION, 100_000, 100_000),
    weight(name::SCALING_QUESTION, 100_000, 50_000),
    weight(name::STACKED_QUESTIONS, -200_000, 100_000),
    weight(name::LEADING_QUESTION, -200_000, 100_000),
    weight(name::ADVICE_WITHOUT_PERMISSION, -150_000, 150_000),
];

/// Working it out with the other person, whose choice it stays.
const COLLABORATION: &[Weight] = &[
    weight(name::AUTONOMY, 200_000, 50_000),
    weight(name::PARTNERSHIP_LANGUAGE, 150_000, 100_000),
    weight(name::ASKING_PERMISSION, 150_000, 50_000),
    weight(name::OFFERING_OPTIONS, 150_000, 100_000),
    weight(name::AGENDA_SETTING, 100_000, 50_000),
    weight(name::ADVICE_WITH_PERMISSION, 100_000, 100_000),
    weight(name::AFFIRMATION, 100_000, 100_000),
    weight(name::CONFRONT, -250_000, 50_000),
    weight(name::ADVICE_WITHOUT_PERMISSION, -200_000, 150_000),
    weight(name::DIRECTIVE, -200_000, 200_000),
    weight(name::INTERRUPTING, -150_000, 100_000),
];

/// Showing that the other person was heard, feeling and meaning included.
const EMPATHY: &[Weight] = &[
    weight(name::COMPLEX_REFLECTION, 250_000, 150_000),
    weight(name::EMPATHY, 200_000, 100_000),
    weight(name::VALIDATION, 200_000, 100_000),
    weight(name::EMOTION_LABELLING, 150_000, 100_000),
    weight(name::SIMPLE_REFLECTION, 100_000, 150_000),
    weight(name::AFFIRMATION, 100_000, 100_000),
    weight(name::DISMISSAL, -250_000, 50_000),
    weight(name::JUDGMENT, -250_000, 50_000),
    weight(name::BLAME, -250_000, 50_000),
    weight(name::INTERRUPTING, -150_000, 100_000),
];

pub(crate) fn metrics(profile: &Profile, counts: &BTreeMap<BehaviorName, u64>, utterances: u64) -> Metrics {
    let metric = |table| {
        if profile.looks_for_behaviors() { metric(table, counts, utterances) } else { none(NOT_IN_PROFILE) }
    };
    Metrics { collaboration: metric(COLLABORATION), curiosity: metric(CURIOSITY), empathy: metric(EMPATHY) }
}

fn none(reason: &'static str) -> Metric {
    Metric { reason: Some(reason.into()), ..Metric::default() }
}

fn metric(table: &[Weight], counts: &BTreeMap<BehaviorName, u64>, utterances: u64) -> Metric {
    if utterances < FEWEST_UTTERANCES {
        return none(TOO_FEW);
    }
    let mut parts: Vec<(Name, u64, i64)> = Vec::new();
    for weight in table {
        let count = counts.get(weight.behavior.as_str()).copied().unwrap_or(0);
        if count > 0 {
            parts.push((weight.behavior, count, part(weight, count, utterances)));
        }
    }
    hold(&mut parts);
    parts.sort_by(|a, b| b.2.abs().cmp(&a.2.abs()).then_with(|| a.0.cmp(&b.0)));
    let score = HALF + parts.iter().map(|(_, _, part)| part).sum::<i64>();
    let contributions = parts.into_iter().map(|(behavior, count, weight)| Contribution {
        behavior: behavior.as_str().into(),
        count,
        weight,
        influence: match weight {
            0 => Influence::Neutral,
            w if w > 0 => Influence::Positive,
            _ => Influence::Negative,
        },
    });
    Metric { contributions: contributions.collect(), score: Some(score), reason: None }
}

/// `weight · min(rate / cap, 1)`, rounded towards zero.
fn part(weight: &Weight, count: u64, utterances: u64) -> i64 {
    let (rate, cap) = (i128::from(count) * 1_000_000, i128::from(utterances) * i128::from(weight.cap));
    let part = i128::from(weight.full) * rate.min(cap) / cap;
    i64::try_from(part).expect("a part is no larger than its weight")
}

/// Keeps the sum within one half either way.
fn hold(parts: &mut [(Name, u64, i64)]) {
    let sum: i64 = parts.iter().map(|(_, _, part)| part).sum();
    if sum.abs() <= HALF {
        return;
    }
    let exceeding = |part: i64| part.signum() == sum.signum();
    let side: i64 = parts.iter().map(|(_, _, part)| *part).filter(|part| exceeding(*part)).sum();
    let wanted = side - (sum - HALF * sum.signum());
    let mut left = wanted;
    for (_, _, part) in parts.iter_mut().filter(|(_, _, part)| exceeding(*part)) {
        *part = *part * wanted / side;
        left -= *part;
    }
    if let Some((_, _, largest)) =
        parts.iter_mut().filter(|(_, _, part)| exceeding(*part)).max_by_key(|(_, _, p)| p.abs())
    {
        *largest += left;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(parts: &[i64]) -> Vec<i64> {
        let mut parts: Vec<_> = parts.iter().map(|part| (name::SUMMARY, 1, *part)).collect();
        hold(&mut parts);
        parts.into_iter().map(|(_, _, part)| part).collect()
    }

    #[test]
    fn only_the_exceeding_side_is_scaled_and_the_sum_is_exact() {
        assert_eq!(held(&[300_000, -100_000, 100_000]), [300_000, -100_000, 100_000]);
        assert_eq!(held(&[600_000, 300_000]), [333_334, 166_666]);
        assert_eq!(held(&[-100_000, 300_000, 300_000, 300_001]), [-100_000, 199_999, 199_999, 200_002]);
        assert_eq!(held(&[-700_000, 100_000, -100_000]), [-525_000, 100_000, -75_000]);
    }

    #[test]
    fn a_part_grows_with_the_rate_up_to_its_cap() {
        let weight = weight(name::SUMMARY, -200_000, 100_000);
        assert_eq!(part(&weight, 1, 20), -100_000);
        assert_eq!(part(&weight, 1, 10), -200_000);
        assert_eq!(part(&weight, 9, 10), -200_000);
        assert_eq!(part(&weight, 1, 30), -66_666);
    }

    #[test]
    fn a_score_that_cannot_be_given_says_why() {
        let metrics = |utterances| metrics(&Profile::default(), &BTreeMap::new(), utterances);
        assert_eq!(metrics(4).curiosity.reason.as_deref(), Some(TOO_FEW));
        assert_eq!(metrics(5).curiosity, Metric { score: Some(HALF), ..Metric::default() });
        assert_eq!(metrics(4).empathy.score, None);
        assert_eq!(metrics(5).empathy, Metric { score: Some(HALF), ..Metric::default() });
    }

    #[test]
    fn contributions_are_listed_by_size() {
        let counts = [(name::OPEN_QUESTION, 1), (name::STACKED_QUESTIONS, 1), (name::GREETING, 3)];
        let counts = counts.into_iter().map(|(behavior, count)| (behavior.as_str().into(), count)).collect();
        let curiosity = metrics(&Profile::default(), &counts, 10).curiosity;
        let listed: Vec<_> = curiosity.contributions.iter().map(|c| (&*c.behavior, c.weight, c.influence)).collect();
        assert_eq!(
            listed,
            [
                (name::STACKED_QUESTIONS.as_str(), -200_000, Influence::Negative),
                (name::OPEN_QUESTION.as_str(), 125_000, Influence::Positive),
            ]
        );
        assert_eq!(curiosity.score, Some(425_000));
    }

    #[test]
    fn every_weight_is_of_a_known_behavior() {
        for weight in [CURIOSITY, COLLABORATION, EMPATHY].into_iter().flatten() {
            assert!(crate::behavior(weight.behavior.as_str()).is_some(), "{}", weight.behavior.as_str());
            assert!(weight.full.abs() < HALF && weight.cap > 0);
        }
    }
}
