//! Who spoke when: a line swept over the intervals of speech.
//!
//! Turns wait until [`WAITING`] later ones came, and leave in order of their beginnings; so a turn may come that much
//! too late. One that comes later still loses what lies before the line. What a speaker says while still speaking is
//! one stretch.
//!
//! What must stay true: the line passes every millisecond from the first beginning to the last end once, and gives it to
//! exactly one part; so parts sum to the duration. Memory: the turns that wait, and three numbers per speaker.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::at;
use crate::clock::LONGEST_TALK;
use crate::document::{Part, TimeBreakdown};
use crate::reduce::Said;
use crate::side::Side;

const WAITING: usize = 4_096;

/// Milliseconds for thirteen words: 2.6 words a second.
const THIRTEEN_WORDS: i64 = 5_000;

const NO_TIMES: &str = "no_times";
const IMPLAUSIBLE: &str = "implausible_times";

#[derive(Default)]
pub(crate) struct Talk {
    waiting: BinaryHeap<Reverse<Turn>>,
    /// Turns that have come.
    turns: u64,
    line: Line,
    untimed: u64,
}

/// In order of its beginning, then of its coming.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Turn {
    begins: i64,
    order: u64,
    ends: Option<i64>,
    /// Milliseconds that its words take.
    estimate: i64,
    voice: usize,
    side: SideOf,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum SideOf {
    Agent,
    Customer,
    #[default]
    Other,
}

#[derive(Default)]
struct Line {
    /// Where it started and stands; `None` before the first turn.
    swept: Option<(i64, i64)>,
    /// Who is speaking, each once, and an end that is not later than theirs.
    speaking: BinaryHeap<Reverse<(i64, usize)>>,
    /// The unnamed first, then speakers by position.
    voices: Vec<Voice>,
    sums: TimeBreakdown,
    implausible: bool,
}

#[derive(Clone, Copy, Default)]
struct Voice {
    side: SideOf,
    /// `None` while they are silent.
    until: Option<i64>,
    spoken: i64,
}

impl Talk {
    pub(crate) fn add(&mut self, said: &Said<'_>) {
        let Some(begins) = said.begins else {
            self.untimed += 1;
            return;
        };
        let words = i64::try_from(said.words.len()).expect("a turn's text is at most MAX_TURN_BYTES long");
        let side = match said.side {
            Side::Professional => SideOf::Agent,
            Side::Client => SideOf::Customer,
            Side::Unknown => SideOf::Other,
        };
        let voice = said.speaker.map_or(0, |speaker| speaker + 1);
        let estimate = words * THIRTEEN_WORDS / 13;
        self.waiting.push(Reverse(Turn { begins, order: self.turns, ends: said.ends, estimate, voice, side }));
        self.turns += 1;
        if self.waiting.len() > WAITING {
            self.pass();
        }
    }

    pub(crate) fn finish(mut self) -> Part<TimeBreakdown> {
        while !self.waiting.is_empty() {
            self.pass();
        }
        let sums = self.line.finish();
        match sums {
            _ if self.line.implausible => Part::none(IMPLAUSIBLE),
            None => Part::none(NO_TIMES),
            Some(sums) => Part::of(TimeBreakdown { untimed_turns: self.untimed, ..sums }),
        }
    }

    /// The first of those that wait.
    fn pass(&mut self) {
        let Some(Reverse(turn)) = self.waiting.pop() else { return };
        let next = self.waiting.peek().map(|Reverse(next)| next.begins);
        let ends = turn.ends.unwrap_or_else(|| {
            self.line.sums.estimated_turns += 1;
            let ends = turn.begins + turn.estimate;
            next.map_or(ends, |next| ends.min(next))
        });
        self.line.take(&turn, ends);
    }
}

impl Line {
    fn take(&mut self, turn: &Turn, ends: i64) {
        let (start, now) = *self.swept.get_or_insert((turn.begins, turn.begins));
        self.implausible |= ends.max(turn.begins) - start > LONGEST_TALK;
        if self.implausible {
            return;
        }
        self.sums.clipped_turns += u64::from(turn.begins < now);
        let begins = turn.begins.max(now);
        self.advance(begins);
        let voice = at(&mut self.voices, turn.voice);
        voice.side = turn.side;
        match voice.until {
            _ if ends <= begins => (),
            Some(until) => {
                voice.spoken += (ends - until).max(0);
                voice.until = Some(until.max(ends));
            }
            None => {
                voice.spoken += ends - begins;
                voice.until = Some(ends);
                self.speaking.push(Reverse((ends, turn.voice)));
            }
        }
    }

    /// Moves the line, through the ends of those who stop speaking before.
    fn advance(&mut self, to: i64) {
        while let Some(Reverse((end, voice))) = self.speaking.peek().copied() {
            let until = self.voices[voice].until.unwrap_or(end);
            if until > end {
                self.speaking.pop();
                self.speaking.push(Reverse((until, voice)));
                continue;
            }
            self.give(end.min(to));
            if end > to {
                return;
            }
            self.speaking.pop();
            self.voices[voice].until = None;
        }
        self.give(to);
    }

    /// What lies between the line and `to` belongs to whoever is speaking now.
    fn give(&mut self, to: i64) {
        let Some((_, now)) = &mut self.swept else { return };
        let passed = to - *now;
        *now = to;
        let sums = &mut self.sums;
        let part = match (self.speaking.len(), self.speaking.peek()) {
            (1, Some(Reverse((_, voice)))) => match self.voices[*voice].side {
                SideOf::Agent => &mut sums.agent,
                SideOf::Customer => &mut sums.customer,
                SideOf::Other => &mut sums.other,
            },
            (0, _) => &mut sums.silence,
            _ => &mut sums.cross_talk,
        };
        *part += passed;
    }

    /// Everybody stops speaking.
    fn finish(&mut self) -> Option<TimeBreakdown> {
        let last = self.voices.iter().filter_map(|voice| voice.until).max();
        if let Some(last) = last.filter(|_| !self.implausible) {
            self.advance(last);
        }
        let (start, end) = self.swept?;
        let mut sums = std::mem::take(&mut self.sums);
        sums.duration = end - start;
        for voice in &self.voices {
            *match voice.side {
                SideOf::Agent => &mut sums.sides.agent,
                SideOf::Customer => &mut sums.sides.customer,
                SideOf::Other => &mut sums.sides.other,
            } += voice.spoken;
        }
        let mut spoken = self.voices.iter().map(|voice| voice.spoken);
        sums.unnamed = spoken.next().unwrap_or_default();
        sums.speakers = spoken.collect();
        Some(sums)
    }
}
