//! What can be told about an utterance by rules.
//!
//! What must stay true: an utterance is read by itself and with what was said in the two turns before it,
//! never with more, so that blocks of turns can be read apart. Scores and confidences are constants of a rule;
//! where they come from stands beside them.
//! Deliberately absent: weights learned from data.

mod courtesy;
mod cues;
mod exchange;
mod kinds;
mod phrases;
mod questions;
mod style;
mod view;

pub(crate) use exchange::{Ending, Exchange};

use cues::Cue;
use exchange::Answer;
use phrases::Phrases;
use questions::Question;
use view::{Classes, View};

use crate::taxonomy::{self, name};
use crate::words::{Token, Words};

/// Where in an utterance a phrase must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Anywhere,
    /// Nothing but lead-in words ("well, so …") before it.
    Start,
    /// Nothing after it.
    End,
    /// Nothing but lead-in words beside it.
    Alone,
    /// Set off by marks or the utterance's ends on both sides.
    Aside,
    /// Nothing but lead-in words before it, and a mark or nothing after it.
    Reply,
}

/// Phrases that show a behavior.
struct Rule {
    behavior: &'static str,
    /// Decision score; 0 when the phrases only keep shorter ones within them from counting.
    score: f64,
    /// How often such a hit is right.
    confidence: f64,
    place: Place,
    patterns: &'static [&'static str],
}

const fn rule(
    behavior: &'static str,
    (score, confidence): (f64, f64),
    place: Place,
    patterns: &'static [&'static str],
) -> Rule {
    Rule { behavior, score, confidence, place, patterns }
}

/// Score and confidence of phrases with hardly another use.
const PLAIN: (f64, f64) = (0.9, 0.8);
/// Of phrases that context may change.
const LIKELY: (f64, f64) = (0.75, 0.7);
/// Of phrases that context often changes.
const DOUBTFUL: (f64, f64) = (0.6, 0.55);
/// Of phrases that look like a behavior and are none.
const NOT_ONE: (f64, f64) = (0.0, 0.0);

/// A behavior that may have been shown, before thresholds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) behavior: &'static str,
    pub(crate) score: f64,
    pub(crate) confidence: f64,
    /// Byte range of the evidence in the utterance.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// What a numbered phrase stands for.
#[derive(Clone, Copy)]
enum Meaning {
    Shows(&'static Rule),
    Asks(Cue),
    Answers(Answer),
}

/// What one utterance showed, beside its candidates.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reading {
    question: Option<Question>,
    /// The reply it opens with, and that reply's byte range.
    answer: Option<(Answer, usize, usize)>,
    /// Nothing but fillers and marks.
    silent: bool,
}

impl Reading {
    /// How a turn stands after this utterance; `earlier` is how it stood before.
    pub(crate) fn ending(&self, earlier: Option<Ending>, shown: &[Candidate]) -> Ending {
        let consent = [name::CHECK_FOR_UNDERSTANDING, name::COLLABORATIVE_QUESTION, name::LEADING_QUESTION];
        match self.question {
            None if self.silent => earlier.unwrap_or(Ending::Statement),
            None => Ending::Statement,
            Some(_) if shown.iter().any(|c| consent.contains(&c.behavior)) => Ending::Proposal,
            Some(_) => Ending::Question,
        }
    }

    /// The candidate of its question, when that is more than a check of what was said.
    fn asks_anew(&self, shown: &[Candidate]) -> Option<Candidate> {
        let shows = |behavior: &str| shown.iter().any(|candidate| candidate.behavior == behavior);
        self.question.filter(|_| !shows(name::CHECK_FOR_UNDERSTANDING))?;
        shown.iter().copied().find(|c| [name::OPEN_QUESTION, name::CLOSED_QUESTION].contains(&c.behavior))
    }
}

/// Buffers that one thread keeps from utterance to utterance.
#[derive(Default)]
pub(crate) struct Scratch {
    lower: String,
    spoken: Vec<Token>,
    tokens: Vec<Token>,
    found: Vec<(u16, usize)>,
    spent: Vec<usize>,
    cues: Vec<questions::Hit>,
}

/// All rules, compiled.
pub(crate) struct Rules {
    words: Words,
    classes: Classes,
    phrases: Phrases,
    /// By a phrase's number: what it stands for, and which phrases it competes with.
    meanings: Vec<(Meaning, usize)>,
    groups: usize,
}

impl Rules {
    pub(crate) fn new() -> Self {
        let (mut words, mut phrases, mut meanings) = (Words::new(), Phrases::default(), Vec::new());
        let behaviors = taxonomy::behaviors();
        let (cues, answers) = (behaviors.len(), behaviors.len() + 1);
        let mut add = |meaning, group, patterns: &[&str]| {
            let number = u16::try_from(meanings.len()).expect("there are fewer than 65,536 rules");
            meanings.push((meaning, group));
            for pattern in patterns {
                phrases.add(pattern, number, &mut words);
            }
        };
        for rule in [courtesy::RULES, style::RULES, kinds::RULES].into_iter().flatten() {
            let group = behaviors.iter().position(|behavior| behavior.name == rule.behavior);
            add(Meaning::Shows(rule), group.expect("a rule's behavior is in the taxonomy"), rule.patterns);
        }
        for (cue, patterns) in cues::CUES {
            add(Meaning::Asks(*cue), cues, patterns);
        }
        for (answer, patterns) in exchange::ANSWERS {
            add(Meaning::Answers(*answer), answers, patterns);
        }
        let classes = Classes::new(&mut words);
        Self { words, classes, phrases, meanings, groups: answers + 1 }
    }

    /// Appends what `text` shows by itself to `out`.
    pub(crate) fn read(&self, text: &str, scratch: &mut Scratch, out: &mut Vec<Candidate>) -> Reading {
        let Scratch { lower, spoken, tokens, found, spent, cues } = scratch;
        self.words.cut(text, lower, spoken);
        if let Some(filler) = self.classes.without_fillers(text, spoken, tokens) {
            offer(out, style::filler(filler));
        }
        let view = View::new(text, tokens, &self.classes);
        let mut reading = Reading { silent: tokens.is_empty(), ..Reading::default() };
        spent.clear();
        spent.resize(self.groups, 0);
        cues.clear();
        for first in 0..tokens.len() {
            found.clear();
            self.phrases.begin_at(tokens, first, |number, last| found.push((number, last)));
            // The longest first; of equals the one listed last, so that exceptions stand below their rules.
            for (number, last) in found.drain(..).rev() {
                let (meaning, group) = self.meanings[usize::from(number)];
                if first < spent[group] {
                    continue;
                }
                match meaning {
                    Meaning::Shows(rule) if !view.is_at(rule.place, first, last) => continue,
                    Meaning::Shows(rule) if rule.score > 0.0 => {
                        offer(out, view.candidate(rule.behavior, (rule.score, rule.confidence), first, last));
                    }
                    Meaning::Shows(_) => {}
                    Meaning::Asks(_) if !view.is_unbroken(first, last) => continue,
                    Meaning::Asks(cue) => cues.push(questions::Hit { cue, first, last }),
                    Meaning::Answers(answer) if reading.answer.is_none() && view.is_at(answer.place(), first, last) => {
                        reading.answer = Some((answer, tokens[first].start, tokens[last].end));
                    }
                    Meaning::Answers(_) => continue,
                }
                spent[group] = last + 1;
            }
        }
        reading.question = questions::read(&view, cues);
        match reading.question {
            Some(question) => offer(out, question.candidate(&view)),
            None => out.retain(|candidate| !kinds::is_kind(candidate.behavior)),
        }
        reading
    }
}

/// Keeps the best candidate of each behavior, the first of equals.
fn offer(out: &mut Vec<Candidate>, candidate: Candidate) {
    match out.iter_mut().find(|other| other.behavior == candidate.behavior) {
        Some(other) if other.score >= candidate.score => {}
        Some(other) => *other = candidate,
        None => out.push(candidate),
    }
}
