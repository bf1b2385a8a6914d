//! The codes that the sources have, so that the table has all of them and no other.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::problems;

/// Where answers and failures of jobs come from.
const CRATES: [&str; 5] = ["api", "shared/contract", "shared/jobs", "shared/store", "shared/transcript"];

/// What takes a code, up to the code.
const TAKERS: &[&str] = &[
    "Problem::new(",
    "Invalid::at(",
    "Fault::new(",
    "Error::invalid(",
    "Error::conflict(",
    "StepError::permanent(",
    "StepError::transient(",
    "refused(",
    "refuse(",
    "code: ",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of ours") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("sources.rs") {
            found.push(path);
        }
    }
}

/// The code of every file, without its tests and without the table itself.
fn texts() -> Vec<String> {
    let mut files = Vec::new();
    for folder in CRATES {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder).join("src"), &mut files);
    }
    let read = |file: &PathBuf| {
        let text = std::fs::read_to_string(file).expect("text");
        text.split("#[cfg(test)]\nmod").next().unwrap_or_default().to_owned()
    };
    files.iter().filter(|file| !file.to_string_lossy().contains("http/problems")).map(read).collect()
}

/// Words in small letters between quotes.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_code = |word: &&str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    text.split('"').skip(1).step_by(2).filter(is_code)
}

/// What stands as an argument of its own where a code is taken: the first word with an underscore, or the only one.
fn taken(text: &str) -> BTreeSet<&str> {
    let mut codes = BTreeSet::new();
    for taker in TAKERS {
        for (at, _) in text.match_indices(taker) {
            let rest = &text[at + taker.len()..];
            let end = rest.find([';', '{', '}']).unwrap_or(rest.len());
            codes.extend(words(&rest[..end]).filter(|word| word.contains('_')).take(1));
        }
    }
    codes
}

/// What looks like a code there and is none: names of columns and members, and what nobody is told of.
const NO_CODES: &[&str] = &["failure_code", "next_at", "too_many_turns"];

#[test]
fn every_code_of_the_sources_is_described() {
    let known: BTreeSet<&str> = problems().map(|known| known.code).collect();
    let texts = texts();
    let taken: BTreeSet<&str> = texts.iter().flat_map(|text| taken(text)).collect();
    assert!(taken.len() > 100, "the sources are read otherwise: {taken:?}");
    let beyond: Vec<&&str> = taken.iter().filter(|code| !NO_CODES.contains(code) && !known.contains(*code)).collect();
    assert!(beyond.is_empty(), "not described: {beyond:?}");
}

#[test]
fn every_code_that_is_described_is_in_the_sources() {
    let texts = texts();
    for known in problems() {
        // Not only where an operation says that it may have it.
        let is_there = texts.iter().any(|text| {
            let produced = text.split("Operation {").next().unwrap_or_default();
            produced.contains(&format!("\"{}\"", known.code)) || text.contains(&format!("'{}'", known.code))
        });
        assert!(is_there, "nothing has {}", known.code);
    }
}

#[test]
fn a_code_is_described_once() {
    let all: Vec<&str> = problems().map(|known| known.code).collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
}
