//! Whether a series goes up or down, or may as well go nowhere.
//!
//! The slope is the median of the slopes between all pairs (Theil 1950, Sen 1968). A trend is one only where the
//! Mann–Kendall test (Mann 1945, Kendall 1975; with ties and continuity correction) would see as much in a series
//! without one less than once in twenty times, and where it amounts to something over the whole.

use crate::document::{Direction, Part, Slice, Trend};

/// With four points nothing is significant.
const FEWEST: usize = 5;

/// Ten-thousandths over the whole: a quarter of a bucket's width. A prior, not fitted to anything.
const TINY: i64 = 1_000;

/// The square of the normal quantile 1.96, in ten-thousandths.
const QUANTILE_SQUARED: i64 = 38_416;

const TOO_FEW: &str = "too_few_slices";

pub(super) fn trend(slices: &[Slice]) -> Part<Trend> {
    let points: Vec<(i64, i64)> =
        (0..).zip(slices).filter_map(|(at, slice)| slice.score.map(|score| (at, score))).collect();
    if points.len() < FEWEST {
        return Part::none(TOO_FEW);
    }
    let slope = slope(&points);
    let (first, last) = (points[0].0, points[points.len() - 1].0);
    let rise = slope * (last - first) / 100;
    let direction = match rise.signum() {
        _ if rise.abs() < TINY || !is_significant(&points) => Direction::Flat,
        1 => Direction::Up,
        _ => Direction::Down,
    };
    Part::of(Trend { direction, slope })
}

fn pairs(points: &[(i64, i64)]) -> impl Iterator<Item = ((i64, i64), (i64, i64))> {
    points.iter().enumerate().flat_map(|(at, a)| points[at + 1..].iter().map(|b| (*a, *b)))
}

/// Millionths per step of scores in ten-thousandths.
fn slope(points: &[(i64, i64)]) -> i64 {
    let mut slopes: Vec<i64> = pairs(points).map(|(a, b)| (b.1 - a.1) * 100 / (b.0 - a.0)).collect();
    slopes.sort_unstable();
    let middle = slopes.len() / 2;
    if slopes.len() % 2 == 1 { slopes[middle] } else { i64::midpoint(slopes[middle - 1], slopes[middle]) }
}

/// `(|S| − 1)² ≥ 1.96² · (n(n−1)(2n+5) − Σ t(t−1)(2t+5)) / 18`, all in whole numbers.
fn is_significant(points: &[(i64, i64)]) -> bool {
    let sum: i64 = pairs(points).map(|(a, b)| (b.1 - a.1).signum()).sum();
    let eighteenfold = |n: i64| n * (n - 1) * (2 * n + 5);
    let mut scores: Vec<i64> = points.iter().map(|point| point.1).collect();
    scores.sort_unstable();
    let ties = scores.chunk_by(PartialEq::eq).map(|tied| eighteenfold(tied.iter().map(|_| 1).sum())).sum::<i64>();
    let variance = eighteenfold(points.iter().map(|_| 1).sum()) - ties;
    sum != 0 && (sum.abs() - 1).pow(2) * 18 * 10_000 >= QUANTILE_SQUARED * variance
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trend_of(scores: &[i64]) -> Part<Trend> {
        trend(&scores.iter().map(|score| Slice { score: Some(*score), ..Slice::default() }).collect::<Vec<_>>())
    }

    fn direction(scores: &[i64]) -> Option<Direction> {
        trend_of(scores).value.map(|trend| trend.direction)
    }

    #[test]
    fn what_rises_steadily_goes_up() {
        let trend = trend_of(&[-2_000, -1_500, -1_000, -500, 0, 500, 1_000, 1_500, 2_000, 2_500]);
        assert_eq!(trend.value, Some(Trend { direction: Direction::Up, slope: 50_000 }));
        assert_eq!(direction(&[3_000, 2_000, 2_000, 900, -100, -200]), Some(Direction::Down));
    }

    #[test]
    fn one_outlier_is_no_trend_and_little_is_none() {
        assert_eq!(direction(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 10_000]), Some(Direction::Flat));
        assert_eq!(direction(&[0, 10, 20, 30, 40, 50, 60, 70, 80, 90]), Some(Direction::Flat));
        assert_eq!(direction(&[0; 10]), Some(Direction::Flat));
    }

    #[test]
    fn four_points_say_too_little() {
        assert_eq!(trend_of(&[0, 1_000, 2_000, 3_000]), Part::none(TOO_FEW));
    }

    #[test]
    fn a_gap_counts_as_the_time_it_takes() {
        let mut slices = [Slice::default(); 10];
        for (at, score) in [(0, 0), (1, 1_000), (2, 2_000), (8, 8_000), (9, 9_000)] {
            slices[at].score = Some(score);
        }
        assert_eq!(trend(&slices).value, Some(Trend { direction: Direction::Up, slope: 100_000 }));
    }

    #[test]
    fn among_all_orders_of_seven_values_at_most_one_in_twenty_is_a_trend() {
        fn orders(left: &mut Vec<i64>, taken: &mut Vec<i64>, visit: &mut impl FnMut(&[i64])) {
            if left.is_empty() {
                visit(taken);
            }
            for at in 0..left.len() {
                taken.push(left.remove(at));
                orders(left, taken, visit);
                left.insert(at, taken.pop().expect("it was just pushed"));
            }
        }
        let (mut all, mut trends) = (0, 0);
        orders(&mut (0..7).map(|at| at * 3_000).collect(), &mut Vec::new(), &mut |scores| {
            all += 1;
            trends += u32::from(direction(scores) != Some(Direction::Flat));
        });
        assert_eq!(all, 5_040);
        assert!((1..=all / 20).contains(&trends), "{trends}");
    }
}
