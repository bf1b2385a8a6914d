//! What the engine reaches, beside what others do.
//!
//! What must stay true: the data only measures; nothing is fitted to it here, and no text of it is printed. A
//! peer's figure is marked `published` where it is quoted and `remeasured` where this run made it.

mod alarms;
mod annomi;
mod bootstrap;
mod calibration;
mod cost;
mod cues;
mod figure;
mod floors;
mod language;
mod own;
mod reader;
mod sentiment;
mod sessions;
mod signals;
mod splitting;
mod topics;
mod uptake;

use std::path::Path;

use engine::Engine;

use floors::Floors;

use crate::{Error, Result, corpus, data};

/// The table, and whether every figure reaches its floor.
pub fn evaluate(data: &Path) -> Result<(String, bool)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = root.join("tests/floors.toml");
    let floors = Floors::parse(&crate::error::read(&path)?);
    let floors = floors.map_err(|(line, what)| Error::malformed(&path, line, what))?;

    let meetings = data::qmsum(data)?;
    let memory = cost::memory(&meetings);
    let engine = Engine::new();
    let part = |name: &str| corpus::read(&root.join("shared/engine/corpus").join(name));
    let (training, held_back, again) = (part("training")?, part("held_back")?, part("held_back_again")?);

    let mut figures = annomi::figures(&engine, data)?;
    figures.extend(sessions::figures(&engine, data)?);
    figures.extend(signals::emotions(&engine, data)?);
    figures.push(signals::abuse(&engine, data)?);
    figures.extend(sentiment::figures(&engine, data)?);
    figures.extend(language::figures(&engine, data)?);
    figures.extend(own::figures(&engine, &held_back));
    figures.extend(reader::figures(&held_back, &again));
    figures.extend(alarms::figures(&engine, &meetings));
    let claims = calibration::claims(&engine, &held_back);
    figures.extend(calibration::figures(
        ["own_calibration", "own_calibration_whole"],
        "own corpus, held back",
        &claims,
    ));
    figures.extend(splitting::figures(&engine, [("training", &training), ("held back", &held_back)]));
    figures.extend(topics::figures(&meetings)?);
    figures.push(uptake::figure(data)?);
    figures.extend(cost::time(data)?);
    figures.extend(memory.into_iter().flatten());
    Ok(figure::table(&figures, &floors))
}
