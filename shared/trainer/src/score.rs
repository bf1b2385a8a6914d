//! Counting hits, and what follows from the counts.

use std::cmp::Ordering;

/// One class's outcomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// Predicted and true.
    pub both: u32,
    pub predicted: u32,
    pub gold: u32,
}

impl Hits {
    pub fn count(&mut self, predicted: bool, gold: bool) {
        self.both += u32::from(predicted && gold);
        self.predicted += u32::from(predicted);
        self.gold += u32::from(gold);
    }

    pub fn add(&mut self, other: Self) {
        self.both += other.both;
        self.predicted += other.predicted;
        self.gold += other.gold;
    }

    /// 0 to 1; 0 when nothing was predicted.
    pub fn precision(self) -> f64 {
        f64::from(self.both) / f64::from(self.predicted.max(1))
    }

    /// 0 to 1; 0 when there was nothing to find.
    pub fn recall(self) -> f64 {
        f64::from(self.both) / f64::from(self.gold.max(1))
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        f64::from(2 * self.both) / f64::from((self.predicted + self.gold).max(1))
    }

    /// The same with recall counted `beta` times as much as precision (van Rijsbergen's F).
    pub fn f(self, beta: f64) -> f64 {
        let square = beta * beta;
        (1.0 + square) * f64::from(self.both) / (f64::from(self.predicted) + square * f64::from(self.gold)).max(1.0)
    }
}

/// The mean F1 over the classes that occur; 0 when none does.
pub fn macro_f1<'h>(classes: impl IntoIterator<Item = &'h Hits>) -> f64 {
    mean(classes.into_iter().filter(|hits| hits.gold > 0).map(|hits| hits.f1()))
}

/// How often one that holds scores above one that does not (the area under the ROC curve); ties, and what has no score
/// (NaN), count half. 0 where there are not both.
pub fn auc(scored: &[(f64, bool)]) -> f64 {
    let of = |wanted| scored.iter().filter(move |(_, holds)| *holds == wanted).map(|(score, _)| *score);
    let pairs = of(true).flat_map(|high| of(false).map(move |low| (high, low)));
    mean(pairs.map(|(high, low)| match high.partial_cmp(&low) {
        Some(Ordering::Greater) => 1.0,
        Some(Ordering::Less) => 0.0,
        Some(Ordering::Equal) | None => 0.5,
    }))
}

pub(crate) fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    sum / f64::from(count.max(1))
}

/// Spearman's rank correlation of two series of one length; 0 when either is constant.
pub(crate) fn spearman(a: &[f64], b: &[f64]) -> f64 {
    pearson(&ranks(a), &ranks(b))
}

/// Ranks from 1; equals share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let (mut ranks, mut before) = (vec![0.0; values.len()], 0_u32);
    for equals in order.chunk_by(|a, b| values[*a].total_cmp(&values[*b]).is_eq()) {
        let count = equals.iter().map(|_| 1_u32).sum::<u32>();
        for at in equals {
            ranks[*at] = f64::from(before) + f64::midpoint(1.0, f64::from(count));
        }
        before += count;
    }
    ranks
}

/// The correlation of two series of one length; 0 when either is constant.
pub(crate) fn pearson(a: &[f64], b: &[f64]) -> f64 {
    let (mean_a, mean_b) = (mean(a.iter().copied()), mean(b.iter().copied()));
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
    fn ties_and_missing_scores_count_half() {
        let scored = [(3.0, true), (1.0, true), (f64::NAN, true), (1.0, false), (0.0, false)];
        assert!((auc(&scored[..]) - 0.75).abs() < 1e-12);
        assert!(auc(&scored[..2]).abs() < f64::EPSILON);
    }

    #[test]
    fn a_class_that_does_not_occur_is_not_averaged() {
        let hits = |both, predicted, gold| Hits { both, predicted, gold };
        assert!((hits(3, 4, 6).f1() - 0.6).abs() < 1e-12);
        assert!((macro_f1(&[hits(3, 4, 6), hits(0, 2, 0), hits(1, 1, 1)]) - 0.8).abs() < 1e-12);
        assert!(macro_f1(&[]).abs() < f64::EPSILON);
    }

    #[test]
    fn a_line_correlates_fully_and_a_constant_not_at_all() {
        let rising = [1.0, 2.0, 3.0, 4.0];
        assert!((pearson(&rising, &[3.0, 5.0, 7.0, 9.0]) - 1.0).abs() < 1e-12);
        assert!((pearson(&rising, &[4.0, 3.0, 2.0, 1.0]) + 1.0).abs() < 1e-12);
        assert!(pearson(&rising, &[1.0; 4]).abs() < 1e-12);
        assert!((pearson(&rising, &[1.0, 3.0, 2.0, 4.0]) - 0.8).abs() < 1e-12);
    }

    #[test]
    fn ranks_forget_how_far_apart_values_are_and_equals_share_theirs() {
        assert_eq!(ranks(&[3.0, 100.0, 3.0, -1.0]), [2.5, 4.0, 2.5, 1.0]);
        assert!((spearman(&[1.0, 2.0, 3.0], &[1.0, 10.0, 10_000.0]) - 1.0).abs() < 1e-12);
    }
}
