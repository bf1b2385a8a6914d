//! What is the client's own comes back as it was sent.

use model::limits::{MAX_METADATA_BYTES, MAX_NESTING};
use serde_json::json;
use tests::{Client, Dialogue, request};

use crate::reply::{get, post};
use crate::site::{SOON, Site};

const JOBS: &str = "/v1/conversations/jobs";

/// Each a JSON text whose bytes say more than its value.
const METADATA: &[&str] = &[
    r#"{ "a" :  1.00,	"a":2 , "b" : [ ] }"#,
    r#""\u00e9\uD83D\uDE00\/ é""#,
    "-0.0",
    "12345678901234567890.123456789012345678901234567890",
    r#"[1E+2, 1e-7, true , null, {"": {}}]"#,
    "false",
    r#""""#,
    "{}",
    "[0.10, 1.00, 1e5, 1E5, 1.0e+05, 100000000000000000000000000000000, -0]",
    r#"{"same":1,"same":"2","same":{"same":[],"same":[]}}"#,
    "{\t\"spaced\"\r\n : [ 1 ,\n2\t] }",
    r#"["\u0000\u001f\u007f", "\b\f\n\r\t\"\\\/", "\uDBFF\uDFFF", "\u2028"]"#,
    "\"\u{7f}\u{85}\u{2028}\u{feff}\u{fffd}\u{ffff}\u{1F469}\u{200d}\u{1F680} e\u{301}\"",
    r#"{"user_metadata":"of its own","\u0075ser_metadata":null}"#,
];

/// As large as it may be, and as deep as any JSON here below the request itself.
fn extremes() -> [String; 2] {
    let inner = MAX_NESTING - 1;
    let large = MAX_METADATA_BYTES - 2;
    [format!("{}{}", "[".repeat(inner), "]".repeat(inner)), format!("\"{}\"", "\u{e9}".repeat(large / 2))]
}

/// How often the text appears as a value of `user_metadata`, with nothing around it.
fn echoes(text: &str, metadata: &str) -> usize {
    let member = format!(r#""user_metadata":{metadata},"#);
    // What is not it, is no echo of anything.
    assert!(!text.replace(&member, "").contains(r#""user_metadata":"#), "{text}");
    text.matches(&member).count()
}

async fn finished(client: &Client, id: &str) -> String {
    client.completed(id, SOON).await;
    get(client, &format!("{JOBS}/{id}")).await.text
}

#[tokio::test]
async fn user_metadata_comes_back_byte_for_byte() {
    let site = Site::start().await;
    let client = &site.client;
    let mut asked_for_token = client.token_request().to_string();
    asked_for_token.pop();
    for metadata in METADATA.iter().map(|text| (*text).to_owned()).chain(extremes()) {
        let metadata = metadata.as_str();
        let answer =
            post(client, "/v1/token", format!(r#"{asked_for_token}, "user_metadata" :  {metadata}  }}"#)).await;
        assert_eq!(echoes(&answer.text, metadata), 1);

        let body = format!(r#"{{"talk_turns":[{{"input":"Hello."}}], "user_metadata" :  {metadata}  }}"#);
        let started = post(client, JOBS, body).await;
        assert!(echoes(&started.text, metadata) >= 1);
        assert_eq!(echoes(&finished(client, &started.id()).await, metadata), 2);

        let file = r#"[{"input":"Hello."}]"#;
        let announced = format!(
            r#"{{"file_name":"a.json","file_size_bytes":{},"content_type":"application/json","user_metadata":
            {metadata} }}"#,
            file.len()
        );
        let started = post(client, &format!("{JOBS}/start-multipart"), announced).await;
        assert_eq!(echoes(&started.text, metadata), 1);
        let url = started.document().at("/upload/parts/0/url").text().to_owned();
        client.put_part(&url, file.into()).await;
        let completed = post(client, &format!("{JOBS}/{}/complete-multipart", started.id()), "{}").await;
        assert!(echoes(&completed.text, metadata) >= 1);
        assert_eq!(echoes(&finished(client, &started.id()).await, metadata), 2);
    }
    // Null is the same as absent.
    for body in [r#"{"talk_turns":[{"input":"a"}],"user_metadata":null}"#, r#"{"talk_turns":[{"input":"a"}]}"#] {
        let id = post(client, JOBS, body).await.id();
        assert_eq!(echoes(&finished(client, &id).await, "null"), 2);
    }
}

/// The job keeps what it was started with.
#[tokio::test]
async fn an_answer_has_the_user_metadata_of_its_own_request() {
    let site = Site::start().await;
    let client = &site.client;
    let file = r#"[{"input":"Hello."}]"#;
    let announced = json!({ "file_name": "a.json", "file_size_bytes": file.len(), "content_type": "application/json",
        "user_metadata": "the job's" });
    for metadata in METADATA {
        let brings = format!(r#"{{"user_metadata":  {metadata} }}"#);
        let started = client.start_upload(&announced).await;
        client.put_part(&started.urls[0].1, file.into()).await;
        let path = format!("{JOBS}/{}", started.job);
        let complete = format!("{path}/complete-multipart");
        assert!(echoes(&post(client, &complete, brings.as_str()).await.text, metadata) >= 1);
        assert_eq!(echoes(&finished(client, &started.job).await, r#""the job's""#), 2);
        assert_eq!(echoes(&post(client, &complete, brings.as_str()).await.text, metadata), 2);
        for nothing in ["", "{}", r#"{"user_metadata":null}"#] {
            assert_eq!(echoes(&post(client, &complete, nothing).await.text, r#""the job's""#), 2);
        }

        let path = format!("{JOBS}/{}", client.start_upload(&announced).await.job);
        let cancel = format!("{path}/cancel-multipart");
        assert_eq!(echoes(&post(client, &cancel, brings.as_str()).await.text, metadata), 1);
        assert_eq!(echoes(&post(client, &cancel, "{}").await.text, r#""the job's""#), 1);
        assert_eq!(echoes(&get(client, &path).await.text, r#""the job's""#), 1);
    }
}

#[tokio::test]
async fn of_a_doubled_user_metadata_the_last_counts_and_a_wrong_one_is_refused() {
    let site = Site::start().await;
    let client = &site.client;
    let announced = json!({ "file_name": "a.json", "file_size_bytes": 9, "content_type": "application/json" });
    let upload = client.start_upload(&announced).await.job;
    let with = |mut body: serde_json::Value, members: &str| {
        body["last"] = json!(0);
        let body = body.to_string();
        format!("{},{members}}}", &body[..body.len() - 1])
    };
    let operations = [
        ("/v1/token".to_owned(), client.token_request()),
        (JOBS.to_owned(), json!({ "talk_turns": [{ "input": "Hello." }] })),
        (format!("{JOBS}/start-multipart"), announced),
        (format!("{JOBS}/{upload}/complete-multipart"), json!({})),
        (format!("{JOBS}/{upload}/cancel-multipart"), json!({})),
    ];
    let large = format!("\"{}\"", "x".repeat(MAX_METADATA_BYTES - 1));
    for (path, body) in operations {
        let refused = post(client, &path, with(body.clone(), &format!(r#""user_metadata":{large}"#))).await;
        refused.invalid("too_long", "/user_metadata");
        assert!(refused.text.contains(&MAX_METADATA_BYTES.to_string()), "{}", refused.text);
        for wrong in ["", "{", "[1,]", "{a:1}", "01", "1.", "+1", "'a'", "\"\n\"", r#""\x""#, "NaN", "nul", "1 2"] {
            let answer = post(client, &path, with(body.clone(), &format!(r#""user_metadata":{wrong}"#))).await;
            assert_eq!(answer.status, 400, "{path}, {wrong}: {}", answer.text);
        }
        if path.ends_with("complete-multipart") {
            // Nothing has arrived: it has no answer that could hold one.
            continue;
        }
        // Half a character is none to who reads the whole request, and some bytes to who hands them on.
        let half = post(client, &path, with(body.clone(), r#""user_metadata":"\ud800""#)).await;
        match path.as_str() {
            JOBS => drop(half.refused(400, "json_surrogate")),
            _ => assert_eq!(echoes(&half.text, r#""\ud800""#), 1, "{path}: {}", half.text),
        }
        let doubled = with(body, r#""user_metadata":[1],"user_metadata":{"2": 2.0}"#);
        let answer = post(client, &path, doubled).await;
        assert!(echoes(&answer.text, r#"{"2": 2.0}"#) >= 1, "{path}: {}", answer.text);
    }
    site.unharmed().await;
}

#[tokio::test]
async fn a_conversations_id_is_kept_or_made() {
    let site = Site::start().await;
    let client = &site.client;
    let mut made = Vec::new();
    for id in [json!(null), json!(null), json!("session 7/ä\u{1F600}"), json!("session 7/ä\u{1F600}")] {
        let mut body = request(Dialogue { turns: 5, seed: 1 });
        body["conversation_id"] = id.clone();
        let job = client.submit(&body).await;
        let document = client.completed(&job, SOON).await;
        assert_eq!(document["conversation_id"], document["conversations_response"]["conversation_id"]);
        if !id.is_null() {
            assert_eq!(document["conversation_id"], id);
        }
        made.push((document["id"].clone(), document["conversation_id"].clone()));
    }
    assert_ne!(made[0].1, made[1].1, "each conversation without an id gets its own");
    assert_ne!(made[0].0, made[0].1, "a job is not its conversation");
    assert_ne!(made[2].0, made[3].0, "another analysis of a conversation is another job");
}

#[tokio::test]
async fn turns_come_back_as_they_were_sent() {
    let site = Site::start().await;
    let client = &site.client;
    let sent = json!([
        { "input": "Hello.", "talk_turn_id": "t-1", "speaker": { "id": "Ädä", "role": "coach" },
          "start_time": "2024-05-01T09:00:00.250Z", "end_time": "2024-05-01T09:00:02Z" },
        { "input": " \u{202e}Yes?\n\nNo! ", "speaker": { "id": "B" }, "start_time": "12.50", "end_time": "00:00:14.000" },
        { "input": "", "speaker": { "role": "client" } },
        { "input": "So.", "speaker": {} },
        { "input": "Well.", "speaker": null, "talk_turn_id": null, "start_time": null },
    ]);
    let body = json!({ "talk_turns": sent, "include_conversation": true });
    let id = client.submit(&body).await;
    let document = client.completed(&id, SOON).await;
    let turns = document["conversations_response"]["conversation"]["talk_turns"].as_array().unwrap();
    assert_eq!(turns.len(), 5);
    for (sent, turn) in sent.as_array().unwrap().iter().zip(turns) {
        for member in ["input", "talk_turn_id", "start_time", "end_time"] {
            assert_eq!(turn[member], sent[member], "{member}");
        }
        for member in ["id", "role"] {
            assert_eq!(turn["speaker"][member], sent["speaker"][member], "{member}");
        }
        assert_eq!(turn["speaker"].is_object(), sent["speaker"].is_object());
    }
    // A number is a time too, and keeps its digits.
    let id = post(client, JOBS, r#"{"include_conversation":true,"talk_turns":[{"input":"a","start_time":7.50}]}"#)
        .await
        .id();
    let document = client.completed(&id, SOON).await;
    assert_eq!(document["conversations_response"]["conversation"]["talk_turns"][0]["start_time"], "7.50");
}

#[tokio::test]
async fn u_0000_in_a_turn_becomes_the_replacement_character() {
    let site = Site::start().await;
    let client = &site.client;
    let id = post(client, JOBS, r#"{"include_conversation":true,"talk_turns":[{"input":"a\u0000b."}]}"#).await.id();
    let document = client.completed(&id, SOON).await;
    assert_eq!(document["conversations_response"]["conversation"]["talk_turns"][0]["input"], "a\u{FFFD}b.");
}
