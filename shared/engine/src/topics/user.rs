//! Topics that a profile names, found by their phrases.
//!
//! What must stay true: words are compared by their stems, whatever marks stand between them; mentions of one topic
//! do not overlap, and where several of its phrases fit the longest counts.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::candidates::EVIDENCE;
use super::vocabulary::{Vocabulary, id};
use crate::document::Topic;
use crate::reduce::{Word, words_of};

/// A topic by the phrases that speak of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserTopic {
    pub name: String,
    /// Words in their order; however inflected, in capitals or not.
    pub phrases: Vec<String>,
}

#[derive(Default)]
pub(super) struct UserTopics {
    topics: Vec<Counted>,
    /// By first word, the longest first.
    phrases: HashMap<u64, Vec<Phrase>>,
    /// Of the turn being read.
    stems: Vec<u64>,
}

struct Phrase {
    /// Position among the topics.
    topic: usize,
    stems: Vec<u64>,
}

struct Counted {
    topic: Topic,
    /// Where in the turn its next mention may begin.
    free: usize,
}

impl UserTopics {
    pub(super) fn new(user: &[UserTopic], vocabulary: &mut Vocabulary) -> Self {
        let mut phrases = Vec::new();
        let mut words = Vec::new();
        for (topic, user) in user.iter().enumerate() {
            for phrase in &user.phrases {
                words_of(phrase, &mut words);
                let mut stem = |at: &Word| vocabulary.know(at.hash, &phrase[at.start as usize..at.end as usize]).stem;
                phrases.push(Phrase { topic, stems: words.iter().map(&mut stem).collect() });
            }
        }
        phrases.sort_by_key(|phrase| Reverse(phrase.stems.len()));
        let mut by_first: HashMap<u64, Vec<Phrase>> = HashMap::new();
        for phrase in phrases {
            if let Some(first) = phrase.stems.first() {
                by_first.entry(*first).or_default().push(phrase);
            }
        }
        let topic = |topic: &UserTopic| Topic { id: id(&topic.name), name: topic.name.clone(), ..Topic::default() };
        let topics = user.iter().map(|user| Counted { topic: topic(user), free: 0 }).collect();
        Self { topics, phrases: by_first, stems: Vec::new() }
    }

    pub(super) fn add(&mut self, turn: u64, stems: impl Iterator<Item = u64>) {
        if self.phrases.is_empty() {
            return;
        }
        self.stems.clear();
        self.stems.extend(stems);
        for counted in &mut self.topics {
            counted.free = 0;
        }
        for at in 0..self.stems.len() {
            for Phrase { topic, stems } in self.phrases.get(&self.stems[at]).into_iter().flatten() {
                let counted = &mut self.topics[*topic];
                if counted.free <= at && self.stems[at..].starts_with(stems) {
                    counted.topic.mentions += 1;
                    if counted.free == 0 {
                        counted.topic.turns += 1;
                        if counted.topic.evidence.len() < EVIDENCE {
                            counted.topic.evidence.push(turn);
                        }
                    }
                    counted.free = at + stems.len();
                }
            }
        }
    }

    /// Those that were spoken of.
    pub(super) fn finish(self) -> Vec<Topic> {
        let spoken_of = self.topics.into_iter().map(|counted| counted.topic).filter(|topic| topic.mentions > 0);
        let mut topics: Vec<Topic> = spoken_of.collect();
        let most = topics.iter().map(|topic| topic.mentions).max().unwrap_or(1);
        for topic in &mut topics {
            let millionths = u128::from(topic.mentions) * 1_000_000 / u128::from(most);
            topic.score = i64::try_from(millionths).expect("no topic is above the one said most often");
        }
        topics
    }
}
