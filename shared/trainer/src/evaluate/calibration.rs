//! Whether a confidence of p is right p of the time.
//!
//! The error is the mean distance between confidence and truth over fifteen bins of equal count (ECE). With few
//! predictions chance alone makes it large, so beside it stands what predictions that are right exactly as often
//! as they say would get.

use engine::{Engine, Name, Options};

use super::bootstrap::Draws;
use super::figure::{Figure, share};
use crate::corpus::{Dialogue, Spoken, found};
use crate::score::mean;

const BINS: usize = 15;
/// Lower confidences are not looked at.
const LEAST: f64 = 0.05;
/// Behaviors with fewer predictions are only part of the whole.
const ENOUGH: usize = 200;

/// What was claimed, and whether it was so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    pub(super) confidence: f64,
    pub(super) holds: bool,
}

/// `by_head`: the claims of each head, above [`LEAST`] or not.
pub(super) fn figures(keys: [&'static str; 2], set: &str, by_head: &[(String, Vec<Claim>)]) -> Vec<Figure> {
    let worth = |claims: &[Claim]| claims.iter().copied().filter(|claim| claim.confidence >= LEAST).collect::<Vec<_>>();
    let by_head: Vec<(&str, Vec<Claim>)> =
        by_head.iter().map(|(name, claims)| (name.as_str(), worth(claims))).collect();
    let all: Vec<Claim> = by_head.iter().flat_map(|(_, claims)| claims.iter().copied()).collect();
    let enough: Vec<_> = by_head.iter().filter(|(_, claims)| claims.len() >= ENOUGH).collect();
    let errors: Vec<(f64, &str)> = enough.iter().map(|(name, claims)| (error(claims), *name)).collect();
    let average = if errors.is_empty() { 1.0 } else { mean(errors.iter().map(|(error, _)| *error)) };
    let by_chance = mean(enough.iter().map(|(_, claims)| perfect(claims)));
    let worst = errors.iter().max_by(|a, b| a.0.total_cmp(&b.0));
    let worst = worst.map(|(error, name)| format!(", worst {name} {error:.3}")).unwrap_or_default();
    let whole = error(&all);
    vec![
        figure(
            keys[0],
            format!("{set}: calibration error, mean of {} heads", errors.len()),
            (average, by_chance),
            &worst,
        )
        .published("RoBERTa .09")
        .goal("≤ .03"),
        figure(
            keys[1],
            format!("{set}: calibration error, {} predictions of all heads", all.len()),
            (whole, perfect(&all)),
            "",
        ),
    ]
}

fn figure(key: &'static str, what: String, (error, perfect): (f64, f64), worst: &str) -> Figure {
    let ours = format!("{} (perfect: {perfect:.3}{worst})", share(error));
    Figure::new(key, what, error, ours).at_most()
}

/// The engine's confidences over our utterances. A behavior seen twice in one counts with the higher.
pub(super) fn claims(engine: &Engine, dialogues: &[Dialogue]) -> Vec<(String, Vec<Claim>)> {
    let options = Options { confidence_threshold: Some(LEAST), ..Options::default() };
    let mut by_head: Vec<_> = Name::all().map(|name| (name.as_str().to_owned(), Vec::new())).collect();
    for dialogue in dialogues {
        let seen = found(engine, &options, &Spoken::new(dialogue));
        for (turn, seen) in dialogue.turns.iter().zip(&seen) {
            for (utterance, detections) in turn.utterances.iter().zip(seen) {
                for name in Name::all() {
                    let of = detections.iter().filter(|detection| detection.behavior == name.as_str());
                    let confidence = of.map(|detection| detection.confidence).fold(0.0, f64::max);
                    let holds = utterance.labels.iter().any(|label| label.name == name);
                    by_head[name.index()].1.push(Claim { confidence, holds });
                }
            }
        }
    }
    by_head
}

/// Of no claims 1, the worst there can be: nothing is shown to be calibrated.
fn error(claims: &[Claim]) -> f64 {
    if claims.is_empty() {
        return 1.0;
    }
    let mut claims = claims.to_vec();
    claims.sort_by(|a, b| a.confidence.total_cmp(&b.confidence));
    let mut sum = 0.0;
    for bin in 0..BINS {
        let bin = &claims[claims.len() * bin / BINS..claims.len() * (bin + 1) / BINS];
        let gap = bin.iter().map(|claim| f64::from(u8::from(claim.holds)) - claim.confidence).sum::<f64>();
        sum += gap.abs();
    }
    sum / count(claims.len())
}

/// The mean error over draws in which every claim holds as often as it says.
fn perfect(claims: &[Claim]) -> f64 {
    let mut draws = Draws::new(15);
    let mut drawn = || {
        error(
            &claims.iter().map(|claim| Claim { holds: draws.unit() < claim.confidence, ..*claim }).collect::<Vec<_>>(),
        )
    };
    mean((0..20).map(|_| drawn()))
}

#[expect(clippy::cast_precision_loss, reason = "a count of predictions")]
const fn count(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(confidence: f64, every: usize) -> Vec<Claim> {
        (0..3_000).map(|at| Claim { confidence, holds: at % every == 0 }).collect()
    }

    #[test]
    fn the_error_is_the_distance_between_claim_and_truth() {
        assert!(error(&claims(0.5, 2)) < 0.01);
        assert!((error(&claims(0.9, 2)) - 0.4).abs() < 0.01);
    }

    #[test]
    fn few_predictions_look_worse_than_they_are() {
        let few = perfect(&claims(0.5, 2)[..200]);
        assert!(few > 0.06 && perfect(&claims(0.5, 2)) < 0.04, "{few}");
    }
}
