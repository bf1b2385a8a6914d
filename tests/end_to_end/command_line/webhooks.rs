//! A webhook, as somebody at a command line sets it up and looks after it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::time::Instant;

use serde_json::{Value, json};

use super::terminal::Terminal;
use crate::site::{SOON, Site};

/// Takes whatever is sent.
fn receiver() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n");
        }
    });
    address
}

/// The delivery, once it has arrived.
fn arrived(terminal: &Terminal, webhook: &str, delivery: &Value) -> Value {
    let begun = Instant::now();
    loop {
        let listed = terminal.run(&["webhooks", "attempts", webhook, "--status", "delivered"]);
        let listed = listed.ends(0, &[]).out.lines().map(|line| serde_json::from_str(line).expect("JSON"));
        if let Some(found) = listed.into_iter().find(|one: &Value| one["id"] == *delivery) {
            return found;
        }
        assert!(begun.elapsed() < SOON, "{delivery} does not arrive");
    }
}

#[tokio::test]
async fn a_webhook_is_made_tested_changed_and_forgotten() {
    let site = Site::with(&[("COLLOQUY_WEBHOOK_ALLOW_PRIVATE", "loopback")]).await;
    let terminal = Terminal::of(&site.server);
    let document = |words: &[&str]| terminal.run(&[&["webhooks"], words].concat()).ends(0, &[]).document();
    let url = format!("http://{}/hook", receiver());

    let made = terminal.run(&["webhooks", "create", &url, "--events", "job.failed", "--description", "On call"]);
    let mut made = made.ends(0, &["it is not shown again"]).document();
    let secret = made.as_object_mut().expect("an object").remove("secret").expect("it is told");
    assert!(secret.as_str().expect("text").starts_with("whsec_"));
    assert_eq!((&made["url"], &made["events"]), (&json!(url), &json!(["job.failed"])));
    let id = made["id"].as_str().expect("an id");
    assert_eq!((document(&["show", id]), document(&["ls"])), (made.clone(), made.clone()));
    let table = terminal.run(&["webhooks", "ls", "--output", "table"]);
    assert_eq!(table.ends(0, &[]).out, format!("{id}  active    {url}  job.failed\n"));

    let test = document(&["test", id]);
    let delivered = arrived(&terminal, id, &test["id"]);
    assert_eq!((&delivered["event"], &delivered["attempts"][0]["status_code"]), (&json!("webhook.test"), &json!(204)));
    let again = document(&["replay", id, test["id"].as_str().expect("an id")]);
    assert_eq!((&again["replay_of"], &again["message_id"]), (&test["id"], &test["message_id"]));
    arrived(&terminal, id, &again["id"]);
    let first = terminal.run(&["webhooks", "attempts", id, "--limit", "1"]);
    assert_eq!(first.ends(0, &["there are more: --cursor "]).document()["id"], again["id"]);

    let rotated = document(&["rotate", id, "--keep-old", "1h"]);
    assert!(rotated["secret"] != secret && rotated["old_secret_until"].is_string(), "{rotated}");
    let changed = document(&["update", id, "--disable", "--no-description", "--events", "job.*"]);
    assert_eq!((&changed["disabled_reason"], &changed["description"]), (&json!("client"), &Value::Null));
    assert_eq!(changed["events"].as_array().map(Vec::len), Some(3));
    assert!(document(&["update", id, "--enable"])["disabled_at"].is_null());

    assert_eq!(terminal.run(&["webhooks", "delete", id]).ends(0, &[]).out, "");
    for words in [&["show", id][..], &["delete", id], &["test", id]] {
        assert_eq!(terminal.run(&[&["webhooks"], words].concat()).ends(5, &["(not_found, HTTP 404"]).out, "");
    }
    let refused = terminal.run(&["webhooks", "create", "https://10.0.0.1/"]);
    refused.ends(1, &["/url", "webhook_url_refused"]);
}
