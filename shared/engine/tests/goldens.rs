//! Whole dialogues with everything that is detected in them, as files to be read in review.
//!
//! A line is `speaker: text`; under it, one line per utterance that shows something: `> evidence = behavior`,
//! several separated by `;`.

use std::fmt::Write as _;

use engine::{Engine, Options, TurnDetections};
use model::{Speaker, TalkTurn};

fn turns(golden: &str) -> Vec<TalkTurn> {
    let spoken = golden.lines().filter_map(|line| line.split_once(": ").filter(|_| !line.starts_with("  ")));
    let turn = |(index, (speaker, input)): (u64, (&str, &str))| TalkTurn {
        index,
        input: input.to_owned(),
        speaker: Some(Speaker { id: Some(speaker.to_owned()), role: None }),
        ..TalkTurn::default()
    };
    (0..).zip(spoken).map(turn).collect()
}

fn render(turns: &[TalkTurn], read: &[TurnDetections]) -> String {
    let mut text = String::new();
    for (turn, read) in turns.iter().zip(read) {
        let name = turn.speaker.as_ref().and_then(|speaker| speaker.id.as_deref()).unwrap_or_default();
        writeln!(text, "{name}: {}", turn.input).expect("a String takes everything");
        for utterance in read.utterances.iter().filter(|utterance| !utterance.detections.is_empty()) {
            let shown = utterance
                .detections
                .iter()
                .map(|d| format!("{} = {}", &turn.input[d.start as usize..d.end as usize], d.behavior));
            writeln!(text, "  > {}", shown.collect::<Vec<_>>().join("; ")).expect("a String takes everything");
        }
    }
    text
}

fn check(golden: &str) {
    let turns = turns(golden);
    let read = Engine::of_rules().map(&Options::default(), &[], &turns);
    let rendered = render(&turns, &read);
    for (line, (expected, found)) in golden.lines().zip(rendered.lines()).enumerate() {
        assert_eq!(found, expected, "line {}", line + 1);
    }
    assert_eq!(rendered, golden);
}

#[test]
fn coaching() {
    check(include_str!("goldens/coaching.txt"));
}

#[test]
fn support_call() {
    check(include_str!("goldens/support_call.txt"));
}

#[test]
fn recognised_speech() {
    check(include_str!("goldens/recognised_speech.txt"));
}
