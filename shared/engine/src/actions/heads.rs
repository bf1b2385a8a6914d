//! Where an utterance says who is to do it: "I'll", "could you", "Anna will".
//!
//! What must stay true: longer heads stand before those they begin like.

use super::promise::{Token, Who};

/// Where it is said who is to do it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    pub(super) first: usize,
    /// Words.
    pub(super) length: usize,
    /// A promise only with a time.
    pub(super) is_weak: bool,
}

#[derive(Clone, Copy)]
enum By {
    Me,
    You,
    Both,
    /// The word at this place after the first.
    Word(usize),
}

/// Words, by whom, and whether it takes a time to make it a promise. `*` is a name or somebody, `-` ends the verb.
const HEADS: &[(&[&str], By, bool)] = &[
    (&["i", "am", "going", "to"], By::Me, false),
    (&["i'm", "going", "to"], By::Me, false),
    (&["i'm", "gonna"], By::Me, false),
    (&["im", "gonna"], By::Me, false),
    (&["i'll"], By::Me, false),
    (&["i'm", "-ing"], By::Me, false),
    (&["ill"], By::Me, true),
    (&["i", "will"], By::Me, false),
    (&["i", "shall"], By::Me, false),
    (&["let", "me"], By::Me, false),
    (&["i", "can"], By::Me, true),
    (&["i", "must"], By::Me, true),
    (&["i", "need", "to"], By::Me, true),
    (&["i", "have", "to"], By::Me, true),
    (&["i've", "got", "to"], By::Me, true),
    (&["i", "need", "you", "to"], By::You, false),
    (&["i", "want", "you", "to"], By::You, true),
    (&["i'd", "like", "you", "to"], By::You, true),
    (&["can", "you"], By::You, false),
    (&["could", "you"], By::You, false),
    (&["would", "you"], By::You, false),
    (&["will", "you"], By::You, false),
    (&["make", "sure", "you"], By::You, false),
    (&["make", "sure", "to"], By::You, false),
    (&["remember", "to"], By::You, false),
    (&["please"], By::You, false),
    (&["you'll"], By::You, true),
    (&["you", "will"], By::You, true),
    (&["you", "need", "to"], By::You, true),
    (&["we", "are", "going", "to"], By::Both, false),
    (&["we're", "going", "to"], By::Both, false),
    (&["we'll"], By::Both, false),
    (&["we", "will"], By::Both, false),
    (&["we", "shall"], By::Both, false),
    (&["we", "need", "to"], By::Both, true),
    (&["we", "should"], By::Both, true),
    (&["we", "can"], By::Both, true),
    (&["let's"], By::Both, true),
    (&["lets"], By::Both, true),
    (&["can", "*"], By::Word(1), false),
    (&["could", "*"], By::Word(1), false),
    (&["*", "will"], By::Word(0), false),
    (&["*", "is", "going", "to"], By::Word(0), false),
    (&["*'ll"], By::Word(0), false),
];

const SOMEBODY: &[&str] = &["he", "she", "they", "someone", "somebody", "anyone", "anybody"];

/// Begin a name's place in an utterance and name nobody.
pub(super) const NOBODY: &[&str] =
    &["the", "that", "this", "it", "what", "who", "there", "which", "and", "but", "so", "then", "how", "when", "where"];

pub(super) fn head(tokens: &[Token<'_>], first: usize) -> Option<(Head, Who)> {
    let fits = |at: usize, wanted: &str| {
        let Some(token) = tokens.get(at) else { return false };
        let names = |word: &str, text: &str| {
            SOMEBODY.contains(&word)
                || text.starts_with(char::is_uppercase) && word.len() > 1 && !NOBODY.contains(&word)
        };
        if let Some(end) = wanted.strip_prefix('-') {
            return token.lower.len() > end.len() + 1 && token.lower.ends_with(end);
        }
        match wanted.strip_prefix('*') {
            Some("") => names(&token.lower, token.text) && !["i", "we", "you"].contains(&&*token.lower),
            Some(end) => token
                .lower
                .strip_suffix(end)
                .is_some_and(|word| names(word, token.text) && !["i", "we", "you"].contains(&word)),
            None => token.lower == wanted,
        }
    };
    let (words, by, is_weak) =
        HEADS.iter().find(|(words, ..)| (first..).zip(*words).all(|(at, word)| fits(at, word)))?;
    let who = match by {
        By::Me => Who::Me,
        By::You => Who::You,
        By::Both => Who::Both,
        By::Word(at) => Who::Named(tokens[first + at].text.split(['\'', '’']).next().unwrap_or_default().to_owned()),
    };
    let length = words.iter().filter(|word| !word.starts_with('-')).count();
    Some((Head { first, length, is_weak: *is_weak }, who))
}
