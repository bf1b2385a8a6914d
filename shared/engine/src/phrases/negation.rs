//! Whether words are denied by those before them.

use crate::reduce::Word;

/// How far back a negation counts, in words.
const REACH: usize = 3;

/// In order of the alphabet; besides these, whatever ends in "n't".
const NEGATIONS: &[&str] = &[
    "aint", "arent", "cannot", "cant", "couldnt", "didnt", "doesnt", "dont", "hadnt", "hardly", "hasnt", "havent",
    "isnt", "neither", "never", "no", "nor", "not", "nothing", "shouldnt", "wasnt", "werent", "without", "wont",
    "wouldnt",
];

/// Whether a negation is among the three words before this one, in the same sentence.
pub(crate) fn is_negated(text: &str, words: &[Word], first: usize) -> bool {
    for at in (first.saturating_sub(REACH)..first).rev() {
        let between = &text[words[at].end as usize..words[at + 1].start as usize];
        if between.contains(['.', '!', '?', ';', '\n']) {
            return false;
        }
        if is_negation(&text[words[at].start as usize..words[at].end as usize]) {
            return true;
        }
    }
    false
}

fn is_negation(word: &str) -> bool {
    let lower = |c: char| c.to_ascii_lowercase();
    let ends_so = |end: &str| {
        let mut letters = word.chars().rev().map(|c| if c == '’' { '\'' } else { lower(c) });
        end.chars().rev().all(|c| letters.next() == Some(c))
    };
    ends_so("n't") || NEGATIONS.binary_search_by(|known| known.chars().cmp(word.chars().map(lower))).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reduce::words_of;

    fn negated(text: &str) -> bool {
        let mut words = Vec::new();
        words_of(text, &mut words);
        is_negated(text, &words, words.len() - 1)
    }

    #[test]
    fn a_negation_reaches_three_words_within_its_sentence() {
        for text in
            ["not cancel", "I do not want to cancel", "DON’T you cancel", "didnt we cancel", "never, ever cancel"]
        {
            assert!(negated(text), "{text}");
        }
        for text in ["cancel", "I want to cancel", "not that we want to cancel", "Did you not? I cancel", "knot cancel"]
        {
            assert!(!negated(text), "{text}");
        }
    }

    #[test]
    fn the_list_can_be_searched() {
        assert!(NEGATIONS.is_sorted());
    }
}
