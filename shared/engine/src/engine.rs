//! The map step: turns to detections.
//!
//! What must stay true: a turn's result depends on the turn, the options and the last [`CONTEXT_TURNS`] turns
//! before it, and on nothing else; so any cut of a conversation into blocks gives the same result.

use std::ops::Range;
use std::sync::Arc;

use model::TalkTurn;

use crate::decide::{Decided, Decider, Weighed, offset};
use crate::document::{TurnDetections, Utterance};
use crate::heads::features::Features;
use crate::heads::model::Unfit;
use crate::heads::{self, Findings, Heads, History, Outcome, Shown, Standing, Style};
use crate::profile::Names;
use crate::rules::{self, Candidate, Exchange, Rules};
use crate::side::Side;
use crate::vader::{self, Vader};
use crate::{BuiltIn, Options, Profile, language, split, tone, version};

/// How many turns before a block the engine looks back at.
pub const CONTEXT_TURNS: usize = 6;

/// From here on a detection counts, unless [`Options::confidence_threshold`] says otherwise.
pub const SCORE_THRESHOLD: f64 = 0.5;

/// Everything that reading takes, compiled once and shared by all threads.
pub struct Engine {
    vader: Vader,
    languages: language::Reader,
    rules: Rules,
    reader: heads::Reader,
    heads: Option<Heads>,
    /// Which of the first stage's heads tell pleasant from unpleasant.
    feelings: Option<[usize; 2]>,
    decider: Decider,
    built_in: [Arc<Profile>; BuiltIn::ALL.len()],
}

#[derive(Default)]
struct Scratch<'e> {
    vader: vader::Scratch<'e>,
    rules: rules::Scratch,
    heads: heads::Scratch,
    features: Features,
    candidates: Vec<Candidate>,
    decided: Vec<Decided>,
}

/// What is known while turns are read one after another.
#[derive(Default)]
struct Walk<'t> {
    exchange: Exchange<'t>,
    history: History<'t>,
    scratch: Scratch<'t>,
}

/// An utterance as it was read.
struct Seen<'s> {
    range: Range<usize>,
    /// VADER's compound score.
    compound: f64,
    style: Style,
    scratch: &'s mut heads::Scratch,
    features: &'s mut Features,
    candidates: &'s [Candidate],
    decided: &'s mut Vec<Decided>,
}

impl Engine {
    /// Compiles the lexicons and rules, and unfolds the weights (some tens of milliseconds).
    pub fn new() -> Self {
        let engine = Self::of_rules();
        let heads = Heads::shipped(&engine.rules.vocabulary());
        engine.with(heads)
    }

    /// An engine without weights, whose rules alone decide: for writing rules, and for making weights.
    pub fn of_rules() -> Self {
        Self {
            vader: Vader::new(),
            languages: language::Reader::new(),
            rules: Rules::new(),
            reader: heads::Reader::new(),
            heads: None,
            feelings: None,
            decider: Decider::new(),
            built_in: BuiltIn::ALL.map(|which| Arc::new(Profile::built_in(which))),
        }
    }

    /// The same engine with other weights, from a file's bytes.
    pub fn with_weights(self, file: &'static [u8]) -> Result<Self, Unfit> {
        let heads = Heads::load(file, &self.rules.vocabulary())?;
        Ok(self.with(heads))
    }

    fn with(self, heads: Heads) -> Self {
        let at = |wanted: &str| heads.signals().iter().position(|name| *name == wanted);
        let feelings = at("positive").zip(at("negative")).map(|(pleasant, unpleasant)| [pleasant, unpleasant]);
        Self { heads: Some(heads), feelings, ..self }
    }

    /// The profile that is built in under this name.
    pub fn built_in(&self, which: BuiltIn) -> Arc<Profile> {
        Arc::clone(&self.built_in[which as usize])
    }

    /// SHA-256 of the shipped weights, in hexadecimal.
    pub const fn model_hash() -> &'static str {
        version::MODEL_HASH
    }

    /// Changes whenever the same input may give another result: the number after `rules` goes up with every change
    /// of a rule or a lexicon, and the weights' hash follows.
    pub const fn version() -> &'static str {
        version::VERSION
    }

    /// Reads a block of turns. `before` holds the turns just before the block; only the last
    /// [`CONTEXT_TURNS`] of them matter.
    pub fn map(&self, options: &Options, before: &[TalkTurn], turns: &[TalkTurn]) -> Vec<TurnDetections> {
        let mut ranges = Vec::new();
        let in_force = options.profile.in_conversation(&options.metadata);
        if in_force.of_anyone().is_empty() {
            let mut scratch = vader::Scratch::default();
            return turns.iter().map(|turn| self.feel(turn, &mut ranges, &mut scratch)).collect();
        }
        let mut walk = Walk::default();
        for turn in &before[before.len().saturating_sub(CONTEXT_TURNS)..] {
            split::split(&turn.input, &mut ranges);
            self.pass(turn, &ranges, &mut walk);
        }
        let mut mapped = Vec::with_capacity(turns.len());
        for turn in turns {
            split::split(&turn.input, &mut ranges);
            let mut utterances = Vec::with_capacity(ranges.len());
            let side = Side::of(turn.speaker.as_ref());
            let wanted = in_force.of(turn.speaker.as_ref(), side).common(self.decider.shown_by(side));
            self.walk(turn, &ranges, None, &mut walk, |_, seen| {
                utterances.push(self.decide(options, wanted, turn, seen));
            });
            mapped.push(TurnDetections::new(turn, self.languages.shown(&turn.input), utterances));
        }
        mapped
    }

    /// What the weights look at in every utterance of a conversation that was cut by somebody else; `visit` is
    /// given the position of the turn, that of the utterance in it, and the features. `style` stands for the
    /// text's own. For training.
    pub fn features(
        &self,
        style: Style,
        turns: &[TalkTurn],
        ranges: &[Vec<Range<usize>>],
        mut visit: impl FnMut(usize, usize, &Features),
    ) {
        let mut walk = Walk::default();
        for (at, (turn, ranges)) in turns.iter().zip(ranges).enumerate() {
            self.walk(turn, ranges, Some(style), &mut walk, |utterance, seen| {
                heads::Reader::spell(seen.scratch, seen.features);
                visit(at, utterance, seen.features);
            });
        }
    }

    /// What the first stage's heads make of a text by itself, in the order of [`Self::signal_names`].
    pub fn signals(&self, text: &str) -> Vec<Outcome> {
        let Some(heads) = &self.heads else { return Vec::new() };
        let turn = TalkTurn { input: text.to_owned(), ..TalkTurn::default() };
        let mut outcomes = Vec::new();
        let whole = 0..text.len();
        self.walk(&turn, std::slice::from_ref(&whole), None, &mut Walk::default(), |_, seen| {
            let signals = 0..heads.signals().len();
            outcomes.extend(signals.map(|signal| heads.signal(seen.style, &seen.scratch.sums, signal)));
        });
        outcomes
    }

    /// The sentiment of a text that is one utterance: −1 to 1.
    pub fn sentiment_of(&self, text: &str) -> f64 {
        let turn = TalkTurn { input: text.to_owned(), ..TalkTurn::default() };
        let whole = 0..text.len();
        let mut sentiment = 0.0;
        self.walk(&turn, std::slice::from_ref(&whole), None, &mut Walk::default(), |_, seen| {
            sentiment = self.sentiment(text, seen.compound, seen.style, seen.scratch);
        });
        sentiment
    }

    /// The first stage's heads: GoEmotions' labels by name, and others.
    pub fn signal_names(&self) -> &[&'static str] {
        self.heads.as_ref().map_or(&[], |heads| heads.signals())
    }

    /// Reads one turn, cut into `ranges`, and gives every utterance to `visit`.
    fn walk<'t>(
        &'t self,
        turn: &'t TalkTurn,
        ranges: &[Range<usize>],
        style: Option<Style>,
        walk: &mut Walk<'t>,
        mut visit: impl FnMut(usize, Seen<'_>),
    ) {
        let Walk { exchange, history, scratch } = walk;
        let Scratch { vader, rules, heads, features, candidates, decided } = scratch;
        let speaker = turn.speaker.as_ref();
        let style = style.unwrap_or_else(|| Style::of(&turn.input));
        exchange.begin(turn);
        history.begin(speaker);
        for (at, range) in ranges.iter().enumerate() {
            let text = &turn.input[range.clone()];
            candidates.clear();
            let reading = self.rules.read(text, rules, candidates);
            let shown = shown(candidates);
            exchange.hear(text, &reading, candidates);
            let compound = self.vader.compound_with(vader, text);
            let standing = Standing { turn: turn.index, is_first: at == 0, is_last: at + 1 == ranges.len() };
            let findings = Findings { candidates, compound };
            self.reader.read(text, standing, history, &findings, heads, features);
            if let Some(weights) = &self.heads {
                weights.weigh(style, features, heads);
            }
            visit(at, Seen { range: range.clone(), compound, style, scratch: heads, features, candidates, decided });
            self.reader.remember(history, shown, heads);
        }
        history.end();
    }

    /// Remembers a turn that is not asked about.
    fn pass<'t>(&'t self, turn: &'t TalkTurn, ranges: &[Range<usize>], walk: &mut Walk<'t>) {
        let Walk { exchange, history, scratch } = walk;
        let Scratch { rules, heads, candidates, .. } = scratch;
        let speaker = turn.speaker.as_ref();
        exchange.begin(turn);
        history.begin(speaker);
        for range in ranges {
            let text = &turn.input[range.clone()];
            candidates.clear();
            let reading = self.rules.read(text, rules, candidates);
            self.reader.pass(text, history, shown(candidates), heads);
            exchange.hear(text, &reading, candidates);
        }
        history.end();
    }

    fn decide(&self, options: &Options, wanted: Names, turn: &TalkTurn, seen: Seen<'_>) -> Utterance {
        let Seen { range, compound, style, scratch, features, candidates, decided } = seen;
        let sentiment = self.sentiment(&turn.input[range.clone()], compound, style, scratch);
        let weighed = self.heads.as_ref().map(|heads| Weighed { heads, style, features, scratch });
        let place = (range.start, range.len());
        Utterance {
            start: offset(range.start),
            end: offset(range.end),
            sentiment,
            detections: self.decider.detect(options, wanted, candidates, weighed, place, decided),
        }
    }

    /// Half VADER's compound score, half how much likelier a pleasant emotion is than an unpleasant one; without weights
    /// the compound score. Then as it is meant in talk.
    fn sentiment(&self, text: &str, compound: f64, style: Style, scratch: &heads::Scratch) -> f64 {
        let feelings = self.heads.as_ref().zip(self.feelings).map(|(heads, feelings)| {
            let [pleasant, unpleasant] = feelings.map(|signal| heads.signal(style, &scratch.sums, signal).confidence);
            pleasant - unpleasant
        });
        tone::meant(text, feelings.map_or(compound, |feelings| f64::midpoint(compound, feelings)))
    }

    /// A turn by itself and without its behaviors.
    fn feel<'t>(
        &'t self,
        turn: &'t TalkTurn,
        ranges: &mut Vec<Range<usize>>,
        scratch: &mut vader::Scratch<'t>,
    ) -> TurnDetections {
        split::split(&turn.input, ranges);
        let utterances = ranges.drain(..).map(|range| Utterance {
            start: offset(range.start),
            end: offset(range.end),
            sentiment: tone::meant(&turn.input[range.clone()], self.vader.compound_with(scratch, &turn.input[range])),
            detections: Vec::new(),
        });
        TurnDetections::new(turn, self.languages.shown(&turn.input), utterances.collect())
    }
}

impl Default for Engine {
    fn default() -> Self {
        Self::new()
    }
}

/// What rules see in an utterance by itself.
fn shown(candidates: &[Candidate]) -> Shown {
    let mut shown = Shown::default();
    for candidate in candidates.iter().filter(|candidate| candidate.score >= SCORE_THRESHOLD) {
        shown.insert(candidate.behavior);
    }
    shown
}
