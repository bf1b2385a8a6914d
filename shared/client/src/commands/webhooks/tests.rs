use clap::Parser;
use tempfile::TempDir;

use super::*;
use crate::http::scripted::{Answer, Scripted};

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

fn parse(words: &[&str]) -> Result<Command, clap::Error> {
    Line::try_parse_from(["colloquy"].iter().chain(words)).map(|line| line.command)
}

const WEBHOOK: &str = r#"{"id":"w1","object":"webhook","url":"https://hooks.example/a","events":["job.*"],
"description":null,"created_at":"2026-11-22T10:00:00Z","disabled_at":null,"disabled_reason":null,"old_secret_until":null}"#;
const MADE: &str =
    r#"{"id":"w1","object":"webhook","url":"https://hooks.example/a","events":["job.*"],"secret":"whsec_x"}"#;
const DELIVERY: &str = r#"{"id":"d1","object":"webhook_delivery","webhook_id":"w1","message_id":"msg_1","event":"job.failed",
"job_id":"j1","status":"pending","created_at":"T1","next_attempt_at":"T2","replay_of":null,"attempts":[
{"number":1,"at":"T1","duration_ms":20000,"outcome":"timed_out","status_code":null},
{"number":2,"at":"T3","duration_ms":35,"outcome":"refused","status_code":503}]}"#;

/// What a command printed, and what it asked for.
async fn ran(words: &[&str], script: &[Answer]) -> (Result<String, Failed>, Vec<String>) {
    let server = Scripted::answering(script).await;
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("out");
    let done = act(parse(words).expect("a sensible line"), &server.client(), &mut Output::to(Some(file.clone()))).await;
    let printed = done.map(|()| std::fs::read_to_string(file).unwrap_or_default());
    (printed, server.asked())
}

/// The one request that a command sends: its first line, and its body.
async fn asked(words: &[&str], answer: Answer) -> (String, String) {
    let (printed, asked) = ran(words, &[answer]).await;
    printed.expect("it goes well");
    let [request] = asked.as_slice() else { panic!("one request: {asked:?}") };
    let (first, last) = (request.lines().next().expect("a line"), request.lines().last().expect("a line"));
    let body = if last.starts_with('{') { last } else { "" };
    (first.trim_end_matches(" http/1.1").to_owned(), body.to_owned())
}

#[tokio::test]
async fn each_command_is_one_request() {
    let id = "/v1/webhooks/w1";
    let made = (201, "", MADE);
    let told = (200, "", WEBHOOK);
    let delivery = (202, "", DELIVERY);
    let cases: [(&[&str], Answer, &str, &str); 12] = [
        (&["create", "https://a.example"], made, "post /v1/webhooks", r#"{"url":"https://a.example"}"#),
        (
            &["create", "https://a.example", "--events", "job.failed,job.cancelled", "--description", "On call"],
            made,
            "post /v1/webhooks",
            r#"{"url":"https://a.example","events":["job.failed","job.cancelled"],"description":"On call"}"#,
        ),
        (&["show", "w1"], told, &format!("get {id}"), ""),
        (&["update", "w1", "https://b.example"], told, &format!("patch {id}"), r#"{"url":"https://b.example"}"#),
        (
            &["update", "w1", "--events", "job.*", "--disable"],
            told,
            &format!("patch {id}"),
            r#"{"events":["job.*"],"disabled":true}"#,
        ),
        (
            &["update", "w1", "--no-description", "--enable"],
            told,
            &format!("patch {id}"),
            r#"{"description":null,"disabled":false}"#,
        ),
        (&["delete", "w1"], (204, "", ""), &format!("delete {id}"), ""),
        (&["rotate", "w1"], (200, "", MADE), &format!("post {id}/rotate-secret"), "{}"),
        (
            &["rotate", "w1", "--keep-old", "1d"],
            (200, "", MADE),
            &format!("post {id}/rotate-secret"),
            r#"{"keep_old_seconds":86400}"#,
        ),
        (&["test", "w1"], delivery, &format!("post {id}/test"), "{}"),
        (&["replay", "w1", "d1"], delivery, &format!("post {id}/deliveries/d1/replay"), "{}"),
        (
            &["attempts", "w1", "--status", "failed", "--limit", "7"],
            (200, "", r#"{"object":"list","data":[],"has_more":false}"#),
            &format!("get {id}/deliveries?limit=7&status=failed"),
            "",
        ),
    ];
    for (words, answer, first, body) in cases {
        assert_eq!(asked(words, answer).await, (first.to_owned(), body.to_owned()), "{words:?}");
    }
}

#[tokio::test]
async fn a_program_gets_what_the_server_has_and_a_person_gets_words() {
    let (printed, _) = ran(&["create", "https://a.example"], &[(201, "", MADE)]).await;
    assert_eq!(printed.expect("it goes well"), format!("{MADE}\n"));
    let (printed, _) = ran(&["create", "https://a.example", "--output", "table"], &[(201, "", MADE)]).await;
    let lines = "webhook      w1\nurl          https://hooks.example/a\nevents       job.*\nstate        active\n\
        secret       whsec_x\n";
    assert_eq!(printed.expect("it goes well"), lines);
    let (printed, _) = ran(&["show", "w1", "--output", "table"], &[(200, "", WEBHOOK)]).await;
    let printed = printed.expect("it goes well");
    assert!(printed.contains("created      2026-11-22T10:00:00Z") && !printed.contains("secret"), "{printed}");
    let (printed, _) = ran(&["test", "w1", "--output", "table"], &[(202, "", DELIVERY)]).await;
    assert_eq!(
        printed.expect("it goes well"),
        "d1  pending    job.failed  T1  job j1  next attempt T2\n  1  T1  timed_out  20000 ms\n  2  T3  refused (503)  35 ms\n"
    );
}

#[tokio::test]
async fn a_list_is_a_line_each_and_deliveries_are_read_page_by_page() {
    let list = r#"{"object":"list","data":[{"id":"w1","url":"https://a.example","events":["job.failed"]},
        {"id":"w2","url":"https://b.example","events":["job.*"],"disabled_at":"T"}],"has_more":false}"#;
    let (printed, _) = ran(&["ls", "--output", "table"], &[(200, "", list)]).await;
    let lines = "w1  active    https://a.example  job.failed\nw2  disabled  https://b.example  job.*\n";
    assert_eq!(printed.expect("it goes well"), lines);

    let pages = [
        (200, "", r#"{"data":[{"id":"d1"},{"id":"d2"}],"has_more":true,"next_cursor":"c2"}"#),
        (200, "", r#"{"data":[{"id":"d3"}],"has_more":true,"next_cursor":"c3"}"#),
    ];
    let (printed, asked) = ran(&["attempts", "w1", "--limit", "3"], &pages).await;
    assert_eq!(printed.expect("it goes well"), "{\"id\":\"d1\"}\n{\"id\":\"d2\"}\n{\"id\":\"d3\"}\n");
    assert!(asked.len() == 2 && asked[1].starts_with("get /v1/webhooks/w1/deliveries?limit=1&cursor=c2 "), "{asked:?}");
}

#[tokio::test]
async fn what_a_server_says_cannot_reach_a_terminal_as_a_control_sequence() {
    let hostile = r#"{"id":"w\u001b[2J1","url":"https://a.example/\u202e","description":"\u001b]0;x\u0007"}"#;
    for words in [["show", "w1"], ["test", "w1"]] {
        let (printed, _) = ran(&[words[0], words[1], "--output", "table"], &[(200, "", hostile)]).await;
        let printed = printed.expect("it goes well");
        assert!(!printed.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{printed:?}");
    }
}

#[tokio::test]
async fn a_deletion_whose_answer_was_lost_is_done() {
    let gone = (404, "", r#"{"code":"not_found","detail":"No."}"#);
    let (done, asked) = ran(&["delete", "w1"], &[(502, "", ""), gone]).await;
    assert!(done.is_ok() && asked.len() == 2, "{done:?}");
    let (refused, _) = ran(&["delete", "w1"], &[gone]).await;
    assert_eq!(refused.expect_err("there was none").exit_code(), 5);
    let (refused, asked) = ran(&["show", "w1"], &[(401, "", ""), (401, "", "")]).await;
    assert_eq!((refused.expect_err("nobody is let in").exit_code(), asked.len()), (4, 2));
}

#[tokio::test]
async fn a_secret_is_rotated_once_whatever_came_of_it() {
    let (refused, asked) = ran(&["rotate", "w1"], &[(502, "", ""), (200, "", MADE)]).await;
    assert_eq!((refused.expect_err("it may have happened").exit_code(), asked.len()), (1, 1));
}

#[test]
fn a_line_that_says_nothing_or_two_things_is_refused() {
    for words in [
        &["update", "w1"][..],
        &["update", "w1", "--enable", "--disable"],
        &["update", "w1", "--description", "a", "--no-description"],
        &["show", "a/b"],
        &["create"],
        &["rotate", "w1", "--keep-old", "soon"],
        &["attempts", "w1", "--status", "done"],
    ] {
        assert!(parse(words).is_err(), "{words:?}");
    }
}
