//! The weights of uptake: a ridge regression of people's ratings on the engine's few numbers of two adjacent turns.
//!
//! What must stay true: no lesson is ever on both sides of the cross-validation; of the ratings nothing but the
//! weights leaves this module. They are fitted to ratings in each rater's own deviations, which leaves out who rated
//! high or low by habit, and then stretched to the rating itself, 0 (low) to 1 (high), by a straight line through
//! held-out predictions.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use engine::uptake::{FEATURES, NAMES, features, score};

use super::folds::FOLDS;
use crate::data::{Answer, uptake};
use crate::score::{mean, spearman};
use crate::{Error, Result};

/// What a weight costs, in deviations of its feature, against the mean squared error of one answer.
const RIDGE: f64 = 10.0;
/// The highest rating.
const TOP: f64 = 2.0;

/// A bias, then the weights.
type Fit = [f64; FEATURES + 1];

/// How the numbers do.
pub(crate) struct Figures {
    pub(crate) answers: usize,
    pub(crate) lessons: usize,
    /// Spearman's ρ of held-out predictions with the ratings in each rater's own deviations, and as they are.
    pub(crate) standardized: f64,
    pub(crate) plain: f64,
    /// The same of the engine's own score, whose weights have seen these answers.
    pub(crate) shipped_standardized: f64,
    pub(crate) shipped_plain: f64,
}

struct Rated {
    answers: Vec<Answer>,
    rows: Vec<[f64; FEATURES]>,
    fold: Vec<usize>,
    lessons: usize,
}

/// The figures of the fit and of what is shipped.
pub(crate) fn figures(data: &Path) -> Result<Figures> {
    let rated = Rated::read(data)?;
    let (held_out, shipped) = (rated.held_out()?, rated.rows.iter().map(score).collect::<Vec<_>>());
    let (standardized, plain) = (rated.ratings(|answer| answer.standardized), rated.ratings(|answer| answer.rating));
    Ok(Figures {
        answers: rated.answers.len(),
        lessons: rated.lessons,
        standardized: spearman(&held_out, &standardized),
        plain: spearman(&held_out, &plain),
        shipped_standardized: spearman(&shipped, &standardized),
        shipped_plain: spearman(&shipped, &plain),
    })
}

/// Fits the weights to all answers, and says what to write into the engine.
pub fn weights(data: &Path) -> Result<String> {
    let rated = Rated::read(data)?;
    let (slope, level) = line(&rated.held_out()?, &rated.ratings(|answer| answer.rating / TOP));
    let fit = rated.fit(|_| true)?;
    let mut text = format!("const BIAS: f64 = {:.4};\nconst WEIGHTS: [f64; FEATURES] = [\n", level + slope * fit[0]);
    for (weight, name) in fit[1..].iter().zip(NAMES) {
        writeln!(text, "    {:.4}, // {name}", slope * weight).expect("a String takes everything");
    }
    text.push_str("];\n");
    let Figures { answers, lessons, standardized, plain, shipped_standardized, shipped_plain } = figures(data)?;
    writeln!(
        text,
        "{answers} answers of {lessons} lessons. Spearman, held out: {standardized:.4} (ratings as they are {plain:.4}); \
         what the engine ships, on the same answers: {shipped_standardized:.4} ({shipped_plain:.4})"
    )
    .expect("a String takes everything");
    Ok(text)
}

impl Rated {
    fn read(data: &Path) -> Result<Self> {
        let answers = uptake(data)?;
        let mut seen = HashMap::new();
        let mut fold = Vec::new();
        for answer in &answers {
            let next = seen.len();
            fold.push(*seen.entry(answer.lesson.clone()).or_insert(next) % FOLDS);
        }
        let rows = answers.iter().map(|answer| features(&answer.student, &answer.teacher)).collect();
        Ok(Self { answers, rows, fold, lessons: seen.len() })
    }

    fn ratings(&self, of: impl Fn(&Answer) -> f64) -> Vec<f64> {
        self.answers.iter().map(of).collect()
    }

    /// A prediction for every answer from the other folds' lessons.
    fn held_out(&self) -> Result<Vec<f64>> {
        let fits: Vec<Fit> = (0..FOLDS).map(|fold| self.fit(|other| other != fold)).collect::<Result<_>>()?;
        Ok(self.rows.iter().zip(&self.fold).map(|(row, fold)| predict(&fits[*fold], row)).collect())
    }

    fn fit(&self, included: impl Fn(usize) -> bool) -> Result<Fit> {
        let chosen = || (0..self.rows.len()).filter(|at| included(self.fold[*at]));
        let answer = mean(chosen().map(|at| self.answers[at].standardized));
        let middle: [f64; FEATURES] = std::array::from_fn(|feature| mean(chosen().map(|at| self.rows[at][feature])));
        let spread: [f64; FEATURES] = std::array::from_fn(|feature| {
            mean(chosen().map(|at| (self.rows[at][feature] - middle[feature]).powi(2))).sqrt().max(f64::EPSILON)
        });
        let mut normal = [[0.0; FEATURES + 1]; FEATURES];
        for at in chosen() {
            let row: [f64; FEATURES] =
                std::array::from_fn(|feature| (self.rows[at][feature] - middle[feature]) / spread[feature]);
            for (equation, a) in normal.iter_mut().zip(row) {
                for (sum, b) in equation.iter_mut().zip(row) {
                    *sum += a * b;
                }
                equation[FEATURES] += a * (self.answers[at].standardized - answer);
            }
        }
        for (at, equation) in normal.iter_mut().enumerate() {
            equation[at] += RIDGE;
        }
        let solved = solve(normal).ok_or_else(|| Error::Asked("uptake: there are too few answers".to_owned()))?;
        let weights: [f64; FEATURES] = std::array::from_fn(|feature| solved[feature] / spread[feature]);
        let bias = answer - weights.iter().zip(&middle).map(|(weight, middle)| weight * middle).sum::<f64>();
        Ok(std::array::from_fn(|at| if at == 0 { bias } else { weights[at - 1] }))
    }
}

fn predict(fit: &Fit, row: &[f64; FEATURES]) -> f64 {
    fit[0] + fit[1..].iter().zip(row).map(|(weight, feature)| weight * feature).sum::<f64>()
}

/// Slope and level of the line that predicts `b` from `a` with the least squared error.
fn line(a: &[f64], b: &[f64]) -> (f64, f64) {
    let (middle_a, middle_b) = (mean(a.iter().copied()), mean(b.iter().copied()));
    let both: f64 = a.iter().zip(b).map(|(a, b)| (a - middle_a) * (b - middle_b)).sum();
    let square: f64 = a.iter().map(|a| (a - middle_a).powi(2)).sum();
    let slope = both / square.max(f64::EPSILON);
    (slope, middle_b - slope * middle_a)
}

/// Gauss–Jordan elimination with the right side in the last column; `None` where there is no single solution.
fn solve<const N: usize, const WIDE: usize>(mut equations: [[f64; WIDE]; N]) -> Option<[f64; N]> {
    for at in 0..N {
        let largest = (at..N).max_by(|a, b| equations[*a][at].abs().total_cmp(&equations[*b][at].abs()))?;
        equations.swap(at, largest);
        let pivot = equations[at];
        if pivot[at].abs() < 1e-12 {
            return None;
        }
        for (_, equation) in equations.iter_mut().enumerate().filter(|(other, _)| *other != at) {
            let factor = equation[at] / pivot[at];
            for (value, known) in equation.iter_mut().zip(&pivot) {
                *value -= factor * known;
            }
        }
    }
    Some(std::array::from_fn(|at| equations[at][N] / equations[at][at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_are_solved_or_said_to_have_no_solution() {
        let solved = solve([[0.0, 2.0, 6.0], [1.0, 1.0, 5.0]]).expect("x = 2, y = 3");
        assert!((solved[0] - 2.0).abs() < 1e-12 && (solved[1] - 3.0).abs() < 1e-12);
        assert_eq!(solve([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0]]), None);
    }

    #[test]
    fn a_line_is_found_again() {
        let (slope, level) = line(&[1.0, 2.0, 4.0], &[5.0, 7.0, 11.0]);
        assert!((slope - 2.0).abs() < 1e-12 && (level - 3.0).abs() < 1e-12);
    }
}
