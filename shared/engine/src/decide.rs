//! From what rules found and weights sum up to, to what is detected.
//!
//! A behavior with a head is decided by its head; where a rule found it as well, the rule's words are the evidence.
//! What a rule says about safety, and profanity, counts whatever its head says, and the heads of safety lean towards
//! finding, as far as talk in which nobody comes to harm stays quiet: a thing missed costs more there than one looked
//! at twice. Whether a question is open or closed is told by its form: rules alone decide, which in talk unlike the
//! corpus is better than their heads. A behavior that only the other side can show is dropped where the speaker's side
//! is known, and so is one that the profile does not look for. Where the profile has a threshold of its own for a
//! behavior, its score is that of its confidence under this threshold.
//!
//! Severity is a rule's. A safety behavior that only the head saw has severity 1, and 2 from a confidence of 0.9 on:
//! plans, means and intent are for rules to tell.
//!
//! What must stay true: evidence is looked for only where it will be shown.
//! Deliberately absent: weighing behaviors against each other; several may hold.

use std::cmp::Ordering;

use crate::Options;
use crate::document::{Detection, Source};
use crate::engine::SCORE_THRESHOLD;
use crate::heads::features::Features;
use crate::heads::{self, Heads, Outcome, Style};
use crate::profile::{self, Names};
use crate::rules::Candidate;
use crate::side::Side;
use crate::taxonomy::{GRADED, Name, behaviors, name};

/// Below this probability nothing is ever listed, however low the caller's cut.
const LEAST_CONFIDENCE: f64 = 0.05;

/// From here on a safety behavior that only its head saw has severity 2.
const GRAVE_CONFIDENCE: f64 = 0.9;

/// Whose word counts for a behavior that has a head.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    Head,
    /// Either suffices.
    HeadOrRule,
    Rule,
}

/// What is known of every behavior.
pub(crate) struct Decider {
    /// What can be shown by each side.
    by: [Names; 3],
    says: [Says; Name::COUNT],
}

/// An utterance, weighed.
pub(crate) struct Weighed<'w> {
    pub(crate) heads: &'w Heads,
    pub(crate) style: Style,
    pub(crate) features: &'w Features,
    pub(crate) scratch: &'w mut heads::Scratch,
}

/// A detection to be, whose evidence may not be known yet.
#[derive(Clone, Copy)]
pub(crate) struct Decided {
    candidate: Candidate,
    /// The behavior's head, where that is what saw it.
    head: Option<usize>,
}

impl Decider {
    pub(crate) fn new() -> Self {
        let by = [Side::Professional, Side::Client, Side::Unknown].map(|side| {
            behaviors().filter(|behavior| behavior.by.may_be(side)).map(|behavior| behavior.name).collect()
        });
        let mut says = [Says::Head; Name::COUNT];
        for name in GRADED.into_iter().chain([name::PROFANITY]) {
            says[name.index()] = Says::HeadOrRule;
        }
        for name in [name::CLOSED_QUESTION, name::OPEN_QUESTION] {
            says[name.index()] = Says::Rule;
        }
        Self { by, says }
    }

    /// What somebody on this side can show.
    pub(crate) fn shown_by(&self, side: Side) -> Names {
        self.by[side as usize]
    }

    /// The detections of an utterance of `length` bytes that begins at `base` of its turn, best first; of these
    /// `wanted` behaviors and no others.
    pub(crate) fn detect(
        &self,
        options: &Options,
        wanted: Names,
        candidates: &[Candidate],
        mut weighed: Option<Weighed<'_>>,
        (base, length): (usize, usize),
        buffer: &mut Vec<Decided>,
    ) -> Vec<Detection> {
        buffer.clear();
        let thresholds = options.profile.thresholds();
        let says = |behavior: Name| self.says[behavior.index()];
        let has_head = |behavior| weighed.as_ref().is_some_and(|weighed| weighed.heads.behaviors().contains(&behavior));
        let wanted_candidates = candidates.iter().filter(|candidate| wanted.contains(candidate.behavior));
        let ruled = wanted_candidates.filter(|c| says(c.behavior) == Says::Rule || !has_head(c.behavior));
        buffer.extend(ruled.map(|candidate| Decided { candidate: *candidate, head: None }));
        if let Some(weighed) = &weighed {
            let Weighed { heads, style, scratch, .. } = weighed;
            let decide = heads.behaviors().iter().enumerate();
            for (head, behavior) in decide.filter(|(_, b)| wanted.contains(**b) && says(**b) != Says::Rule) {
                let rule = candidates.iter().find(|candidate| candidate.behavior == *behavior);
                let has_own_cut = options.confidence_threshold.is_none() && thresholds.of(*behavior).is_none();
                let hopeless = has_own_cut && heads.is_out(*style, &scratch.sums, head);
                if hopeless && !(rule.is_some() && says(*behavior) == Says::HeadOrRule) {
                    continue;
                }
                let outcome = heads.behavior(*style, &scratch.sums, head);
                buffer.push(self.combine(*behavior, head, outcome, rule.copied()));
            }
        }
        for Decided { candidate, .. } in &mut *buffer {
            if let Some(threshold) = thresholds.of(candidate.behavior) {
                candidate.score = profile::score(candidate.confidence, threshold);
            }
        }
        buffer.retain(|decided| decided.counts(options));
        let most = options.max_behaviors.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        buffer.sort_by(Decided::best_first);
        if most < buffer.len() {
            // Where only some are wanted, talk of harm is not what is left out.
            buffer.sort_by_key(|decided| decided.candidate.severity == 0);
            buffer.truncate(most);
            buffer.sort_by(Decided::best_first);
        }
        let kept = buffer.iter().map(|Decided { candidate, head }| {
            let evidence = head.zip(weighed.as_mut()).map(|(head, weighed)| {
                let Weighed { heads, style, features, scratch } = weighed;
                heads.evidence(*style, head, features, scratch).unwrap_or((0, length))
            });
            let (start, end) = evidence.unwrap_or((candidate.start, candidate.end));
            Detection {
                behavior: candidate.behavior.as_str().into(),
                score: candidate.score,
                confidence: candidate.confidence,
                severity: candidate.severity,
                start: offset(base + start),
                end: offset(base + end),
                source: if head.is_some() { Source::Head } else { Source::Rule },
            }
        });
        kept.collect()
    }

    fn combine(&self, behavior: Name, head: usize, seen: Outcome, rule: Option<Candidate>) -> Decided {
        let Outcome { score, confidence } = seen;
        match rule.filter(|rule| rule.score >= SCORE_THRESHOLD) {
            Some(rule) if self.says[behavior.index()] == Says::HeadOrRule => {
                let (score, confidence) = (score.max(rule.score), confidence.max(rule.confidence));
                Decided { candidate: Candidate { score, confidence, ..rule }, head: None }
            }
            Some(rule) => Decided { candidate: Candidate { score, confidence, ..rule }, head: None },
            None => {
                let severity =
                    if GRADED.contains(&behavior) { 1 + u8::from(confidence >= GRAVE_CONFIDENCE) } else { 0 };
                Decided {
                    candidate: Candidate { behavior, score, confidence, severity, start: 0, end: 0 },
                    head: Some(head),
                }
            }
        }
    }
}

impl Decided {
    fn best_first(&self, other: &Self) -> Ordering {
        let (a, b) = (&self.candidate, &other.candidate);
        b.score.total_cmp(&a.score).then_with(|| a.behavior.cmp(&b.behavior))
    }

    fn counts(&self, options: &Options) -> bool {
        match options.confidence_threshold {
            Some(cut) if self.head.is_some() => self.candidate.confidence >= cut.max(LEAST_CONFIDENCE),
            Some(cut) => self.candidate.confidence >= cut,
            None => self.candidate.score >= SCORE_THRESHOLD,
        }
    }
}

pub(crate) fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("a turn's text is at most MAX_TURN_BYTES long")
}
