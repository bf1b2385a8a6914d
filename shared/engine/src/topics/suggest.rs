//! Counts to suggestions.
//!
//! A word counts by how far it stands out, that is the logarithm of how much more often it is said here than in
//! speech at large; a word that mostly stands where a verb does counts less. A phrase's score is the sum over its
//! words, times its mentions, times the root of the turns that it is spread over. Mentions times that logarithm is the
//! larger part of the log-likelihood ratio (Dunning, T. (1993): "Accurate Methods for the Statistics of Surprise and
//! Coincidence"). Phrases are taken greedily, and words that are taken already count nothing any more, so that twenty
//! suggestions are of twenty things. One that is taken gives way to a longer phrase around it that is often meant.
//!
//! What must stay true: scores fall from one suggestion to the next; of equals the one heard first is taken.

use std::collections::HashMap;

use super::background;
use super::candidates::{Candidate, Candidates};
use super::vocabulary::{Vocabulary, id};
use crate::document::Topic;

/// How many are suggested.
const MOST: usize = 20;

/// What is said in one place only is no topic.
const FEWEST_TURNS: u64 = 2;

/// What a word loses that always stands where a verb does.
const VERBS_LOSS: f64 = 0.8;

/// A longer phrase is the better name when at least one in so many mentions is of it; first for the phrase that was
/// taken, then for the one in its place.
const LONGER: [u64; 2] = [5, 2];

const MILLION: f64 = 1_000_000.0;

/// `words` is how many were heard in all.
pub(super) fn suggest(candidates: &Candidates, vocabulary: &Vocabulary, words: u64) -> Vec<Topic> {
    let weights = weights(candidates, vocabulary, words);
    let repeated = candidates.all().iter().filter(|candidate| candidate.turns() >= FEWEST_TURNS);
    let mut ranked: Vec<Ranked<'_>> =
        repeated.map(|candidate| Ranked { candidate, score: score(candidate, &weights, &[]) }).collect();
    ranked.retain(|ranked| ranked.score > 0.0);
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut taken = Vec::new();
    let mut topics: Vec<Topic> = Vec::new();
    let mut best = 0.0;
    while topics.len() < MOST {
        let Some(next) = next(&ranked, &weights, &taken) else { break };
        let candidate = longer(&ranked, next.candidate);
        taken.extend(candidate.stems());
        if topics.is_empty() {
            best = next.score;
        }
        topics.push(topic(candidates.name(candidate), candidate, next.score / best));
    }
    topics
}

#[derive(Clone, Copy)]
struct Ranked<'c> {
    candidate: &'c Candidate,
    score: f64,
}

/// How far each word stands out.
fn weights(candidates: &Candidates, vocabulary: &Vocabulary, words: u64) -> HashMap<u64, f64> {
    let everywhere = f64::from(background::total());
    let of_one_word = candidates.all().iter().filter_map(|candidate| match candidate.stems() {
        [stem] if candidate.turns() >= FEWEST_TURNS => Some((*stem, candidate)),
        _ => None,
    });
    let weight = |word: &Candidate| {
        let stem = vocabulary.stem(candidates.name(word));
        // One more than was heard, for words that never were.
        let at_large = (f64::from(background::count(&stem)) + 1.0) / everywhere;
        let here = float(word.mentions()) / float(words);
        let as_verb = float(word.as_verb()) / float(word.mentions());
        libm::log(here / at_large).max(0.0) * (1.0 - VERBS_LOSS * as_verb)
    };
    of_one_word.map(|(stem, word)| (stem, weight(word))).collect()
}

fn score(candidate: &Candidate, weights: &HashMap<u64, f64>, taken: &[u64]) -> f64 {
    let fresh = candidate.stems().iter().filter(|stem| !taken.contains(stem));
    let sum: f64 = fresh.filter_map(|stem| weights.get(stem)).sum();
    float(candidate.mentions()) * libm::sqrt(float(candidate.turns())) * sum
}

/// The best by what it brings that is new. No score is above the one it was ranked by.
fn next<'c>(ranked: &[Ranked<'c>], weights: &HashMap<u64, f64>, taken: &[u64]) -> Option<Ranked<'c>> {
    let mut best: Option<Ranked<'c>> = None;
    for Ranked { candidate, score: most } in ranked {
        let beaten = best.map_or(0.0, |best| best.score);
        if *most <= beaten {
            break;
        }
        let score = score(candidate, weights, taken);
        if score > beaten {
            best = Some(Ranked { candidate, score });
        }
    }
    best
}

/// The phrase, or a longer one with the same words that names the thing better.
fn longer<'c>(ranked: &[Ranked<'c>], of: &'c Candidate) -> &'c Candidate {
    let mut name = of;
    for share in LONGER {
        let around = ranked.iter().map(|ranked| ranked.candidate).filter(|candidate| {
            candidate.stems().len() > name.stems().len()
                && candidate.mentions() * share >= of.mentions()
                && name.stems().iter().all(|stem| candidate.stems().contains(stem))
        });
        // The last of equals is the one ranked first.
        name = around.rev().max_by_key(|candidate| candidate.mentions()).unwrap_or(name);
    }
    name
}

fn topic(name: &str, candidate: &Candidate, share: f64) -> Topic {
    #[expect(clippy::cast_possible_truncation, reason = "a share of the best is between 0 and 1")]
    let score = (share * MILLION).round() as i64;
    Topic {
        id: id(name),
        name: name.to_owned(),
        mentions: candidate.mentions(),
        turns: candidate.turns(),
        score,
        evidence: candidate.evidence(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "no conversation has 2⁵² words")]
fn float(count: u64) -> f64 {
    count as f64
}
