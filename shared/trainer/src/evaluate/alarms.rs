//! Safety in ordinary meetings, where everything that is seen of it is taken to be false.

use engine::{Engine, GRADED, Options};

use super::figure::Figure;
use super::own::ALARM;
use crate::data::Meeting;

pub(super) fn figures(engine: &Engine, meetings: &[Meeting]) -> Vec<Figure> {
    let (mut alarms, mut mentions, mut utterances) = (0_u32, 0_u32, 0_u32);
    for meeting in meetings {
        for utterance in engine.map(&Options::default(), &[], &meeting.turns).iter().flat_map(|turn| &turn.utterances) {
            utterances += 1;
            alarms += u32::from(utterance.detections.iter().any(|detection| detection.severity >= ALARM));
            let is_graded = |behavior: &str| GRADED.iter().any(|name| name.as_str() == behavior);
            mentions += u32::from(utterance.detections.iter().any(|detection| is_graded(&detection.behavior)));
        }
    }
    let rate = |count: u32| 10_000.0 * f64::from(count) / f64::from(utterances.max(1));
    let ours = |count: u32| format!("{:.2} ({count} in {utterances})", rate(count));
    let what = "QMSum: safety alarms (severity ≥ 2) per 10,000 utterances";
    let alarmed = Figure::new("false_alarms", what, rate(alarms), ours(alarms));
    vec![
        alarmed.published("naive phrases 1.8").goal("≤ 0.2").at_most(),
        Figure::new("false_mentions", "… of any severity", rate(mentions), ours(mentions)).at_most(),
    ]
}
