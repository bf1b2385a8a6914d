//! The languages of a conversation and of its speakers, by words.
//!
//! What must stay true: a language is somebody's when at least half of all their words stand in turns that show it.
//! Memory: per speaker an entry for each language they show, of some forty that are known.

use super::Language;
use crate::document::{LanguageShare, Languages};
use crate::reduce::Said;

/// Letters that make a word where words are not set apart.
const LETTERS_OF_A_WORD: usize = 2;

#[derive(Default)]
pub(crate) struct Spoken {
    conversation: Tally,
    speakers: Vec<Tally>,
}

#[derive(Default)]
struct Tally {
    turns: u64,
    words: u64,
    by_language: Vec<LanguageShare>,
}

impl Spoken {
    pub(crate) fn add(&mut self, said: &Said<'_>) {
        let language = said.found.language;
        let words = match language {
            Some(language) if language.runs_on() => {
                said.turn.input.chars().filter(|c| c.is_alphabetic()).count().div_ceil(LETTERS_OF_A_WORD)
            }
            _ => said.words.len(),
        };
        self.conversation.add(language, words as u64);
        if let Some(at) = said.speaker {
            if self.speakers.len() <= at {
                self.speakers.resize_with(at + 1, Tally::default);
            }
            self.speakers[at].add(language, words as u64);
        }
    }

    pub(crate) fn finish(self) -> Languages {
        let Self { conversation, speakers } = self;
        let main = conversation.main();
        let reason = match main {
            Some(_) => None,
            None if conversation.words == 0 => Some("no_words"),
            None => Some("undetermined"),
        };
        let share = main.map(|main| {
            let share = i128::from(main.words) * 1_000_000 / i128::from(conversation.words);
            i64::try_from(share).expect("a share is at most one")
        });
        let speakers = speakers.iter().map(|tally| tally.main().map(|main| main.code)).collect();
        let (language, undetermined_words) = (main.map(|main| main.code), conversation.undetermined());
        let undetermined_turns = conversation.turns - conversation.by_language.iter().map(|of| of.turns).sum::<u64>();
        let mut languages = conversation.by_language;
        languages.sort_by(|a, b| b.words.cmp(&a.words).then_with(|| a.code.cmp(&b.code)));
        let reason = reason.map(Into::into);
        Languages { language, share, languages, undetermined_turns, undetermined_words, speakers, reason }
    }
}

impl Tally {
    fn add(&mut self, language: Option<Language>, words: u64) {
        self.turns += 1;
        self.words += words;
        let Some(code) = language else { return };
        match self.by_language.iter_mut().find(|of| of.code == code) {
            Some(of) => {
                of.turns += 1;
                of.words += words;
            }
            None => self.by_language.push(LanguageShare { code, turns: 1, words }),
        }
    }

    /// The language of at least half of the words; of two halves the one that was heard first.
    fn main(&self) -> Option<LanguageShare> {
        self.by_language.iter().find(|of| of.words > 0 && of.words * 2 >= self.words).copied()
    }

    fn undetermined(&self) -> u64 {
        self.words - self.by_language.iter().map(|of| of.words).sum::<u64>()
    }
}
