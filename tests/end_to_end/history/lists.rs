//! `GET /v1/conversations/jobs`.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::json;
use tests::{Client, Dialogue, request};

use crate::contract::shapes::{self, STATUSES};
use crate::json::Json;
use crate::redriving::{failed, redrive};
use crate::reply::{CANARY, Reply, get, reply};
use crate::shape::{Id, Null, OneOf, Shape, Switch, Text, Whole, each, object, or_null};
use crate::site::{SOON, Site};

const JOBS: &str = "/v1/conversations/jobs";

fn shape() -> Shape {
    let job = object([("id", Id), ("conversation_id", Text), ("status", OneOf(STATUSES)), ("created_at", Whole)])
        .then(object([("started_at", or_null(Whole)), ("finished_at", or_null(Whole))]))
        .then(object([("cancel_requested_at", or_null(Whole)), ("redrive_of", or_null(Id))]))
        .then(object([("progress", shapes::progress()), ("error", or_null(shapes::error()))]))
        .then(object([("links", shapes::job_links())]));
    object([("object", OneOf(&["list"])), ("data", each(job)), ("has_more", Switch), ("next_cursor", or_null(Text))])
}

async fn list(client: &Client, query: &str) -> Json {
    page(client, &format!("{JOBS}?{query}")).await.document()
}

async fn page(client: &Client, path: &str) -> Reply {
    let answer = get(client, path).await;
    let document = answer.document();
    shape().check(&document);
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
    let next = document.at("/next_cursor");
    assert_eq!(*document.at("/has_more") == Json::Bool(true), !next.is_null());
    assert_eq!(answer.header("link").is_some(), !next.is_null());
    answer
}

fn ids(list: &Json) -> Vec<String> {
    list.at("/data").list().iter().map(|job| job.at("/id").text().to_owned()).collect()
}

async fn submit(client: &Client, conversation: &str) -> String {
    let mut body = request(Dialogue { turns: 3, seed: 1 });
    body["conversation_id"] = conversation.into();
    body["user_metadata"] = json!({ "name": CANARY });
    client.submit(&body).await
}

#[tokio::test]
async fn a_list_says_of_a_job_what_the_job_says() {
    let site = Site::start().await;
    let client = &site.client;
    assert_eq!(
        list(client, "").await,
        Json::parse(r#"{"object":"list","data":[],"has_more":false,"next_cursor":null}"#)
    );
    let completed = submit(client, "one").await;
    client.completed(&completed, SOON).await;
    let broken = failed(client, 3).await;
    let again = Json::parse(&redrive(client, &broken, None).await.text).at("/id").text().to_owned();
    client.finished(&again, SOON).await;
    let announced = json!({ "file_name": CANARY, "file_size_bytes": 9, "content_type": "text/vtt" });
    let awaiting = client.start_upload(&announced).await.job;
    let given_up = client.start_upload(&announced).await.job;
    reply(client.request(Method::POST, &format!("{JOBS}/{given_up}/cancel"))).await.document();
    let listed = page(client, JOBS).await;
    assert!(!listed.text.contains(CANARY), "{}", listed.text);
    let listed = listed.document();
    assert_eq!(ids(&listed), [&given_up, &awaiting, &again, &broken, &completed].map(String::clone));
    for entry in listed.at("/data").list() {
        let path = entry.at("/links/self").text();
        let job = get(client, path).await.document();
        for (name, value) in entry.members() {
            match name.as_str() {
                "links" => assert_eq!(value, job.at("/links")),
                "started_at" | "finished_at" => {}
                name => assert_eq!(value, job.at(&format!("/{name}")), "{path} {name}"),
            }
        }
        let status = entry.at("/status").text();
        assert_eq!(entry.at("/finished_at").is_null(), status == "awaiting_upload");
        assert_eq!(entry.at("/started_at").is_null(), matches!(status, "awaiting_upload" | "cancelled"));
        assert_eq!(get(client, entry.at("/links/timeline").text()).await.status, 200);
    }
    for (query, wanted) in [
        ("status=failed", vec![&again, &broken]),
        ("status=completed,awaiting_upload", vec![&awaiting, &completed]),
        ("status=completed&status=cancelled", vec![&given_up, &completed]),
        ("status=processing", vec![]),
        ("conversation_id=one", vec![&completed]),
        ("conversation_id=one&status=failed", vec![]),
        ("conversation_id=One", vec![]),
        ("created_after=2020-01-01T00:00:00Z&created_before=2100-01-01T00:00:00%2B01:00&limit=1", vec![&given_up]),
        ("created_before=2020-01-01T00:00:00Z", vec![]),
        ("created_after=2100-01-01T00:00:00Z", vec![]),
        ("nobody_knows_this=1&limit=2", vec![&given_up, &awaiting]),
    ] {
        assert_eq!(ids(&list(client, query).await), wanted.into_iter().cloned().collect::<Vec<_>>(), "{query}");
    }
    // An earlier moment than its own, and a later one.
    let second = list(client, "status=awaiting_upload").await.at("/data/0/created_at").count();
    let at = |second: u64| model::Timestamp(i64::try_from(second).expect("a time") * 1_000_000).rfc3339();
    let around = format!("status=awaiting_upload&created_after={}&created_before={}", at(second - 1), at(second + 1));
    assert_eq!(ids(&list(client, &around).await), [awaiting]);
    site.unharmed().await;
}

#[tokio::test]
async fn pages_lead_to_the_end_and_their_cursors_nowhere_else() {
    let mut site = Site::start().await;
    let neighbour = site.neighbour().await;
    let client = site.client.clone();
    let mut made = Vec::new();
    for _ in 0..7 {
        made.push(submit(&client, "säge/7 &x").await);
    }
    submit(&client, "another").await;
    let theirs = submit(&neighbour, "säge/7 &x").await;
    for job in &made {
        client.completed(job, SOON).await;
    }
    let query = "conversation_id=s%C3%A4ge/7%20%26x&limit=3";
    let (mut seen, mut path, mut cursors) = (Vec::new(), format!("{JOBS}?{query}"), Vec::new());
    loop {
        let answer = page(&client, &path).await;
        let document = answer.document();
        seen.extend(ids(&document));
        let Some(link) = answer.header("link") else { break };
        let (place, rest) = link.strip_prefix('<').and_then(|rest| rest.split_once('>')).expect("a link");
        assert_eq!(rest, "; rel=\"next\"");
        cursors.push(document.at("/next_cursor").text().to_owned());
        assert!(place.ends_with(&format!("&limit=3&cursor={}", cursors[cursors.len() - 1])), "{place}");
        place.clone_into(&mut path);
        // Whoever comes later is before the first.
        submit(&client, "säge/7 &x").await;
        if cursors.len() == 1 {
            site.server.kill();
            site.server.restart();
        }
    }
    made.reverse();
    assert_eq!((seen, cursors.len()), (made, 2));
    let cursor = &cursors[0];
    let same = list(&client, &format!("{query}&cursor={cursor}")).await;
    let other_size = list(&client, &format!("conversation_id=s%C3%A4ge/7+%26x&limit=2&cursor={cursor}")).await;
    assert_eq!(ids(&same)[..2], ids(&other_size));
    for other in [
        format!("limit=3&cursor={cursor}"),
        format!("{query}&status=failed&cursor={cursor}"),
        format!("{query}&created_after=2020-01-01T00:00:00Z&cursor={cursor}"),
        format!("{query}&cursor={cursor}A"),
        format!("{query}&cursor="),
    ] {
        get(&client, &format!("{JOBS}?{other}")).await.invalid("cursor_illegal", "/cursor");
    }
    get(&neighbour, &format!("{JOBS}?{query}&cursor={cursor}")).await.invalid("cursor_illegal", "/cursor");
    assert_eq!(ids(&list(&neighbour, "").await), [theirs]);
    site.unharmed().await;
}

#[tokio::test]
async fn everything_wrong_with_a_query_is_told_at_once() {
    let site = Site::start().await;
    let client = &site.client;
    let query = format!(
        "status=failed,{CANARY}&created_after={CANARY}&created_before=2026-02-30T00:00:00Z&conversation_id={}\
         &limit=101&cursor={CANARY}",
        "x".repeat(1_025)
    );
    let problem = get(client, &format!("{JOBS}?{query}")).await.refused(400, "status_unknown");
    let errors = problem.at("/errors").list();
    let pointers: BTreeSet<&str> = errors.iter().map(|error| error.at("/pointer").text()).collect();
    let all = ["/status", "/created_after", "/created_before", "/conversation_id", "/limit", "/cursor"];
    assert_eq!((pointers, errors.len()), (BTreeSet::from(all), all.len()));
    for (query, code, pointer) in [
        ("status=", "status_unknown", "/status"),
        ("status=failed,,queued", "status_unknown", "/status"),
        ("limit=0", "limit_illegal", "/limit"),
        ("limit=-1", "limit_illegal", "/limit"),
        ("limit=ten", "limit_illegal", "/limit"),
        ("limit=1&limit=2", "doubled", "/limit"),
        ("created_after=1795348800", "time_illegal", "/created_after"),
        ("created_before=2026-11-22T00:00:00+01:00", "time_illegal", "/created_before"),
    ] {
        get(client, &format!("{JOBS}?{query}")).await.invalid(code, pointer);
    }
    let answer = get(client, &format!("{JOBS}?conversation_id=a%00b")).await;
    assert_eq!(answer.refused(400, "null_character").at("/errors/0/pointer").text(), "/conversation_id");
    assert_eq!(list(client, "limit=100").await.at("/data"), &Json::List(Vec::new()));
    Null.check(list(client, "%ff=%ff&&=").await.at("/next_cursor"));
    site.unharmed().await;
}
