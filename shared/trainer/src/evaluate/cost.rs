//! What analysing costs on one core: time to start, utterances per second, memory for a long conversation.
//!
//! Two speeds are told: of reading alone, and of the whole document, which is reading and adding up.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::{Analysis, Engine, Options, Reducer, TurnDetections};
use model::limits::{BLOCK_TURNS, MAX_SPEAKERS};
use model::{Speaker, TalkTurn};

use super::annomi::talk_turns;
use super::figure::Figure;
use crate::data::{Meeting, annomi};
use crate::{Error, Result};

/// Long enough for a steady figure.
const ROUNDS: Duration = Duration::from_secs(3);
const MILLION: u32 = 1_000_000;

/// The longest conversation that memory is promised for.
const LONG: u64 = 4_000_000;

/// Turns that are read once and said again and again, none longer than so many bytes.
const SAMPLE: usize = 5_000;
const SAMPLE_BYTES: usize = 200;

/// A Python with vaderSentiment, spaCy, scikit-learn, yake and rake-nltk; without it peers are not measured.
pub(super) const PEER: &str = "PEER_PYTHON";

/// Times are worth less in a build that is not shipped.
const BUILD: &str = if cfg!(debug_assertions) { " (dev build)" } else { "" };

/// Must be measured before anything else takes memory and gives it back.
pub(super) fn memory(meetings: &[Meeting]) -> Option<[Figure; 2]> {
    let before = status("VmRSS:")?;
    let engine = Engine::new();
    let (mut reducer, mut utterances) = (Reducer::new(), 0);
    for block in meetings.iter().cycle().flat_map(|meeting| meeting.turns.chunks(BLOCK_TURNS)) {
        let read = engine.map(&Options::default(), &[], block);
        utterances += read.iter().map(count).sum::<u32>();
        reducer.add(block, &read).expect("meetings have few speakers");
        if utterances >= MILLION {
            break;
        }
    }
    let analytics = reducer.finish();
    assert_eq!(analytics.conversation.utterance_count, u64::from(utterances));
    let figure = |key, what, goal| {
        let megabytes = (status("VmHWM:")? - before) / 1_000.0;
        Some(Figure::new(key, what, megabytes, format!("{megabytes:.0}")).goal(goal).at_most())
    };
    let read = figure("memory_mb", "memory of the engine for a million utterances, MB", "≤ 128")?;
    add_up_for_long(&engine, meetings);
    let what = "memory at most for a document of 4,000,000 turns by 10,000 speakers, 5,000 turns repeated, MB";
    Some([read, figure("document_memory_mb", what, "≤ 256")?])
}

/// Adds up as many turns, by as many speakers, as a conversation may have; each has its times.
fn add_up_for_long(engine: &Engine, meetings: &[Meeting]) {
    let turns = meetings.iter().flat_map(|meeting| &meeting.turns).filter(|turn| turn.input.len() <= SAMPLE_BYTES);
    let mut turns: Vec<TalkTurn> = turns.take(SAMPLE).cloned().collect();
    let mut found = engine.map(&Options::default(), &[], &turns);
    let (mut reducer, mut index) = (Reducer::new(), 0);
    while index < LONG {
        for (turn, found) in turns.iter_mut().zip(&mut found) {
            let (speaker, role) = (index % MAX_SPEAKERS as u64, ["agent", "customer"][usize::from(index % 2 == 1)]);
            turn.speaker = Some(Speaker { id: Some(speaker.to_string()), role: Some(role.to_owned()) });
            (turn.start_time, turn.end_time) = (Some((index / 2).to_string()), Some((index / 2 + 1).to_string()));
            (turn.index, found.turn) = (index, index);
            index += 1;
        }
        reducer.add(&turns, &found).expect("there are no more speakers than may be");
    }
    assert_eq!(reducer.finish().conversation.talk_turn_count, index);
}

/// Of this process, in kB; `None` where the system does not say.
fn status(field: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

pub(super) fn time(data: &Path) -> Result<Vec<Figure>> {
    let watch = Stopwatch::start();
    let engine = Arc::new(Engine::new());
    let started = watch.elapsed().as_secs_f64() * 1_000.0;
    let turns: Vec<TalkTurn> = annomi(data)?.iter().flat_map(|session| talk_turns(session, str::to_owned)).collect();
    let (mut utterances, watch) = (0, Stopwatch::start());
    while watch.elapsed() < ROUNDS {
        for block in turns.chunks(BLOCK_TURNS) {
            utterances += engine.map(&Options::default(), &[], block).iter().map(count).sum::<u32>();
        }
    }
    let ours = f64::from(utterances) / watch.elapsed().as_secs_f64();
    let what = format!("AnnoMI dev: utterances per second of one core{BUILD}");
    let mut speed = Figure::new("utterances_per_second", what, ours, format!("{ours:.0}"))
        .published("vaderSentiment + spaCy + TF-IDF LR 13,700")
        .goal("≥ 100,000 and ≥ 8×")
        .of_release();
    if let Some(python) = std::env::var_os(PEER) {
        let peer = peer(&python, &engine, &turns)?;
        speed = speed.remeasured(&format!("{peer:.0} (ours is {:.1}×)", ours / peer));
    }
    let start_up = Figure::new("start_ms", format!("engine start-up, ms{BUILD}"), started, format!("{started:.0}"));
    let whole = document(&engine, &turns);
    Ok(vec![speed, whole, start_up.goal("≤ 100").at_most().of_release()])
}

/// The same turns as one conversation from the first to the last step.
fn document(engine: &Arc<Engine>, turns: &[TalkTurn]) -> Figure {
    const FEW: &str = "sessions have few speakers";
    let (mut utterances, mut spent) = (0, Duration::ZERO);
    while spent < ROUNDS {
        let turns: Vec<TalkTurn> = (0..).zip(turns).map(|(index, turn)| TalkTurn { index, ..turn.clone() }).collect();
        let watch = Stopwatch::start();
        let mut analysis = Analysis::new(Arc::clone(engine), Options::default());
        for turn in turns {
            if analysis.push(turn) {
                analysis.read().expect(FEW);
            }
        }
        analysis.read().expect(FEW);
        utterances += analysis.finish().conversation.utterance_count;
        spent += watch.elapsed();
    }
    #[expect(clippy::cast_precision_loss, reason = "there are some millions of them")]
    let ours = utterances as f64 / spent.as_secs_f64();
    let what = format!("AnnoMI dev, the whole document: utterances per second of one core{BUILD}");
    let figure = Figure::new("document_per_second", what, ours, format!("{ours:.0}"));
    figure.published("vaderSentiment + spaCy + TF-IDF LR 13,700").goal("≥ 100,000").of_release()
}

fn count(turn: &TurnDetections) -> u32 {
    u32::try_from(turn.utterances.len()).expect("a turn's text is at most MAX_TURN_BYTES long")
}

/// Counts this thread's processor time where the system says it, else the time of day.
struct Stopwatch {
    began: Instant,
    /// Nanoseconds.
    spent: Option<u64>,
}

impl Stopwatch {
    fn start() -> Self {
        Self { began: Instant::now(), spent: Self::spent() }
    }

    fn spent() -> Option<u64> {
        std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
    }

    fn elapsed(&self) -> Duration {
        let spent = self.spent.zip(Self::spent());
        spent.map_or_else(|| self.began.elapsed(), |(before, now)| Duration::from_nanos(now - before))
    }
}

/// Utterances per second of processor time of the Python pipeline, given the same utterances.
fn peer(python: &OsStr, engine: &Engine, turns: &[TalkTurn]) -> Result<f64> {
    let mut lines = String::new();
    for (turn, read) in turns.iter().zip(engine.map(&Options::default(), &[], turns)) {
        for utterance in read.utterances {
            let text = &turn.input[utterance.start as usize..utterance.end as usize];
            lines.extend([text.replace('\n', " ").as_str(), "\n"]);
        }
    }
    let failed = |what: String| Error::Asked(format!("the Python pipeline: {what}"));
    let mut script = Command::new(python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/peer.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    let mut input = script.stdin.take().expect("it was piped");
    input.write_all(lines.trim_end().as_bytes()).map_err(|error| failed(error.to_string()))?;
    drop(input);
    let output = script.wait_with_output().map_err(|error| failed(error.to_string()))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let figures: Vec<f64> = said.split_whitespace().filter_map(|figure| figure.parse().ok()).collect();
    match figures[..] {
        [utterances, seconds] => Ok(utterances / seconds),
        _ => Err(failed(format!("it says {said:?}"))),
    }
}
