//! From a head's sums on utterances it did not learn from, to probabilities and a threshold.

use engine::heads::{logistic, model::Calibration};

use crate::score::Hits;

/// A sum, and whether the behavior held.
pub(super) type Point = (f64, bool);

/// Platt's sigmoid, fitted by Newton's method with his targets, and the sum from which on something counts.
pub(super) fn calibrate(points: &[Point], threshold: f64) -> Calibration {
    let (slope, bias) = platt(points);
    let cut = slope * threshold + bias;
    Calibration { slope: single(slope), bias: single(bias), cut: single(cut) }
}

#[expect(clippy::cast_possible_truncation, reason = "the file has no more digits")]
fn single(number: f64) -> f32 {
    number as f32
}

/// Slope and bias. Platt, J. (1999) "Probabilistic outputs for support vector machines"; without any positive or
/// negative there is nothing to fit, and the sum stands for itself.
pub(super) fn platt(points: &[Point]) -> (f64, f64) {
    let positives = f64::from(count(points.iter().filter(|(_, holds)| *holds).count()));
    let negatives = f64::from(count(points.len())) - positives;
    if positives < 1.0 || negatives < 1.0 {
        return (1.0, 0.0);
    }
    let (high, low) = ((positives + 1.0) / (positives + 2.0), 1.0 / (negatives + 2.0));
    let (mut slope, mut bias) = (1.0, 0.0);
    let loss = |slope: f64, bias: f64| -> f64 {
        let one = |(sum, holds): &Point| {
            let (logit, target) = (slope * sum + bias, if *holds { high } else { low });
            // ln(1 + e^x) − target·x
            logit.max(0.0) + libm::log1p(libm::exp(-logit.abs())) - target * logit
        };
        points.iter().map(one).sum()
    };
    for _ in 0..50 {
        let (mut g, mut h) = ([0.0; 2], [1e-9, 0.0, 1e-9]);
        for (sum, holds) in points {
            let probability = logistic(slope * sum + bias);
            let error = probability - if *holds { high } else { low };
            let weight = probability * (1.0 - probability);
            g = [g[0] + error * sum, g[1] + error];
            h = [h[0] + weight * sum * sum, h[1] + weight * sum, h[2] + weight];
        }
        let determinant = h[0] * h[2] - h[1] * h[1];
        let step = [(h[2] * g[0] - h[1] * g[1]) / determinant, (h[0] * g[1] - h[1] * g[0]) / determinant];
        let now = loss(slope, bias);
        let Some(part) = [1.0, 0.5, 0.25, 0.125, 0.0625]
            .into_iter()
            .find(|part| loss(slope - part * step[0], bias - part * step[1]) < now)
        else {
            break;
        };
        (slope, bias) = (slope - part * step[0], bias - part * step[1]);
    }
    // A head that got everything backwards has learned nothing; its probability is the same everywhere.
    (slope.max(1e-3), bias)
}

/// The sum from which on F is best, with recall counted `beta` times: halfway between the last that counts and the first that does not.
pub(super) fn threshold(points: &[Point], beta: f64) -> f64 {
    let mut sorted: Vec<&Point> = points.iter().collect();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let gold = count(points.iter().filter(|(_, holds)| *holds).count());
    let mut hits = Hits { gold, ..Hits::default() };
    let (mut best, mut cut) = (0.0, sorted.first().map_or(0.0, |(sum, _)| sum + 1.0));
    for (at, (sum, holds)) in sorted.iter().enumerate() {
        hits.predicted += 1;
        hits.both += u32::from(*holds);
        let next = sorted.get(at + 1).map_or(sum - 1.0, |(next, _)| *next);
        if hits.f(beta) > best && next < *sum {
            (best, cut) = (hits.f(beta), f64::midpoint(*sum, next));
        }
    }
    cut
}

/// The least sum that at most this share of `sums` are above.
pub(super) fn quiet(mut sums: Vec<f64>, share: f64) -> f64 {
    sums.sort_by(|a, b| b.total_cmp(a));
    let allowed =
        (0..sums.len()).take_while(|at| f64::from(count(at + 1)) <= share * f64::from(count(sums.len()))).count();
    sums.get(allowed).map_or(f64::NEG_INFINITY, |sum| sum.next_up())
}

fn count(number: usize) -> u32 {
    u32::try_from(number).expect("utterances are counted in 32 bits")
}

/// What is predicted at a threshold.
pub(super) fn hits<'p>(points: impl IntoIterator<Item = &'p Point>, cut: f64) -> Hits {
    let mut hits = Hits::default();
    for (sum, holds) in points {
        hits.count(*sum >= cut, *holds);
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_is_where_f_is_best() {
        let points = [(3.0, true), (2.0, false), (1.0, true), (0.0, false), (-1.0, false)];
        assert!((threshold(&points, 1.0) - 0.5).abs() < 1e-12);
        assert!((hits(&points, 0.5).f1() - 0.8).abs() < 1e-12);
    }

    #[test]
    fn no_more_than_the_share_is_above_a_quiet_threshold() {
        let sums: Vec<f64> = (0..1000).map(f64::from).collect();
        assert_eq!(sums.iter().filter(|sum| **sum >= quiet(sums.clone(), 0.01)).count(), 10);
        assert_eq!(sums.iter().filter(|sum| **sum >= quiet(sums.clone(), 0.000_1)).count(), 0);
    }

    #[test]
    fn probabilities_follow_the_frequencies() {
        let points: Vec<Point> = (0..1000).map(|at| (f64::from(at % 2), at % 2 == 1 && at % 10 < 8)).collect();
        let (slope, bias) = platt(&points);
        assert!((logistic(slope + bias) - 0.8).abs() < 0.01);
        assert!(logistic(bias) < 0.01);
    }
}
