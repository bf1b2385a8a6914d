//! Where talk means something else than its words: corrections of an utterance's sentiment.
//!
//! A question asks about a feeling more than it shows one; "no problem" is said to please, and "good morning" without
//! meaning the morning. Sizes are priors, and fitted to nothing.
//! What must stay true: VADER's own scores are the reference's ([`crate::vader`]); what differs in talk differs here.
//! Deliberately absent: irony.

/// What says more than this behind a formula is no formula.
const MOST_BYTES_BEHIND: usize = 10;

/// What a formula makes of a score.
#[derive(Clone, Copy)]
enum Meant {
    /// At least as pleasant as this.
    Kindly,
    /// Not much either way.
    Civilly,
}

use Meant::{Civilly, Kindly};

/// How an utterance begins that is one, in lower case.
const FORMULAS: &[(&str, Meant)] = &[
    ("no problem", Kindly),
    ("no worries", Kindly),
    ("no trouble", Kindly),
    ("not a problem", Kindly),
    ("not bad", Kindly),
    ("not too bad", Kindly),
    ("not so bad", Kindly),
    ("never mind", Civilly),
    ("can't complain", Kindly),
    ("i can't complain", Kindly),
    ("don't worry", Kindly),
    ("good morning", Civilly),
    ("good afternoon", Civilly),
    ("good evening", Civilly),
    ("good night", Civilly),
    ("good day", Civilly),
    ("i'm afraid so", Civilly),
    ("i'm afraid not", Civilly),
    ("please hold", Civilly),
];

/// The first words of what is asked, not exclaimed.
const ASKING: &[&str] = &[
    "what", "what's", "how", "how's", "why", "why's", "when", "where", "where's", "who", "who's", "which", "is", "are",
    "was", "were", "do", "does", "did", "have", "has", "can", "could", "would", "will", "should", "any", "anything",
    "and", "so",
];

const KIND: f64 = 0.2;
const CIVIL: f64 = 0.1;

/// An utterance's sentiment as it is meant in talk, from what its words come to.
pub(crate) fn meant(text: &str, sentiment: f64) -> f64 {
    match formula(text) {
        Some(Kindly) => sentiment.max(KIND),
        Some(Civilly) => sentiment.clamp(-CIVIL, CIVIL),
        None if is_asked(text) => sentiment / 2.0,
        None => sentiment,
    }
}

fn formula(text: &str) -> Option<Meant> {
    let begins = |formula: &str| {
        text.len() <= formula.len() + MOST_BYTES_BEHIND
            && text.get(..formula.len()).is_some_and(|start| start.eq_ignore_ascii_case(formula))
            && !text[formula.len()..].starts_with(char::is_alphanumeric)
    };
    FORMULAS.iter().find(|(formula, _)| begins(formula)).map(|(_, meant)| *meant)
}

fn is_asked(text: &str) -> bool {
    text.ends_with('?') && {
        let first = text.split(|c: char| !c.is_alphanumeric() && c != '\'').next().unwrap_or_default();
        ASKING.iter().any(|word| word.eq_ignore_ascii_case(first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(text: &str, sentiment: f64, expected: f64) {
        assert!((meant(text, sentiment) - expected).abs() < 1e-12, "{text}: {}", meant(text, sentiment));
    }

    #[test]
    fn a_question_shows_half_of_what_it_asks_about() {
        is("What's wrong?", -0.4, -0.2);
        is("are you happy with that?", 0.5, 0.25);
        is("What a mess!", -0.4, -0.4);
        is("You lied to me?", -0.6, -0.6);
    }

    #[test]
    fn formulas_are_meant_kindly_or_not_at_all() {
        is("No problem at all.", -0.3, 0.2);
        is("Not bad.", -0.1, 0.2);
        is("Not too bad, thanks!", 0.35, 0.35);
        is("Good morning.", 0.5, 0.1);
        is("I'm afraid so.", -0.5, -0.1);
        is("Not badly hurt.", -0.4, -0.4);
        is("No problem was solved and everybody left angry.", -0.6, -0.6);
        is("I'm afraid of him.", -0.5, -0.5);
        is("No probłem", -0.3, -0.3);
    }
}
