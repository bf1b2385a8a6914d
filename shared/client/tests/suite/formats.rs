//! Whatever the transcript is written in, packed in and called, the analysis is the same.

use std::io::Write as _;
use std::process::Stdio;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::program::{Folder, analyze, command, dialogue, piped};
use crate::writers;

/// What does not depend on times and roles, which some formats add or lose.
fn essence(document: &Value) -> Vec<Value> {
    let speakers = document["analytics"]["speaker_analytics"].as_array().expect("a list");
    speakers.iter().map(|speaker| speaker["analytics"]["behavior_counts"].clone()).collect()
}

fn gzipped(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish()).expect("memory takes everything")
}

#[test]
fn every_format_is_read_from_files_in_gzip_by_its_name_and_from_pipes_by_its_content() {
    let (folder, turns) = (Folder::new(), dialogue());
    let plain = analyze(&folder.file("a.json", (writers::ALL[0].write)(&turns)), &[]).json();
    assert_eq!(plain["analytics"]["conversation_analytics"]["talk_turn_count"], 6);
    assert!(essence(&plain).len() == 2 && !essence(&plain).contains(&serde_json::json!({})), "{plain}");
    for writer in writers::ALL {
        let text = (writer.write)(&turns);
        let packed = folder.file(&format!("{}.gz", writer.file_name), gzipped(&text));
        assert_eq!(essence(&analyze(&packed, &[]).json()), essence(&plain), "{writer:?} in gzip");
        assert_eq!(essence(&piped(text.as_bytes(), &[]).json()), essence(&plain), "{writer:?} from a pipe");
    }
}

#[test]
fn a_redirected_file_is_read_twice_like_any_other() {
    let folder = Folder::new();
    let text = r#"{"talk_turns":[{"input":"Hello there."}],"include_conversation":true}"#;
    let file = std::fs::File::open(folder.file("a", text)).expect("a file");
    let output = command().arg("-").stdin(Stdio::from(file)).output().expect("the program starts");
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(document["conversation"]["talk_turns"][0]["input"], "Hello there.");
}

#[test]
fn a_misleading_name_is_overruled() {
    let folder = Folder::new();
    let file = folder.file("talk.pdf", "Ada: Good morning.\nBen: Good morning.\n");
    let refused = analyze(&file, &[]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(3), ""));
    assert!(refused.err.contains("(unsupported_media_type)") && refused.err.contains("--format"), "{}", refused.err);
    let document = analyze(&file, &["--format", "text", "--include-diagnostics"]).json();
    assert_eq!(document["diagnostics"]["input_format"], "text");
    assert_eq!(document["diagnostics"]["talk_turns"], 2);
}

#[test]
fn a_request_that_is_named_as_one_has_its_members_read() {
    let request = br#"{"talk_turns":[{"input":"Hello."}],"conversation_id":"7","include_diagnostics":true}"#;
    let document = piped(request, &["--format", "json_request"]).json();
    assert_eq!((&document["conversation_id"], document["diagnostics"].is_object()), (&"7".into(), true));
}
