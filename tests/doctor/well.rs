//! Everything as it should be, and what is only not there yet.

use crate::site::{PAGE, Site};

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_works_is_well_and_looking_leaves_nothing_behind() {
    let site = Site::make().await;
    site.bucket.put_rules(PAGE).await;
    let (mut api, worker) = (site.api(), site.worker());
    let url = api.url();
    // A worker that has just started does not consume yet.
    let look = || site.doctor(&[("COLLOQUY_PUBLIC_URL", &url)], Some(PAGE));
    let listening = async || (look().line("broker consumers")["verdict"] == "ok").then_some(());
    tests::until("the worker to listen", std::time::Duration::from_secs(20), listening).await;
    let report = look();
    assert!(report.well && report.complaints().is_empty(), "{}", report.text);
    for check in [
        "database",
        "schema",
        "database durability",
        "database vacuum",
        "database clock",
        "broker",
        "broker topology",
        "broker publishing",
        "bucket",
        "bucket clock",
        "public endpoint",
        "bucket objects",
        "part round trip",
        "CORS preflight",
        "ETag exposure",
        "bucket lifecycle",
        "api",
    ] {
        assert_eq!(report.line(check)["verdict"], "ok", "{}", report.text);
    }
    site.bucket.assert_empty().await;
    assert!(worker.terminate() && api.terminate());
    site.discard().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_program_has_made_yet_only_warns_and_is_not_made_by_looking() {
    let site = Site::make().await;
    for _ in 0..2 {
        let report = site.doctor(&[], None);
        assert!(report.well, "{}", report.text);
        report.expect("schema", "warn", "api migrate");
        report.expect("broker topology", "warn", "start an api");
        report.expect("CORS preflight", "warn", "put-bucket-cors");
        report.expect("ETag exposure", "warn", "put-bucket-cors");
        report.expect("bucket lifecycle", "warn", "put-bucket-lifecycle-configuration");
        report.expect("api", "warn", "start one");
        assert_eq!(report.complaints().len(), 6, "{}", report.text);
    }
    site.bucket.assert_empty().await;
    site.discard().await;
}
