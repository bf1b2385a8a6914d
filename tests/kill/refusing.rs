//! A process that cannot work says why, naming what to change, and leaves.

use std::process::Command;

use tests::{Server, run_to_end};

use crate::API;

/// What the command says on its way out; it must fail.
fn refusal(command: &mut Command) -> String {
    let output = run_to_end(command);
    assert!(!output.status.success(), "it should have refused to start");
    String::from_utf8(output.stderr).expect("messages are text")
}

#[tokio::test]
async fn two_processes_never_share_a_data_directory() {
    let server = Server::start(API, &[]);
    let said = refusal(server.command().env("COLLOQUY_LISTEN", "127.0.0.1:0"));
    let directory = server.data_dir().display().to_string();
    assert!(said.contains(&directory) && said.contains("in use by another process"), "{said}");
    // A command is not a server: it does its work beside one.
    assert!(run_to_end(server.command().args(["create-client", "second"])).status.success());
    server.client().await;
}

#[tokio::test]
async fn a_port_in_use_is_named_with_its_setting() {
    let (first, second) = (Server::start(API, &[]), Server::prepare(API, &[]));
    let address = first.url().replace("http://", "");
    let said = refusal(second.command().env("COLLOQUY_LISTEN", &address));
    assert!(said.contains("COLLOQUY_LISTEN") && said.contains(&address), "{said}");
    first.client().await;
}

#[test]
fn a_setting_that_cannot_be_used_is_named_and_a_secret_is_not_shown() {
    let server = Server::prepare(API, &[]);
    let database = "postgres://user:hunter2@127.0.0.1:1/x";
    let cases: &[(&str, &[(&str, &str)])] = &[
        ("COLLOQUY_LISTEN", &[("COLLOQUY_LISTEN", "localhost")]),
        ("COLLOQUY_LISTEN", &[("COLLOQUY_LISTEN", "127.0.0.1:http")]),
        ("COLLOQUY_PUBLIC_URL", &[("COLLOQUY_PUBLIC_URL", "not a url")]),
        ("COLLOQUY_PUBLIC_URL", &[("COLLOQUY_PUBLIC_URL", "https://colloquy.example/path")]),
        ("COLLOQUY_UPLOAD_URL_TTL", &[("COLLOQUY_UPLOAD_URL_TTL", "8d")]),
        ("COLLOQUY_MAX_UPLOAD_BYTES", &[("COLLOQUY_MAX_UPLOAD_BYTES", "-1")]),
        ("COLLOQUY_DATA_DIR", &[("COLLOQUY_DATA_DIR", "/dev/null/data")]),
        ("S3_ENDPOINT", &[("DATABASE_URL", database)]),
        ("S3_BUCKET", &[("DATABASE_URL", database), ("S3_ENDPOINT", "http://127.0.0.1:1")]),
        ("DATABASE_URL_FILE", &[("DATABASE_URL_FILE", "/does/not/exist")]),
        ("DATABASE_URL", &[("DATABASE_URL_FILE", "/etc/hostname"), ("DATABASE_URL", database)]),
    ];
    for (variable, settings) in cases {
        let said = refusal(server.command().envs(settings.iter().copied()));
        assert!(said.contains(variable), "{variable} is not named: {said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}
