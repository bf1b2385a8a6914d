//! What can be told about an utterance by rules.
//!
//! What must stay true: an utterance is read by itself and with what was said in the few turns before it,
//! never with more, so that blocks of turns can be read apart. Scores and confidences are constants of a rule;
//! where they come from stands beside them.
//! Deliberately absent: weights learned from data.

mod business;
mod client_talk;
mod collaboration;
mod courtesy;
mod cues;
mod direction;
mod exchange;
mod friction;
mod imperatives;
mod kinds;
mod listening;
mod phrases;
mod plans;
mod pressing;
mod questions;
mod safety;
mod style;
mod support;
mod view;

pub(crate) use exchange::Exchange;

use cues::Cue;
use exchange::{Answer, Hint};
use phrases::{Patterns, Phrases};
use questions::Question;
use view::{Classes, View};

use crate::taxonomy::{Name, name};
use crate::words::{Token, Words};

/// Where in an utterance a phrase must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Anywhere,
    /// Nothing but lead-in words ("well, so …") before it.
    Start,
    /// Where a clause may begin.
    Clause,
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
    behavior: Name,
    /// Decision score; 0 when the phrases only keep shorter ones within them from counting.
    score: f64,
    /// How often such a hit is right.
    confidence: f64,
    place: Place,
    patterns: &'static [&'static str],
}

const fn rule(
    behavior: Name,
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
/// Of phrases that show too little by themselves, and are for weights to make something of.
const HINT: (f64, f64) = (0.4, 0.35);
/// Of phrases that look like a behavior and are none.
const NOT_ONE: (f64, f64) = (0.0, 0.0);

/// A behavior that may have been shown, before thresholds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) behavior: Name,
    pub(crate) score: f64,
    pub(crate) confidence: f64,
    /// 0, or 1 to 4 for safety.
    pub(crate) severity: u8,
    /// Byte range of the evidence in the utterance.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

const RULES: [&[Rule]; 23] = [
    kinds::RULES,
    listening::RULES,
    support::EMPATHY,
    support::PRAISE,
    support::COMFORT,
    collaboration::RULES,
    plans::RULES,
    direction::RULES,
    pressing::RULES,
    imperatives::RULES,
    friction::FAULT,
    friction::VERDICT,
    friction::CLASH,
    friction::FENDING,
    client_talk::CHANGE,
    client_talk::SUSTAIN,
    client_talk::COMMITMENT,
    client_talk::RESISTANCE,
    courtesy::RULES,
    style::RULES,
    business::RULES,
    safety::INSULTS,
    safety::PROFANITIES,
];

/// What a numbered phrase stands for.
#[derive(Clone, Copy)]
enum Meaning {
    Shows(&'static Rule),
    Asks(Cue),
    Answers(Answer),
    Hints(Hint),
    Warns(&'static safety::Alarm),
    /// Puts what is told into the past.
    Dates,
    Part(business::Part),
    Tells(safety::Tell),
}

/// What one utterance showed, beside its candidates.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reading {
    question: Option<Question>,
    /// The reply it opens with, and that reply's byte range.
    answer: Option<(Answer, usize, usize)>,
    /// Where it asks a second question.
    asked_twice: Option<usize>,
    /// Where an "and" goes on to ask.
    asks_on: Option<usize>,
    /// Which [`Hint`]s it gives, as bits.
    hints: u8,
    /// Which [`safety::Tell`]s it makes, as bits.
    tells: u16,
    /// Nothing but fillers and marks.
    silent: bool,
}

impl Reading {
    /// The candidate of its question, when that is more than a check of what was said.
    fn asks_anew(&self, shown: &[Candidate]) -> Option<Candidate> {
        let shows = |behavior: Name| shown.iter().any(|candidate| candidate.behavior == behavior);
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
    found: Vec<(usize, u16)>,
    spent: Vec<usize>,
    cues: Vec<questions::Hit>,
    alarms: Vec<safety::Hit>,
    parts: Vec<business::Hit>,
}

/// All rules, compiled.
pub(crate) struct Rules {
    words: Words,
    classes: Classes,
    phrases: Phrases,
    /// By a phrase's number: what it stands for, and which phrases it competes with.
    meanings: Vec<(Meaning, usize)>,
    groups: usize,
    harms: safety::Lexicon,
}

impl Rules {
    pub(crate) fn new() -> Self {
        let (mut words, mut phrases, mut meanings) = (Words::new(), Patterns::default(), Vec::new());
        let (cues, answers, hints) = (Name::COUNT, Name::COUNT + 1, Name::COUNT + 2);
        let mut add = |meaning, group, patterns: &[&str]| {
            let number = u16::try_from(meanings.len()).expect("there are fewer than 65,536 rules");
            meanings.push((meaning, group));
            for pattern in patterns {
                phrases.add(pattern, number, &mut words);
            }
        };
        for rule in RULES.into_iter().flatten() {
            add(Meaning::Shows(rule), rule.behavior.index(), rule.patterns);
        }
        for (cue, patterns) in cues::CUES {
            add(Meaning::Asks(*cue), cues, patterns);
        }
        for (answer, patterns) in exchange::ANSWERS {
            add(Meaning::Answers(*answer), answers, patterns);
        }
        for (at, (hint, patterns)) in exchange::HINTS.iter().enumerate() {
            add(Meaning::Hints(*hint), hints + at, patterns);
        }
        for alarm in safety::ALARMS.into_iter().flatten() {
            add(Meaning::Warns(alarm), alarm.behavior.index(), alarm.patterns);
        }
        add(Meaning::Shows(&safety::SWEARING), safety::SWEARING.behavior.index(), &safety::swear_words());
        let dates = hints + exchange::HINTS.len();
        add(Meaning::Dates, dates, safety::PAST);
        for (part, patterns) in business::PARTS {
            add(Meaning::Part(*part), dates + 1 + *part as usize, patterns);
        }
        let tells = dates + 1 + business::PARTS.len();
        for (at, (tell, patterns)) in safety::TELLS.iter().enumerate() {
            add(Meaning::Tells(*tell), tells + at, patterns);
        }
        let harms = safety::Lexicon::new(&mut words);
        let classes = Classes::new(&mut words);
        let phrases = Phrases::new(&phrases);
        Self { words, classes, phrases, meanings, groups: tells + safety::TELLS.len(), harms }
    }

    /// The words that rules name, in lower case.
    pub(crate) fn vocabulary(&self) -> Vec<&str> {
        self.words.texts()
    }

    /// Appends what `text` shows by itself to `out`.
    pub(crate) fn read(&self, text: &str, scratch: &mut Scratch, out: &mut Vec<Candidate>) -> Reading {
        let Scratch { lower, spoken, tokens, found, spent, cues, alarms, parts } = scratch;
        self.words.cut(text, lower, spoken);
        if let Some(filler) = self.classes.without_fillers(text, spoken, tokens) {
            offer(out, style::filler(filler));
        }
        let view = View::new(text, tokens, &self.classes);
        let mut reading = Reading { silent: tokens.is_empty(), ..Reading::default() };
        spent.clear();
        spent.resize(self.groups, 0);
        cues.clear();
        alarms.clear();
        parts.clear();
        let mut past = false;
        for first in 0..tokens.len() {
            found.clear();
            self.phrases.begin_at(tokens, first, |number, last| found.push((last, number)));
            // The longest first; of equals the one listed last, so that exceptions stand below their rules.
            found.sort_unstable();
            for (last, number) in found.drain(..).rev() {
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
                    Meaning::Hints(Hint::AsksOn) => reading.asks_on = reading.asks_on.or(Some(tokens[first].start)),
                    Meaning::Hints(hint) => reading.hints |= hint as u8,
                    Meaning::Warns(alarm) if !alarm.fits(&self.harms, tokens, last) => continue,
                    Meaning::Warns(alarm) => alarms.push(safety::Hit { alarm, first, last }),
                    Meaning::Dates => past = true,
                    Meaning::Tells(tell) if !view.is_at(tell.place(), first, last) => continue,
                    Meaning::Tells(tell) => reading.tells |= tell as u16,
                    Meaning::Part(part) => parts.push(business::Hit { part, first, last }),
                }
                spent[group] = last + 1;
            }
        }
        business::read(&view, parts, out);
        safety::read(&self.harms, &view, alarms, past, out);
        let scaling = out.iter().any(|candidate| candidate.behavior == name::SCALING_QUESTION);
        reading.question = questions::read(&view, cues, scaling);
        match reading.question {
            Some(question) => {
                reading.asked_twice = exchange::asked_twice(text, &view, &question, cues, reading.asks_on);
                let asks = question.candidate(&view);
                out.retain(|candidate| candidate.start < asks.start || !states(candidate.behavior));
                offer(out, asks);
            }
            None => out.retain(|candidate| !kinds::is_kind(candidate.behavior)),
        }
        listening::settle(out);
        client_talk::settle(out);
        reading
    }
}

/// Whether the behavior is a statement, so that asking in the same words is not it.
fn states(behavior: Name) -> bool {
    [
        name::COMPLEX_REFLECTION,
        name::DIRECTIVE,
        name::DOUBLE_SIDED_REFLECTION,
        name::EMOTION_LABELLING,
        name::GIVING_INFORMATION,
        name::SIMPLE_REFLECTION,
    ]
    .contains(&behavior)
}

/// Keeps the best candidate of each behavior, the first of equals.
fn offer(out: &mut Vec<Candidate>, candidate: Candidate) {
    match out.iter_mut().find(|other| other.behavior == candidate.behavior) {
        Some(other) if (other.severity, other.score) >= (candidate.severity, candidate.score) => {}
        Some(other) => *other = candidate,
        None => out.push(candidate),
    }
}
