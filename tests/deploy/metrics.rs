//! Every metric that an alert or a panel asks for is one that a running server tells of.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;
use tests::{Dialogue, Server, request};

use crate::files::{at, document, text};

const API: &str = env!("CARGO_BIN_EXE_api-under-test");

/// The names of the series on a page, by what its `# TYPE` lines say of the families.
fn told(page: &str) -> BTreeSet<String> {
    let families = page.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    let series = |(name, kind): (&str, &str)| {
        let endings: &[&str] = match kind {
            "counter" => &["_total"],
            "histogram" => &["_bucket", "_sum", "_count"],
            "info" => &["_info"],
            _ => &[""],
        };
        endings.iter().map(|ending| format!("{name}{ending}")).collect::<Vec<_>>()
    };
    families.flat_map(series).collect()
}

/// Every name of ours in a text.
fn named(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| word.starts_with("colloquy_"))
        .collect()
}

#[tokio::test]
async fn alerts_and_dashboard_ask_for_metrics_that_there_are() {
    let server = Server::start(API, &[]);
    // A family with labels is told of from its first series on.
    let client = server.client().await;
    let job = client.submit(&request(Dialogue { turns: 4, seed: 1 })).await;
    client.completed(&job, Duration::from_secs(20)).await;
    let page = reqwest::get(format!("{}/metrics", server.url())).await.expect("an answer").text().await.expect("text");
    let told = told(&page);
    assert!(told.contains("colloquy_workers_alive"), "{page}");

    let dashboard: Value = serde_json::from_str(&text("deploy/monitoring/dashboard.json")).expect("JSON");
    let mut asked = Vec::new();
    collect(&dashboard, "expr", &mut asked);
    assert!(asked.len() > 20, "{} expressions", asked.len());
    let alerts = document("deploy/monitoring/alerts.yml");
    collect(&alerts, "expr", &mut asked);
    let tests = document("deploy/monitoring/alerts_test.yml");
    collect(&tests, "series", &mut asked);
    let strange: BTreeSet<&str> =
        asked.iter().flat_map(|expression| named(expression)).filter(|name| !told.contains(*name)).collect();
    assert!(strange.is_empty(), "asked for, and nobody tells of it: {strange:?}\n{told:#?}");
}

fn collect(value: &Value, member: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get(member).and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|value| collect(value, member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, member, found)),
        _ => {}
    }
}

#[test]
fn every_alert_says_how_urgent_it_is_and_what_to_do_and_every_test_is_of_one() {
    let alerts = document("deploy/monitoring/alerts.yml");
    let mut known = Vec::new();
    for rule in
        alerts["groups"].as_array().expect("a list").iter().filter_map(|group| group["rules"].as_array()).flatten()
    {
        let name = at(rule, "/alert");
        assert!(["page", "ticket"].contains(&at(rule, "/labels/severity")), "{name}");
        assert!(
            at(rule, "/annotations/summary").ends_with('.') && at(rule, "/annotations/action").ends_with('.'),
            "{name}"
        );
        known.push(name.to_owned());
    }
    let mut tested = Vec::new();
    collect(&document("deploy/monitoring/alerts_test.yml"), "alertname", &mut tested);
    let unknown: Vec<_> = tested.iter().filter(|name| !known.contains(name)).collect();
    assert!(!tested.is_empty() && unknown.is_empty(), "{unknown:?}");
}
