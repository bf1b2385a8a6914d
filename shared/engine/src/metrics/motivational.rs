//! What motivational interviewing looks at: ratios of what was counted, two proxies, and one figure for the whole.
//!
//! The ratios are those that its published coding manuals summarise a session by: reflections to questions, the share of
//! complex reflections and of open questions, of acts that are in its spirit among those and the ones against it (here
//! `adherence`), and of the client's talk for change among that for and against it. Manuals call a session fair at 1
//! reflection per question, 40 % complex reflections, 50 % open questions and 90 % adherence; that is cited for order
//! only, no score here depends on it.
//!
//! `quality` weighs every act alike: one that listens, evokes or leaves the choice to the client adds half its rate per
//! utterance to one half, one that tells, presses, judges or soothes takes as much. Unit weights are deliberate: where
//! nothing may be fitted, they do nearly as well as the best ones (Dawes 1979, "The robust beauty of improper linear
//! models"). Which acts are in it, and that backchannels count in full, was chosen among some fifty such priors with
//! AnnoMI's sessions in view, so that its figure there flatters it a little.
//!
//! The two proxies are weighted tables like `empathy` and say 1 to 5 as raters would; no rater was asked.
//!
//! What must stay true: counts are those of `behavior_counts`, so that a reader can add everything up. An utterance that
//! shows two of the behaviors counts for both. A question is open or closed by its form, whatever else it is, so these
//! two alone count questions.
//! Deliberately absent: a figure for the other side. What only a professional does is not said of a client.

use super::weights::{Weight, weight};
use super::{Counted, HALF, MILLION, NOT_IN_PROFILE, millionths, none, share, weighted};
use crate::document::{Metric, MetricGroup};
use crate::side::Side;
use crate::taxonomy::{Name, name};

const NOT_OBSERVED: &str = "not_observed";

const SIMPLE: &[Name] = &[name::SIMPLE_REFLECTION];
const COMPLEX: &[Name] = &[name::COMPLEX_REFLECTION];
const REFLECTIONS: &[Name] = &[
    name::SIMPLE_REFLECTION,
    name::COMPLEX_REFLECTION,
    name::DOUBLE_SIDED_REFLECTION,
    name::SUMMARY,
    name::EMOTION_LABELLING,
];

const OPEN: &[Name] = &[name::OPEN_QUESTION];
const CLOSED: &[Name] = &[name::CLOSED_QUESTION];
pub(super) const QUESTIONS: &[Name] = &[name::OPEN_QUESTION, name::CLOSED_QUESTION];

/// Affirming, seeking collaboration, and leaving the choice.
const ADHERENT: &[Name] = &[
    name::AFFIRMATION,
    name::AUTONOMY,
    name::ASKING_PERMISSION,
    name::COLLABORATIVE_QUESTION,
    name::PARTNERSHIP_LANGUAGE,
    name::OFFERING_OPTIONS,
    name::AGENDA_SETTING,
];

/// Confronting in all its forms, and persuading without leave.
const NON_ADHERENT: &[Name] = &[
    name::CONFRONT,
    name::JUDGMENT,
    name::BLAME,
    name::CRITICISM,
    name::DISMISSAL,
    name::PERSUASION,
    name::ADVICE_WITHOUT_PERMISSION,
    name::DIRECTIVE,
    name::WARNING,
];

const FOR_CHANGE: &[Name] = &[name::CHANGE_TALK, name::COMMITMENT];
const AGAINST_CHANGE: &[Name] = &[name::SUSTAIN_TALK, name::RESISTANCE];

const fn for_it(behavior: Name) -> Weight {
    weight(behavior, HALF, MILLION)
}

const fn against_it(behavior: Name) -> Weight {
    weight(behavior, -HALF, MILLION)
}

/// Open questions, affirmations, reflections, summaries, seeking collaboration and listening; against it what does not
/// adhere, telling, and what answers a feeling by talking it away.
const QUALITY: &[Weight] = &[
    for_it(name::OPEN_QUESTION),
    for_it(name::SCALING_QUESTION),
    for_it(name::AFFIRMATION),
    for_it(name::SIMPLE_REFLECTION),
    for_it(name::COMPLEX_REFLECTION),
    for_it(name::DOUBLE_SIDED_REFLECTION),
    for_it(name::SUMMARY),
    for_it(name::EMOTION_LABELLING),
    for_it(name::AUTONOMY),
    for_it(name::ASKING_PERMISSION),
    for_it(name::COLLABORATIVE_QUESTION),
    for_it(name::PARTNERSHIP_LANGUAGE),
    for_it(name::OFFERING_OPTIONS),
    for_it(name::AGENDA_SETTING),
    for_it(name::UPTAKE),
    for_it(name::BACKCHANNEL),
    against_it(name::GIVING_INFORMATION),
    against_it(name::ADVICE_WITHOUT_PERMISSION),
    against_it(name::DIRECTIVE),
    against_it(name::PERSUASION),
    against_it(name::WARNING),
    against_it(name::CONFRONT),
    against_it(name::JUDGMENT),
    against_it(name::BLAME),
    against_it(name::CRITICISM),
    against_it(name::DISMISSAL),
    against_it(name::CONCERN),
    against_it(name::DISAGREEMENT),
    against_it(name::REASSURANCE),
];

/// Being with the client: hearing more than was said, and sharing the say.
const RELATIONAL: &[Weight] = &[
    weight(name::COMPLEX_REFLECTION, 200_000, 150_000),
    weight(name::SIMPLE_REFLECTION, 100_000, 150_000),
    weight(name::EMOTION_LABELLING, 100_000, 100_000),
    weight(name::EMPATHY, 100_000, 100_000),
    weight(name::VALIDATION, 100_000, 100_000),
    weight(name::AFFIRMATION, 100_000, 100_000),
    weight(name::AUTONOMY, 150_000, 50_000),
    weight(name::ASKING_PERMISSION, 100_000, 50_000),
    weight(name::PARTNERSHIP_LANGUAGE, 100_000, 100_000),
    weight(name::OFFERING_OPTIONS, 100_000, 100_000),
    weight(name::CONFRONT, -250_000, 50_000),
    weight(name::JUDGMENT, -250_000, 50_000),
    weight(name::BLAME, -250_000, 50_000),
    weight(name::DISMISSAL, -250_000, 50_000),
    weight(name::ADVICE_WITHOUT_PERMISSION, -200_000, 150_000),
    weight(name::DIRECTIVE, -200_000, 200_000),
    weight(name::INTERRUPTING, -150_000, 100_000),
];

/// Drawing out the client's own reasons for change, and not feeding those against it.
const TECHNICAL: &[Weight] = &[
    weight(name::OPEN_QUESTION, 200_000, 200_000),
    weight(name::SCALING_QUESTION, 100_000, 50_000),
    weight(name::COLLABORATIVE_QUESTION, 100_000, 100_000),
    weight(name::COMPLEX_REFLECTION, 150_000, 150_000),
    weight(name::DOUBLE_SIDED_REFLECTION, 100_000, 100_000),
    weight(name::SUMMARY, 100_000, 100_000),
    weight(name::CHANGE_TALK, 200_000, 200_000),
    weight(name::COMMITMENT, 100_000, 100_000),
    weight(name::SUSTAIN_TALK, -150_000, 200_000),
    weight(name::RESISTANCE, -150_000, 100_000),
    weight(name::PERSUASION, -200_000, 100_000),
    weight(name::WARNING, -200_000, 100_000),
    weight(name::CONFRONT, -200_000, 50_000),
    weight(name::ADVICE_WITHOUT_PERMISSION, -150_000, 150_000),
    weight(name::LEADING_QUESTION, -100_000, 100_000),
    weight(name::STACKED_QUESTIONS, -100_000, 100_000),
];

/// The group, or why nothing in it can be said.
pub(super) fn group(unless: Result<(), &'static str>, counted: Counted<'_>) -> MetricGroup {
    let on = |side, reason| unless.and(if counted.side == side { Err(reason) } else { Ok(()) });
    let professional = |metric: fn(Counted<'_>) -> Metric| {
        on(Side::Client, "not_the_professional").map_or_else(none, |()| metric(counted))
    };
    let client = |metric: fn(Counted<'_>) -> Metric| {
        on(Side::Professional, "not_the_client").map_or_else(none, |()| metric(counted))
    };
    let metrics = [
        ("adherence", professional(|counted| shared(ADHERENT, NON_ADHERENT, counted))),
        ("change_talk_share", client(|counted| shared(FOR_CHANGE, AGAINST_CHANGE, counted))),
        ("complex_reflection_share", professional(complex_reflection_share)),
        ("open_question_share", professional(|counted| shared(OPEN, CLOSED, counted))),
        ("quality", professional(|counted| weighted::metric(QUALITY, counted))),
        ("reflection_to_question_ratio", professional(reflection_to_question_ratio)),
        ("relational_proxy", professional(|counted| proxy(RELATIONAL, counted))),
        ("technical_proxy", professional(|counted| proxy(TECHNICAL, counted))),
    ];
    metrics.into_iter().map(|(name, metric)| (name.into(), metric)).collect()
}

/// The first among both, all of which must have been looked for.
fn compared(first: &[Name], second: &[Name], counted: Counted<'_>) -> Result<Metric, &'static str> {
    if !(counted.looks_for(first) && counted.looks_for(second)) {
        return Err(NOT_IN_PROFILE);
    }
    share::metric(first, second, counted).ok_or(NOT_OBSERVED)
}

fn shared(first: &[Name], second: &[Name], counted: Counted<'_>) -> Metric {
    let metric = match compared(first, second, counted) {
        Ok(metric) => metric,
        Err(reason) => return none(reason),
    };
    Metric { value: metric.score, unit: Some("share".into()), ..metric }
}

/// Whether a reflection is simple or complex is told too unreliably for its share to be taken at its word.
fn complex_reflection_share(counted: Counted<'_>) -> Metric {
    let metric = shared(COMPLEX, SIMPLE, counted);
    let reason = metric.score.map(|_| "low_reliability".into()).or(metric.reason);
    Metric { reason, ..metric }
}

/// The score is the share of reflections among both, which is where the ratio is by order, and has an end.
fn reflection_to_question_ratio(counted: Counted<'_>) -> Metric {
    let metric = match compared(REFLECTIONS, QUESTIONS, counted) {
        Ok(metric) => metric,
        Err(reason) => return none(reason),
    };
    match millionths(counted.sum(REFLECTIONS), 1, counted.sum(QUESTIONS)) {
        value @ Some(_) => Metric { value, unit: Some("ratio".into()), ..metric },
        None => Metric { reason: Some("no_questions".into()), ..metric },
    }
}

/// From 1 at no score to 5 at the full one.
fn proxy(table: &[Weight], counted: Counted<'_>) -> Metric {
    let metric = weighted::metric(table, counted);
    let value = metric.score.map(|score| MILLION + 4 * score);
    let reason = metric.score.map(|_| "proxy".into()).or(metric.reason);
    Metric { value, unit: value.map(|_| "one_to_five".into()), reason, ..metric }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::document::BehaviorName;

    fn of(side: Side, counts: &[(Name, u64)]) -> MetricGroup {
        let behaviors: BTreeMap<BehaviorName, u64> =
            counts.iter().map(|(name, count)| (name.as_str().into(), *count)).collect();
        group(Ok(()), Counted { behaviors: &behaviors, utterances: 10, side, active: Name::all().collect() })
    }

    fn told(metric: &Metric) -> (Option<i64>, Option<i64>, Option<&str>) {
        (metric.score, metric.value, metric.reason.as_deref())
    }

    #[test]
    fn ratios_are_of_what_was_counted() {
        let seen = of(
            Side::Professional,
            &[
                (name::SIMPLE_REFLECTION, 1),
                (name::COMPLEX_REFLECTION, 3),
                (name::SUMMARY, 2),
                (name::OPEN_QUESTION, 1),
                (name::CLOSED_QUESTION, 3),
                (name::AFFIRMATION, 9),
                (name::CONFRONT, 1),
            ],
        );
        assert_eq!(told(&seen["reflection_to_question_ratio"]), (Some(600_000), Some(1_500_000), None));
        let complex = told(&seen["complex_reflection_share"]);
        assert_eq!(complex, (Some(750_000), Some(750_000), Some("low_reliability")));
        assert_eq!(told(&seen["open_question_share"]), (Some(250_000), Some(250_000), None));
        assert_eq!(told(&seen["adherence"]), (Some(900_000), Some(900_000), None));
        assert_eq!(told(&seen["change_talk_share"]), (None, None, Some("not_the_client")));
    }

    #[test]
    fn what_was_not_seen_is_not_compared() {
        let seen = of(Side::Unknown, &[(name::SUMMARY, 1)]);
        for metric in ["adherence", "change_talk_share", "complex_reflection_share", "open_question_share"] {
            assert_eq!(told(&seen[metric]), (None, None, Some("not_observed")), "{metric}");
        }
        assert_eq!(told(&seen["reflection_to_question_ratio"]), (Some(MILLION), None, Some("no_questions")));
        assert_eq!(told(&of(Side::Unknown, &[])["quality"]), (Some(HALF), None, None));
        assert_eq!(told(&of(Side::Unknown, &[])["technical_proxy"]), (Some(HALF), Some(3_000_000), Some("proxy")));
    }

    #[test]
    fn a_client_is_not_told_how_a_professional_does() {
        let seen = of(Side::Client, &[(name::CHANGE_TALK, 2), (name::SUSTAIN_TALK, 1), (name::OPEN_QUESTION, 4)]);
        assert_eq!(told(&seen["change_talk_share"]), (Some(666_667), Some(666_667), None));
        let others = seen.iter().filter(|(name, _)| *name != "change_talk_share");
        assert!(others.map(|(_, metric)| told(metric)).all(|told| told == (None, None, Some("not_the_professional"))));
    }

    #[test]
    fn every_act_counts_alike_for_quality() {
        let quality = |counts: &[(Name, u64)]| of(Side::Professional, counts)["quality"].score;
        assert_eq!(quality(&[(name::UPTAKE, 2), (name::OPEN_QUESTION, 2), (name::WARNING, 1)]), Some(650_000));
        assert_eq!(quality(&[(name::REASSURANCE, 10), (name::DIRECTIVE, 1)]), Some(0));
    }

    #[test]
    fn every_table_names_a_behavior_once() {
        for table in [QUALITY, RELATIONAL, TECHNICAL] {
            for (at, weight) in table.iter().enumerate() {
                assert!(crate::behavior(weight.behavior.as_str()).is_some(), "{}", weight.behavior.as_str());
                assert!(table[..at].iter().all(|other| other.behavior != weight.behavior));
            }
        }
    }
}
