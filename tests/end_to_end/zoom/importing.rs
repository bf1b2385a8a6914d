//! What becomes of a recording.

use serde_json::json;

use super::double::{Double, MEETING, Reply, SOUND, Then, VTT};
use super::{begun, file, keep_app, kept, site, without_credentials};
use crate::site::SOON;

#[tokio::test]
async fn a_transcript_becomes_a_file_and_a_job_is_started_from_it() {
    let double = Double::start().await;
    let site = site(&double).await;
    let client = &site.client;
    let (id, job) = begun(client, &json!({ "meeting_id": MEETING, "user_metadata": { "a": 1 } })).await;
    let there = kept(client, &id).await;
    assert_eq!((there.at("/file_name").text(), there.at("/content_type").text()), ("zoom-t-1.vtt", "text/vtt"));
    assert_eq!(there.at("/file_size_bytes").digits(), VTT.len().to_string());
    assert_eq!(there.at("/user_metadata/a").digits(), "1");
    assert_eq!(there.at("/job_id").text(), job);
    let document = client.job(&job).await;
    assert_eq!((&document["status"], &document["file_id"]), (&json!("completed"), &json!(id)));
    assert_eq!(document["conversations_response"], json!(null), "nothing was analysed");

    let [granted] = double.asked_for("POST").try_into().expect("one token");
    assert_eq!(granted.line, "POST /oauth/token");
    assert_eq!(granted.authorization.as_deref(), Some("Basic YW4gYXBwOmEgc2VjcmV0"));
    assert_eq!(granted.body, "grant_type=account_credentials&account_id=an+account");
    let lines: Vec<String> = double.asked_for("GET").into_iter().map(|asked| asked.line).collect();
    let meeting = format!("GET /v2/meetings/{MEETING}/recordings");
    assert_eq!(lines, [meeting.as_str(), "GET /rec/download/t-1", "GET /file/t-1?signed=for-once"]);
    assert!(double.asked_for("GET").iter().all(|asked| asked.authorization.as_deref() == Some("Bearer token-1")));

    let asked = json!({ "file_id": id, "include_conversation": true });
    let analysed = client.completed(&client.submit(&asked).await, SOON).await;
    let turns = &analysed["conversations_response"]["conversation"]["talk_turns"];
    assert_eq!(turns[1]["input"], "I want to drink less, really.");
    assert_eq!((&turns[0]["speaker"]["id"], &turns[1]["speaker"]["id"]), (&json!("Ada"), &json!("Ben")));
    let conversation = document["conversation_id"].as_str().expect("an id");
    let again = client.post(&format!("/v1/conversations/{conversation}/reanalyze"), &json!({})).await;
    assert_eq!((again.status.as_u16(), &again.body["code"]), (409, &json!("nothing_completed")));
    site.unharmed().await;
}

#[tokio::test]
async fn a_recording_is_found_by_its_own_id_page_by_page() {
    let double = Double::start().await;
    let site = site(&double).await;
    let (id, _) = begun(&site.client, &json!({ "recording_file_id": "t-1" })).await;
    kept(&site.client, &id).await;
    let pages = double.asked_for("GET /v2/accounts/me/recordings?");
    let [first, second] = pages.as_slice() else { panic!("{pages:?}") };
    assert!(first.line.contains("page_size=300") && !first.line.contains("next_page_token"), "{}", first.line);
    assert_eq!(second.line, format!("{}&next_page_token=second", first.line));
    let day = |name: &str| {
        let (_, rest) = first.line.split_once(&format!("{name}=")).expect("a date");
        rest.get(..10).expect("whole").to_owned()
    };
    assert!(day("from") < day("to"), "{}", first.line);
    site.unharmed().await;
}

#[tokio::test]
async fn an_id_with_slashes_is_encoded_twice() {
    let double = Double::start().await;
    let site = site(&double).await;
    let (id, _) = begun(&site.client, &json!({ "meeting_id": "/aB//x==", "recording_file_id": "t-1" })).await;
    kept(&site.client, &id).await;
    assert_eq!(double.asked_for("GET /v2/meetings/%252FaB%252F%252Fx%253D%253D/recordings").len(), 1);
    site.unharmed().await;
}

#[tokio::test]
async fn sound_is_taken_where_it_can_be_transcribed() {
    let double = Double::start().await;
    let site = without_credentials(&double, &[("COLLOQUY_TRANSCRIBER_URL", "http://127.0.0.1:1")]).await;
    keep_app(&site.client).await;
    let asked = json!({ "meeting_id": MEETING, "recording_file_id": "a-1" });
    let (id, _) = begun(&site.client, &asked).await;
    let there = kept(&site.client, &id).await;
    assert_eq!((there.at("/file_name").text(), there.at("/content_type").text()), ("zoom-a-1.m4a", "audio/mp4"));
    assert_eq!(there.at("/file_size_bytes").digits(), SOUND.len().to_string());
    site.unharmed().await;
}

#[tokio::test]
async fn a_token_that_has_run_out_is_replaced_on_the_way() {
    let double = Double::start().await;
    double.expire(1);
    let site = site(&double).await;
    let (id, job) = begun(&site.client, &json!({ "meeting_id": MEETING })).await;
    kept(&site.client, &id).await;
    assert_eq!(site.client.job(&job).await["progress"]["attempt"], 1);
    assert_eq!(double.asked_for("POST /oauth/token").len(), 2);
    let tokens: Vec<_> = double.asked_for("GET").into_iter().filter_map(|asked| asked.authorization).collect();
    assert_eq!(tokens, ["Bearer token-1", "Bearer token-2", "Bearer token-2", "Bearer token-2"]);
    site.unharmed().await;
}

#[tokio::test]
async fn who_asks_to_be_left_alone_is_and_no_attempt_is_lost() {
    let double = Double::start().await;
    let busy = || Reply::status(429).header("retry-after", "2");
    for path in ["/oauth/token", "/v2/meetings", "/rec"] {
        double.once(path, busy());
    }
    let site = site(&double).await;
    let began = std::time::Instant::now();
    let (id, job) = begun(&site.client, &json!({ "meeting_id": MEETING })).await;
    kept(&site.client, &id).await;
    assert!(began.elapsed() >= std::time::Duration::from_secs(6), "each time as long as it was asked");
    assert_eq!(site.client.job(&job).await["progress"]["attempt"], 1);
    site.unharmed().await;
}

#[tokio::test]
async fn what_breaks_is_tried_again() {
    let double = Double::start().await;
    double.once("/v2/meetings", Reply::status(502));
    double.once("/file", Reply::bytes(&VTT.as_bytes()[..20]).then(Then::Cut));
    // It says no length, and ends too early.
    double.once("/file", Reply::bytes(&VTT.as_bytes()[..20]));
    let site = site(&double).await;
    let (id, job) = begun(&site.client, &json!({ "meeting_id": MEETING })).await;
    let there = kept(&site.client, &id).await;
    assert_eq!(there.at("/file_size_bytes").digits(), VTT.len().to_string(), "whole");
    assert_eq!(site.client.job(&job).await["progress"]["attempt"], 4);
    assert_eq!(file(&site.client, &id).await.at("/sha256"), there.at("/sha256"));
    site.unharmed().await;
}
