//! An utterance with a thing to do, taken apart.
//!
//! A head ("I'll", "could you", "Anna will") tells who, the verb after it begins what, and a phrase of time tells until when.
//!
//! What must stay true: what is said is a part of the utterance, with the time put behind it where it stands apart.

use super::heads::{NOBODY, head};
use super::{due, vetoes};

/// A title's length in bytes.
const TITLE_BYTES: usize = 120;

/// Words of a title, but for a time that stands apart.
const TITLE_WORDS: usize = 20;

/// Words of an utterance without a head, of which the whole is the title; then there is a time, or a set phrase.
const FEWEST_WORDS: usize = 3;

/// A thing to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Promise {
    pub(super) title: String,
    pub(super) who: Option<Who>,
    pub(super) due: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Me,
    You,
    Both,
    Named(String),
}

/// A word of the utterance.
#[derive(Debug)]
pub(super) struct Token<'t> {
    pub(super) lower: String,
    pub(super) text: &'t str,
    start: usize,
    end: usize,
    /// A mark that ends a clause stands before it.
    pub(super) after_stop: bool,
}

/// Stand before a comma where a name might.
const OPENERS: &[&str] = &[
    "actually",
    "afterwards",
    "also",
    "anyway",
    "done",
    "fine",
    "first",
    "gladly",
    "good",
    "great",
    "hello",
    "hey",
    "hi",
    "lovely",
    "marvellous",
    "no",
    "now",
    "ok",
    "okay",
    "please",
    "right",
    "super",
    "sure",
    "thanks",
    "today",
    "tomorrow",
    "tonight",
    "well",
    "yeah",
    "yep",
    "yes",
    "and",
    "but",
    "so",
    "then",
];

/// Let a clause go on with somebody new: "the minute I'm home".
const JOINS: &[&str] = &[
    "after", "as", "before", "day", "how", "if", "minute", "moment", "once", "that", "till", "until", "what", "when",
    "where", "while",
];

/// Between a head and its verb.
const ADVERBS: &[&str] = &[
    "just",
    "also",
    "then",
    "definitely",
    "certainly",
    "personally",
    "probably",
    "quickly",
    "both",
    "please",
    "now",
    "all",
    "absolutely",
];

/// Say whose turn it is next, after "and".
const NEXT: &[&str] = &[
    "i", "we", "you", "he", "she", "they", "it", "that", "there", "i'll", "we'll", "you'll", "i'm", "we're", "you're",
    "he'll", "she'll", "they'll", "it's",
];

impl Promise {
    /// What the utterance promises or asks for; `None` where it only sounds so.
    pub(super) fn of(text: &str) -> Option<Self> {
        let tokens = cut_words(text);
        let mut refused = false;
        for first in 0..tokens.len() {
            let Some((head, who)) = head(&tokens, first) else { continue };
            let mut verb = first + head.length;
            while tokens.get(verb).is_some_and(|token| ADVERBS.contains(&token.lower.as_str())) {
                verb += 1;
            }
            if tokens.get(verb).is_none_or(|token| NEXT.contains(&&*token.lower)) {
                continue;
            }
            let last = clause(&tokens, verb);
            let time = due::find(&tokens[..=last], verb)
                .or_else(|| due::find(&tokens, last + 1))
                .or_else(|| due::find(&tokens[..first], 0));
            if vetoes::holds(&tokens, head, verb, time.is_some()) {
                refused = true;
                continue;
            }
            return Some(Self::put(text, &tokens, (verb, last), time, Some(who)));
        }
        let denies =
            |token: &Token<'_>| matches!(&*token.lower, "not" | "never" | "nobody") || token.lower.ends_with("n't");
        if refused || tokens.len() < FEWEST_WORDS || tokens.iter().any(denies) {
            return None;
        }
        let words = |a: &str, b: &str| tokens.windows(2).any(|pair| pair[0].lower == a && pair[1].lower == b);
        let named = called(text, &tokens);
        let who = match &named {
            Some(name) => Some(Who::Named(name.clone())),
            None if words("with", "me") || words("my", "list") => Some(Who::Me),
            None => None,
        };
        let time = due::find(&tokens, 0);
        let first = usize::from(named.is_some());
        let last = tokens.len().min(first + TITLE_WORDS) - 1;
        (who.is_some() || time.is_some()).then(|| Self::put(text, &tokens, (first, last), time, who))
    }

    fn put(
        text: &str,
        tokens: &[Token<'_>],
        (first, last): (usize, usize),
        time: Option<(usize, usize)>,
        who: Option<Who>,
    ) -> Self {
        let due = time.map(|(first, last)| text[tokens[first].start..tokens[last].end].to_owned());
        let what = &text[tokens[first].start..tokens[last].end];
        let apart = time.filter(|(begin, end)| *begin < first || *end > last);
        let mut title = match (&due, apart) {
            (Some(due), Some(_)) => format!("{}, {due}", cut(what, TITLE_BYTES.saturating_sub(due.len() + 2))),
            _ => cut(what, TITLE_BYTES),
        };
        if let Some(c) = title.chars().next() {
            title.replace_range(..c.len_utf8(), &c.to_uppercase().to_string());
        }
        Self { title: cut(&title, TITLE_BYTES), who, due }
    }
}

/// Who is called by name at the beginning and told what to do: "Fern, send him …".
fn called(text: &str, tokens: &[Token<'_>]) -> Option<String> {
    let [name, verb, _, ..] = tokens else { return None };
    let apart = text[name.end..verb.start].trim() == "," && text.starts_with(name.text) && !text.ends_with('?');
    let is_name = name.text.starts_with(char::is_uppercase) && name.lower.len() > 1 && !OPENERS.contains(&&*name.lower);
    let is_verb =
        verb.text.starts_with(char::is_lowercase) && !NEXT.contains(&&*verb.lower) && !NOBODY.contains(&&*verb.lower);
    (apart && is_name && is_verb).then(|| name.text.to_owned())
}

/// At most so many bytes of a text, with an ellipsis where something is left out.
pub(super) fn cut(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let room = text.floor_char_boundary(bytes.saturating_sub('…'.len_utf8()));
    let kept = &text[..room];
    let whole = kept.rfind(char::is_whitespace).filter(|at| *at > room / 2).map_or(kept, |at| &kept[..at]);
    format!("{}…", whole.trim_end())
}

fn cut_words(text: &str) -> Vec<Token<'_>> {
    let mut words = Vec::new();
    crate::reduce::words_of(text, &mut words);
    let mut tokens = Vec::<Token<'_>>::with_capacity(words.len());
    for word in words {
        let (start, end) = (word.start as usize, word.end as usize);
        let before = tokens.last().map_or(0, |token| token.end);
        let after_stop = text[before..start].contains(['.', ',', ';', ':', '!', '?', '—', '–', '\n', '(', ')'])
            || text[before..start].contains(" - ")
            || text[before..start].contains("--");
        let lower = text[start..end].to_lowercase().replace('’', "'");
        tokens.push(Token { lower, text: &text[start..end], start, end, after_stop });
    }
    tokens
}

/// The last word of what begins here: up to a mark, to "and" with somebody new, or to the most words of a title.
fn clause(tokens: &[Token<'_>], first: usize) -> usize {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.lower.as_str());
    let ends = |at: &usize| {
        tokens[*at].after_stop
            || matches!(word(*at), "and" | "but" | "so" | "then")
                && (NEXT.contains(&word(at + 1)) || tokens.get(at + 1).is_none())
            || matches!(word(*at), "because" | "cause" | "please" | "okay" | "ok")
            || matches!(word(*at), "i'm" | "i'll" | "i've" | "you've") && !JOINS.contains(&word(*at - 1))
    };
    (first + 1..tokens.len()).find(ends).unwrap_or(tokens.len()).min(first + TITLE_WORDS) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, Option<Who>, Option<String>)> {
        Promise::of(text).map(|Promise { title, who, due }| (title, who, due))
    }

    fn promise(title: &str, who: Option<Who>, due: Option<&str>) -> (String, Option<Who>, Option<String>) {
        (title.to_owned(), who, due.map(ToOwned::to_owned))
    }

    #[test]
    fn who_what_and_until_when() {
        let named = |name: &str| Some(Who::Named(name.to_owned()));
        for (text, expected) in [
            (
                "I’ll send the figures to both of you by Thursday noon.",
                promise("Send the figures to both of you by Thursday noon", Some(Who::Me), Some("by Thursday noon")),
            ),
            (
                "Tomorrow I'll just ring the landlord, okay?",
                promise("Ring the landlord, Tomorrow", Some(Who::Me), Some("Tomorrow")),
            ),
            (
                "could you upload the contract before the end of the week",
                promise(
                    "Upload the contract before the end of the week",
                    Some(Who::You),
                    Some("before the end of the week"),
                ),
            ),
            (
                "We'll meet next week and I'll bring the plan.",
                promise("Meet next week", Some(Who::Both), Some("next week")),
            ),
            ("Anna will book the room.", promise("Book the room", named("Anna"), None)),
            ("she'll call you on the second", promise("Call you on the second", named("she"), Some("on the second"))),
            ("Leave it with me.", promise("Leave it with me", Some(Who::Me), None)),
            (
                "Action for Tom: order paper by Friday",
                promise("Action for Tom: order paper by Friday", None, Some("by Friday")),
            ),
            (
                "I'm going to write it up, in a couple of days.",
                promise("Write it up, in a couple of days", Some(Who::Me), Some("in a couple of days")),
            ),
            (
                "Fern, send him last month's as a sample.",
                promise("Send him last month's as a sample", named("Fern"), None),
            ),
            (
                "I'm ringing Jean the minute I'm out of here",
                promise("Ringing Jean the minute I'm out of here", Some(Who::Me), None),
            ),
        ] {
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_only_sounds_so_is_none() {
        for text in [
            "I won't send it",
            "I'll not ring him on Monday",
            "If you want I'll send it",
            "she said I'll send it",
            "I'll be honest with you",
            "Let me think about it",
            "I'll tell you what happened on Monday",
            "let's see",
            "we can look at that",
            "I will have finished it",
            "maybe I'll call them",
            "I will.",
            "on my way",
            "Sure, that works for me",
            "I'm thinking about it",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_times() {
        let due = |text: &str| Promise::of(text).and_then(|promise| promise.due);
        assert_eq!(due("I'll drop it by the way").as_deref(), None);
        assert_eq!(due("I'll call at half past nine tomorrow about it").as_deref(), Some("at half past nine tomorrow"));
        assert_eq!(due("I'll take the first door").as_deref(), None);
        assert_eq!(due("I'll send it in two days").as_deref(), Some("in two days"));
        assert_eq!(due("I'll send it at 5pm").as_deref(), Some("at 5pm"));
        assert_eq!(due("I'll send it to two people").as_deref(), None);
        assert_eq!(due("I'll fill it in tonight").as_deref(), Some("tonight"));
        assert_eq!(due("I'll get him Friday at four before the crowd").as_deref(), Some("Friday at four"));
        assert_eq!(due("I'll ask her to the next one").as_deref(), None);
        assert_eq!(due("I'll ring first thing on Monday").as_deref(), Some("first thing on Monday"));
    }

    #[test]
    fn titles_are_short_and_whole() {
        let long = format!("I'll send {} by Friday", "wörds and ".repeat(40));
        let Promise { title, .. } = Promise::of(&long).expect("a promise");
        assert!(title.len() <= TITLE_BYTES && title.starts_with("Send wörds"), "{title}");
        assert_eq!(cut("ééééé", 8), "éé…");
    }
}
