//! Bodies that are not what they should be.

use std::fmt::Write as _;

use reqwest::Method;
use serde_json::json;
use tests::{Dialogue, request};

use crate::reply::{CANARY, post, reply};
use crate::site::{SOON, Site};
use crate::wire::{Wire, head};

const JOBS: &str = "/v1/conversations/jobs";
const UPLOAD: &str = "/v1/conversations/jobs/start-multipart";
const MEBIBYTE: usize = 1 << 20;

#[tokio::test]
async fn a_conversations_request_is_judged_before_it_is_taken() {
    let site = Site::start().await;
    let turn = |members: &str| format!(r#"{{"talk_turns":[{{"input":"{CANARY}"}},{{{members}}}]}}"#);
    let with = |member: &str| format!(r#"{{"talk_turns":[{{"input":"{CANARY}"}}],{member}}}"#);
    let invalid = [
        (String::new(), "wrong_type", ""),
        ("[]".to_owned(), "wrong_type", ""),
        ("7".to_owned(), "wrong_type", ""),
        (format!("\"{CANARY}\""), "wrong_type", ""),
        (r#"{"talk_turns":null}"#.to_owned(), "wrong_type", "/talk_turns"),
        (r#"{"talk_turns":{}}"#.to_owned(), "wrong_type", "/talk_turns"),
        (r#"{"talk_turns":["x"]}"#.to_owned(), "wrong_type", "/talk_turns/0"),
        (turn(r#""input":7"#), "wrong_type", "/talk_turns/1/input"),
        (turn(r#""input":null"#), "wrong_type", "/talk_turns/1/input"),
        (turn(r#""talk_turn_id":"x""#), "input_missing", "/talk_turns/1"),
        (turn(r#""input":"","speaker":"x""#), "wrong_type", "/talk_turns/1/speaker"),
        (turn(r#""input":"","speaker":{"id":7}"#), "wrong_type", "/talk_turns/1/speaker/id"),
        (turn(r#""input":"","start_time":true"#), "wrong_type", "/talk_turns/1/start_time"),
        (turn(r#""input":"","talk_turn_id":[]"#), "wrong_type", "/talk_turns/1/talk_turn_id"),
        (turn(r#""input":"","talk_turn_id":"a\u0000b""#), "nul_in_name", "/talk_turns/1/talk_turn_id"),
        (turn(r#""input":"","input":"""#), "member_doubled", "/talk_turns/1/input"),
        (with(r#""confidence_threshold":"0.5""#), "wrong_type", "/confidence_threshold"),
        (with(r#""confidence_threshold":1.01"#), "out_of_range", "/confidence_threshold"),
        (with(r#""max_behaviors":-1"#), "out_of_range", "/max_behaviors"),
        (with(r#""max_behaviors":1.5"#), "out_of_range", "/max_behaviors"),
        (with(r#""include_conversation":"yes""#), "wrong_type", "/include_conversation"),
        (with(r#""include_diagnostics":1"#), "wrong_type", "/include_diagnostics"),
        (with(r#""conversation_id":7"#), "wrong_type", "/conversation_id"),
        (with(r#""conversation_id":"""#), "empty", "/conversation_id"),
        (with(r#""conversation_id":"\u0000""#), "null_character", "/conversation_id"),
        (with(&format!(r#""conversation_id":"{}""#, "x".repeat(1_025))), "too_long", "/conversation_id"),
        (with(&format!(r#""user_metadata":"{}""#, "x".repeat(64 << 10))), "too_long", "/user_metadata"),
    ];
    for (body, code, pointer) in invalid {
        post(&site.client, JOBS, body).await.invalid(code, pointer);
    }
    let nested = |open: &str| open.repeat(1_000_000);
    let broken = [
        ("{}".to_owned(), "talk_turns_missing"),
        (r#"{"talk_turns":[]}"#.to_owned(), "talk_turns_empty"),
        (r#"{"talk_turns":[{"input":""}],"talk_turns":[]}"#.to_owned(), "talk_turns_doubled"),
        (with(r#""x":1"#)[..40].to_owned(), "json_truncated"),
        ("{".to_owned(), "json_truncated"),
        (format!("{{\"talk_turns\":[{{\"input\":\"{CANARY}"), "json_truncated"),
        (format!(r#"{{"talk_turns":[{{"input":{CANARY}}}]}}"#), "json_syntax"),
        (format!(r#"{{"talk_turns":[{{"input":"a"}}]}} {CANARY}"#), "json_trailing"),
        (r#"{"talk_turns":[{"input":"a"},]}"#.to_owned(), "json_syntax"),
        ("{'talk_turns':[]}".to_owned(), "json_syntax"),
        (format!(r#"{{"talk_turns":[{{"input":"a","{CANARY}":{}"#, nested("[")), "json_nesting"),
        (format!(r#"{{"user_metadata":{}"#, nested(r#"{"a":"#)), "json_nesting"),
        (format!(r#"{{"x":{}"#, nested("[")), "json_nesting"),
        (format!(r#"{{"talk_turns":[{{"input":"{}"}}]}}"#, "a".repeat(MEBIBYTE + 1)), "turn_too_long"),
    ];
    for (body, code) in broken {
        let answer = post(&site.client, JOBS, body.clone()).await;
        assert_eq!(answer.refused(400, code).at("/errors").list().len(), 1, "{}", &body[..body.len().min(80)]);
    }
    // Wrong twice over: neither an object nor ever at an end.
    assert_eq!(post(&site.client, JOBS, format!(r#"{{"talk_turns":{}"#, nested("["))).await.status, 400);
    for bytes in [
        b"{\"talk_turns\":[{\"input\":\"\xff\"}]}".as_slice(),
        b"{\"talk_turns\":[{\"input\":\"\xed\xa0\x80\"}]}",
        b"{\"\xc0\xaf\":1,\"talk_turns\":[{\"input\":\"a\"}]}",
        b"{\"user_metadata\":\"\xff\",\"talk_turns\":[{\"input\":\"a\"}]}",
        b"\xff\xfe{\x00",
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00",
    ] {
        let request = site.client.request(Method::POST, JOBS).header("content-type", "application/json");
        let answer = reply(request.header("content-encoding", "gzip").body(bytes.to_vec())).await;
        assert_eq!(answer.status, 400, "{}", answer.text);
    }
    site.unharmed().await;
}

#[tokio::test]
async fn small_requests_name_every_wrong_member_at_once() {
    let site = Site::start().await;
    let client = &site.client;
    let announced = json!({ "file_name": "a.vtt", "file_size_bytes": 9, "content_type": "text/vtt" });
    let upload = client.start_upload(&announced).await.job;
    let complete = format!("{JOBS}/{upload}/complete-multipart");
    let cancel = format!("{JOBS}/{upload}/cancel-multipart");

    let all_wrong = json!({
        "file_name": [CANARY], "file_size_bytes": "9", "content_type": 7, "preferred_part_size_bytes": 5.5,
        "options": { "include_tips": CANARY, "max_behaviors": {} },
    });
    let problem = post(client, UPLOAD, all_wrong.to_string()).await.refused(400, "wrong_type");
    let pointers: Vec<&str> = problem.at("/errors").list().iter().map(|error| error.at("/pointer").text()).collect();
    let expected = [
        "/file_name",
        "/file_size_bytes",
        "/content_type",
        "/preferred_part_size_bytes",
        "/options/include_tips",
        "/options/max_behaviors",
    ];
    assert_eq!(pointers, expected);
    let problem = post(client, UPLOAD, "{}").await.refused(400, "required");
    assert_eq!(problem.at("/errors").list().len(), 3);
    post(client, UPLOAD, format!(r#"{{"options":"{CANARY}"}}"#)).await.refused(400, "required");

    for (body, code, pointer) in [
        (format!(r#"{{"parts":"{CANARY}"}}"#), "wrong_type", "/parts"),
        (r#"{"parts":{}}"#.to_owned(), "wrong_type", "/parts"),
        (r#"{"parts":[7]}"#.to_owned(), "wrong_type", "/parts/0"),
        (r#"{"parts":[{"part_number":1},{}]}"#.to_owned(), "wrong_type", "/parts/1/part_number"),
        (r#"{"parts":[{"part_number":1.5}]}"#.to_owned(), "wrong_type", "/parts/0/part_number"),
        (r#"{"parts":[{"part_number":4294967297}]}"#.to_owned(), "wrong_type", "/parts/0/part_number"),
        (r#"{"parts":[{"part_number":1,"etag":7}]}"#.to_owned(), "wrong_type", "/parts/0/etag"),
        (format!(r#"{{"parts":{}"#, "[".repeat(1_000_000)), "json_nesting", ""),
        (format!(r#"{{"parts":{}{}}}"#, "[".repeat(64), "]".repeat(64)), "json_nesting", ""),
        (format!(r#"{{"parts":{}{}}}"#, "[".repeat(63), "]".repeat(63)), "wrong_type", "/parts/0"),
    ] {
        post(client, &complete, body).await.invalid(code, pointer);
    }
    post(client, &cancel, format!(r#"{{"reason":["{CANARY}"]}}"#)).await.invalid("wrong_type", "/reason");
    for path in ["/v1/token", UPLOAD, &complete, &cancel] {
        for body in ["{", "[]", "7", "{\"a\":}", "{\"a\":1}}", "nul"] {
            post(client, path, body).await.invalid("invalid_json", "");
        }
        let bytes = b"{\"user_metadata\":\"\xff\",\"reason\":\"\xff\",\"parts\":\"\xff\"}".to_vec();
        let answer = reply(client.request(Method::POST, path).body(bytes)).await;
        answer.invalid("invalid_json", "");
    }
    // All of it left the upload as it was.
    post(client, &complete, "").await.refused(409, "upload_parts_missing");
    post(client, &cancel, "").await.document();
    site.unharmed().await;
}

#[tokio::test]
async fn a_body_says_that_it_is_json() {
    let site = Site::start().await;
    let client = &site.client;
    let turns = request(Dialogue { turns: 2, seed: 1 }).to_string();
    for path in ["/v1/token", JOBS, UPLOAD] {
        for other in
            ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "json", "\u{e9}"]
        {
            let request = client.request(Method::POST, path).header("content-type", other).body(turns.clone());
            reply(request).await.refused(415, "unsupported_media_type");
        }
    }
    for good in ["application/json", "Application/JSON; charset=utf-8", "application/vnd.api+json"] {
        let request = client.request(Method::POST, JOBS).header("content-type", good).body(turns.clone());
        reply(request).await.document();
    }
    site.unharmed().await;
}

#[tokio::test]
async fn a_body_over_its_limit_is_told_the_limit() {
    let site = Site::start().await;
    let client = &site.client;
    let complete = format!("{JOBS}/01890a5d-ac96-774b-bcce-b302099a8057/complete-multipart");
    let routes = [(JOBS, 16 * MEBIBYTE), ("/v1/token", MEBIBYTE), (UPLOAD, MEBIBYTE), (complete.as_str(), MEBIBYTE)];
    for (path, limit) in routes {
        // A proper client hears it although it is still sending.
        for _ in 0..5 {
            let problem = post(client, path, " ".repeat(limit + 1)).await.refused(413, "body_too_large");
            assert!(problem.at("/detail").text().contains(&limit.to_string()));
        }
        // Without a length, too: at the first byte too many.
        let mut wire = Wire::open(&client.url).await;
        wire.send(format!("{}transfer-encoding: chunked\r\n\r\n", head(client, "POST", path))).await;
        let mut chunk = String::new();
        write!(chunk, "{:x}\r\n{}\r\n", 64 << 10, " ".repeat(64 << 10)).expect("writing to memory does not fail");
        for _ in 0..=(limit >> 16) {
            assert!(wire.send(&chunk).await, "the server reads on until it is heard");
        }
        wire.send("0\r\n\r\n").await;
        let said = wire.rest().await;
        assert!(said.starts_with("HTTP/1.1 413 ") && said.contains(&limit.to_string()), "{path}: {said}");
    }
    // Exactly the limit is within it.
    let mut body = request(Dialogue { turns: 2, seed: 1 }).to_string();
    body.push_str(&" ".repeat(16 * MEBIBYTE - body.len()));
    let id = post(client, JOBS, body).await.id();
    client.completed(&id, SOON).await;
    site.unharmed().await;
}
