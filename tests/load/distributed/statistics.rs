//! Medians and percentiles of what was measured.

/// The nearest rank, of at least one number; sorts them.
pub(crate) fn quantile(numbers: &mut [f64], share: f64) -> f64 {
    numbers.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of a length that memory holds"
    )]
    let rank = (share * numbers.len() as f64).ceil() as usize;
    numbers[rank.clamp(1, numbers.len()) - 1]
}

pub(crate) fn median(numbers: &[f64]) -> f64 {
    let mut numbers = numbers.to_vec();
    let (low, high) = (quantile(&mut numbers, 0.5), numbers[numbers.len() / 2]);
    f64::midpoint(low, high)
}

/// What happened so often in so many seconds, per second.
pub(crate) fn rate(count: u32, seconds: f64) -> f64 {
    f64::from(count) / seconds
}
