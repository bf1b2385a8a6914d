//! Announcements of files that cannot come.

use serde_json::{Value, json};

use crate::reply::{CANARY, Reply, get, post};
use crate::site::{SOON, Site};

const UPLOAD: &str = "/v1/conversations/jobs/start-multipart";

async fn announce(site: &Site, changed: Value) -> Reply {
    let mut announced =
        json!({ "file_name": format!("{CANARY}.vtt"), "file_size_bytes": 9, "content_type": "text/vtt" });
    for (name, value) in changed.as_object().expect("changes are an object") {
        announced[name] = value.clone();
    }
    post(&site.client, UPLOAD, announced.to_string()).await
}

#[tokio::test]
async fn sizes_and_parts_have_bounds_that_are_told() {
    let site = Site::start().await;
    for bytes in [0, -1, i64::MIN] {
        announce(&site, json!({ "file_size_bytes": bytes })).await.invalid("out_of_range", "/file_size_bytes");
    }
    for bytes in [json!(9_223_372_036_854_775_808_u64), json!(9.5), json!("9")] {
        announce(&site, json!({ "file_size_bytes": bytes })).await.invalid("wrong_type", "/file_size_bytes");
    }
    let cap = 100_i64 << 30;
    for bytes in [cap + 1, i64::MAX] {
        let problem = announce(&site, json!({ "file_size_bytes": bytes })).await.refused(413, "too_large");
        assert!(problem.at("/detail").text().contains(&cap.to_string()));
    }
    let (least, most) = (5_i64 << 20, 5_i64 << 30);
    for bytes in [0, -1, i64::MIN, least - 1, most + 1, i64::MAX] {
        let answer = announce(&site, json!({ "preferred_part_size_bytes": bytes })).await;
        answer.invalid("part_size_illegal", "/preferred_part_size_bytes");
        assert!(answer.text.contains(&least.to_string()) && answer.text.contains(&most.to_string()));
    }
    // Ten thousand parts and a byte: the smallest size that fits is told, and fits.
    let file = least * 10_000 + 1;
    let answer = announce(&site, json!({ "file_size_bytes": file, "preferred_part_size_bytes": least })).await;
    answer.invalid("too_many_parts", "/preferred_part_size_bytes");
    assert!(answer.text.contains(&(least + 1).to_string()), "{}", answer.text);
    let answer = announce(&site, json!({ "file_size_bytes": file, "preferred_part_size_bytes": least + 1 })).await;
    assert_eq!(answer.document().at("/upload/parts").list().len(), 10_000);
    // Asked for again, the first thousand that are missing.
    let again = get(&site.client, &format!("/v1/conversations/jobs/{}", answer.id())).await.document();
    let numbers = again.at("/upload/parts").list().iter().map(|part| part.at("/part_number").count());
    assert!(numbers.eq(1..=1_000));
    // A preference larger than the file is one part.
    let answer = announce(&site, json!({ "preferred_part_size_bytes": most })).await.document();
    assert_eq!(answer.at("/upload/parts").list().len(), 1);
    site.unharmed().await;
}

#[tokio::test]
async fn the_operators_cap_on_files_is_told() {
    let site = Site::with(&[("COLLOQUY_MAX_UPLOAD_BYTES", "1000")]).await;
    let problem = announce(&site, json!({ "file_size_bytes": 1_001 })).await.refused(413, "too_large");
    assert!(problem.at("/detail").text().contains("1000"));
    announce(&site, json!({ "file_size_bytes": 1_000 })).await.document();
    site.unharmed().await;
}

#[tokio::test]
async fn only_transcripts_are_taken() {
    let site = Site::start().await;
    for (content_type, file_name) in [
        ("image/png", "a"),
        ("application/pdf", "a.json"),
        (CANARY, "a.json"),
        ("application/octet-stream", "a.docx"),
        ("text/plain", "a.wav.gz"),
        ("audio/ogg", "a"),
    ] {
        let answer = announce(&site, json!({ "content_type": content_type, "file_name": file_name })).await;
        answer.refused(415, "unsupported_media_type");
    }
    for (content_type, file_name) in
        [("audio/mpeg", "a.vtt"), ("video/mp4", "a"), ("application/octet-stream", "a.mp3"), ("Audio/X-M4A", "a")]
    {
        let answer = announce(&site, json!({ "content_type": content_type, "file_name": file_name })).await;
        answer.refused(415, "transcriber_not_configured");
    }
    for (content_type, code) in [
        ("", "required"),
        ("text/vtt\0", "null_character"),
        ("text/vtt; kanarienvogel=\u{e9}", "content_type_illegal"),
        ("text/vtt;\r\nx-amz-acl: public-read", "content_type_illegal"),
        ("text/vtt\n", "content_type_illegal"),
        ("text/vtt;\u{7f}", "content_type_illegal"),
    ] {
        announce(&site, json!({ "content_type": content_type })).await.invalid(code, "/content_type");
    }
    let long = format!("text/vtt; x={}", "x".repeat(1_024));
    announce(&site, json!({ "content_type": long })).await.invalid("too_long", "/content_type");
    site.unharmed().await;
}

#[tokio::test]
async fn a_file_name_is_a_name_and_nothing_else() {
    let site = Site::start().await;
    let client = &site.client;
    let before = std::fs::read_dir(site.server.data_dir().join("..")).unwrap().count();
    for name in [
        "../../../kanarienvogel.vtt".to_owned(),
        "/kanarienvogel".to_owned(),
        "C:\\kanarienvogel\\..\\x.vtt".to_owned(),
        "..".to_owned(),
        ".".to_owned(),
        "%2e%2e%2fkanarienvogel".to_owned(),
        "\u{202e}ttv.kanarienvogel".to_owned(),
        "kanarienvogel\r\nset-cookie: x".to_owned(),
        "\u{1F600}\u{feff}kanarienvogel'\"<b>.vtt".to_owned(),
        format!("{CANARY}{}", "n".repeat(1_024 - CANARY.len())),
    ] {
        let file = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello.\n";
        let announced = json!({ "file_name": name, "file_size_bytes": file.len(), "content_type": "text/vtt" });
        let job = client.upload(&announced, file).await;
        let document = client.completed(&job, SOON).await;
        assert_eq!(document["progress"]["done"], 1);
    }
    assert_eq!(std::fs::read_dir(site.server.data_dir().join("..")).unwrap().count(), before);
    for (name, code) in
        [(String::new(), "required"), ("n".repeat(10_000), "too_long"), ("a\0.vtt".to_owned(), "null_character")]
    {
        announce(&site, json!({ "file_name": name })).await.invalid(code, "/file_name");
    }
    let metadata = "x".repeat(64 << 10);
    announce(&site, json!({ "user_metadata": metadata })).await.invalid("too_long", "/user_metadata");
    site.unharmed().await;
}
