//! How long a failed attempt waits.

use std::time::Duration;

use crate::limits::{RETRY_BASE, RETRY_CAP};

/// Full jitter: uniform in `0 ..= min(cap, base · 2^(attempt − 1))`, for the attempt that just failed
/// (1 is the first) and `unit` uniform in `0.0..1.0`.
pub fn retry_delay(attempt: u32, unit: f64) -> Duration {
    let doublings = attempt.saturating_sub(1).min(20);
    let ceiling = RETRY_BASE.saturating_mul(1 << doublings).min(RETRY_CAP);
    ceiling.mul_f64(unit.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_cap() {
        assert_eq!(retry_delay(1, 1.0), RETRY_BASE);
        assert_eq!(retry_delay(3, 1.0), RETRY_BASE * 4);
        assert_eq!(retry_delay(60, 1.0), RETRY_CAP);
        assert_eq!(retry_delay(9, 0.0), Duration::ZERO);
    }
}
