//! What meetings are about, beside what people wrote down of them.
//!
//! Twenty suggestions each are held against the titles of QMSum's validation meetings. A title is touched when one of
//! its content words is among the words of the suggestions; words are compared by their stems, function words aside.
//! Both figures are means over meetings.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Write as _;
use std::process::{Command, Stdio};

use engine::{Reducer, Topics, TurnDetections};
use rust_stemmers::{Algorithm, Stemmer};
use serde::Deserialize;

use super::cost::PEER;
use super::figure::{Figure, share};
use crate::data::Meeting;
use crate::{Error, Result};

/// Say nothing of what a title is about.
const FUNCTION_WORDS: &str = "a an the and or but if of to in on at for from with without by as into onto about between \
    among through over under than then so is are was were be been being am do does did has have had having can could \
    will would shall should may might must no not i you he she it we they me him us them my your his her its our their \
    this that these those there here what which who whom whose when where why how all any some each every both more \
    most other such own same only too very";

#[derive(Deserialize)]
struct Peers {
    rake: Vec<String>,
    yake: Vec<String>,
}

/// Means over meetings: titles touched, and their words recalled.
#[derive(Clone, Copy, Default)]
struct Found {
    touched: f64,
    recalled: f64,
}

pub(super) fn figures(meetings: &[Meeting]) -> Result<[Figure; 2]> {
    let meetings: Vec<&Meeting> = meetings.iter().filter(|meeting| meeting.part == "val").collect();
    let reader = Reader::new();
    let suggested: Vec<Vec<String>> = meetings.iter().map(|meeting| names(&suggest(meeting))).collect();
    let ours = reader.compare(&meetings, &suggested);
    let what = |what: &str| format!("QMSum val, {} meetings, 20 topics suggested: {what}", meetings.len());
    let mut touched = Figure::share("topics_touched", what("titles touched"), ours.touched).goal("above both");
    let mut recalled = Figure::share("topics_recalled", what("words of titles recalled"), ours.recalled);
    recalled = recalled.goal("above both");
    if let Some(python) = std::env::var_os(PEER) {
        let peers = peers(&python, &meetings)?;
        let (rake, yake): (Vec<_>, Vec<_>) = peers.into_iter().map(|peers| (peers.rake, peers.yake)).unzip();
        for (name, phrases) in [("RAKE", rake), ("YAKE", yake)] {
            let found = reader.compare(&meetings, &phrases);
            touched = touched.remeasured(&format!("{name} {}", share(found.touched)));
            recalled = recalled.remeasured(&format!("{name} {}", share(found.recalled)));
        }
    }
    Ok([touched, recalled])
}

fn suggest(meeting: &Meeting) -> Topics {
    let mut reducer = Reducer::new();
    reducer.add(&meeting.turns, &vec![TurnDetections::default(); meeting.turns.len()]).expect("few speakers");
    reducer.finish().extended.topics.value.unwrap_or_default()
}

fn names(topics: &Topics) -> Vec<String> {
    topics.suggested.iter().map(|topic| topic.name.clone()).collect()
}

struct Reader {
    stemmer: Stemmer,
    function_words: BTreeSet<&'static str>,
}

impl Reader {
    fn new() -> Self {
        let function_words = FUNCTION_WORDS.split(' ').collect();
        Self { stemmer: Stemmer::create(Algorithm::English), function_words }
    }

    fn compare(&self, meetings: &[&Meeting], phrases: &[Vec<String>]) -> Found {
        let mut sum = Found::default();
        for (meeting, phrases) in meetings.iter().zip(phrases) {
            let Found { touched, recalled } = self.found(&meeting.topics, phrases);
            sum.touched += touched;
            sum.recalled += recalled;
        }
        #[expect(clippy::cast_precision_loss, reason = "there are few meetings")]
        let meetings = meetings.len() as f64;
        Found { touched: sum.touched / meetings, recalled: sum.recalled / meetings }
    }

    fn found(&self, titles: &[String], phrases: &[String]) -> Found {
        let said: BTreeSet<String> = phrases.iter().flat_map(|phrase| self.content(phrase)).collect();
        let titles: Vec<BTreeSet<String>> = titles.iter().map(|title| self.content(title)).collect();
        let touched = titles.iter().filter(|title| !title.is_disjoint(&said)).count();
        let words: BTreeSet<&String> = titles.iter().flatten().collect();
        let recalled = words.iter().filter(|word| said.contains(**word)).count();
        #[expect(clippy::cast_precision_loss, reason = "titles and words are few")]
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        Found { touched: share(touched, titles.len()), recalled: share(recalled, words.len()) }
    }

    /// Stems of the words of two letters and more that are no function words.
    fn content(&self, text: &str) -> BTreeSet<String> {
        let text = text.to_lowercase().replace('’', "'");
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
        let words = words.map(|word| word.trim_matches('\'').trim_end_matches("'s"));
        let words = words.filter(|word| word.chars().count() > 1 && !self.function_words.contains(word));
        words.map(|word| self.stemmer.stem(word).into_owned()).collect()
    }
}

/// What RAKE and YAKE find in the same meetings.
fn peers(python: &OsStr, meetings: &[&Meeting]) -> Result<Vec<Peers>> {
    let failed = |what: String| Error::Asked(format!("the Python key-phrase libraries: {what}"));
    let mut script = Command::new(python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/peer_topics.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    let mut lines = String::new();
    for meeting in meetings {
        let turns: Vec<&str> = meeting.turns.iter().map(|turn| turn.input.as_str()).collect();
        lines.push_str(&serde_json::to_string(&turns).expect("strings are JSON"));
        lines.push('\n');
    }
    let mut input = script.stdin.take().expect("it was piped");
    // The script answers while it reads: both ends move at once.
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = script.wait_with_output().map_err(|error| failed(error.to_string()))?;
    drop(writer.join());
    let said = String::from_utf8_lossy(&output.stdout);
    let peers = said.lines().map(serde_json::from_str).collect::<std::result::Result<Vec<Peers>, _>>();
    let peers = peers.map_err(|error| failed(error.to_string()))?;
    if peers.len() == meetings.len() {
        return Ok(peers);
    }
    Err(failed(format!("{} answers for {} meetings", peers.len(), meetings.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_touched_by_stems_and_not_by_function_words() {
        let titles = ["The Designs of the remote's case".to_owned(), "What it is about".to_owned()];
        let found = Reader::new().found(&titles, &["remote design".to_owned(), "about".to_owned()]);
        assert!((found.touched - 0.5).abs() < 1e-9 && (found.recalled - 2.0 / 3.0).abs() < 1e-9);
    }
}
