//! `/v1/profile`: what the chosen profile looks for.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use tests::Client;

use super::{DESK, kept};
use crate::json::Json;
use crate::reply::{CANARY, Reply, reply};
use crate::shape::{Anything, OneOf, Shape, Switch, Text, Whole, each, object, or_null};
use crate::site::Site;

const PROFILE: &str = "/v1/profile";

fn shape() -> Shape {
    let behavior = object([("name", Text), ("definition", Text), ("category", Text)]);
    object([("id", Text), ("user_metadata", Anything), ("api_version", OneOf(&["v1"])), ("created_at", Whole)])
        .then(object([("allow_suggestions", Switch), ("allow_tips", Switch), ("behaviors", each(behavior))]))
        .then(object([("profile_id", Text)]))
        .ours("profile", Text)
        .ours("profile_version", or_null(Whole))
}

async fn ask(client: &Client, method: Method, path: &str, profile: &str, body: impl Into<reqwest::Body>) -> Reply {
    reply(client.request(method, path).header("mpathic-profile", profile).body(body)).await
}

async fn shown(client: &Client, profile: &str, body: &Value) -> Json {
    let by_post = ask(client, Method::POST, PROFILE, profile, body.to_string()).await.document();
    shape().check(&by_post);
    let by_get = ask(client, Method::GET, PROFILE, profile, body.to_string()).await.document();
    assert_eq!(by_get.at("/behaviors"), by_post.at("/behaviors"), "one operation");
    by_post
}

fn names(shown: &Json) -> BTreeSet<&str> {
    shown.at("/behaviors").list().iter().map(|behavior| behavior.at("/name").text()).collect()
}

#[tokio::test]
async fn the_chosen_profile_is_shown() {
    let site = Site::start().await;
    let client = &site.client;
    let all = ask(client, Method::GET, PROFILE, "", "").await;
    let all = (all.header("x-request-id").expect("an id").to_owned(), all.document());
    shape().check(&all.1);
    let (request, all) = all;
    assert_eq!(all.at("/id").text(), request);
    assert!(all.at("/user_metadata").is_null() && all.at("/profile_version").is_null());
    assert_eq!((all.at("/profile_id").text(), all.at("/profile").text()), ("default", "default"));
    let category = |behavior: &Json| behavior.at("/category").text().to_owned();
    let categories: BTreeSet<String> = all.at("/behaviors").list().iter().map(category).collect();
    assert_eq!((names(&all).len(), categories.len()), (72, 10));
    let question = all.at("/behaviors").list().iter().find(|one| one.at("/name").text() == "open question");
    let question = question.expect("it is one of them");
    assert_eq!(question.at("/category").text(), "questions");
    assert!(question.at("/definition").text().len() > 30);

    let sent = json!({ "user_metadata": { CANARY: 1.50 } });
    let counts = shown(client, "counts", &sent).await;
    assert_eq!((names(&counts).len(), counts.at("/profile_id").text()), (0, "counts"));
    assert_eq!(counts.at(&format!("/user_metadata/{CANARY}")).digits(), "1.5");

    let id = kept(client, DESK).await;
    for named in [id.as_str(), "support desk"] {
        let desk = shown(client, named, &json!({})).await;
        let told = (desk.at("/profile_id").text(), desk.at("/profile").text(), desk.at("/profile_version").count());
        assert_eq!(told, (id.as_str(), "support desk", 1));
        assert_eq!((desk.at("/allow_tips"), desk.at("/allow_suggestions")), (&Json::Bool(false), &Json::Bool(true)));
        assert!(!names(&desk).contains("open question") && names(&desk).contains("empathy"));
    }
    ask(client, Method::GET, PROFILE, "nobody's", "").await.refused(400, "profile_unknown");
    site.unharmed().await;
}

#[tokio::test]
async fn roles_and_metadata_decide_what_is_active() {
    let site = Site::start().await;
    let client = &site.client;
    let id = kept(client, DESK).await;
    let billing = shown(client, &id, &json!({ "metadata": { "line": "billing", "more": "there is" } })).await;
    assert!(names(&billing).contains("open question"));
    for other in [json!({ "line": "Billing" }), json!({ "line": null }), json!(null)] {
        assert!(!names(&shown(client, &id, &json!({ "metadata": other })).await).contains("open question"));
    }
    // What a side cannot show is not looked for in its turns.
    let agent = shown(client, "default", &json!({ "role": "agent" })).await;
    let caller = shown(client, "default", &json!({ "role": "caller" })).await;
    assert!(names(&agent).contains("advice with permission") && !names(&agent).contains("change talk"));
    assert!(!names(&caller).contains("advice with permission") && names(&caller).contains("change talk"));
    let by_query = ask(client, Method::GET, &format!("{PROFILE}?role=caller"), "default", "").await.document();
    assert_eq!(by_query.at("/behaviors"), caller.at("/behaviors"));
    let body = json!({ "role": "agent" }).to_string();
    let both = ask(client, Method::GET, &format!("{PROFILE}?role=caller"), "default", body).await.document();
    assert_eq!(both.at("/behaviors"), agent.at("/behaviors"), "the body says more");

    let long = CANARY.repeat(100);
    for (body, code, pointer) in [
        (json!({ "role": 7 }), "wrong_type", "/role"),
        (json!({ "metadata": ["a"] }), "wrong_type", "/metadata"),
        (json!({ "metadata": { "a": 7 } }), "wrong_type", "/metadata/a"),
        (json!({ "metadata": { "a/b": long } }), "too_long", "/metadata/a~1b"),
        (json!({ "metadata": { &long: "a" } }), "key_illegal", "/metadata"),
        (json!({ "user_metadata": CANARY.repeat(10_000) }), "too_long", "/user_metadata"),
    ] {
        ask(client, Method::POST, PROFILE, "default", body.to_string()).await.invalid(code, pointer);
    }
    ask(client, Method::GET, "/v1/profile?role=a&role=b", "", "").await.refused(400, "query_illegal");
    ask(client, Method::POST, PROFILE, "default", "[]").await.refused(400, "invalid_json");
    let typed = client.request(Method::POST, PROFILE).header("content-type", "text/plain").body("{}");
    reply(typed).await.refused(415, "unsupported_media_type");
    site.unharmed().await;
}
