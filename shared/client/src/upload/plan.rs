//! Which stretch of a file each part is.

/// A file in parts of one size, the last one possibly shorter; parts are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) file_bytes: u64,
    pub(super) part_bytes: u64,
}

impl Plan {
    /// `None` where so many parts of this size do not make the file.
    pub(super) fn of(file_bytes: u64, part_bytes: u64, part_count: u32) -> Option<Self> {
        let fits = part_bytes > 0 && file_bytes.div_ceil(part_bytes) == u64::from(part_count);
        fits.then_some(Self { file_bytes, part_bytes })
    }

    /// Where a part begins, and its length; `None` for a part that is none of the file.
    pub(super) fn part(self, number: u32) -> Option<(u64, u64)> {
        let offset = u64::from(number).checked_sub(1)?.checked_mul(self.part_bytes)?;
        let left = self.file_bytes.checked_sub(offset)?;
        (left > 0).then(|| (offset, left.min(self.part_bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_the_file_without_a_gap() {
        for (bytes, size, count) in [(1, 5, 1), (5, 5, 1), (6, 5, 2), (23, 5, 5), (25, 5, 5)] {
            let plan = Plan::of(bytes, size, count).expect("they make the file");
            let mut end = 0;
            for number in 1..=count {
                let (offset, length) = plan.part(number).expect("a part");
                assert!(offset == end && length > 0 && length <= size);
                end += length;
            }
            assert_eq!(end, bytes);
            assert_eq!((plan.part(0), plan.part(count + 1)), (None, None));
        }
    }

    #[test]
    fn what_does_not_make_the_file_is_no_plan() {
        for (bytes, size, count) in [(10, 5, 3), (11, 5, 2), (10, 0, 2), (0, 5, 1)] {
            assert_eq!(Plan::of(bytes, size, count), None);
        }
    }
}
