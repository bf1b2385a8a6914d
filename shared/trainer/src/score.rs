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
}
