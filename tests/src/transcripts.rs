//! Transcripts of any length, the same for the same seed.

use std::fmt::Write as _;

use serde_json::{Value, json};

const LINES: &[&str] = &[
    "Hello, thank you for making the time today.",
    "Of course. I was not sure I would manage it, to be honest.",
    "What would you like to get out of our conversation?",
    "Um, I guess I would like to understand why the mornings are so hard.",
    "Could you tell me more about a typical morning?",
    "I wake up early, and then I just, you know, lie there and go over everything.",
    "So the day begins before you have even stood up.",
    "Exactly! That is it.",
    "On a scale from 0 to 10, how ready do you feel to try something different?",
    "Maybe a six. It was a three last week.",
    "Did something change since then?",
    "No, I disagree with that; it was always like this.",
    "I am sorry, I misunderstood you.",
    "That's okay. It is terrible some days and wonderful on others.",
    "Could you please send me the form again?",
    "Thanks so much, this helped me a lot. See you next week!",
];

/// Turns of two or more speakers that follow from a seed.
#[derive(Clone, Copy, Debug)]
pub struct Dialogue {
    pub turns: usize,
    pub seed: usize,
}

impl Dialogue {
    /// Speaker and text of each turn.
    pub fn each(self) -> impl Iterator<Item = (&'static str, String)> {
        (0..self.turns).map(move |at| {
            let speaker = if at % 2 == 0 { "Ada" } else { "Ben" };
            let line = LINES[(at * 7 + self.seed + at / LINES.len()) % LINES.len()];
            (speaker, if at % 5 == 0 { format!("{line} That was turn {at}.") } else { line.to_owned() })
        })
    }
}

/// As a conversations request.
pub fn request(dialogue: Dialogue) -> Value {
    let turn = |(speaker, input): (&str, String)| {
        let role = if speaker == "Ada" { "coach" } else { "client" };
        json!({ "input": input, "speaker": { "id": speaker, "role": role } })
    };
    json!({ "talk_turns": dialogue.each().map(turn).collect::<Vec<_>>() })
}

/// As one turn per line.
pub fn ndjson(dialogue: Dialogue) -> Vec<u8> {
    let mut text = String::new();
    for (speaker, input) in dialogue.each() {
        let role = if speaker == "Ada" { "coach" } else { "client" };
        writeln!(text, r#"{{"input":"{input}","speaker":{{"id":"{speaker}","role":"{role}"}}}}"#)
            .expect("writing to memory does not fail");
    }
    text.into_bytes()
}

/// As WebVTT with voice tags.
pub fn webvtt(dialogue: Dialogue) -> Vec<u8> {
    let mut text = String::from("WEBVTT\n\n");
    for (at, (speaker, input)) in dialogue.each().enumerate() {
        writeln!(text, "{} --> {}\n<v {speaker}>{input}</v>\n", clock(at * 4), clock(at * 4 + 3))
            .expect("writing to memory does not fail");
    }
    text.into_bytes()
}

/// Turn number `at` with all that a turn can carry, as a line of NDJSON without its end. Its id does not compress.
pub fn full_line(at: usize, speaker: &str, input: &str) -> String {
    let role = if speaker == "Ada" { "coach" } else { "client" };
    let id = [2 * at, 2 * at + 1].map(|n| scattered(n as u64));
    format!(
        r#"{{"talk_turn_id":"{:016x}{:016x}","input":"{input}","speaker":{{"id":"{speaker}","role":"{role}"}},"start_time":"{}","end_time":"{}"}}"#,
        id[0],
        id[1],
        clock(at * 4),
        clock(at * 4 + 3)
    )
}

/// Seconds as a transcript's clock shows them.
pub fn clock(seconds: usize) -> String {
    format!("{:02}:{:02}:{:02}.000", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Neighbours far apart, the same every time (the finaliser of MurmurHash3, with a step before it).
fn scattered(n: u64) -> u64 {
    let mut n = (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    n = (n ^ (n >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    n = (n ^ (n >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    n ^ (n >> 33)
}
