//! One utterance as its rules see it: words without fillers, and what kind of place each is.

use super::{Candidate, Place};
use crate::taxonomy::Name;
use crate::words::{Token, Words};

/// Words that lead into what is said and do not change what it is.
const LEAD_INS: &str = "so and but or well okay ok now alright right then yeah yes no oh ah hey like just also again \
    sure anyway because actually cause plus great good hmm hm mm mhm huh wow really";

const FILLERS: &str = "um uh er erm uhm umm uhh ehm";

/// Beside these a filler is part of a word of its own: "uh huh", "uh oh".
const NO_FILLER_BESIDE: &str = "huh oh hmm hm";

const LEAD_IN: u8 = 1;
const FILLER: u8 = 2;
const NO_FILLER: u8 = 4;
// "I mean", "I see", "you know", "you see" lead in as well.
const I: u8 = 8;
const AFTER_I: u8 = 16;
const YOU: u8 = 32;
const AFTER_YOU: u8 = 64;

const LISTS: [(&str, u8); 7] = [
    (LEAD_INS, LEAD_IN),
    (FILLERS, FILLER),
    (NO_FILLER_BESIDE, NO_FILLER),
    ("i", I),
    ("mean see", AFTER_I),
    ("you", YOU),
    ("know see", AFTER_YOU),
];

/// What kind of word each known word is.
pub(super) struct Classes(Vec<u8>);

impl Classes {
    /// Must be made when all other words are known.
    pub(super) fn new(words: &mut Words) -> Self {
        let ids = LISTS.map(|(list, class)| (words.intern_all(list), class));
        let mut classes = vec![0; words.len()];
        for (id, class) in ids.iter().flat_map(|(ids, class)| ids.iter().map(move |id| (id, class))) {
            classes[id.index()] |= class;
        }
        Self(classes)
    }

    fn is(&self, token: &Token, class: u8) -> bool {
        self.0[token.word.index()] & class != 0
    }

    fn is_filler(&self, at: usize, spoken: &[Token]) -> bool {
        let beside = [spoken.get(at + 1), at.checked_sub(1).and_then(|before| spoken.get(before))];
        self.is(&spoken[at], FILLER) && !beside.into_iter().flatten().any(|other| self.is(other, NO_FILLER))
    }

    /// Replaces `tokens` by the words of `spoken` without fillers and stutters; gives the first filler.
    pub(super) fn without_fillers(&self, text: &str, spoken: &[Token], tokens: &mut Vec<Token>) -> Option<Token> {
        tokens.clear();
        let (mut filler, mut after_mark, mut stuttering) = (None, false, false);
        for (at, token) in spoken.iter().enumerate() {
            after_mark |= token.after_mark && !stuttering;
            stuttering = spoken.get(at + 1).is_some_and(|next| stutters(text, token, next));
            if self.is_filler(at, spoken) {
                filler = filler.or(Some(*token));
            } else if !stuttering {
                tokens.push(Token { after_mark, ..*token });
                after_mark = false;
            }
        }
        filler
    }

    fn count_lead_ins(&self, tokens: &[Token]) -> usize {
        let mut lead = 0;
        while let Some(token) = tokens.get(lead) {
            let pair =
                |first, second| self.is(token, first) && tokens.get(lead + 1).is_some_and(|next| self.is(next, second));
            lead += match () {
                () if self.is(token, LEAD_IN) => 1,
                () if pair(I, AFTER_I) || pair(YOU, AFTER_YOU) => 2,
                () => break,
            };
        }
        lead
    }
}

/// "would-would": the same word again, joined by a hyphen.
fn stutters(text: &str, word: &Token, next: &Token) -> bool {
    &text[word.end..next.start] == "-" && text[word.start..word.end].eq_ignore_ascii_case(&text[next.start..next.end])
}

pub(super) struct View<'u> {
    pub(super) tokens: &'u [Token],
    /// How many words lead in; all of them when nothing else is said.
    pub(super) lead: usize,
    /// It ends with a question mark.
    pub(super) asked: bool,
    /// It ends with an exclamation mark and no question mark.
    pub(super) exclaimed: bool,
    /// It ends without any mark, as recognised speech does.
    pub(super) unended: bool,
    classes: &'u Classes,
}

impl<'u> View<'u> {
    pub(super) fn new(text: &str, tokens: &'u [Token], classes: &'u Classes) -> Self {
        let marks = &text[tokens.last().map_or(0, |token| token.end)..];
        let asked = marks.contains(['?', '？', '؟', '⁇', '⁈', '⁉']);
        let exclaimed = !asked && marks.contains(['!', '！', '‼']);
        let unended = marks.trim().is_empty();
        Self { unended, tokens, lead: classes.count_lead_ins(tokens), asked, exclaimed, classes }
    }

    pub(super) fn is_at(&self, place: Place, first: usize, last: usize) -> bool {
        let ends = last + 1 == self.tokens.len();
        let ends_clause = ends || self.tokens[last + 1].after_mark;
        match place {
            Place::Anywhere => true,
            Place::Start => first <= self.lead,
            Place::Clause => self.starts_clause(first),
            Place::End => ends,
            Place::Alone => first <= self.lead && ends,
            Place::Aside => (first == 0 || self.tokens[first].after_mark) && ends_clause,
            Place::Reply => first <= self.lead && ends_clause,
        }
    }

    /// Whether no mark stands between these words.
    pub(super) fn is_unbroken(&self, first: usize, last: usize) -> bool {
        self.tokens[first + 1..=last].iter().all(|token| !token.after_mark)
    }

    /// Whether a clause may begin at this word.
    pub(super) fn starts_clause(&self, at: usize) -> bool {
        at <= self.lead || self.tokens[at].after_mark || self.classes.is(&self.tokens[at - 1], LEAD_IN)
    }

    /// A candidate whose evidence runs from one word to another.
    pub(super) fn candidate(&self, behavior: Name, rated: (f64, f64), first: usize, last: usize) -> Candidate {
        let (score, confidence) = rated;
        Candidate {
            behavior,
            score,
            confidence,
            severity: 0,
            start: self.tokens[first].start,
            end: self.tokens[last].end,
        }
    }
}
