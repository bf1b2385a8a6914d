//! A score that is a share: of two kinds of behavior, how much was of the first.
//!
//! With `f` of the first kind and `s` of the second, `f/(f+s) = 1/2 + (f−s)/(2(f+s))`: every time the first was seen
//! adds `1/(2(f+s))`, every time the second was seen takes as much.
//!
//! What must stay true: the parts are whole millionths and add up exactly. Each is first rounded down; what is then
//! missing goes, one millionth each, to the parts that lost most (the method of largest remainders).

use super::{Counted, HALF, Part, millionths, scored};
use crate::document::Metric;
use crate::taxonomy::Name;

/// `None` where neither kind was seen.
pub(super) fn metric(first: &[Name], second: &[Name], counted: Counted<'_>) -> Option<Metric> {
    let (ones, others) = (counted.sum(first), counted.sum(second));
    let all = ones + others;
    let score = millionths(ones, 1, all)?;
    let signed = first.iter().map(|name| (*name, 1)).chain(second.iter().map(|name| (*name, -1)));
    let seen = signed.map(|(name, sign)| (name, counted.count(name), sign)).filter(|(_, count, _)| *count > 0);
    let mut parts: Vec<(Part, i128)> = seen.map(|(name, count, sign)| rounded_down(name, count, sign, all)).collect();
    let missing = score - HALF - parts.iter().map(|(part, _)| part.weight).sum::<i64>();
    parts.sort_by(|(a, lost), (b, other)| other.cmp(lost).then_with(|| a.behavior.cmp(&b.behavior)));
    for ((part, _), _) in parts.iter_mut().zip(0..missing) {
        part.weight += 1;
    }
    Some(scored(parts.into_iter().map(|(part, _)| part).collect()))
}

/// `sign · count / (2 · all)` in millionths, rounded down, and what that took from it, in parts of `all`.
fn rounded_down(behavior: Name, count: u64, sign: i128, all: u64) -> (Part, i128) {
    let (exact, all) = (sign * i128::from(count) * i128::from(HALF), i128::from(all));
    let weight = i64::try_from(exact.div_euclid(all)).expect("a part is at most one half");
    (Part { behavior, count, weight }, exact.rem_euclid(all))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::document::BehaviorName;
    use crate::side::Side;
    use crate::taxonomy::name;

    const FIRST: &[Name] = &[name::SIMPLE_REFLECTION, name::COMPLEX_REFLECTION, name::SUMMARY];
    const SECOND: &[Name] = &[name::OPEN_QUESTION, name::CLOSED_QUESTION];

    fn of(counts: &[u64]) -> Option<Metric> {
        let behaviors: BTreeMap<BehaviorName, u64> =
            FIRST.iter().chain(SECOND).zip(counts).map(|(name, count)| (name.as_str().into(), *count)).collect();
        metric(
            FIRST,
            SECOND,
            Counted { behaviors: &behaviors, utterances: 9, side: Side::Unknown, active: Name::all().collect() },
        )
    }

    #[test]
    fn a_share_is_taken_apart_by_who_had_a_part_in_it() {
        let metric = of(&[1, 1, 0, 1, 0]).expect("seen");
        assert_eq!(metric.score, Some(666_667));
        let parts: Vec<_> = metric.contributions.iter().map(|part| (&*part.behavior, part.weight)).collect();
        assert_eq!(
            parts,
            [("complex reflection", 166_667), ("open question", -166_667), ("simple reflection", 166_667)]
        );
        assert_eq!(of(&[0, 0, 0, 0, 0]), None);
        assert_eq!(of(&[0, 0, 0, 0, 7]).and_then(|metric| metric.score), Some(0));
    }

    proptest! {
        #[test]
        fn parts_add_up_and_differ_from_the_exact_ones_by_less_than_a_millionth(
            counts in proptest::collection::vec(0..10_000_u64, 5)
        ) {
            prop_assume!(counts.iter().any(|count| *count > 0));
            let metric = of(&counts).expect("seen");
            let score = metric.score.expect("scored");
            prop_assert!((0..=1_000_000).contains(&score));
            prop_assert_eq!(score - HALF, metric.contributions.iter().map(|part| part.weight).sum::<i64>());
            let all = i128::from(counts.iter().sum::<u64>());
            for part in &metric.contributions {
                let exact = i128::from(part.count) * i128::from(HALF);
                prop_assert!((i128::from(part.weight.abs()) * all - exact).abs() < all);
            }
        }
    }
}
