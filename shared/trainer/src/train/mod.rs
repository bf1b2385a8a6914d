//! Builds the weights that the engine ships.
//!
//! What must stay true: the same data, corpus and code give the same file bit for bit; nothing is learned or tuned
//! on held-back dialogues or on sets that may only measure.

mod background;
mod behaviors;
mod calibrate;
mod folds;
mod pack;
mod samples;
mod signals;
mod solver;
mod text;
pub mod uptake;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use engine::heads::Style;
use engine::heads::model::Model;
use engine::{Engine, Name};
use sha2::{Digest, Sha256};

use crate::score::macro_f1;
use crate::{Error, Result, corpus};

pub use background::background;

/// Where in the workspace things are.
fn within(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("engine").join(path)
}

/// Learns from the public sets in `data` and from our corpus, writes the weights' file, and says how it went.
pub fn train(data: &Path) -> Result<String> {
    let dialogues = corpus::read(&within("corpus/training"))?;
    let tasks = signals::tasks(data)?;
    let rules = Engine::of_rules();
    let mut report = String::new();
    let mut line = |text: String| writeln!(report, "{text}").expect("a String takes everything");
    let mut signal_stages = Vec::new();
    for style in Style::ALL {
        let mut stages = Vec::new();
        for task in &tasks {
            let (stage, hits) = signals::learn(&rules, style, task);
            for (name, hits) in &hits {
                line(format!("{style:?} signal {name:<26} {:>6} F1 {:.3}", hits.gold, hits.f1()));
            }
            line(format!("{style:?} signals macro-F1 {:.4}", signals::mean(&hits)));
            stages.push(stage);
        }
        signal_stages.push(stages);
    }
    let names: Vec<String> = tasks.iter().flat_map(|task| task.names.clone()).collect();
    let first = Model {
        signals: names.clone(),
        behaviors: Vec::new(),
        sets: [0, 1].map(|set: usize| pack::pack(&signal_stages[set].iter().collect::<Vec<_>>())),
    };
    // The engine keeps its weights for as long as the program runs; so must these.
    let first: &'static [u8] = Box::leak(first.write(sha256).into_boxed_slice());
    let engine = rules.with_weights(first).map_err(|unfit| Error::Asked(unfit.to_string()))?;
    let mut sets = Vec::new();
    for (style, stages) in Style::ALL.into_iter().zip(&signal_stages) {
        let (stage, lines) = behaviors::learn(&engine, style, &dialogues);
        for behaviors::Line { name, hits } in &lines {
            line(format!(
                "{style:?} {:<26} {:>5} P {:.3} R {:.3} F1 {:.3}",
                name.as_str(),
                hits.gold,
                hits.precision(),
                hits.recall(),
                hits.f1()
            ));
        }
        line(format!("{style:?} macro-F1 {:.4}", macro_f1(lines.iter().map(|line| &line.hits))));
        sets.push(pack::pack(&stages.iter().chain([&stage]).collect::<Vec<_>>()));
    }
    let behaviors = Name::all().map(|name| name.as_str().to_owned()).collect();
    let sets = <[_; 2]>::try_from(sets).unwrap_or_else(|_| unreachable!("there are two styles"));
    let file = Model { signals: names, behaviors, sets }.write(sha256);
    let path = within("model/heads.bin");
    std::fs::write(&path, &file).map_err(|source| Error::Unreadable { path, source })?;
    line(format!("{} bytes", file.len()));
    Ok(report)
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
