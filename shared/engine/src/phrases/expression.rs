//! Expressions, read from text.
//!
//! What must stay true: an expression is well formed by construction, and its words are cut and lower-cased as those of
//! a turn are.

use std::fmt;

use super::MOST_WORDS;

/// A pattern of words. How it is written is told in [`crate::phrases`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Expression {
    text: String,
    /// It matches in any of these orders.
    pub(super) orders: Vec<Vec<Step>>,
}

/// A word, and how many others may stand before it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Step {
    /// The most words between the word before and this one; 0 at the beginning.
    pub(super) gap: u8,
    /// Any of these, in order and each once.
    pub(super) choices: Vec<Choice>,
}

/// In lower case, a curly apostrophe being the straight one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Choice {
    Word(String),
    /// Any word that begins so.
    Prefix(String),
}

/// What is wrong with an expression, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpressionError {
    /// Characters before the place.
    pub at: usize,
    /// What is allowed there.
    pub problem: &'static str,
}

/// Orders of one expression, over all its groups.
const MOST_ORDERS: usize = 24;

const LONGEST_GAP: u8 = 20;

/// Bytes of one word in lower case.
const LONGEST_WORD: usize = 100;

const EMPTY: &str = "an expression has at least one word";
const SIGN: &str = "only words, `*` at the end of a word, `|` between words, `~` and a number, and `{` `}` are allowed";
const WORD: &str = "a word of at most 100 bytes stands here, beginning and ending with a letter or digit";
const STAR: &str = "`*` ends a word of at least two characters; `~1` leaves a word open";
const GAP: &str = "`~` is followed by a number of words from 1 to 20, and stands between two words";
const BRACES: &str = "`{` is followed by two to four words and `}`, and has none within it";
const UNEVEN: &str = "within `{` `}` the number after `~` is the same between all words";
const LONG: &str = "an expression has at most 32 words";
const MANY: &str = "an expression has at most 24 orders: one group of four words, or two of three and two";

/// A part of the text.
enum Piece {
    Choices(Vec<Choice>),
    Gap(u8),
    Open,
    Close,
}

impl Expression {
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        let pieces = pieces(text)?;
        let end = text.chars().count();
        let mut orders: Vec<Vec<Step>> = vec![Vec::new()];
        let (mut gap, mut words, mut at) = (None, 0, 0);
        while let Some((place, piece)) = pieces.get(at) {
            let error = |problem| ExpressionError { at: *place, problem };
            at += 1;
            let group = match piece {
                Piece::Gap(most) if words > 0 && gap.is_none() => {
                    gap = Some(*most);
                    continue;
                }
                Piece::Gap(_) => return Err(error(GAP)),
                Piece::Close => return Err(error(BRACES)),
                Piece::Choices(choices) => Group { words: vec![choices.clone()], gap: 0 },
                Piece::Open => {
                    let length = pieces[at..].iter().position(|(_, piece)| matches!(piece, Piece::Close));
                    let within = &pieces[at..at + length.ok_or_else(|| error(BRACES))?];
                    at += within.len() + 1;
                    Group::of(within).map_err(error)?
                }
            };
            words += group.words.len();
            let before = gap.take().unwrap_or(0);
            let turns = permutations(group.words.len());
            if orders.len() * turns.len() > MOST_ORDERS {
                return Err(error(MANY));
            }
            if words > MOST_WORDS {
                return Err(error(LONG));
            }
            orders =
                orders.iter().flat_map(|order| turns.iter().map(|turn| group.after(order, before, turn))).collect();
        }
        if words == 0 || gap.is_some() {
            return Err(ExpressionError { at: end, problem: if words == 0 { EMPTY } else { GAP } });
        }
        orders.sort();
        orders.dedup();
        Ok(Self { text: text.to_owned(), orders })
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Words in any order.
struct Group {
    words: Vec<Vec<Choice>>,
    gap: u8,
}

impl Group {
    fn of(pieces: &[(usize, Piece)]) -> Result<Self, &'static str> {
        let (mut words, mut gaps, mut open) = (Vec::new(), Vec::new(), None);
        for (_, piece) in pieces {
            match piece {
                Piece::Choices(choices) => {
                    if !words.is_empty() {
                        gaps.push(open.take().unwrap_or(0));
                    }
                    words.push(choices.clone());
                }
                Piece::Gap(most) if !words.is_empty() && open.is_none() => open = Some(*most),
                Piece::Gap(_) => return Err(GAP),
                Piece::Open | Piece::Close => return Err(BRACES),
            }
        }
        match () {
            () if !(2..=4).contains(&words.len()) => Err(BRACES),
            () if open.is_some() => Err(GAP),
            () if gaps.iter().any(|gap| *gap != gaps[0]) => Err(UNEVEN),
            () => Ok(Self { words, gap: gaps[0] }),
        }
    }

    fn after(&self, order: &[Step], before: u8, turn: &[usize]) -> Vec<Step> {
        let steps = turn.iter().enumerate().map(|(nth, word)| Step {
            gap: if nth == 0 { before } else { self.gap },
            choices: self.words[*word].clone(),
        });
        order.iter().cloned().chain(steps).collect()
    }
}

/// All orders of so many things.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    (0..count).fold(vec![Vec::new()], |orders, next| {
        let longer = |order: &Vec<usize>| {
            (0..=order.len())
                .map(|at| {
                    let mut longer = order.clone();
                    longer.insert(at, next);
                    longer
                })
                .collect::<Vec<_>>()
        };
        orders.iter().flat_map(longer).collect()
    })
}

/// The parts of an expression, each with its place.
fn pieces(text: &str) -> Result<Vec<(usize, Piece)>, ExpressionError> {
    let chars: Vec<char> = text.chars().collect();
    let (mut pieces, mut at) = (Vec::new(), 0);
    while let Some(c) = chars.get(at) {
        let place = at;
        match c {
            c if c.is_whitespace() => at += 1,
            '{' | '}' => {
                pieces.push((place, if *c == '{' { Piece::Open } else { Piece::Close }));
                at += 1;
            }
            '~' => {
                let digits: String = chars[at + 1..].iter().take_while(|c| c.is_ascii_digit()).collect();
                let most = digits.parse().ok().filter(|most| (1..=LONGEST_GAP).contains(most));
                at += 1 + digits.len();
                pieces.push((place, Piece::Gap(most.ok_or(ExpressionError { at: place, problem: GAP })?)));
            }
            _ => {
                let mut choices = Vec::new();
                loop {
                    choices.push(choice(&chars, &mut at)?);
                    if chars.get(at) != Some(&'|') {
                        break;
                    }
                    at += 1;
                }
                choices.sort();
                choices.dedup();
                pieces.push((place, Piece::Choices(choices)));
            }
        }
    }
    Ok(pieces)
}

fn choice(chars: &[char], at: &mut usize) -> Result<Choice, ExpressionError> {
    let start = *at;
    let word: String = chars[start..].iter().take_while(|c| c.is_alphanumeric() || is_joint(**c)).collect();
    *at += word.chars().count();
    let error = |at, problem| Err(ExpressionError { at, problem });
    let follows = chars.get(*at);
    let lower: String = word.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }).collect();
    let sound = word.starts_with(char::is_alphanumeric)
        && word.ends_with(char::is_alphanumeric)
        && !word.chars().zip(word.chars().skip(1)).any(|(a, b)| is_joint(a) && is_joint(b));
    match follows {
        Some('*') if word.chars().count() < 2 => return error(*at, STAR),
        Some(c) if !(c.is_whitespace() || matches!(c, '*' | '|' | '{' | '}' | '~')) => return error(*at, SIGN),
        _ if !sound || lower.len() > LONGEST_WORD => return error(start, WORD),
        _ => {}
    }
    if follows != Some(&'*') {
        return Ok(Choice::Word(lower));
    }
    *at += 1;
    match chars.get(*at) {
        Some(c) if !(c.is_whitespace() || matches!(c, '|' | '{' | '}' | '~')) => error(*at, STAR),
        _ => Ok(Choice::Prefix(lower)),
    }
}

fn is_joint(c: char) -> bool {
    matches!(c, '\'' | '’' | '-')
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at character {}: {}", self.at + 1, self.problem)
    }
}

impl std::error::Error for ExpressionError {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Steps as `gap:choice|choice`.
    fn read(text: &str) -> Result<Vec<String>, ExpressionError> {
        let shown = |choice: &Choice| match choice {
            Choice::Word(word) => word.clone(),
            Choice::Prefix(word) => format!("{word}*"),
        };
        let step =
            |step: &Step| format!("{}:{}", step.gap, step.choices.iter().map(shown).collect::<Vec<_>>().join("|"));
        let order = |order: &Vec<Step>| order.iter().map(step).collect::<Vec<_>>().join(" ");
        Expression::parse(text).map(|expression| expression.orders.iter().map(order).collect())
    }

    #[test]
    fn words_stars_choices_and_gaps() {
        assert_eq!(read("  Don’t CANCEL* "), Ok(vec!["0:don't 0:cancel*".to_owned()]));
        assert_eq!(read("stop|cancel*|stop ~3 follow-up"), Ok(vec!["0:stop|cancel* 3:follow-up".to_owned()]));
    }

    #[test]
    fn braces_are_any_order() {
        assert_eq!(read("{b ~2 a} ~4 c"), Ok(vec!["0:a 2:b 4:c".to_owned(), "0:b 2:a 4:c".to_owned()]));
        assert_eq!(read("x {a b c}").map(|orders| orders.len()), Ok(6));
        assert_eq!(read("{a a}").map(|orders| orders.len()), Ok(1));
        assert_eq!(read("{a b c} {d e}").map(|orders| orders.len()), Ok(12));
    }

    #[test]
    fn what_is_wrong_is_said_where_it_is() {
        let long = "word ".repeat(33);
        let huge = "w".repeat(101);
        for (text, at, problem) in [
            ("", 0, EMPTY),
            ("   ", 3, EMPTY),
            ("é, no", 1, SIGN),
            ("what?", 4, SIGN),
            ("a *", 2, STAR),
            ("a*", 1, STAR),
            ("can*cel", 4, STAR),
            ("a|", 2, WORD),
            ("-a", 0, WORD),
            ("a--b", 0, WORD),
            (&huge, 0, WORD),
            ("a ~b", 2, GAP),
            ("a ~0 b", 2, GAP),
            ("a ~21 b", 2, GAP),
            ("~2 a", 0, GAP),
            ("a ~2", 4, GAP),
            ("a ~2 ~3 b", 5, GAP),
            ("a }", 2, BRACES),
            ("{a b", 0, BRACES),
            ("{a}", 0, BRACES),
            ("{a {b c} d}", 0, BRACES),
            ("{a b c d e}", 0, BRACES),
            ("{a ~2 b c}", 0, UNEVEN),
            ("{a b c d} {e f}", 10, MANY),
            (&long, 160, LONG),
        ] {
            assert_eq!(read(text), Err(ExpressionError { at, problem }), "{text}");
        }
        assert_eq!(ExpressionError { at: 2, problem: STAR }.to_string(), format!("at character 3: {STAR}"));
    }
}
