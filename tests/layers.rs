//! The layers of the folder tree, held by `cargo metadata` so that no tool needs to be installed for it.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Which of our crates each of our crates may use, directly.
const MAY_USE: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("engine", &["model"]),
    ("transcript", &["model"]),
    ("contract", &["engine", "model", "transcript"]),
    ("client", &["contract", "engine", "model", "transcript"]),
    ("store", &["model"]),
    ("queue", &["model"]),
    ("objects", &["model"]),
    ("speech", &[]),
    ("zoom", &["model"]),
    ("webhook", &[]),
    ("jobs", &["contract", "engine", "model", "objects", "queue", "speech", "store", "transcript", "webhook", "zoom"]),
    ("runtime", &[]),
    ("trainer", &["engine", "model"]),
    ("worker", &["engine", "jobs", "model", "objects", "queue", "runtime", "speech", "store", "webhook", "zoom"]),
    (
        "api",
        &[
            "contract", "engine", "jobs", "model", "objects", "queue", "runtime", "speech", "store", "webhook",
            "worker", "zoom",
        ],
    ),
];

/// Which of our crates may use an outside crate, directly.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("sqlx", &["store"]),
    ("lapin", &["queue"]),
    ("aws-sdk-s3", &["objects"]),
    ("s3s", &["objects"]),
    ("axum", &["api", "runtime"]),
    ("backoff", &["runtime"]),
    ("aws-lc-rs", &["jobs"]),
];

/// What the pure crates must not reach, not even through others.
const NOT_IN_PURE: &[&str] = &["tokio", "sqlx", "rand", "reqwest"];

/// Each workspace package with its direct normal dependencies.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    let text = |value: &Value| value.as_str().expect("a string").to_owned();
    metadata["packages"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|package| {
            let normal = package["dependencies"].as_array().expect("a list").iter().filter(|d| d["kind"].is_null());
            (text(&package["name"]), normal.map(|d| text(&d["name"])).collect())
        })
        .collect()
}

#[test]
fn our_crates_use_only_the_layers_below_them() {
    let all = dependencies();
    let ours: BTreeSet<&str> = all.keys().map(String::as_str).collect();
    for &(name, may_use) in MAY_USE {
        let used: BTreeSet<&str> = all[name].iter().map(String::as_str).filter(|d| ours.contains(d)).collect();
        let beyond: Vec<_> = used.iter().filter(|d| !may_use.contains(d)).collect();
        assert!(beyond.is_empty(), "{name} must not use {beyond:?}");
    }
    let unlisted: Vec<_> = ours.iter().filter(|n| **n != "tests" && !MAY_USE.iter().any(|(m, _)| m == *n)).collect();
    assert!(unlisted.is_empty(), "say what these may use: {unlisted:?}");
}

#[test]
fn each_outside_technology_has_one_home() {
    for (package, used) in dependencies() {
        for &(outside, homes) in ONLY_IN {
            let stray = used.contains(outside) && package != "tests" && !homes.contains(&package.as_str());
            assert!(!stray, "{package} must not use {outside}; it belongs to {homes:?}");
        }
    }
}

#[test]
fn the_engine_and_the_transcript_reader_are_pure() {
    let all = dependencies();
    for pure in ["engine", "transcript"] {
        for outside in NOT_IN_PURE {
            assert!(!all[pure].contains(*outside), "{pure} must not use {outside}");
        }
    }
}

/// All that a package of ours is built with, through others too.
fn built_with(package: &str) -> BTreeSet<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["tree", "--package", package, "--edges", "normal", "--prefix", "none", "--offline", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    tree.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn the_command_line_needs_nothing_of_the_servers() {
    let all = built_with("client");
    assert!(all.contains("contract") && all.contains("reqwest"), "{all:?}");
    for outside in ["sqlx", "axum", "lapin", "aws-sdk-s3", "s3s"] {
        assert!(!all.contains(outside), "client must not need {outside}");
    }
}

#[test]
fn the_contract_and_what_is_below_it_stand_without_a_runtime_and_a_network() {
    let all = built_with("contract");
    assert!(["engine", "model", "transcript"].iter().all(|ours| all.contains(*ours)), "{all:?}");
    for outside in ["tokio", "sqlx", "axum", "reqwest"] {
        assert!(!all.contains(outside), "contract must not need {outside}");
    }
}

#[test]
fn surfaces_know_neither_the_store_nor_the_queue_nor_the_objects() {
    let surfaces = concat!(env!("CARGO_MANIFEST_DIR"), "/../api/src/surfaces");
    let mut folders = vec![std::path::PathBuf::from(surfaces)];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            seen += 1;
            let text = std::fs::read_to_string(&path).expect("source text");
            for forbidden in ["store::", "queue::", "objects::", "worker::"] {
                let used = text.lines().any(|line| {
                    line.split(|c: char| !(c.is_alphanumeric() || c == ':' || c == '_'))
                        .any(|w| w.starts_with(forbidden))
                });
                assert!(!used, "{} uses {forbidden}", path.display());
            }
        }
    }
    assert!(seen > 5, "the surfaces are where this test looks");
}
