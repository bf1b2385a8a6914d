//! What there is to read without a token.

use crate::described::Description;
use crate::reply::{Reply, any_reply};
use crate::site::Site;

async fn get(site: &Site, path: &str, headers: &[(&str, &str)]) -> Reply {
    let asked = site.client.http.get(format!("{}{path}", site.client.url));
    any_reply(headers.iter().fold(asked, |asked, (name, value)| asked.header(*name, *value))).await
}

#[tokio::test]
async fn the_description_has_a_tag_and_comes_packed() {
    let site = Site::start().await;
    let first = get(&site, "/openapi.json", &[]).await;
    let tag = first.header("etag").expect("a tag").to_owned();
    let known = get(&site, "/openapi.json", &[("if-none-match", &tag)]).await;
    assert_eq!((known.status, known.text.as_str()), (304, ""));
    let packed = get(&site, "/openapi.json", &[("accept-encoding", "gzip")]).await;
    assert_eq!((packed.status, packed.header("content-encoding")), (200, Some("gzip")));
}

#[tokio::test]
async fn the_viewer_comes_from_here_alone() {
    let site = Site::start().await;
    let page = get(&site, "/docs", &[]).await;
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(!page.text.contains("://") && !page.text.contains("<script>"), "{}", page.text);
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self';") && !policy.contains("unsafe-eval"),
        "{policy}"
    );
    let mut named = 0;
    for file in page.text.split('"').filter(|name| name.starts_with("docs/")) {
        let answer = get(&site, &format!("/{file}"), &[]).await;
        assert_eq!((answer.status, answer.header("x-content-type-options")), (200, Some("nosniff")), "{file}");
        assert!(!answer.text.is_empty());
        named += 1;
    }
    assert_eq!(named, 3);
    get(&site, "/docs/other.js", &[]).await.refused(404, "not_found");
}

#[tokio::test]
async fn every_problem_is_described_for_people_and_for_programs() {
    let site = Site::start().await;
    let described = Description::of(&site.client).await;
    let all = get(&site, "/problems", &[]).await;
    let all: serde_json::Value = serde_json::from_str(&all.text).expect("JSON");
    let all = all["problems"].as_array().expect("a list");
    for known in all {
        let path = known["type"].as_str().expect("an address");
        let one = get(&site, path, &[]).await;
        assert_eq!(serde_json::from_str::<serde_json::Value>(&one.text).expect("JSON"), *known);
        let page = get(&site, path, &[("accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")]).await;
        assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
        assert!(page.text.contains(known["code"].as_str().expect("a code")), "{path}");
    }
    get(&site, "/problems/no_such_problem", &[]).await.refused(404, "not_found");
    // Whatever an operation may answer with is among them, under the status that it has there.
    let text = described.document.to_string();
    let of_answers = all.iter().filter(|known| !known["status"].is_null());
    let undescribed: Vec<_> =
        of_answers.filter(|known| !text.contains(&format!("{}", known["code"]))).map(|known| &known["code"]).collect();
    assert!(undescribed.is_empty(), "no operation has {undescribed:?}");
}
