//! The map step: turns to detections.
//!
//! What must stay true: a turn's result depends on the turn, the options and the two turns before it, and on
//! nothing else; so any cut of a conversation into blocks gives the same result.

use std::ops::Range;

use model::TalkTurn;

use crate::document::{Detection, Source, TurnDetections, Utterance};
use crate::rules::{self, Candidate, Ending, Exchange, Rules};
use crate::vader::{self, Vader};
use crate::{Options, Profile, split};

/// How many turns before a block the engine looks back at.
pub const CONTEXT_TURNS: usize = 2;

/// From here on a detection counts, unless [`Options::confidence_threshold`] says otherwise.
pub const SCORE_THRESHOLD: f64 = 0.5;

/// Everything that reading takes, compiled once and shared by all threads.
pub struct Engine {
    vader: Vader,
    rules: Rules,
}

#[derive(Default)]
struct Scratch<'e> {
    vader: vader::Scratch<'e>,
    rules: rules::Scratch,
    ranges: Vec<Range<usize>>,
    candidates: Vec<Candidate>,
}

impl Engine {
    /// Compiles the lexicons and rules (some milliseconds).
    pub fn new() -> Self {
        Self { vader: Vader::new(), rules: Rules::new() }
    }

    /// Changes whenever the same input may give another result: the number at its end goes up with every
    /// change of a rule, a lexicon or a weight.
    pub const fn version() -> &'static str {
        concat!(env!("CARGO_PKG_VERSION"), "+rules.1")
    }

    /// Reads a block of turns. `before` holds the turns just before the block; only the last
    /// [`CONTEXT_TURNS`] of them matter.
    pub fn map(&self, options: &Options, before: &[TalkTurn], turns: &[TalkTurn]) -> Vec<TurnDetections> {
        let mut scratch = Scratch::default();
        if options.profile == Profile::Counts {
            return turns.iter().map(|turn| self.feel(turn, &mut scratch)).collect();
        }
        let mut exchange = Exchange::default();
        for turn in &before[before.len().saturating_sub(CONTEXT_TURNS)..] {
            let ending = self.ending(turn, &mut scratch);
            exchange.push(turn.speaker.as_ref(), ending);
        }
        turns.iter().map(|turn| self.turn(options, turn, &mut exchange, &mut scratch)).collect()
    }

    fn turn<'t>(
        &'t self,
        options: &Options,
        turn: &'t TalkTurn,
        exchange: &mut Exchange<'t>,
        scratch: &mut Scratch<'t>,
    ) -> TurnDetections {
        let Scratch { vader, rules, ranges, candidates } = scratch;
        let speaker = turn.speaker.as_ref();
        let mut ending = None;
        split::split(&turn.input, ranges);
        let mut utterances = Vec::with_capacity(ranges.len());
        for range in ranges.drain(..) {
            let text = &turn.input[range.clone()];
            candidates.clear();
            let reading = self.rules.read(text, rules, candidates);
            exchange.read(speaker, ending, &reading, candidates);
            ending = Some(reading.ending(ending, candidates));
            utterances.push(Utterance {
                start: offset(range.start),
                end: offset(range.end),
                sentiment: self.vader.compound_with(vader, text),
                detections: keep(options, candidates, range.start),
            });
        }
        exchange.push(speaker, ending);
        TurnDetections { turn: turn.index, utterances }
    }

    /// A turn by itself and without its behaviors.
    fn feel<'t>(&'t self, turn: &'t TalkTurn, scratch: &mut Scratch<'t>) -> TurnDetections {
        let Scratch { vader, ranges, .. } = scratch;
        split::split(&turn.input, ranges);
        let utterances = ranges.drain(..).map(|range| Utterance {
            start: offset(range.start),
            end: offset(range.end),
            sentiment: self.vader.compound_with(vader, &turn.input[range]),
            detections: Vec::new(),
        });
        TurnDetections { turn: turn.index, utterances: utterances.collect() }
    }

    /// How a turn ends, read by itself.
    fn ending(&self, turn: &TalkTurn, scratch: &mut Scratch<'_>) -> Option<Ending> {
        let Scratch { rules, ranges, candidates, .. } = scratch;
        split::split(&turn.input, ranges);
        let mut ending = None;
        for range in ranges.drain(..) {
            candidates.clear();
            let reading = self.rules.read(&turn.input[range], rules, candidates);
            ending = Some(reading.ending(ending, candidates));
        }
        ending
    }
}

impl Default for Engine {
    fn default() -> Self {
        Self::new()
    }
}

/// The candidates that count, best first, in the terms of the turn's text.
fn keep(options: &Options, candidates: &mut Vec<Candidate>, base: usize) -> Vec<Detection> {
    candidates.retain(|candidate| match options.confidence_threshold {
        Some(cut) => candidate.confidence >= cut,
        None => candidate.score >= SCORE_THRESHOLD,
    });
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.behavior.cmp(b.behavior)));
    let most = options.max_behaviors.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
    let kept = candidates.iter().take(most).map(|candidate| Detection {
        behavior: candidate.behavior.into(),
        score: candidate.score,
        confidence: candidate.confidence,
        severity: 0,
        start: offset(base + candidate.start),
        end: offset(base + candidate.end),
        source: Source::Rule,
    });
    kept.collect()
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("a turn's text is at most MAX_TURN_BYTES long")
}
