//! Safety alarms in ordinary meetings, where every one is taken to be false.

use engine::{Engine, Options};

use super::figure::Figure;
use super::own::ALARM;
use crate::data::Meeting;

pub(super) fn figure(engine: &Engine, meetings: &[Meeting]) -> Figure {
    let (mut alarms, mut utterances) = (0_u32, 0_u32);
    for meeting in meetings {
        for utterance in engine.map(&Options::default(), &[], &meeting.turns).iter().flat_map(|turn| &turn.utterances) {
            utterances += 1;
            alarms += u32::from(utterance.detections.iter().any(|detection| detection.severity >= ALARM));
        }
    }
    let rate = 10_000.0 * f64::from(alarms) / f64::from(utterances.max(1));
    let ours = format!("{rate:.2} ({alarms} in {utterances})");
    Figure::new("false_alarms", "QMSum: safety alarms (severity ≥ 2) per 10,000 utterances", rate, ours)
        .published("naive phrases 1.8")
        .goal("≤ 0.2")
        .at_most()
}
