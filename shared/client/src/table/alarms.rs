//! Where somebody's safety was spoken of, gathered while the turns pass by: analytics say how often, not where.
//!
//! What must stay true: every detection with a severity counts; memory is bounded by the number of behaviors.

use std::collections::BTreeMap;

use engine::{BehaviorName, TurnDetections};
use model::TalkTurn;

/// So many turns of a behavior are kept.
const NAMED: usize = 11;

/// What was seen, by behavior.
#[derive(Default)]
pub(crate) struct Alarms(BTreeMap<BehaviorName, Alarm>);

/// A behavior with a severity.
#[derive(Default)]
pub(super) struct Alarm {
    pub(super) worst: u8,
    /// Turns in which it was seen.
    pub(super) turns: u64,
    /// The first of the worst severity, and that.
    pub(super) worst_turn: u64,
    /// The first turns.
    pub(super) first: Vec<u64>,
    last: Option<u64>,
}

impl Alarms {
    pub(crate) fn watch(&mut self, turns: &[(TalkTurn, TurnDetections)]) {
        for (_, found) in turns {
            for detection in found.utterances.iter().flat_map(|utterance| &utterance.detections) {
                if detection.severity > 0 {
                    let alarm = self.0.entry(detection.behavior.clone()).or_default();
                    alarm.ring(found.turn, detection.severity);
                }
            }
        }
    }

    /// The gravest first.
    pub(super) fn by_severity(&self) -> Vec<(&str, &Alarm)> {
        let mut all: Vec<_> = self.0.iter().map(|(behavior, alarm)| (&**behavior, alarm)).collect();
        all.sort_by_key(|(_, alarm)| std::cmp::Reverse(alarm.worst));
        all
    }

    pub(super) fn has(&self, behavior: &str) -> bool {
        self.0.contains_key(behavior)
    }
}

impl Alarm {
    fn ring(&mut self, turn: u64, severity: u8) {
        if severity > self.worst {
            self.worst = severity;
            self.worst_turn = turn;
        }
        if self.last.replace(turn) != Some(turn) {
            self.turns += 1;
            if self.first.len() < NAMED {
                self.first.push(turn);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::{Detection, Source, Utterance};

    use super::*;

    fn seen(turn: u64, behavior: &'static str, severity: u8) -> (TalkTurn, TurnDetections) {
        let detection = Detection {
            behavior: behavior.into(),
            score: 0.9,
            confidence: 0.9,
            severity,
            start: 0,
            end: 0,
            source: Source::Rule,
        };
        let utterance = Utterance { start: 0, end: 0, sentiment: 0.0, detections: vec![detection.clone(), detection] };
        (TalkTurn::default(), TurnDetections { turn, utterances: vec![utterance], ..TurnDetections::default() })
    }

    #[test]
    fn the_gravest_comes_first_and_each_turn_counts_once() {
        let mut alarms = Alarms::default();
        alarms.watch(&[seen(3, "threat", 2), seen(4, "self harm", 1), seen(5, "greeting", 0), seen(9, "self harm", 3)]);
        let all: Vec<_> =
            alarms.by_severity().into_iter().map(|(name, a)| (name, a.worst, a.worst_turn, a.turns)).collect();
        assert_eq!(all, [("self harm", 3, 9, 2), ("threat", 2, 3, 1)]);
    }

    #[test]
    fn turns_are_named_up_to_a_number_and_counted_beyond() {
        let mut alarms = Alarms::default();
        alarms.watch(&(0..40).map(|turn| seen(turn, "threat", 1)).collect::<Vec<_>>());
        let (_, alarm) = alarms.by_severity()[0];
        assert_eq!((alarm.turns, alarm.first.len()), (40, NAMED));
    }
}
