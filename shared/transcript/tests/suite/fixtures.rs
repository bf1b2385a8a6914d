//! Every file under `tests/fixtures` is read as its expectation (`NAME.expected.json`) says, in pieces
//! of every size. A file whose name says `broken` ends with a problem, and no other does.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use transcript::Hint;

use crate::reading::{outcome_json, read_every_way};

/// Folders; each has three files that are read, and one that is broken.
const FORMATS: [&str; 19] = [
    "request",
    "turns",
    "ndjson",
    "webvtt",
    "srt",
    "csv",
    "tsv",
    "text",
    "otter",
    "chat",
    "context",
    "aws_transcribe",
    "call_analytics",
    "deepgram",
    "assemblyai",
    "whisper",
    "google",
    "gong",
    "gzip",
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of fixtures");
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    let mut paths: Vec<_> = paths.filter(|path| !path.to_string_lossy().ends_with(".expected.json")).collect();
    paths.sort();
    paths
}

#[test]
fn fixtures_are_read_as_expected() {
    for format in FORMATS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(format);
        let paths = files(&folder);
        let is_broken = |path: &PathBuf| path.to_string_lossy().contains(".broken.");
        let broken = paths.iter().filter(|path| is_broken(path)).count();
        assert!(broken >= 1 && paths.len() - broken >= 3, "{format} has three good fixtures and a broken one");
        for path in &paths {
            let name = path.file_name().expect("a file").to_string_lossy();
            let bytes = fs::read(path).expect("a readable fixture");
            let outcome = read_every_way(Hint { content_type: None, file_name: Some(&name) }, &bytes);
            assert_eq!(outcome.problem.is_some(), is_broken(path), "{format}/{name}");
            let expected = fs::read(folder.join(format!("{name}.expected.json"))).unwrap_or_default();
            let expected: Value = serde_json::from_slice(&expected).unwrap_or_default();
            let found = outcome_json(&outcome);
            assert_eq!(found, expected, "{format}/{name} was read as\n{found:#}");
        }
    }
}
