//! Whole numbers to the decimals that are printed.

use serde::Serializer;

/// Millionths to a decimal that prints with at most six digits.
pub fn millionths(n: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "nothing that is measured reaches 2⁵² millionths")]
    let n = n as f64;
    n / 1e6
}

/// Ten-thousandths to a decimal that prints with at most four digits.
pub(super) fn ten_thousandths(n: i64) -> f64 {
    millionths(n * 100)
}

/// A decimal, whole where it is whole: `3`, not `3.0`.
#[expect(clippy::ref_option, reason = "serde's signature")]
pub(super) fn short<S: Serializer>(millionths_of_it: &Option<i64>, serializer: S) -> Result<S::Ok, S::Error> {
    match millionths_of_it {
        None => serializer.serialize_none(),
        Some(n) if n % 1_000_000 == 0 => serializer.serialize_i64(n / 1_000_000),
        Some(n) => serializer.serialize_f64(millionths(*n)),
    }
}
