//! What is asked for, and by whom; and what is not there.

use serde_json::json;
use tests::{Dialogue, request};

use super::{JOBS, NDJSON, kept, results};
use crate::redriving::failed;
use crate::reply::{Reply, post};
use crate::site::{SOON, Site};

#[tokio::test]
async fn a_client_says_in_either_place_which_form_it_takes() {
    let site = Site::start().await;
    let client = &site.client;
    let job = kept(client, 20).await;
    for (query, accept, begins) in [
        ("", "*/*", "application/json"),
        ("", "application/json", "application/json"),
        ("", NDJSON, NDJSON),
        ("", "text/csv", "text/csv"),
        ("", "text/html;q=0.9, text/*;q=0.5", "text/csv"),
        ("?format=ndjson", "text/csv", NDJSON),
        ("?format=json", "text/html", "application/json"),
    ] {
        let answer = results(client, &job, query, &[("accept", accept)]).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(answer.header("content-type").is_some_and(|given| given.starts_with(begins)), "{query} {accept}");
        assert!(varies_by(&answer, "accept"));
    }
    for accept in ["text/html", "*/*;q=0", "application/xml, image/*"] {
        results(client, &job, "", &[("accept", accept)]).await.refused(406, "not_acceptable");
    }
}

pub(super) fn varies_by(answer: &Reply, name: &str) -> bool {
    let given = answer.headers.get_all("vary").into_iter().map(|value| value.to_str().expect("text"));
    given.flat_map(|value| value.split(',')).any(|value| value.trim() == name)
}

#[tokio::test]
async fn what_is_asked_for_wrongly_is_named_all_at_once() {
    let site = Site::start().await;
    let client = &site.client;
    let job = kept(client, 20).await;
    for turns in ["", "-", "7", "9-8", "a-b", "1-2-3", "1.0-2", "0-99999999999999999999", "%00-1", "%ff-1"] {
        results(client, &job, &format!("?turns={turns}"), &[]).await.invalid("turns_illegal", "/turns");
    }
    results(client, &job, "?format=xml", &[]).await.invalid("format_unknown", "/format");
    results(client, &job, "?turns=1-2&turns=1-2", &[]).await.invalid("doubled", "/turns");
    let both = results(client, &job, "?format=XML&turns=x&else=1", &[]).await.refused(400, "format_unknown");
    assert_eq!(both.at("/errors").list().len(), 2);
    // Nobody knows them.
    assert_eq!(results(client, &job, "?page=7", &[]).await.status, 200);
    site.unharmed().await;
}

#[tokio::test]
async fn there_are_no_results_of_what_has_not_completed() {
    let site = Site::start().await;
    let client = &site.client;
    let announced = json!({ "file_name": "a.json", "file_size_bytes": 9, "content_type": "application/json" });
    let awaiting = client.start_upload(&announced).await.job;
    let early = results(client, &awaiting, "", &[]).await;
    early.refused(409, "result_not_ready");
    assert_eq!(early.header("retry-after"), Some("1"));
    post(client, &format!("{JOBS}/{awaiting}/cancel"), "").await;
    let cancelled = results(client, &awaiting, "", &[]).await;
    cancelled.refused(409, "job_cancelled");
    assert_eq!(cancelled.header("retry-after"), None);
    results(client, &failed(client, 3).await, "", &[]).await.refused(409, "job_failed");
    let without = client.submit(&request(Dialogue { turns: 20, seed: 1 })).await;
    client.completed(&without, SOON).await;
    results(client, &without, "", &[]).await.refused(409, "conversation_not_kept");
}

#[tokio::test]
async fn what_is_anothers_is_as_unknown_as_what_is_nobodys() {
    let site = Site::start().await;
    let neighbour = site.neighbour().await;
    let job = kept(&site.client, 20).await;
    let etag = results(&site.client, &job, "", &[]).await.header("etag").expect("a tag").to_owned();
    let nobodys = results(&neighbour, "01890a5d-ac96-774b-bcce-b302099a8057", "", &[]).await;
    let nobodys = nobodys.refused(404, "not_found");
    for headers in [&[][..], &[("if-none-match", &*etag)]] {
        let anothers = results(&neighbour, &job, "", headers).await.refused(404, "not_found");
        assert_eq!(anothers.at("/detail"), nobodys.at("/detail"));
    }
    results(&neighbour, "not-an-id", "", &[]).await.refused(404, "not_found");
    assert_eq!(neighbour.http.delete(format!("{}{JOBS}/{job}", neighbour.url)).send().await.unwrap().status(), 401);
    let erased = site.client.request(reqwest::Method::DELETE, &format!("{JOBS}/{job}")).send().await.unwrap();
    assert_eq!(erased.status(), 204);
    results(&site.client, &job, "", &[("if-none-match", &etag)]).await.refused(404, "not_found");
}

#[tokio::test]
async fn what_was_read_before_is_not_sent_again() {
    let site = Site::start().await;
    let client = &site.client;
    let job = kept(client, 20).await;
    let mut tags = Vec::new();
    for (query, extension) in
        [("", "json"), ("?turns=0-3", "json"), ("?format=ndjson", "ndjson"), ("?format=csv&turns=-3", "csv")]
    {
        let first = results(client, &job, query, &[]).await;
        let etag = first.header("etag").expect("a tag").to_owned();
        assert!(etag.starts_with('"') && etag.ends_with('"'), "strong: {etag}");
        assert_eq!(first.header("cache-control"), Some("private, no-cache"));
        assert_eq!(first.header("x-content-type-options"), Some("nosniff"));
        let name = format!("attachment; filename=\"{job}.{extension}\"");
        assert_eq!(first.header("content-disposition"), Some(name.as_str()));
        for known in [etag.clone(), format!("\"else\", W/{etag}"), "*".to_owned()] {
            let again = results(client, &job, query, &[("if-none-match", &known)]).await;
            assert_eq!((again.status, again.text.as_str(), again.header("etag")), (304, "", Some(etag.as_str())));
            assert!(varies_by(&again, "accept") && varies_by(&again, "accept-encoding"));
        }
        let again = results(client, &job, query, &[("if-none-match", "\"else\"")]).await;
        assert_eq!((again.status, &again.text, again.header("etag")), (200, &first.text, Some(etag.as_str())));
        tags.push(etag);
    }
    tags.dedup();
    assert_eq!(tags.len(), 4, "another form has another tag: {tags:?}");
}
