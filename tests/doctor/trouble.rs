//! One thing wrong at a time: its line fails, says what to do, and the other dependencies are examined all the same.

use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use tests::services::{Mode, Postgres, Proxy};
use tests::until;

use crate::site::{PAGE, Site};

/// Of each dependency, what is only told when it was reached.
const REACHED: [&str; 3] = ["schema", "broker publishing", "bucket objects"];

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_setting_is_named_and_the_rest_is_examined() {
    let site = Site::make().await;
    let (database, broker) = (site.setting("DATABASE_URL"), site.setting("AMQP_URL"));
    let changed = |url: &str, change: fn(&mut reqwest::Url)| {
        let mut url: reqwest::Url = url.parse().expect("a URL");
        change(&mut url);
        url.to_string()
    };
    let port = |url: &mut reqwest::Url| url.set_port(Some(9)).expect("a URL with a port");
    let password = |url: &mut reqwest::Url| url.set_password(Some("not-this-one")).expect("a URL with a user");
    let path = |url: &mut reqwest::Url| url.set_path("no-such-place");
    let stranger = |url: &mut reqwest::Url| {
        url.set_username("nobody-we-know").expect("a URL with a user");
        url.set_password(Some("not-this-one")).expect("a URL with a user");
    };
    let cases = [
        ("DATABASE_URL", changed(&database, port), "database", "host and port"),
        ("DATABASE_URL", changed(&database, path), "database", "create the database"),
        ("DATABASE_URL", changed(&database, stranger), "database", "user and password"),
        ("AMQP_URL", changed(&broker, port), "broker", "host and port"),
        ("AMQP_URL", changed(&broker, password), "broker", "user and password"),
        ("AMQP_URL", changed(&broker, path), "broker", "virtual host"),
        ("S3_ENDPOINT", "http://127.0.0.1:9".to_owned(), "bucket", "S3_ENDPOINT"),
        ("S3_BUCKET", "no-such-bucket".to_owned(), "bucket", "create the bucket"),
        ("AWS_SECRET_ACCESS_KEY", "5ec2e7".repeat(10), "bucket", "AWS_SECRET_ACCESS_KEY"),
        ("AWS_REGION", "elsewhere".to_owned(), "bucket", "AWS_REGION"),
    ];
    for (name, value, check, fix) in cases {
        let report = site.doctor(&[(name, &value)], None);
        report.expect(check, "fail", fix);
        let dependency = ["database", "broker", "bucket"].iter().position(|name| *name == check).expect("one of three");
        for (other, line) in REACHED.iter().enumerate() {
            let told = report.checks.iter().any(|check| check["check"] == *line);
            assert_eq!(told, other != dependency, "{name}={value}: {line}\n{}", report.text);
        }
    }
    site.bucket.assert_empty().await;
    site.discard().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_may_lose_jobs_or_has_no_room_is_warned_of() {
    let site = Site::make().await;
    let careless = ["fsync=off", "synchronous_commit=off", "autovacuum=off", "max_connections=20"];
    let postgres = Postgres::start_with(&careless);
    let report = site.doctor(&[("DATABASE_URL", &postgres.url())], None);
    report.expect("database durability", "warn", "switch them on");
    report.expect("database vacuum", "warn", "autovacuum = on");
    report.expect("database sessions", "warn", "max_connections");
    assert!(report.well, "{}", report.text);
    site.discard().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_asked_for_and_cannot_upload_is_a_failure() {
    let site = Site::make().await;
    site.bucket.put_rules("https://another.example").await;
    let report = site.doctor(&[], Some(PAGE));
    report.expect("CORS preflight", "fail", "put-bucket-cors");
    report.expect("ETag exposure", "fail", "deploy/bucket/cors.json");
    site.bucket.put_rules(PAGE).await;
    assert!(site.doctor(&[], Some(PAGE)).well);
    site.discard().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_endpoint_that_breaks_parts_is_told_and_nothing_is_left_in_the_bucket() {
    let site = Site::make().await;
    let proxy = Proxy::before(&site.setting("S3_ENDPOINT"));
    let public = proxy.url(&site.setting("S3_ENDPOINT"));
    let public = [("S3_PUBLIC_ENDPOINT", public.as_str())];
    assert!(site.doctor(&public, None).well);

    proxy.set(Mode::CutAfter(1_000_000));
    let cut = site.doctor(&public, None);
    cut.expect("part round trip", "fail", "public endpoint");
    site.bucket.assert_empty().await;

    proxy.set(Mode::Answer(502));
    site.doctor(&public, None).expect("public endpoint", "fail", "between clients and the bucket");
    site.bucket.assert_empty().await;

    // As in a container whose clients are outside: their own address is not the container's.
    proxy.set(Mode::Refuse);
    let refused = site.doctor(&public, None);
    refused.expect("public endpoint", "warn", "where the bucket's port is published");
    let trip = refused.line("part round trip");
    assert!(
        trip["verdict"] == "ok" && trip["found"].as_str().is_some_and(|found| !found.contains(public[0].1)),
        "{trip}"
    );
    assert!(refused.well);
    site.bucket.assert_empty().await;
    site.discard().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_interrupts_it_in_the_middle_of_a_part_finds_nothing_in_the_bucket() {
    let site = Site::make().await;
    let proxy = Proxy::before(&site.setting("S3_ENDPOINT"));
    proxy.set(Mode::Delay(Duration::from_millis(50)));
    let public = proxy.url(&site.setting("S3_ENDPOINT"));
    let mut command = site.command(&[("S3_PUBLIC_ENDPOINT", &public)]);
    let doctor = command.args(["doctor", "--json"]).stdout(Stdio::piped()).spawn().expect("it starts");
    let open = async || site.bucket.has_upload().await.then_some(());
    until("a part to be on its way", Duration::from_secs(10), open).await;
    // The shell's own kill: not every machine has the program.
    let sent = Command::new("sh").args(["-c", &format!("kill -INT {}", doctor.id())]).status();
    assert!(sent.expect("a shell runs").success());
    let output = doctor.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).expect("what was found until then");
    assert!(report.to_string().contains("interrupted"), "{report:#}");
    site.bucket.assert_empty().await;
    site.discard().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_connections_and_says_nothing_keeps_nobody_for_long() {
    let site = Site::make().await;
    let names = ["DATABASE_URL", "AMQP_URL", "S3_ENDPOINT"];
    let proxies = names.map(|name| Proxy::before(&site.setting(name)));
    let silent: Vec<(&str, String)> =
        names.iter().zip(&proxies).map(|(name, proxy)| (*name, proxy.url(&site.setting(name)))).collect();
    let silent: Vec<(&str, &str)> = silent.iter().map(|(name, url)| (*name, url.as_str())).collect();
    for proxy in &proxies {
        proxy.set(Mode::Blackhole);
    }
    let report = site.doctor(&silent, None);
    for check in ["database", "broker", "bucket", "public endpoint"] {
        assert_eq!(report.line(check)["verdict"], "fail", "{}", report.text);
    }
    // A bucket that falls silent after it was reached.
    let report = site.doctor(&[("S3_PUBLIC_ENDPOINT", silent[2].1)], None);
    assert!(report.line("database")["verdict"] == "ok" && report.line("bucket")["verdict"] == "ok");
    site.bucket.assert_empty().await;
    site.discard().await;
}
