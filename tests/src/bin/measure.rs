//! `measure DIR`: what the engine reaches on public data sets kept in DIR, as a table.
//!
//! What must stay true: a figure below its floor fails the run; the data only measures, nothing is fitted to it.
//! Deliberately absent: texts from the data in the output. A line that differs is named by file and id.

#[path = "measure/formats.rs"]
mod formats;
#[path = "../../../shared/transcript/tests/writers/mod.rs"]
mod writers;

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use engine::vader::Vader;
use engine::{Engine, Options, Utterance, behavior};
use model::{Speaker, TalkTurn};

/// The farthest a compound score may lie from the reference's: one unit of its last decimal.
const PARITY: f64 = 0.0001;

/// F1 on therapist turns: measured figures less 0.01.
const FLOORS: [(&str, f64); 3] = [("question", 0.881), ("open question", 0.753), ("closed question", 0.647)];

/// The same for the texts as a speech recogniser would give them: no capitals, no marks.
const SPOKEN_FLOORS: [(&str, f64); 3] = [("question", 0.766), ("open question", 0.717), ("closed question", 0.434)];

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "printing the table is what this program is for")]
fn main() -> ExitCode {
    let Some(dir) = std::env::args_os().nth(1) else {
        eprintln!("usage: measure DIR");
        return ExitCode::from(2);
    };
    match measure(Path::new(&dir)) {
        Ok(rows) => {
            println!("{:<44} {:>12} {:>12}  ", "figure", "value", "floor");
            for row in &rows {
                println!(
                    "{:<44} {:>12} {:>12}  {}",
                    row.figure,
                    row.value,
                    row.floor,
                    if row.met { "" } else { "FAILED" }
                );
            }
            ExitCode::from(u8::from(!rows.iter().all(|row| row.met)))
        }
        Err(error) => {
            eprintln!("measure: {error}");
            ExitCode::from(2)
        }
    }
}

struct Row {
    figure: String,
    value: String,
    floor: String,
    met: bool,
}

fn shown(figure: impl Into<String>, value: impl Into<String>) -> Row {
    Row { figure: figure.into(), value: value.into(), floor: String::new(), met: true }
}

fn measure(dir: &Path) -> Result<Vec<Row>> {
    let mut rows = parity(&dir.join("vader"))?;
    let turns = annomi(&dir.join("annomi_dev.csv"))?;
    rows.extend(questions("AnnoMI", &turns, FLOORS));
    rows.extend(questions("AnnoMI as speech", &spoken(&turns), SPOKEN_FLOORS));
    rows.extend(thanks(&dir.join("goemotions"))?);
    rows.extend(speed(turns));
    rows.push(formats::agree(&dir.join("qmsum"))?);
    Ok(rows)
}

fn parity(dir: &Path) -> Result<Vec<Row>> {
    let vader = Vader::new();
    let expected = std::fs::read_to_string(dir.join("expected_compound.tsv"))?;
    let mut texts: HashMap<&str, Vec<(String, String)>> = HashMap::new();
    let (mut lines, mut differing, mut worst) = (0_u32, Vec::new(), 0.0_f64);
    let mut next: HashMap<&str, usize> = HashMap::new();
    for line in expected.lines().skip(1) {
        let mut fields = line.split('\t');
        let (Some(file), Some(id), Some(compound)) = (fields.next(), fields.next(), fields.next()) else {
            return Err("expected_compound.tsv: a line has too few fields".into());
        };
        if !texts.contains_key(file) {
            texts.insert(file, sentences(&dir.join(file))?);
        }
        let at = next.entry(file).or_default();
        let Some((text_id, text)) = texts[file].get(*at) else { return Err(format!("{file} ends before {id}").into()) };
        if text_id != id {
            return Err(format!("{file} has {text_id} where {id} is expected").into());
        }
        *at += 1;
        lines += 1;
        let difference = (vader.compound(text) - compound.parse::<f64>()?).abs();
        worst = worst.max(difference);
        if difference > PARITY + f64::EPSILON {
            differing.push(format!("{file} {id}"));
        }
    }
    let mut rows = vec![
        shown("VADER parity: lines", lines.to_string()),
        Row {
            figure: "VADER parity: lines that differ".into(),
            value: differing.len().to_string(),
            floor: "0".into(),
            met: differing.is_empty() && lines > 0,
        },
        shown("VADER parity: worst difference", format!("{worst:.6}")),
    ];
    rows.extend(differing.iter().take(10).map(|line| shown("  differs", line.as_str())));
    Ok(rows)
}

/// Id and text of each line of a rated set: `id TAB rating TAB text`.
fn sentences(file: &Path) -> Result<Vec<(String, String)>> {
    let text = std::fs::read_to_string(file)?;
    let sentence = |line: &str| {
        let mut fields = line.splitn(3, '\t');
        Some((fields.next()?.to_owned(), fields.nth(1)?.to_owned()))
    };
    Ok(text.split('\n').filter_map(sentence).collect())
}

#[derive(Clone)]
struct Labelled {
    transcript: String,
    turn: TalkTurn,
    /// What its annotators say of it; `None` for clients.
    gold: Option<Gold>,
}

#[derive(Clone)]
struct Gold {
    question: bool,
    subtype: String,
}

fn annomi(file: &Path) -> Result<Vec<Labelled>> {
    let mut csv = csv::Reader::from_path(file)?;
    let headers = csv.headers()?.clone();
    let column = |name: &str| headers.iter().position(|header| header == name).ok_or(format!("no column {name}"));
    let (transcript, utterance, role, text) =
        (column("transcript_id")?, column("utterance_id")?, column("interlocutor")?, column("utterance_text")?);
    let (exists, subtype) = (column("question_exists")?, column("question_subtype")?);
    // One entry per turn, its annotators' answers together.
    let mut turns: Vec<(String, Labelled, Vec<String>, Vec<String>)> = Vec::new();
    for record in csv.records() {
        let record = record?;
        let id = format!("{} {}", &record[transcript], &record[utterance]);
        if turns.last().is_none_or(|(last, ..)| *last != id) {
            let speaker = Speaker { id: None, role: Some(record[role].to_owned()) };
            let turn = TalkTurn {
                index: turns.len() as u64,
                input: record[text].to_owned(),
                speaker: Some(speaker),
                ..TalkTurn::default()
            };
            turns.push((id, Labelled { transcript: record[transcript].to_owned(), turn, gold: None }, vec![], vec![]));
        }
        if &record[role] == "therapist"
            && let Some((_, _, questions, subtypes)) = turns.last_mut()
        {
            questions.push(record[exists].to_owned());
            subtypes.push(record[subtype].to_owned());
        }
    }
    Ok(turns
        .into_iter()
        .map(|(_, labelled, questions, subtypes)| {
            let gold = majority(&questions).zip(majority(&subtypes));
            Labelled { gold: gold.map(|(q, s)| Gold { question: q == "True", subtype: s.to_owned() }), ..labelled }
        })
        .collect())
}

/// The most frequent answer, the first of equals.
fn majority(answers: &[String]) -> Option<&str> {
    let votes = |answer: &String| answers.iter().filter(|other| *other == answer).count();
    let most = answers.iter().map(votes).max()?;
    answers.iter().find(|answer| votes(answer) == most).map(String::as_str)
}

#[derive(Default)]
struct Hits {
    both: u32,
    predicted: u32,
    gold: u32,
}

impl Hits {
    fn count(&mut self, predicted: bool, gold: bool) {
        self.both += u32::from(predicted && gold);
        self.predicted += u32::from(predicted);
        self.gold += u32::from(gold);
    }

    fn precision(&self) -> f64 {
        f64::from(self.both) / f64::from(self.predicted.max(1))
    }

    fn recall(&self) -> f64 {
        f64::from(self.both) / f64::from(self.gold.max(1))
    }

    fn f1(&self) -> f64 {
        f64::from(2 * self.both) / f64::from((self.predicted + self.gold).max(1))
    }
}

/// Without capitals and marks; apostrophes are spelling and stay.
fn spoken(turns: &[Labelled]) -> Vec<Labelled> {
    let said = |c: char| if c.is_alphanumeric() || "'’".contains(c) { c } else { ' ' };
    let speak = |labelled: &Labelled| {
        let input = labelled.turn.input.to_lowercase().chars().map(said).collect();
        Labelled { turn: TalkTurn { input, ..labelled.turn.clone() }, ..labelled.clone() }
    };
    turns.iter().map(speak).collect()
}

fn questions(set: &str, turns: &[Labelled], floors: [(&str, f64); 3]) -> Vec<Row> {
    let engine = Engine::new();
    let mut hits = [Hits::default(), Hits::default(), Hits::default()];
    for session in turns.chunk_by(|a, b| a.transcript == b.transcript) {
        let spoken: Vec<TalkTurn> = session.iter().map(|labelled| labelled.turn.clone()).collect();
        let read = engine.map(&Options::default(), &[], &spoken);
        for (labelled, detections) in session.iter().zip(read) {
            let Some(gold) = &labelled.gold else { continue };
            let kind = decision(&detections.utterances);
            hits[0].count(asks(&detections.utterances), gold.question);
            hits[1].count(kind == Some("open question"), gold.subtype == "open");
            hits[2].count(kind == Some("closed question"), gold.subtype == "closed");
        }
    }
    let mut rows = Vec::new();
    for (hits, (what, floor)) in hits.iter().zip(floors) {
        rows.push(shown(format!("{set} {what}: precision"), format!("{:.3}", hits.precision())));
        rows.push(shown(format!("{set} {what}: recall"), format!("{:.3}", hits.recall())));
        rows.push(Row {
            figure: format!("{set} {what}: F1"),
            value: format!("{:.3}", hits.f1()),
            floor: format!("{floor:.3}"),
            met: hits.f1() >= floor,
        });
    }
    rows
}

/// Whether any utterance shows a behavior of the questions category.
fn asks(utterances: &[Utterance]) -> bool {
    let category = |name: &str| behavior(name).map(|behavior| behavior.category);
    utterances.iter().flat_map(|u| &u.detections).any(|d| category(&d.behavior) == Some("questions"))
}

/// One decision per turn: open or closed, whichever has the highest score, the first of equals.
fn decision(utterances: &[Utterance]) -> Option<&str> {
    let mut best: Option<(&str, f64)> = None;
    for detection in utterances.iter().flat_map(|u| &u.detections) {
        let decides = ["open question", "closed question"].contains(&&*detection.behavior);
        if decides && best.is_none_or(|(_, score)| detection.score > score) {
            best = Some((&detection.behavior, detection.score));
        }
    }
    best.map(|(name, _)| name)
}

/// How often the comments in which thanks are seen carry the label gratitude, and how many of those are seen.
fn thanks(dir: &Path) -> Result<Vec<Row>> {
    let labels = std::fs::read_to_string(dir.join("labels.txt"))?;
    let gratitude = labels.lines().position(|label| label == "gratitude").ok_or("no label gratitude")?.to_string();
    let engine = Engine::new();
    let mut hits = Hits::default();
    for file in ["train.tsv", "dev.tsv"] {
        for line in std::fs::read_to_string(dir.join(file))?.lines() {
            let mut fields = line.split('\t');
            let (Some(text), Some(given)) = (fields.next(), fields.next()) else { continue };
            let turn = TalkTurn { input: text.to_owned(), ..TalkTurn::default() };
            let read = engine.map(&Options::default(), &[], &[turn]);
            let mut shown = read.iter().flat_map(|turn| &turn.utterances).flat_map(|u| &u.detections);
            hits.count(shown.any(|d| d.behavior == "gratitude"), given.split(',').any(|label| label == gratitude));
        }
    }
    Ok(vec![
        shown("GoEmotions gratitude: precision", format!("{:.3}", hits.precision())),
        shown("GoEmotions gratitude: recall", format!("{:.3}", hits.recall())),
    ])
}

fn speed(turns: Vec<Labelled>) -> Vec<Row> {
    let spoken: Vec<TalkTurn> = turns.into_iter().map(|labelled| labelled.turn).collect();
    let engine = Engine::new();
    let mut utterances = 0_usize;
    let start = Instant::now();
    for _ in 0..10 {
        for block in spoken.chunks(model::limits::BLOCK_TURNS) {
            let read = engine.map(&Options::default(), &[], block);
            utterances += read.iter().map(|turn| turn.utterances.len()).sum::<usize>();
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of utterances")]
    let per_second = utterances as f64 / start.elapsed().as_secs_f64();
    let build = if cfg!(debug_assertions) { "dev build" } else { "release build" };
    vec![shown(format!("utterances/s, one core, {build}"), format!("{per_second:.0}"))]
}
