//! What a conversation is about: what it suggests by itself, and what the user asked for.
//!
//! Suggested topics are phrases of up to three words that are said in at least two turns, far more often than in
//! speech at large. A phrase ends with a noun as far as lists of words can tell, and never spans a mark; what a
//! transcriber noted in brackets is not speech.
//! What must stay true: one pass, and memory bounded by the number of phrases that are kept, whatever the length.
//! Deliberately absent: tagging of parts of speech, and languages other than English. Their turns suggest nothing;
//! the user's own topics are found in any language whose words are spaced.

mod background;
mod candidates;
mod suggest;
mod user;
mod vocabulary;

use crate::document;
use crate::reduce::{Said, Word};
use candidates::{Candidates, Mention};
use user::UserTopics;
use vocabulary::{Kind, Known, Vocabulary};

pub use user::UserTopic;
pub use vocabulary::stems;

/// Fewer words that carry content say too little of what they are about.
const FEWEST_WORDS: u64 = 20;

/// A turn of so many words shows what language it is in.
const TELLING_WORDS: usize = 8;

/// The longest phrase, in words.
const LONGEST: usize = 3;

const TOO_FEW_WORDS: &str = "too_few_words";
const NOT_ENGLISH: &str = "not_english";
const NOTHING_REPEATED: &str = "nothing_repeated";

/// Adds up what the turns speak of.
#[derive(Default)]
pub(crate) struct Topics {
    vocabulary: Vocabulary,
    candidates: Candidates,
    user: UserTopics,
    /// All words that were heard.
    words: u64,
    /// Of these, small words of English.
    grammar: u64,
    /// Words that can be topics.
    content: u64,
    /// The turn being read.
    turn: Vec<Read>,
}

/// A word of the turn being read.
#[derive(Clone, Copy)]
struct Read {
    known: Known,
    word: Word,
    /// A mark stands between it and the word before.
    after_mark: bool,
}

impl Topics {
    pub(crate) fn new(user: &[UserTopic]) -> Self {
        let mut vocabulary = Vocabulary::default();
        let user = UserTopics::new(user, &mut vocabulary);
        Self { vocabulary, user, ..Self::default() }
    }

    pub(crate) fn add(&mut self, said: &Said<'_>) {
        self.read(said);
        self.user.add(said.turn.index, self.turn.iter().map(|read| read.known.stem));
        let grammar = self.turn.iter().filter(|read| read.known.is_grammar).count();
        self.words += count(self.turn.len());
        self.grammar += count(grammar);
        if self.turn.len() < TELLING_WORDS || is_english(count(grammar), count(self.turn.len())) {
            self.hear(said);
        }
    }

    pub(crate) fn finish(self) -> document::Topics {
        let user = self.user.finish();
        let reason = if self.words >= FEWEST_WORDS && !is_english(self.grammar, self.words) {
            NOT_ENGLISH
        } else if self.content < FEWEST_WORDS {
            TOO_FEW_WORDS
        } else {
            let suggested = suggest::suggest(&self.candidates, &self.vocabulary, self.words);
            let reason = suggested.is_empty().then(|| NOTHING_REPEATED.into());
            return document::Topics { suggested, user, reason };
        };
        document::Topics { suggested: Vec::new(), user, reason: Some(reason.into()) }
    }

    /// Looks up the words of a turn, without those in brackets.
    fn read(&mut self, said: &Said<'_>) {
        let text = said.turn.input.as_str();
        let (mut end, mut in_brackets) = (0, false);
        self.turn.clear();
        for word in said.words {
            let gap = &text[end..word.start as usize];
            end = word.end as usize;
            let is_space = gap == " ";
            if !is_space && let Some(bracket) = gap.bytes().rev().find(|byte| matches!(byte, b'{' | b'[' | b'}' | b']'))
            {
                in_brackets = matches!(bracket, b'{' | b'[');
            }
            if !in_brackets {
                let known = self.vocabulary.know(word.hash, &text[word.start as usize..end]);
                let after_mark = !is_space && gap.chars().any(|c| !c.is_whitespace());
                self.turn.push(Read { known, word: *word, after_mark });
            }
        }
    }

    /// Counts every phrase of the turn.
    fn hear(&mut self, said: &Said<'_>) {
        // Where the longest phrase that could still go on begins.
        let mut start = 0;
        for at in 0..self.turn.len() {
            let Read { known, after_mark, .. } = self.turn[at];
            if after_mark {
                start = at;
            }
            if known.kind == Kind::Small {
                start = at + 1;
                continue;
            }
            start = start.max((at + 1).saturating_sub(LONGEST));
            if known.kind == Kind::Content {
                self.content += 1;
            }
            for from in start..=at {
                if is_phrase(&self.turn[from..=at]) {
                    self.mention(said, from, at + 1);
                }
            }
        }
    }

    fn mention(&mut self, said: &Said<'_>, start: usize, end: usize) {
        let words = &self.turn[start..end];
        let (mut stems, mut length, mut surface) = ([0; LONGEST], 0, 0_u64);
        for read in words {
            surface = surface.rotate_left(7) ^ read.word.hash;
            if read.known.kind != Kind::Link {
                stems[length] = read.known.stem;
                length += 1;
            }
        }
        let is_after = |before: &Read| before.known.is_ahead_of_verb && !words[0].after_mark;
        let as_verb = start > 0 && is_after(&self.turn[start - 1]);
        let mention = Mention { stems: &stems[..length], surface, turn: said.turn.index, as_verb };
        let text = said.turn.input.as_str();
        self.candidates.add(&mention, |names| {
            for (at, read) in words.iter().enumerate() {
                if at > 0 {
                    names.push(' ');
                }
                vocabulary::lower(&text[read.word.start as usize..read.word.end as usize], names);
            }
        });
    }
}

/// Whether so many small words of English among these make them English. Other languages share some of them.
fn is_english(grammar: u64, words: u64) -> bool {
    grammar * 10 >= words * 3
}

/// Begins with no link, ends with no link or quality, and can be a topic by one of its words at least.
fn is_phrase(words: &[Read]) -> bool {
    let [first, .., last] = words else { return words.iter().all(|read| read.known.kind == Kind::Content) };
    first.known.kind != Kind::Link
        && matches!(last.known.kind, Kind::Content | Kind::Everyday)
        && words.iter().any(|read| read.known.kind == Kind::Content)
}

fn count(words: usize) -> u64 {
    u64::try_from(words).expect("a turn's text is at most MAX_TURN_BYTES long")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::TurnDetections;
    use crate::reduce::words_of;
    use crate::side::Side;
    use model::TalkTurn;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn topics_of(user: &[UserTopic], texts: &[&str]) -> document::Topics {
        let mut topics = Topics::new(user);
        let (mut words, found) = (Vec::new(), TurnDetections::default());
        for (index, text) in (0..).zip(texts) {
            let turn = TalkTurn { index, input: (*text).to_owned(), ..TalkTurn::default() };
            words_of(text, &mut words);
            let (turn, words) = (&turn, words.as_slice());
            let side = Side::of(None);
            let said = Said { turn, found: &found, speaker: None, role: None, side, begins: None, ends: None, words };
            topics.add(&said);
        }
        topics.finish()
    }

    fn names(topics: &document::Topics) -> Vec<&str> {
        topics.suggested.iter().map(|topic| topic.name.as_str()).collect()
    }

    const CALL: [&str; 8] = [
        "Hello, I was calling about my heating bill, it's twice what the heating bill was last year.",
        "I'm sorry to hear that. [laughter] Could you read me the meter, please? The meter is in the cellar mostly.",
        "Well, the meter says forty thousand, and I had the boiler serviced in March by your engineer.",
        "Right, so the engineer was there. The heating bills are estimates [laughter] when nobody reads the meters.",
        "You know, I think you should tell people that. We know nothing of estimates, and we think you know.",
        "I understand. I could send the engineer again to see the boiler, or you could send me the reading yourself.",
        "Let me do the reading then, and will the heating bill be less when you have the right reading of it?",
        "It will, yeah. I will send the new bill once we have it, and I have noted that the boiler was serviced.",
    ];

    #[test]
    fn topics_are_what_comes_back_and_stands_out() {
        let topics = topics_of(&[], &CALL);
        let found = names(&topics);
        assert_eq!(found[0], "heating bill", "{found:?}");
        for wanted in ["meter", "boiler", "engineer", "estimates"] {
            assert!(found.iter().any(|name| name.contains(wanted)), "{wanted} in {found:?}");
        }
        for unwanted in ["know", "think", "laughter", "cellar", "yeah", "forty"] {
            assert!(!found.iter().any(|name| name.contains(unwanted)), "{unwanted} in {found:?}");
        }
        let bill = &topics.suggested[0];
        assert_eq!((bill.mentions, bill.turns, bill.score), (4, 3, 1_000_000));
        assert_eq!(bill.evidence, [0, 3, 6]);
        assert!(topics.suggested.windows(2).all(|pair| pair[0].score >= pair[1].score));
        assert_eq!(topics.reason, None);
    }

    #[test]
    fn nothing_is_made_up_where_there_is_little_to_say() {
        let reason = |texts: &[&str]| topics_of(&[], texts).reason;
        assert_eq!(reason(&[]).as_deref(), Some(TOO_FEW_WORDS));
        assert_eq!(reason(&["The boiler.", "The boiler!", ""]).as_deref(), Some(TOO_FEW_WORDS));
        let once = CALL.join(" ");
        assert_eq!(reason(&[&once]).as_deref(), Some(NOTHING_REPEATED));
    }

    #[test]
    fn other_languages_suggest_nothing() {
        let german = "Ich habe gestern mit dem Kunden gesprochen und er hat gesagt dass die Rechnung nicht stimmt";
        let spanish = "Hola buenos días quería saber si la factura de este mes ya está lista porque no la veo";
        let french = "Je voudrais savoir pourquoi la facture de ce mois est deux fois plus chère que la dernière";
        let russian = "Я хотел бы узнать почему счёт за этот месяц вдвое больше";
        for text in [german, spanish, french, russian] {
            let topics = topics_of(&[], &[text; 30]);
            assert_eq!((topics.reason.as_deref(), topics.suggested), (Some(NOT_ENGLISH), Vec::new()), "{text}");
        }
        let mut mixed = CALL.repeat(2);
        mixed.extend([spanish; 4]);
        assert_eq!(names(&topics_of(&[], &mixed)), names(&topics_of(&[], &CALL.repeat(2))));
    }

    #[test]
    fn user_topics_are_found_by_stems_and_in_any_language() {
        let topic = |name: &str, phrases: &[&str]| UserTopic {
            name: name.to_owned(),
            phrases: phrases.iter().map(|phrase| (*phrase).to_owned()).collect(),
        };
        let user = [
            topic("Money", &["bill", "heating bills", "Estimate"]),
            topic("Travel", &["train"]),
            topic("Empty", &["", "?!"]),
            topic("Zähler", &["der Zähler"]),
        ];
        let topics = topics_of(&user, &["The Heating Bill; bills, estimated.", "No.", "DER ZÄHLER? Bill."]);
        let found: Vec<_> = topics.user.iter().map(|t| (t.name.as_str(), t.mentions, t.turns, t.score)).collect();
        assert_eq!(found, [("Money", 4, 2, 1_000_000), ("Zähler", 1, 1, 250_000)]);
        assert_eq!(topics.user[0].evidence, [0, 2]);
        assert_eq!(topics.user[0].id, vocabulary::id("Money"));
        assert_eq!(topics.reason.as_deref(), Some(TOO_FEW_WORDS));
    }

    proptest! {
        #[test]
        fn whatever_is_said_suggestions_keep_their_word(
            texts in prop::collection::vec(
                prop::collection::vec(
                    prop::sample::select(vec![
                        "the", "of", "we", "to", "plan", "plans", "Budget", "team's", "new", "call", "it", "and", "[x",
                        "]", ",", "-", "42", "é", "sprint-review", "tv", "\u{130}", "東京",
                    ]),
                    0..20,
                ),
                0..40,
            )
        ) {
            let texts: Vec<String> = texts.iter().map(|words| words.join(" ")).collect();
            let topics = topics_of(&[], &texts.iter().map(String::as_str).collect::<Vec<_>>());
            prop_assert_eq!(topics.suggested.is_empty(), topics.reason.is_some());
            prop_assert!(topics.suggested.len() <= 20);
            prop_assert!(topics.suggested.windows(2).all(|pair| pair[0].score >= pair[1].score));
            if let Some(best) = topics.suggested.first() {
                prop_assert_eq!(best.score, 1_000_000);
            }
            let ids: BTreeSet<_> = topics.suggested.iter().map(|topic| &topic.id).collect();
            prop_assert_eq!(ids.len(), topics.suggested.len());
            for topic in &topics.suggested {
                prop_assert!(topic.mentions >= topic.turns && topic.turns >= 2);
                prop_assert!(topic.evidence.windows(2).all(|pair| pair[0] < pair[1]));
                prop_assert_eq!(u64::try_from(topic.evidence.len()).ok(), Some(topic.turns.min(10)));
            }
        }
    }
}
