//! Where somebody's safety was spoken of, gathered while the turns pass by, here or from a server: analytics say how
//! often, not where.
//!
//! What must stay true: every detection with a severity counts; memory is bounded by the number of behaviors.

use std::collections::BTreeMap;

use engine::{TurnDetections, behavior};
use model::TalkTurn;
use serde::Deserialize;

use super::document::Response;

/// So many turns of a behavior are kept.
const NAMED: usize = 11;

/// What was seen, by behavior.
#[derive(Default)]
pub(crate) struct Alarms(BTreeMap<String, Alarm>);

/// A talk turn of a document, as far as it can alarm somebody.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Turn {
    index: u64,
    behavior_detections: Vec<Utterance>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Utterance {
    behaviors: Vec<Seen>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Seen {
    name: String,
    severity: u8,
}

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
                self.see(found.turn, &detection.behavior, detection.severity);
            }
        }
    }

    pub(crate) fn hear(&mut self, turn: &Turn) {
        for seen in turn.behavior_detections.iter().flat_map(|utterance| &utterance.behaviors) {
            self.see(turn.index, &seen.name, seen.severity);
        }
    }

    fn see(&mut self, turn: u64, behavior: &str, severity: u8) {
        if severity == 0 {
            return;
        }
        if !self.0.contains_key(behavior) {
            self.0.insert(behavior.to_owned(), Alarm::default());
        }
        self.0.get_mut(behavior).expect("it is there").ring(turn, severity);
    }

    /// The gravest first.
    pub(super) fn by_severity(&self) -> Vec<(&str, &Alarm)> {
        let mut all: Vec<_> = self.0.iter().map(|(behavior, alarm)| (behavior.as_str(), alarm)).collect();
        all.sort_by_key(|(_, alarm)| std::cmp::Reverse(alarm.worst));
        all
    }

    pub(super) fn has(&self, behavior: &str) -> bool {
        self.0.contains_key(behavior)
    }
}

/// Whether something was seen that has turns worth looking for: a page without them would be whole all the same.
pub(crate) fn may_alarm(response: &Response) -> bool {
    response.analytics.conversation.group.behavior_counts.keys().any(|name| is_safety(name))
}

pub(super) fn is_safety(name: &str) -> bool {
    behavior(name).is_some_and(|known| known.category() == "safety")
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
    use engine::{Detection, Source};

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
        let utterance =
            engine::Utterance { start: 0, end: 0, sentiment: 0.0, detections: vec![detection.clone(), detection] };
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
    fn a_turn_of_a_document_alarms_like_one_that_was_read_here() {
        let turn = r#"{"input":"…","index":7,"behavior_detections":[{"index":0,"text":"…","behaviors":[
            {"name":"threat","severity":3,"score":0.9},{"name":"greeting","severity":0}]}]}"#;
        let (mut heard, mut watched) = (Alarms::default(), Alarms::default());
        heard.hear(&serde_json::from_str(turn).expect("a turn"));
        watched.watch(&[seen(7, "threat", 3), seen(7, "greeting", 0)]);
        for alarms in [&heard, &watched] {
            let all = alarms.by_severity();
            assert_eq!(all.len(), 1);
            assert_eq!((all[0].0, all[0].1.worst, &all[0].1.first), ("threat", 3, &vec![7]));
        }
    }

    #[test]
    fn turns_are_named_up_to_a_number_and_counted_beyond() {
        let mut alarms = Alarms::default();
        alarms.watch(&(0..40).map(|turn| seen(turn, "threat", 1)).collect::<Vec<_>>());
        let (_, alarm) = alarms.by_severity()[0];
        assert_eq!((alarm.turns, alarm.first.len()), (40, NAMED));
    }
}
