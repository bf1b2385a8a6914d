//! Motivational interviewing, session by session: does the engine's `quality` of the therapist tell sessions that were
//! made to show good practice from those made to show poor practice?
//!
//! What must stay true: nothing is fitted to this data; the figure is the probability that a good session scores above
//! a poor one, where equal scores, and sessions too short for one, count half (the area under the ROC curve).

use std::path::Path;

use engine::{Engine, Options, Reducer};

use super::annomi::{as_speech, talk_turns};
use super::bootstrap::interval;
use super::figure::{Figure, share};
use crate::Result;
use crate::data::{Session, annomi};
use crate::score::auc;

pub(super) fn figures(engine: &Engine, data: &Path) -> Result<Vec<Figure>> {
    let sessions = annomi(data)?;
    let figure = |key, what: &str, write: fn(&str) -> String| {
        let told = |session: &Session| (quality(engine, session, write), session.high_quality);
        let told: Vec<_> = sessions.iter().map(told).collect();
        let (low, high) = interval(&told, |drawn| auc(&drawn.iter().map(|one| **one).collect::<Vec<_>>()));
        let value = auc(&told);
        Figure::new(key, what, value, format!("{} ({}–{})", share(value), share(low), share(high)))
    };
    Ok(vec![
        figure("annomi_quality", "AnnoMI dev: quality of a session, AUC", str::to_owned)
            .published("rates trained on it .94")
            .goal("≥ .90"),
        figure("annomi_speech_quality", "AnnoMI dev as speech: quality of a session, AUC", as_speech),
    ])
}

/// 0 to 1; NaN where the therapist said too little for a score.
fn quality(engine: &Engine, session: &Session, write: fn(&str) -> String) -> f64 {
    let turns = talk_turns(session, write);
    let mut reducer = Reducer::new();
    reducer.add(&turns, &engine.map(&Options::default(), &[], &turns)).expect("two speakers");
    let analytics = reducer.finish();
    let therapist = analytics.roles.iter().find(|role| role.role == "therapist");
    let score =
        therapist.and_then(|role| role.group.metrics.metric_groups["motivational_interviewing"]["quality"].score);
    #[expect(clippy::cast_precision_loss, reason = "a score has seven digits")]
    let quality = score.map_or(f64::NAN, |score| score as f64 / 1e6);
    quality
}
