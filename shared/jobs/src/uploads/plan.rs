//! How a file is cut into parts.

use model::limits::{DEFAULT_PART_BYTES, MAX_PART_BYTES, MAX_PARTS, MIN_PART_BYTES};
use store::Upload;

use crate::Invalid;

/// Parts of `part_bytes` each, the last one possibly shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartPlan {
    pub part_bytes: i64,
    pub part_count: i64,
}

const MEBIBYTE: i64 = 1 << 20;
/// Leaves room below S3's 10,000 parts.
const COMFORTABLE_PARTS: i64 = 9_000;

impl PartPlan {
    /// The client's preference where it is legal, else max(8 MiB, size / 9,000 rounded up to a mebibyte).
    pub fn for_file(file_bytes: i64, preferred: Option<i64>) -> Result<Self, Invalid> {
        let pointer = "/preferred_part_size_bytes";
        let part_bytes = match preferred {
            None => {
                let even = divide_up(file_bytes, COMFORTABLE_PARTS);
                DEFAULT_PART_BYTES.max(divide_up(even, MEBIBYTE) * MEBIBYTE)
            }
            Some(bytes) if !(MIN_PART_BYTES..=MAX_PART_BYTES).contains(&bytes) => {
                let detail = format!("Expected {MIN_PART_BYTES} to {MAX_PART_BYTES} bytes.");
                return Err(Invalid::at(pointer, "part_size_illegal", detail));
            }
            Some(bytes) => bytes,
        };
        let part_count = divide_up(file_bytes, part_bytes);
        if part_count > MAX_PARTS {
            let smallest = divide_up(file_bytes, MAX_PARTS);
            let detail = format!(
                "This would need more than {MAX_PARTS} parts; the smallest size that fits is {smallest} bytes."
            );
            return Err(Invalid::at(pointer, "too_many_parts", detail));
        }
        Ok(Self { part_bytes, part_count })
    }
}

/// What part `number` must weigh.
pub(super) fn expected_bytes(upload: &Upload, number: i32) -> i64 {
    let number = i64::from(number);
    if number == upload.part_count {
        upload.file_bytes - upload.part_bytes * (upload.part_count - 1)
    } else {
        upload.part_bytes
    }
}

fn divide_up(a: i64, b: i64) -> i64 {
    a / b + i64::from(a % b != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_files_are_one_part_of_the_default_size() {
        assert_eq!(PartPlan::for_file(1, None).unwrap(), PartPlan { part_bytes: DEFAULT_PART_BYTES, part_count: 1 });
    }

    #[test]
    fn huge_files_stay_within_the_parts() {
        let plan = PartPlan::for_file(100 << 30, None).unwrap();
        assert!(plan.part_count <= COMFORTABLE_PARTS && plan.part_bytes % MEBIBYTE == 0);
    }

    #[test]
    fn an_illegal_preference_says_what_is_legal() {
        for bytes in [-1, 0, MIN_PART_BYTES - 1, MAX_PART_BYTES + 1] {
            assert_eq!(PartPlan::for_file(1 << 30, Some(bytes)).unwrap_err().code, "part_size_illegal");
        }
    }

    #[test]
    fn a_preference_with_too_many_parts_names_the_smallest_that_fits() {
        let file = MIN_PART_BYTES * MAX_PARTS + 1;
        let wrong = PartPlan::for_file(file, Some(MIN_PART_BYTES)).unwrap_err();
        assert_eq!(wrong.code, "too_many_parts");
        let smallest = MIN_PART_BYTES + 1;
        assert!(wrong.detail.contains(&smallest.to_string()));
        assert_eq!(PartPlan::for_file(file, Some(smallest)).unwrap().part_count, MAX_PARTS);
    }
}
