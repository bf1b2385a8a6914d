//! How sure a figure is: percentile intervals over resampled dialogues.

/// Draws per interval.
const DRAWS: usize = 1_000;

/// A fixed sequence of numbers that look random (splitmix64), so that a run can be repeated to the digit.
pub(super) struct Draws(u64);

impl Draws {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// One of 0 to `count` − 1.
    pub(super) fn below(&mut self, count: usize) -> usize {
        let wide = u128::from(self.next()) * count as u128;
        usize::try_from(wide >> 64).expect("below count")
    }

    /// From 0 to below 1.
    pub(super) fn unit(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
        let bits = (self.next() >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }
}

/// The 95 % interval of `figure` over the items, drawn with replacement.
pub(super) fn interval<T>(items: &[T], figure: impl Fn(&[&T]) -> f64) -> (f64, f64) {
    if items.is_empty() {
        return (0.0, 0.0);
    }
    let mut draws = Draws::new(6);
    let mut drawn = Vec::with_capacity(items.len());
    let mut values: Vec<f64> = (0..DRAWS)
        .map(|_| {
            drawn.clear();
            drawn.extend((0..items.len()).map(|_| &items[draws.below(items.len())]));
            figure(&drawn)
        })
        .collect();
    values.sort_by(f64::total_cmp);
    (values[DRAWS / 40], values[DRAWS - 1 - DRAWS / 40])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_holds_the_figure_and_narrows_with_more_items() {
        let mean = |drawn: &[&f64]| crate::score::mean(drawn.iter().map(|value| **value));
        let items = |count: u32| (0..count).map(|at| f64::from(at % 2)).collect::<Vec<_>>();
        let (low, high) = interval(&items(100), mean);
        assert!(low < 0.45 && 0.55 < high && 0.35 < low && high < 0.65, "{low} to {high}");
        let (narrow_low, narrow_high) = interval(&items(10_000), mean);
        assert!(narrow_high - narrow_low < (high - low) / 5.0);
    }
}
