//! The corpus keeps what its README promises: every file is well formed, and there is enough of everything.
//!
//! Of the held-back dialogues nothing is looked at but how many labels there are.

use std::path::{Path, PathBuf};

use engine::Name;
use trainer::corpus::{self, Dialogue, Style};

const UTTERANCES: usize = 6_000;
const POSITIVES: usize = 60;
const NEAR_MISSES: usize = 60;
const HELD_BACK_POSITIVES: usize = 30;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/corpus").join(name)
}

fn read(name: &str) -> Vec<Dialogue> {
    corpus::read(&folder(name)).unwrap_or_else(|error| panic!("{error}"))
}

fn utterances(dialogues: &[Dialogue]) -> impl Iterator<Item = &corpus::Utterance> {
    dialogues.iter().flat_map(|dialogue| &dialogue.turns).flat_map(|turn| &turn.utterances)
}

fn positives(dialogues: &[Dialogue], name: Name) -> usize {
    utterances(dialogues).filter(|utterance| utterance.labels.iter().any(|label| label.name == name)).count()
}

fn near_misses(dialogues: &[Dialogue], name: Name) -> usize {
    utterances(dialogues).filter(|utterance| utterance.near_misses.contains(&name)).count()
}

#[test]
fn there_is_enough_of_every_behavior() {
    let (training, held_back) = (read("training"), read("held_back"));
    let count = utterances(&training).count() + utterances(&held_back).count();
    assert!(count >= UTTERANCES, "{count} utterances");
    let mut short = Vec::new();
    for name in Name::all() {
        let held = positives(&held_back, name);
        let all = held + positives(&training, name);
        let near = near_misses(&training, name) + near_misses(&held_back, name);
        if all < POSITIVES || near < NEAR_MISSES || held < HELD_BACK_POSITIVES {
            short.push(format!("{}: {all} positives, {held} of them held back, {near} near misses", name.as_str()));
        }
    }
    assert!(short.is_empty(), "too few:\n{}", short.join("\n"));
}

#[test]
fn every_dialogue_is_one_of_its_file_name_and_both_styles_are_there() {
    for part in ["training", "held_back"] {
        let dialogues = read(part);
        for dialogue in &dialogues {
            let (file, domain) = (dialogue.file.file_stem(), dialogue.domain.replace(' ', "-"));
            let file = file.unwrap_or_default().to_string_lossy();
            assert!(file.strip_prefix(&format!("{domain}-")).is_some(), "{file} is about {domain}");
            let (turns, empty) = (&dialogue.turns, |turn: &corpus::Turn| turn.utterances.is_empty());
            assert!(turns.len() > 1 && !turns.iter().any(empty), "{file}: a turn without an utterance");
        }
        for style in [Style::Punctuated, Style::Asr] {
            assert!(dialogues.iter().any(|dialogue| dialogue.style == style), "{part} has no {}", style.as_str());
        }
    }
}
