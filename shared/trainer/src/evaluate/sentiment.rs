//! Sentiment: VADER exactly as its reference implementation, and both it and ours against people's ratings.

use std::path::Path;

use engine::Engine;
use engine::vader::Vader;

use super::figure::Figure;
use super::signals::Signals;
use crate::Result;
use crate::data::{Rated, vader};

/// The farthest a compound score may lie from the reference's: one unit of its last decimal.
const PARITY: f64 = 0.0001;

/// A rated set, and VADER's published correlation on it.
struct Set {
    file: &'static str,
    name: &'static str,
    key: &'static str,
    peer: &'static str,
    goal: &'static str,
}

const SETS: [Set; 4] = [
    Set { file: "tweets", name: "tweets", key: "sentiment_tweets", peer: ".872", goal: "≥ .885" },
    Set { file: "movieReviewSnippets", name: "movie", key: "sentiment_movie", peer: ".427", goal: "≥ .455" },
    Set { file: "amazonReviewSnippets", name: "amazon", key: "sentiment_amazon", peer: ".590", goal: "≥ .615" },
    Set { file: "nytEditorialSnippets", name: "NYT", key: "sentiment_nyt", peer: ".503", goal: "≥ .54" },
];

/// Half VADER's compound score, half how much likelier a pleasant emotion is than an unpleasant one.
fn blended(signals: &Signals<'_, 2>, text: &str, compound: f64) -> f64 {
    let [pleasant, unpleasant] = signals.of(text).map(|outcome| outcome.confidence);
    f64::midpoint(compound, pleasant - unpleasant)
}

/// One set's figures.
struct Correlations {
    lines: u32,
    differ: u32,
    plain: f64,
    blended: f64,
}

fn measure(vader: &Vader, signals: &Signals<'_, 2>, sentences: &[Rated]) -> Correlations {
    let ratings: Vec<f64> = sentences.iter().map(|sentence| sentence.rating).collect();
    let plain: Vec<f64> = sentences.iter().map(|sentence| vader.compound(&sentence.text)).collect();
    let pairs = || sentences.iter().zip(&plain);
    let blend: Vec<f64> = pairs().map(|(sentence, plain)| blended(signals, &sentence.text, *plain)).collect();
    let differs = |(sentence, plain): &(&Rated, &f64)| (*plain - sentence.expected).abs() > PARITY + f64::EPSILON;
    Correlations {
        lines: pairs().map(|_| 1).sum(),
        differ: pairs().filter(differs).map(|_| 1).sum(),
        plain: pearson(&plain, &ratings),
        blended: pearson(&blend, &ratings),
    }
}

pub(super) fn figures(engine: &Engine, data: &Path) -> Result<Vec<Figure>> {
    let (reference, signals) = (Vader::new(), Signals::new(engine, ["positive", "negative"]));
    let (mut lines, mut differ, mut figures) = (0, 0, Vec::new());
    for Set { file, name, key, peer, goal } in SETS {
        let found = measure(&reference, &signals, &vader(data, file)?);
        (lines, differ) = (lines + found.lines, differ + found.differ);
        let figure = Figure::share(key, format!("Pearson r of blended sentiment: {name}"), found.blended).goal(goal);
        figures.push(figure.published(&format!("VADER {peer}")).remeasured(&format!("VADER {:.3}", found.plain)));
    }
    let parity = Figure::new(
        "vader_differs",
        "VADER parity: lines that differ",
        f64::from(differ),
        format!("{differ} of {lines}"),
    );
    figures.insert(0, parity.goal("0").at_most());
    Ok(figures)
}

/// The correlation of two series of one length; 0 when either is constant.
fn pearson(a: &[f64], b: &[f64]) -> f64 {
    let (mean_a, mean_b) = (crate::score::mean(a.iter().copied()), crate::score::mean(b.iter().copied()));
    let (mut both, mut of_a, mut of_b) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        both += (a - mean_a) * (b - mean_b);
        of_a += (a - mean_a) * (a - mean_a);
        of_b += (b - mean_b) * (b - mean_b);
    }
    let scale = (of_a * of_b).sqrt();
    if scale > 0.0 { both / scale } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_correlates_fully_and_a_constant_not_at_all() {
        let rising = [1.0, 2.0, 3.0, 4.0];
        assert!((pearson(&rising, &[3.0, 5.0, 7.0, 9.0]) - 1.0).abs() < 1e-12);
        assert!((pearson(&rising, &[4.0, 3.0, 2.0, 1.0]) + 1.0).abs() < 1e-12);
        assert!(pearson(&rising, &[1.0; 4]).abs() < 1e-12);
        assert!((pearson(&rising, &[1.0, 3.0, 2.0, 4.0]) - 0.8).abs() < 1e-12);
    }
}
