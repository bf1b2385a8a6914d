//! A score from weighted rates.
//!
//! Each behavior of the table that was seen adds `weight · min(rate / cap, 1)` to one half, where the rate is its count
//! over the utterances of the group.
//!
//! What must stay true: where the sum would leave 0 to 1, the side that exceeds is scaled down in proportion and its
//! largest part takes what rounding left, so that the parts still add up to the score.

use super::weights::Weight;
use super::{Counted, HALF, NOT_IN_PROFILE, Part, none, scored};
use crate::document::Metric;

/// `counted` has utterances. Where none of the table's behaviors was looked for, there is no score.
pub(super) fn metric(table: &[Weight], counted: Counted<'_>) -> Metric {
    if !table.iter().any(|weight| counted.active.contains(weight.behavior)) {
        return none(NOT_IN_PROFILE);
    }
    let parts = table.iter().filter_map(|weight| {
        let count = counted.count(weight.behavior);
        let part = || Part { behavior: weight.behavior, count, weight: part(weight, count, counted.utterances) };
        (count > 0).then(part)
    });
    let mut parts: Vec<_> = parts.collect();
    hold(&mut parts);
    scored(parts)
}

/// `weight · min(rate / cap, 1)`, rounded towards zero.
fn part(weight: &Weight, count: u64, utterances: u64) -> i64 {
    let (rate, cap) = (i128::from(count) * 1_000_000, i128::from(utterances) * i128::from(weight.cap));
    let part = i128::from(weight.full) * rate.min(cap) / cap;
    i64::try_from(part).expect("a part is no larger than its weight")
}

/// Keeps the sum within one half either way.
fn hold(parts: &mut [Part]) {
    let sum: i64 = parts.iter().map(|part| part.weight).sum();
    if sum.abs() <= HALF {
        return;
    }
    let exceeds = |part: &Part| part.weight.signum() == sum.signum();
    let side: i64 = parts.iter().filter(|part| exceeds(part)).map(|part| part.weight).sum();
    let wanted = side - (sum - HALF * sum.signum());
    let mut left = wanted;
    for part in parts.iter_mut().filter(|part| exceeds(part)) {
        part.weight = part.weight * wanted / side;
        left -= part.weight;
    }
    if let Some(largest) = parts.iter_mut().filter(|part| exceeds(part)).max_by_key(|part| part.weight.abs()) {
        largest.weight += left;
    }
}

#[cfg(test)]
mod tests {
    use super::super::weights::weight;
    use super::*;
    use crate::taxonomy::name;

    fn held(parts: &[i64]) -> Vec<i64> {
        let part = |weight: &i64| Part { behavior: name::SUMMARY, count: 1, weight: *weight };
        let mut parts: Vec<_> = parts.iter().map(part).collect();
        hold(&mut parts);
        parts.into_iter().map(|part| part.weight).collect()
    }

    #[test]
    fn only_the_exceeding_side_is_scaled_and_the_sum_is_exact() {
        assert_eq!(held(&[300_000, -100_000, 100_000]), [300_000, -100_000, 100_000]);
        assert_eq!(held(&[600_000, 300_000]), [333_334, 166_666]);
        assert_eq!(held(&[-100_000, 300_000, 300_000, 300_001]), [-100_000, 199_999, 199_999, 200_002]);
        assert_eq!(held(&[-700_000, 100_000, -100_000]), [-525_000, 100_000, -75_000]);
    }

    #[test]
    fn a_part_grows_with_the_rate_up_to_its_cap() {
        let weight = weight(name::SUMMARY, -200_000, 100_000);
        assert_eq!(part(&weight, 1, 20), -100_000);
        assert_eq!(part(&weight, 1, 10), -200_000);
        assert_eq!(part(&weight, 9, 10), -200_000);
        assert_eq!(part(&weight, 1, 30), -66_666);
    }
}
