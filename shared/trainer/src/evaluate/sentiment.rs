//! Sentiment: VADER exactly as its reference implementation, and both it and ours against people's ratings.

use std::path::Path;

use engine::Engine;
use engine::vader::Vader;

use super::figure::Figure;
use crate::Result;
use crate::data::{Rated, vader};
use crate::score::pearson;

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

/// One set's figures.
struct Correlations {
    lines: u32,
    differ: u32,
    plain: f64,
    blended: f64,
}

fn measure(vader: &Vader, engine: &Engine, sentences: &[Rated]) -> Correlations {
    let ratings: Vec<f64> = sentences.iter().map(|sentence| sentence.rating).collect();
    let plain: Vec<f64> = sentences.iter().map(|sentence| vader.compound(&sentence.text)).collect();
    let pairs = || sentences.iter().zip(&plain);
    let blend: Vec<f64> = sentences.iter().map(|sentence| engine.sentiment_of(&sentence.text)).collect();
    let differs = |(sentence, plain): &(&Rated, &f64)| (*plain - sentence.expected).abs() > PARITY + f64::EPSILON;
    Correlations {
        lines: pairs().map(|_| 1).sum(),
        differ: pairs().filter(differs).map(|_| 1).sum(),
        plain: pearson(&plain, &ratings),
        blended: pearson(&blend, &ratings),
    }
}

pub(super) fn figures(engine: &Engine, data: &Path) -> Result<Vec<Figure>> {
    let reference = Vader::new();
    let (mut lines, mut differ, mut figures) = (0, 0, Vec::new());
    for Set { file, name, key, peer, goal } in SETS {
        let found = measure(&reference, engine, &vader(data, file)?);
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
