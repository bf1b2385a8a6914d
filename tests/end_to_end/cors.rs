//! Web pages of other origins: off until they are let in, and then they can read every answer, refusals too.

use reqwest::{Method, RequestBuilder};
use serde_json::json;
use tests::Client;

use crate::reply::{Reply, any_reply, reply};
use crate::site::Site;

const JOBS: &str = "/v1/conversations/jobs";
const PAGE: &str = "https://page.example";

fn from_page(request: RequestBuilder) -> RequestBuilder {
    request.header("origin", PAGE)
}

async fn preflight(client: &Client, url: &str, method: &str, headers: &str) -> Reply {
    let ask = from_page(client.http.request(Method::OPTIONS, url));
    let ask = ask.header("access-control-request-method", method).header("access-control-request-headers", headers);
    reply(ask).await
}

fn allowed(answer: &Reply) {
    assert_eq!(answer.header("access-control-allow-origin"), Some(PAGE), "{:?}", answer.headers);
    assert_eq!(answer.header("access-control-allow-credentials"), None, "tokens are in headers");
}

fn readable(answer: &Reply) {
    allowed(answer);
    let exposed = answer.header("access-control-expose-headers").expect("it says which").to_ascii_lowercase();
    let exposed: Vec<&str> = exposed.split(',').collect();
    for header in ["etag", "location", "retry-after", "ratelimit", "ratelimit-policy", "link", "x-request-id"] {
        assert!(exposed.contains(&header), "{header}: {exposed:?}");
    }
}

#[tokio::test]
async fn a_page_that_is_let_in_reads_every_answer() {
    let settings =
        [("COLLOQUY_CORS_ORIGINS", "https://other.example,https://page.example"), ("COLLOQUY_RATE_LIMIT", "4/1h")];
    let site = Site::with(&settings).await;
    let client = &site.client;
    for _ in 0..10 {
        let headers = "authorization,mpathic-id,content-type,idempotency-key";
        let answer = preflight(client, &format!("{}{JOBS}", client.url), "POST", headers).await;
        assert_eq!(answer.status, 200);
        allowed(&answer);
        assert_eq!(answer.header("access-control-allow-headers"), Some(headers));
        let methods = answer.header("access-control-allow-methods").expect("it says which");
        assert!(["GET", "POST", "PUT", "PATCH", "DELETE"].iter().all(|method| methods.contains(method)), "{methods}");
        assert_eq!(answer.header("ratelimit"), None, "a preflight is counted nowhere");
    }
    for (path, status) in [(JOBS, 200), ("/v1/nothing", 404), ("/v1/behaviors", 405), (JOBS, 200), (JOBS, 429)] {
        let answer = reply(from_page(client.request(Method::GET, path))).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        readable(&answer);
        assert!(answer.header("vary").expect("it depends on the origin").to_ascii_lowercase().contains("origin"));
    }
    let nobody = from_page(client.http.post(format!("{}/v1/token", client.url))).header("mpathic-id", "x");
    let answer = reply(nobody.json(&json!({}))).await;
    assert_eq!(answer.status, 400);
    readable(&answer);
    let large = vec![b'x'; 2 << 20];
    let answer = reply(from_page(client.http.post(format!("{}/v1/token", client.url))).body(large)).await;
    assert_eq!(answer.status, 413, "{}", answer.text);
    readable(&answer);
    let stranger = client.request(Method::GET, JOBS).header("origin", "https://stranger.example");
    assert_eq!(reply(stranger).await.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn a_page_uploads_parts_and_reads_their_etags() {
    let site = Site::with(&[("COLLOQUY_CORS_ORIGINS", "https://page.example")]).await;
    let client = &site.client;
    let announced = json!({ "file_name": "a.txt", "file_size_bytes": 5, "content_type": "text/plain" });
    let started = client.start_upload(&announced).await;
    let (_, url) = &started.urls[0];
    let answer = preflight(client, url, "PUT", "content-type").await;
    assert_eq!(answer.status, 200);
    allowed(&answer);
    let answer = any_reply(from_page(client.http.put(url)).body(b"A: b\n".to_vec())).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.header("etag").is_some());
    readable(&answer);
    // One that is refused can be read too.
    let (signed, last) = url.split_at(url.len() - 1);
    let spoilt = format!("{signed}{}", if last == "0" { "1" } else { "0" });
    let spoilt = any_reply(from_page(client.http.put(spoilt)).body(b"A: b\n".to_vec())).await;
    assert_eq!(spoilt.status, 403, "{}", spoilt.text);
    readable(&spoilt);
    site.unharmed().await;
}

#[tokio::test]
async fn any_page_may_be_let_in() {
    let site = Site::with(&[("COLLOQUY_CORS_ORIGINS", "*")]).await;
    let answer = reply(from_page(site.client.request(Method::GET, JOBS))).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some("*")));
}
