//! A dialogue as the engine is given it, and which utterance of ours a detection belongs to.

use std::ops::Range;

use engine::{Detection, Engine, Options, TurnDetections};
use model::{Speaker, TalkTurn};

use super::{Dialogue, Turn};

/// A dialogue's talk turns, and where in their text each of our utterances stands.
#[derive(Clone, Debug)]
pub struct Spoken {
    pub turns: Vec<TalkTurn>,
    /// By turn and utterance: byte range in the turn's `input`.
    pub ranges: Vec<Vec<Range<usize>>>,
}

impl Spoken {
    /// The utterances of a turn joined by a space.
    pub fn new(dialogue: &Dialogue) -> Self {
        let (turns, ranges) = (0_u64..).zip(&dialogue.turns).map(|(index, turn)| talk_turn(index, turn)).unzip();
        Self { turns, ranges }
    }

    /// The utterance of `turn` that holds this byte; a space belongs to the one before it.
    pub fn utterance_at(&self, turn: usize, at: usize) -> usize {
        self.ranges[turn].partition_point(|range| range.start <= at).saturating_sub(1)
    }
}

fn talk_turn(index: u64, turn: &Turn) -> (TalkTurn, Vec<Range<usize>>) {
    let (mut input, mut ranges) = (String::new(), Vec::with_capacity(turn.utterances.len()));
    for utterance in &turn.utterances {
        if !input.is_empty() {
            input.push(' ');
        }
        let start = input.len();
        input.push_str(&utterance.text);
        ranges.push(start..input.len());
    }
    let talk_turn = TalkTurn {
        index,
        input,
        talk_turn_id: None,
        speaker: Some(Speaker { id: turn.name.clone(), role: Some(turn.role.clone()) }),
        start_time: turn.start.map(|seconds| seconds.to_string()),
        end_time: turn.end.map(|seconds| seconds.to_string()),
    };
    (talk_turn, ranges)
}

/// What the engine sees in each of our utterances, by turn and utterance: every detection belongs to the
/// utterance that holds the middle of its evidence.
pub fn found(engine: &Engine, options: &Options, spoken: &Spoken) -> Vec<Vec<Vec<Detection>>> {
    let read = engine.map(options, &[], &spoken.turns);
    read.into_iter().enumerate().map(|(at, turn)| given(spoken, at, turn)).collect()
}

fn given(spoken: &Spoken, turn: usize, read: TurnDetections) -> Vec<Vec<Detection>> {
    let mut found = vec![Vec::new(); spoken.ranges[turn].len()];
    for detection in read.utterances.into_iter().flat_map(|utterance| utterance.detections) {
        let middle = usize::midpoint(detection.start as usize, detection.end as usize);
        if let Some(own) = found.get_mut(spoken.utterance_at(turn, middle)) {
            own.push(detection);
        }
    }
    found
}
