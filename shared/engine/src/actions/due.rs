//! When something is due, as the words say it.
//!
//! What must stay true: a phrase has a word that names a time; "by the way" is none.

use super::promise::Token;

/// What a phrase may begin with.
const LEADS: &[&str] = &[
    "after", "around", "at", "before", "by", "every", "first", "from", "in", "later", "next", "on", "over", "this",
    "till", "until", "within",
];

/// Name a time.
const TIMES: &[&str] = &[
    "afternoon",
    "april",
    "august",
    "bedtime",
    "christmas",
    "cob",
    "december",
    "easter",
    "eod",
    "evening",
    "february",
    "fortnight",
    "friday",
    "fridays",
    "january",
    "july",
    "june",
    "lunch",
    "lunchtime",
    "march",
    "midday",
    "midnight",
    "monday",
    "mondays",
    "morning",
    "night",
    "noon",
    "november",
    "o'clock",
    "october",
    "saturday",
    "saturdays",
    "september",
    "sunday",
    "sundays",
    "thursday",
    "thursdays",
    "today",
    "tomorrow",
    "tonight",
    "tuesday",
    "tuesdays",
    "wednesday",
    "wednesdays",
    "weekend",
];

/// Time after a lead or a number.
const UNITS: &[&str] = &[
    "am", "day", "days", "half", "hour", "hours", "minute", "minutes", "month", "months", "pm", "quarter", "week",
    "weeks", "year",
];

/// Time after a lead, if the phrase ends there.
const NUMBERS: &[&str] = &[
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "thirtieth",
];

/// What may stand between.
const LINKS: &[&str] = &[
    "a",
    "an",
    "at",
    "business",
    "by",
    "close",
    "coming",
    "couple",
    "end",
    "few",
    "following",
    "half",
    "in",
    "latest",
    "next",
    "of",
    "on",
    "our",
    "past",
    "play",
    "the",
    "then",
    "thing",
    "this",
    "to",
    "your",
];

/// May belong to the verb before: "fill it in by Monday".
const PARTICLES: &[&str] = &["around", "in", "on", "over"];

/// Begin a phrase without a lead.
const DAYS: &[&str] = &[
    "cob",
    "eod",
    "friday",
    "monday",
    "saturday",
    "sunday",
    "thursday",
    "today",
    "tomorrow",
    "tonight",
    "tuesday",
    "wednesday",
];

/// Leads after which a number is no time: "the next one".
const COUNTING: &[&str] = &["every", "first", "later", "next", "over", "this"];

/// Begin a phrase of their own after a particle.
const BEGINNINGS: &[&str] =
    &["after", "at", "before", "by", "from", "next", "on", "till", "today", "tomorrow", "tonight", "until", "within"];

/// Words of a phrase.
const LONGEST: usize = 8;

/// The first phrase of time at or after a word: its first and last word.
pub(super) fn find(tokens: &[Token<'_>], from: usize) -> Option<(usize, usize)> {
    (from..tokens.len()).find_map(|first| Some((first, phrase(tokens, first)?)))
}

/// The last word of the phrase of time that begins here.
fn phrase(tokens: &[Token<'_>], first: usize) -> Option<usize> {
    let has = |list: &[&str], at: usize| list.contains(&tokens[at].lower.as_str());
    let number = |at: usize| has(NUMBERS, at) || tokens[at].lower.starts_with(|c: char| c.is_ascii_digit());
    let led = has(LEADS, first);
    if !led && !has(DAYS, first) {
        return None;
    }
    if has(PARTICLES, first) && first + 1 < tokens.len() && has(BEGINNINGS, first + 1) {
        return None;
    }
    let (mut last, mut number_at) = ((!led).then_some(first), None);
    for (at, token) in tokens.iter().enumerate().take(first + LONGEST).skip(first + 1) {
        if token.after_stop {
            break;
        }
        match () {
            () if has(TIMES, at) || has(UNITS, at) => last = Some(at),
            () if number(at) => number_at = Some(at),
            () if has(LINKS, at) => {}
            () => break,
        }
    }
    // "at two" is a time, and "two" at the end; "by two of us" is none.
    let clock = |at: usize| matches!(&*tokens[at - 1].lower, "at" | "half" | "past");
    let ends = number_at.filter(|at| {
        clock(*at) || led && !has(COUNTING, first) && (*at + 1 == tokens.len() || tokens[at + 1].after_stop)
    });
    last.max(ends)
}
