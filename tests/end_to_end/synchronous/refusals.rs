//! Every documented failure of what is answered at once, and that it leaves the server as it was.

use reqwest::Method;
use serde_json::json;

use super::{BEHAVIORS, CONVERSATIONS, heaviest};
use crate::reply::{CANARY, post, reply};
use crate::site::Site;

const BOTH: [&str; 2] = [BEHAVIORS, CONVERSATIONS];
const MEBIBYTE: usize = 1 << 20;

#[tokio::test]
async fn a_behaviors_request_is_told_all_that_is_wrong_with_it() {
    let site = Site::start().await;
    let client = &site.client;
    for (member, code, pointer) in [
        (r#""confidence_threshold":"0.5""#, "wrong_type", "/confidence_threshold"),
        (r#""confidence_threshold":1.01"#, "out_of_range", "/confidence_threshold"),
        (r#""confidence_threshold":-0.1"#, "out_of_range", "/confidence_threshold"),
        (r#""max_behaviors":-1"#, "out_of_range", "/max_behaviors"),
        (r#""max_behaviors":2147483648"#, "out_of_range", "/max_behaviors"),
        (r#""max_behaviors":"many""#, "wrong_type", "/max_behaviors"),
        (r#""include_tips":1"#, "wrong_type", "/include_tips"),
        (r#""include_suggestions":null"#, "wrong_type", "/include_suggestions"),
        (r#""include_definitions":"yes""#, "wrong_type", "/include_definitions"),
        (r#""conversation_id":7"#, "wrong_type", "/conversation_id"),
        (r#""conversation_id":"""#, "empty", "/conversation_id"),
        (r#""conversation_id":"a\u0000b""#, "null_character", "/conversation_id"),
    ] {
        post(client, BEHAVIORS, format!(r#"{{"input":"{CANARY}",{member}}}"#)).await.invalid(code, pointer);
    }
    let long = format!(r#"{{"input":"{CANARY}","user_metadata":"{}"}}"#, "x".repeat(64 << 10));
    post(client, BEHAVIORS, long).await.invalid("too_long", "/user_metadata");
    for input in ["7", r#"["a"]"#, "{}", "true", r#""\ud800""#] {
        post(client, BEHAVIORS, format!(r#"{{"input":{input}}}"#)).await.invalid("wrong_type", "/input");
    }
    for body in [r#"{"input":""}"#, r#"{"input":null}"#, "{}", ""] {
        post(client, BEHAVIORS, body).await.invalid("required", "/input");
    }
    for body in ["[]", "7", "{", r#"{"input":"a"}}"#, &format!("{{\"input\":{CANARY}}}")] {
        post(client, BEHAVIORS, body).await.invalid("invalid_json", "");
    }
    let nested = format!(r#"{{"input":"a","user_metadata":{}"#, "[".repeat(1_000));
    post(client, BEHAVIORS, nested).await.invalid("json_nesting", "");
    let all = json!({
        "input": [CANARY], "confidence_threshold": CANARY, "max_behaviors": {}, "include_tips": 7, "conversation_id": [],
    });
    let problem = post(client, BEHAVIORS, all.to_string()).await.refused(400, "wrong_type");
    let pointers: Vec<&str> = problem.at("/errors").list().iter().map(|error| error.at("/pointer").text()).collect();
    assert_eq!(pointers, ["/input", "/confidence_threshold", "/max_behaviors", "/include_tips", "/conversation_id"]);
    // What only a conversation knows is unknown here, and so ignored.
    let unknown =
        json!({ "input": "a", "include_conversation": 7, "include_diagnostics": 7, "on_error": 7, "x": null });
    post(client, BEHAVIORS, unknown.to_string()).await.document();
    site.unharmed().await;
}

#[tokio::test]
async fn a_conversations_request_is_judged_as_a_job_would_be() {
    let site = Site::start().await;
    let client = &site.client;
    let turn = format!(r#"{{"input":"{CANARY}"}}"#);
    let with = |member: &str| format!(r#"{{"talk_turns":[{turn}],{member}}}"#);
    // Long enough to be judged elsewhere than where it came.
    let far = |member: &str| format!(r#"{{"talk_turns":[{}{turn}],{member}}}"#, format!("{turn},").repeat(500));
    for (body, code, pointer) in [
        ("[]".to_owned(), "wrong_type", ""),
        (String::new(), "wrong_type", ""),
        (r#"{"talk_turns":7}"#.to_owned(), "wrong_type", "/talk_turns"),
        (format!(r#"{{"talk_turns":[{turn},{{"input":7}}]}}"#), "wrong_type", "/talk_turns/1/input"),
        (format!(r#"{{"talk_turns":[{turn},{{"input":7}}],"on_error":"fail"}}"#), "wrong_type", "/talk_turns/1/input"),
        (with(r#""on_error":"ignore""#), "wrong_type", "/on_error"),
        (with(r#""max_behaviors":-1"#), "out_of_range", "/max_behaviors"),
        (with(r#""include_conversation":"yes""#), "wrong_type", "/include_conversation"),
        (with(r#""conversation_id":"""#), "empty", "/conversation_id"),
        (with(&format!(r#""user_metadata":"{}""#, "x".repeat(64 << 10))), "too_long", "/user_metadata"),
        (far(r#""confidence_threshold":2"#), "out_of_range", "/confidence_threshold"),
    ] {
        post(client, CONVERSATIONS, body.clone()).await.invalid(code, pointer);
        post(client, "/v1/conversations/jobs", body).await.invalid(code, pointer);
    }
    for (body, code) in [
        ("{}", "talk_turns_missing"),
        (r#"{"talk_turns":[]}"#, "talk_turns_empty"),
        ("{", "json_truncated"),
        (r#"{"talk_turns":[{"input":"a"},]}"#, "json_syntax"),
    ] {
        post(client, CONVERSATIONS, body).await.refused(400, code);
    }
    site.unharmed().await;
}

#[tokio::test]
async fn what_is_too_long_is_told_of_jobs() {
    let site = Site::start().await;
    let client = &site.client;
    let turns = |count: usize| {
        let body = json!({ "talk_turns": vec![json!({ "input": "Yes." }); count] });
        post(client, CONVERSATIONS, body.to_string())
    };
    turns(2_000).await.document();
    let told = |problem: &crate::json::Json, limit: &str| {
        let detail = problem.at("/detail").text();
        assert!(detail.contains(limit) && detail.contains("POST /v1/conversations/jobs"), "{detail}");
    };
    told(&turns(2_001).await.refused(413, "too_large"), "2000");
    // Malformed ones count too.
    let malformed = json!({ "talk_turns": vec![json!({ "input": 7 }); 2_001], "on_error": "report" });
    told(&post(client, CONVERSATIONS, malformed.to_string()).await.refused(413, "too_large"), "2000");
    for (path, mut body) in [(BEHAVIORS, json!({ "input": "Yes." }).to_string()), (CONVERSATIONS, heaviest())] {
        body.push_str(&" ".repeat(MEBIBYTE - body.len()));
        post(client, path, body.clone()).await.document();
        body.push(' ');
        told(&post(client, path, body).await.refused(413, "body_too_large"), "1048576");
    }
    site.unharmed().await;
}

#[tokio::test]
async fn callers_types_and_methods() {
    let site = Site::start().await;
    let client = &site.client;
    for (path, body) in BOTH.into_iter().zip([r#"{"input":"a"}"#, r#"{"talk_turns":[{"input":"a"}]}"#]) {
        let url = format!("{}{path}", client.url);
        let request = || client.http.post(&url).header("content-type", "application/json").body(body);
        reply(request().bearer_auth(&client.token)).await.refused(400, "header_missing");
        let nobody = reply(request().header("mpathic-id", &client.mpathic_id)).await;
        nobody.refused(401, "unauthenticated");
        assert_eq!(nobody.header("www-authenticate"), Some("Bearer"));
        let other = request().bearer_auth(&client.token).header("mpathic-id", "00000000000000000000000000000000");
        reply(other).await.refused(401, "unauthenticated");
        let text = client.request(Method::POST, path).header("content-type", "text/plain").body(body);
        reply(text).await.refused(415, "unsupported_media_type");
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            let refused = reply(client.request(method, path)).await;
            refused.refused(405, "method_not_allowed");
            assert_eq!(refused.header("allow"), Some("POST"));
        }
        reply(client.request(Method::POST, path).body(body)).await.document();
    }
    site.unharmed().await;
}
