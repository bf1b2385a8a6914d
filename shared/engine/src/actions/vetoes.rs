//! What sounds like a promise and is none.
//!
//! What must stay true: words before and after a head decide, nothing else.

use super::heads::Head;
use super::promise::Token;

/// Said right before a promise that is only thought, told or supposed.
const SUPPOSED: &[&str] = &[
    "if", "unless", "whether", "said", "says", "told", "thought", "think", "suppose", "maybe", "perhaps", "guess",
    "wish", "hope",
];

/// Who an "if" is about.
const SUBJECTS: &[&str] =
    &["i", "we", "you", "he", "she", "they", "it", "that", "there", "anyone", "anybody", "someone", "any"];

/// After "I'll", "let me", "let's": no thing to do.
const IDIOMS: &[&[&str]] = &[
    &["admit"],
    &["ask", "you"],
    &["be"],
    &["bet"],
    &["explain"],
    &["face"],
    &["finish"],
    &["give", "you", "that"],
    &["go", "ahead"],
    &["go", "first"],
    &["go", "on"],
    &["guess"],
    &["have", "a"],
    &["have", "one"],
    &["have", "some"],
    &["have", "the"],
    &["hope"],
    &["know"],
    &["let", "you", "go"],
    &["miss"],
    &["never"],
    &["put", "it", "this"],
    &["put", "it", "like"],
    &["rephrase"],
    &["say"],
    &["see", "what"],
    &["see", "if"],
    &["see", "how"],
    &["start", "by"],
    &["start", "with"],
    &["take", "it", "from"],
    &["take", "that", "as"],
    &["tell", "you"],
    &["think"],
    &["thinking"],
    &["hoping"],
    &["saying"],
    &["trying"],
    &["looking"],
    &["asking", "you"],
    &["telling", "you"],
    &["feeling"],
    &["wondering"],
    &["try", "not"],
];

/// After "I'll be" after all.
const BEING: &[&str] = &["in", "back", "there", "round", "over", "calling", "sending"];

/// Whether a head, whose verb is at `verb`, promises nothing. `due` is whether a time was named.
pub(super) fn holds(tokens: &[Token<'_>], head: Head, verb: usize, due: bool) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.lower.as_str());
    let before = head.first.checked_sub(1).map_or("", word);
    let denied = (head.first..=verb)
        .any(|at| matches!(word(at), "not" | "never" | "won't" | "wont") || word(at).ends_with("n't"));
    let supposed = SUPPOSED.contains(&before)
        || !due
            && (0..head.first)
                .any(|at| matches!(word(at), "if" | "unless" | "whether") && SUBJECTS.contains(&word(at + 1)));
    let past = word(verb) == "have" && word(verb + 1).ends_with("ed");
    let idiom = IDIOMS.iter().any(|idiom| (verb..).zip(*idiom).all(|(at, known)| word(at) == *known));
    let is_being = word(verb) == "be" && due && (BEING.contains(&word(verb + 1)) || word(verb + 1).ends_with("ing"));
    let needs_due = head.is_weak && !due;
    denied || supposed || past || idiom && !is_being || needs_due
}
