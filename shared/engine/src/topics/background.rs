//! How often a word's stem is said in English at large: what a topic must stand out from.
//!
//! What must stay true: the file is sorted by stem, a line each: stem, tab, count; the line without a stem counts all
//! words. The trainer makes it (`trainer background`) from sets that may ship and from our own corpus. Nothing is built
//! when the program starts: a stem is found by halving.

use std::cmp::Ordering;

const FILE: &str = include_str!("../../data/spoken_words.txt");

/// All words that were counted.
pub(super) fn total() -> u32 {
    count("")
}

/// How often a stem was counted; 0 for one that was too rare for the file.
pub(super) fn count(stem: &str) -> u32 {
    find(FILE, stem).unwrap_or(0)
}

fn find(file: &str, stem: &str) -> Option<u32> {
    let (mut low, mut high) = (0, file.len());
    while low < high {
        let middle = low.midpoint(high);
        let bytes = file.as_bytes();
        let start = bytes[low..middle].iter().rposition(|byte| *byte == b'\n').map_or(low, |at| low + at + 1);
        let end = bytes[middle..].iter().position(|byte| *byte == b'\n').map_or(file.len(), |at| middle + at);
        let (found, count) = file[start..end].split_once('\t')?;
        match found.cmp(stem) {
            Ordering::Equal => return count.parse().ok(),
            Ordering::Less => low = end + 1,
            Ordering::Greater => high = start,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found_and_nothing_else() {
        for file in ["\t9\na\t1\nab\t22\nb\t3\n", "\t9\na\t1\nab\t22\nb\t3"] {
            let found = ["", "a", "ab", "b", "aa", "c", "0"].map(|stem| find(file, stem));
            assert_eq!(found, [Some(9), Some(1), Some(22), Some(3), None, None, None]);
        }
        assert_eq!(find("", "a"), None);
        let mut sum = 0;
        for (stem, count) in FILE.lines().filter_map(|line| line.split_once('\t')).skip(1) {
            assert_eq!(find(FILE, stem), count.parse().ok(), "{stem}");
            sum += self::count(stem);
        }
        assert!(sum <= total() && sum > total() / 2);
    }
}
