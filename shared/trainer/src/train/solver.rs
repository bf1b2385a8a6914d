//! L2-regularised logistic regression for many heads at once, by coordinate descent on the dual.
//!
//! Minimises ½‖w‖² + Σ cᵢ ln(1 + e^(−yᵢ w·xᵢ)) for every head (Yu, Huang, Lin 2011, "Dual coordinate descent
//! methods for logistic regression and maximum entropy models"). The heads share nothing but the samples: reading
//! each sample once for all of them is what makes it quick, and the weights are f32 because their reading and writing
//! is nearly all of the time; the duals, which say what is left to learn, are f64.
//!
//! What must stay true: the order of samples is fixed by a seed, and no sum depends on threads, so that the same
//! samples give the same weights bit for bit.
//! Deliberately absent: a test of convergence. The number of rounds is fixed; weights are rounded to eight bits
//! afterwards, and more rounds change nothing that is left.

use engine::heads::features::ROWS;
use engine::heads::logistic;

use super::samples::{COLUMNS, Samples};

/// What is wanted of one sample: for each head a bit that says whether it holds.
pub(super) type Labels = u128;

/// How much errors cost, by head.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cost {
    pub(super) positive: f64,
    pub(super) negative: f64,
}

pub(super) struct Problem<'p> {
    pub(super) samples: &'p Samples,
    pub(super) labels: &'p [Labels],
    pub(super) costs: &'p [Cost],
    /// Columns that occur in fewer samples than this get no weight.
    pub(super) rarest: u32,
    pub(super) rounds: u32,
}

/// A weight for every column that got one, and every head.
pub(super) struct Weights {
    heads: usize,
    /// By column: where its weights are, in units of `heads`.
    places: Vec<u32>,
    learned: Vec<f32>,
    /// By head: the step that the weights of hashed features are multiples of.
    pub(super) scales: Vec<f32>,
}

const NOWHERE: u32 = u32::MAX;

/// The greatest weight of a hashed feature, in steps of its head's scale: what eight bits hold.
pub(super) const MOST: f32 = 127.0;

/// Smaller ones are left out, so that the file stays small: most of all, and in cross-validation nothing is lost.
/// (Holding back the greatest instead, so that others get more steps, loses much: they are what a head knows best.)
const LEAST: f32 = 6.0;

impl Weights {
    /// Rounds the weights of hashed features to what the file holds, so that cross-validation measures what is
    /// shipped.
    fn round(&mut self) {
        let Self { heads, places, learned, scales } = self;
        let hashed: Vec<usize> =
            places[..ROWS].iter().filter(|place| **place != NOWHERE).map(|place| *place as usize * *heads).collect();
        let greatest = |head: usize| hashed.iter().map(|at| learned[at + head].abs()).fold(0.0, f32::max);
        *scales = (0..*heads).map(|head| greatest(head) / MOST).collect();
        for at in hashed {
            for (weight, scale) in learned[at..at + *heads].iter_mut().zip(&*scales) {
                let steps = if *scale > 0.0 { (*weight / scale).round().clamp(-MOST, MOST) } else { 0.0 };
                *weight = if steps.abs() < LEAST { 0.0 } else { steps * scale };
            }
        }
    }

    /// Of a column, by head; `None` for a column without any.
    pub(super) fn of(&self, column: usize) -> Option<&[f32]> {
        let place = self.places[column];
        (place != NOWHERE).then(|| &self.learned[place as usize * self.heads..][..self.heads])
    }

    /// Every head's sum for a row of `samples`.
    pub(super) fn sums(&self, samples: &Samples, row: usize) -> Vec<f64> {
        let mut sums = vec![0.0; self.heads];
        for (column, value) in samples.row(row) {
            if let Some(weights) = self.of(column) {
                sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += f64::from(value) * f64::from(*weight));
            }
        }
        sums
    }
}

/// Learns from the samples at `rows`.
pub(super) fn solve(problem: &Problem<'_>, rows: &[usize]) -> Weights {
    let Problem { samples, labels, costs, rarest, rounds } = problem;
    let heads = costs.len();
    let mut places = vec![NOWHERE; COLUMNS];
    let mut used = 0;
    for (place, count) in places.iter_mut().zip(samples.counts(rows)) {
        if count >= *rarest {
            *place = used;
            used += 1;
        }
    }
    let mut weights = vec![0.0_f32; used as usize * heads];
    let squares: Vec<f64> = rows
        .iter()
        .map(|row| {
            samples.row(*row).filter(|(c, _)| places[*c] != NOWHERE).map(|(_, value)| f64::from(value * value)).sum()
        })
        .collect();
    let mut duals = vec![0.0; rows.len() * heads];
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut sums = vec![0.0_f32; heads];
    for _ in 0..*rounds {
        random.shuffle(&mut order);
        for at in &order {
            let row = samples.row(rows[*at]).filter(|(column, _)| places[*column] != NOWHERE);
            sums.fill(0.0);
            for (column, value) in row.clone() {
                let own = &weights[places[column] as usize * heads..][..heads];
                sums.iter_mut().zip(own).for_each(|(sum, weight)| *sum += value * weight);
            }
            let duals = &mut duals[at * heads..][..heads];
            for (head, (dual, sum)) in duals.iter_mut().zip(&mut sums).enumerate() {
                let holds = labels[rows[*at]] >> head & 1 == 1;
                let (sign, cost) = if holds { (1.0, costs[head].positive) } else { (-1.0, costs[head].negative) };
                let better = best_dual(*dual, sign * f64::from(*sum), squares[*at], cost);
                // From here on the step, and no longer the sum.
                *sum = single(sign * (better - *dual));
                *dual = better;
            }
            for (column, value) in row {
                let own = &mut weights[places[column] as usize * heads..][..heads];
                own.iter_mut().zip(&sums).for_each(|(weight, step)| *weight += value * step);
            }
        }
    }
    let mut weights = Weights { heads, places, learned: weights, scales: Vec::new() };
    weights.round();
    weights
}

#[expect(clippy::cast_possible_truncation, reason = "weights have no more digits")]
fn single(step: f64) -> f32 {
    step as f32
}

/// The dual between 0 and `cost` that is best with all others as they are: the root of
/// `square·(dual − old) + margin + ln(dual / (cost − dual))`, looked for on the logit's scale, where that function
/// is steep nowhere and flat nowhere.
fn best_dual(old: f64, margin: f64, square: f64, cost: f64) -> f64 {
    let (mut low, mut high) = (-margin - square * (cost - old), -margin + square * old);
    let mut logit = if old > 0.0 { libm::log(old / (cost - old)).clamp(low, high) } else { f64::midpoint(low, high) };
    for _ in 0..8 {
        let share = logistic(logit);
        let value = square * (cost * share - old) + margin + logit;
        if value > 0.0 {
            high = logit;
        } else {
            low = logit;
        }
        let step = value / (1.0 + square * cost * share * (1.0 - share));
        let next = logit - step;
        logit = if next > low && next < high { next } else { f64::midpoint(low, high) };
        if step.abs() < 1e-3 {
            break;
        }
    }
    // A dual at either end would have no logit.
    cost * logistic(logit.clamp(-30.0, 30.0))
}

/// Xorshift (Marsaglia 2003).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn shuffle(&mut self, order: &mut [usize]) {
        for at in (1..order.len()).rev() {
            let other = self.next() % (at as u64 + 1);
            order.swap(at, usize::try_from(other).expect("it is at most at"));
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::heads::features::Features;

    use super::*;

    /// `x` beside a constant, and whether it is above 0; every tenth is labelled wrongly.
    fn samples() -> (Samples, Vec<Labels>) {
        let (mut samples, mut labels) = (Samples::default(), Vec::new());
        for at in 0_u8..200 {
            let x = f32::from(at) / 100.0 - 0.995;
            let features = Features { numbered: vec![(0, 1.0), (1, x)], ..Features::default() };
            samples.push(&features, |_| true, |_| true);
            labels.push(Labels::from((x > 0.0) != (at % 10 == 0)));
        }
        (samples, labels)
    }

    #[test]
    fn the_gradient_vanishes_where_it_ends() {
        let (samples, labels) = samples();
        let costs = [Cost { positive: 2.0, negative: 1.0 }];
        let problem = Problem { samples: &samples, labels: &labels, costs: &costs, rarest: 1, rounds: 200 };
        let weights = solve(&problem, &(0..200).collect::<Vec<_>>());
        let of = |column: usize| f64::from(weights.of(ROWS + column).expect("it occurs")[0]);
        let mut gradient = [of(0), of(1)];
        for (row, label) in labels.iter().enumerate() {
            let sum = weights.sums(&samples, row)[0];
            let error = if *label == 1 { 2.0 * (logistic(sum) - 1.0) } else { logistic(sum) };
            for ((_, value), gradient) in samples.row(row).zip(&mut gradient) {
                *gradient += error * f64::from(value);
            }
        }
        assert!(of(1) > 1.0);
        assert!(gradient.iter().all(|part| part.abs() < 0.01), "{gradient:?}");
    }

    #[test]
    fn rare_columns_get_no_weight() {
        let (samples, labels) = samples();
        let costs = [Cost { positive: 1.0, negative: 1.0 }];
        let problem = Problem { samples: &samples, labels: &labels, costs: &costs, rarest: 201, rounds: 1 };
        let weights = solve(&problem, &(0..200).collect::<Vec<_>>());
        assert!(weights.learned.is_empty());
        assert_eq!(weights.sums(&samples, 0), [0.0]);
    }
}
