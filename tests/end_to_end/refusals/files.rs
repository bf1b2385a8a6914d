//! Files that arrive whole and cannot be read: the job fails, says why and where, and repeats nothing.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::reply::{CANARY, get};
use crate::site::{SOON, Site};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).expect("writing to memory does not fail");
    packed.finish().expect("writing to memory does not fail")
}

/// The job document of a file that is not right; nothing of the file is in it.
async fn outcome(site: &Site, content_type: &str, file: &[u8]) -> Value {
    let announced = json!({ "file_name": CANARY, "file_size_bytes": file.len(), "content_type": content_type });
    let job = site.client.upload(&announced, file).await;
    let document = site.client.finished(&job, SOON).await;
    let text = get(&site.client, &format!("/v1/conversations/jobs/{job}")).await.text;
    assert!(!text.contains(CANARY), "{text}");
    document
}

/// The error of a job that fails on its file.
async fn failure(site: &Site, content_type: &str, file: &[u8]) -> Value {
    let document = outcome(site, content_type, file).await;
    assert_eq!(document["status"], "failed", "{document}");
    assert!(document["error"]["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
    document["error"].clone()
}

fn place(error: &Value) -> (Option<&str>, Option<u64>, Option<&str>) {
    (error["code"].as_str(), error["line"].as_u64(), error["pointer"].as_str())
}

#[tokio::test]
async fn a_file_that_is_no_transcript_fails_its_job() {
    let site = Site::start().await;
    let turn = format!(r#"{{"input":"{CANARY}"}}"#);
    let (vtt, json, ndjson) = ("text/vtt", "application/json", "application/x-ndjson");
    let badly_asked = format!(r#"{{"talk_turns":[{turn}],"include_tips":"{CANARY}"}}"#);
    for (content_type, file, code, line, pointer) in [
        (vtt, format!("{CANARY}\n\n00:01.000 --> 00:02.000\n{CANARY}\n"), "vtt_signature", Some(1), None),
        (vtt, "WEBVTT\n".to_owned(), "no_turns", None, None),
        (json, badly_asked, "wrong_type", None, Some("/include_tips")),
        (json, format!(r#"{{"talk_turns":[{turn}"#), "json_truncated", Some(1), Some("/talk_turns/0")),
        (json, format!("{{\"{CANARY}\":1}}"), "talk_turns_missing", Some(1), None),
        (ndjson, "\n\n\n".to_owned(), "no_turns", None, None),
    ] {
        let error = failure(&site, content_type, file.as_bytes()).await;
        assert_eq!(place(&error), (Some(code), line, pointer), "{content_type} {error}");
    }
    failure(&site, json, "[".repeat(1_000_000).as_bytes()).await;
    // A picture, whatever it calls itself.
    for content_type in [vtt, json, ndjson, "application/octet-stream", "text/plain"] {
        failure(&site, content_type, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0").await;
    }
    site.unharmed().await;
}

#[tokio::test]
async fn a_malformed_turn_is_named_by_its_place() {
    let site = Site::start().await;
    let turn = format!(r#"{{"input":"{CANARY}"}}"#);
    let cue = format!("00:01.000 --> 00:02.000\n{CANARY}\n\n");
    let (vtt, json, ndjson) = ("text/vtt", "application/json", "application/x-ndjson");
    let request = format!(r#"{{"talk_turns":[{turn},{{"input":7}}]}}"#);
    let not_text = b"[{\"input\":\"a\"},{\"input\":\"\xff\"}]".to_vec();
    for (content_type, file, code, line, pointer) in [
        (vtt, format!("WEBVTT\n\n{cue}00:0x.000 --> 00:02.000\n{CANARY}\n").into(), "vtt_timing", Some(6), None),
        (json, request.into(), "wrong_type", Some(1), Some("/talk_turns/1/input")),
        (json, format!("[{turn},\n{{\"input\":[]}}]").into(), "wrong_type", Some(2), Some("/1/input")),
        (json, not_text, "utf8_invalid", Some(1), Some("/1/input")),
        (ndjson, format!("{turn}\n{turn}\n{{\"input\":7}}\n").into(), "wrong_type", Some(3), Some("/input")),
        (ndjson, format!("{turn}\n{{\"input\":\"{CANARY}\n").into(), "json_syntax", Some(2), Some("/input")),
    ] {
        let file: Vec<u8> = file;
        let document = outcome(&site, content_type, &file).await;
        // It ends the job, or it is passed over and told.
        let error = match document["status"].as_str() {
            Some("failed") => &document["error"],
            _ => &document["input_errors"][0],
        };
        assert_eq!(place(error), (Some(code), line, pointer), "{content_type} {document}");
    }
    site.unharmed().await;
}

#[tokio::test]
async fn gzip_that_is_cut_broken_or_a_bomb_fails_its_job() {
    let site = Site::start().await;
    let good = gzip(format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{CANARY}\n").as_bytes());
    let mut corrupt = good.clone();
    let checksum = corrupt.len() - 8;
    corrupt[checksum] ^= 0xFF;
    // A member of a mebibyte of nothing, again and again.
    let bomb =
        [gzip(format!("{{\"input\":\"{CANARY}\"}}\n").as_bytes()), gzip(&vec![b'\n'; 1 << 20]).repeat(100)].concat();
    assert!(bomb.len() < 1 << 20);
    let (vtt, ndjson) = ("text/vtt", "application/x-ndjson");
    for (content_type, file, code) in [
        (vtt, &good[..good.len() - 1], "gzip_truncated"),
        (vtt, &good[..20], "gzip_truncated"),
        (vtt, &good[..2], "gzip_truncated"),
        (vtt, &corrupt, "gzip_corrupt"),
        (ndjson, &bomb, "decompresses_too_far"),
    ] {
        let error = failure(&site, content_type, file).await;
        assert_eq!(error["code"], code, "{error}");
    }
    site.unharmed().await;
}

#[tokio::test]
async fn zstd_garbage_and_a_line_of_a_hundred_megabytes_fail_their_jobs() {
    let site = Site::start().await;
    let mut garbage = vec![0x28, 0xb5, 0x2f, 0xfd];
    garbage.extend((0..4_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()));
    let error = failure(&site, "application/x-ndjson", &garbage).await;
    assert!(error["code"].as_str().is_some_and(|code| code.starts_with("zstd_")), "{error}");
    let mut line = br#"{"input":""#.to_vec();
    line.resize(100_000_000, b'a');
    let error = failure(&site, "application/x-ndjson", &line).await;
    assert_eq!(error["line"], 1, "{error}");
    site.unharmed().await;
}
