//! Of the names that there are, the one that was probably meant.

/// The name least far from `written`; `None` where none is near: more than a third of its letters would have to change.
pub(super) fn nearest<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let written: Vec<char> = written.chars().take(2 * LONGEST).flat_map(char::to_lowercase).collect();
    let far = |name: &&'n str| (distance(&written, name), *name);
    let (distance, name) = names.into_iter().map(|name| far(&name)).min_by_key(|(distance, _)| *distance)?;
    (distance <= (name.chars().count() / 3).max(1)).then_some(name)
}

/// No name of ours is longer.
const LONGEST: usize = 64;

/// Insertions, deletions and replacements of letters from one to the other (Levenshtein).
fn distance(written: &[char], name: &str) -> usize {
    let mut row: Vec<usize> = (0..=written.len()).collect();
    for (above, letter) in name.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], above + 1);
        for at in 0..written.len() {
            let replaced = diagonal + usize::from(written[at] != letter);
            diagonal = row[at + 1];
            row[at + 1] = replaced.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row[written.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_near_and_another_word_is_not() {
        let names = ["open question", "closed question", "empathy"];
        assert_eq!(nearest("Open_Qestion", names), Some("open question"));
        assert_eq!(nearest("empaty", names), Some("empathy"));
        assert_eq!(nearest("weather", names), None);
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest("x", []), None);
    }

    #[test]
    fn distances_are_counted_in_letters() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(distance(&chars("kitten"), "sitting"), 3);
        assert_eq!(distance(&[], "abc"), 3);
        assert_eq!(distance(&chars("abc"), ""), 3);
    }
}
