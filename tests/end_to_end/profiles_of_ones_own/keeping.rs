//! What is sent is checked, kept in versions, and handed out as it came.

use reqwest::Method;

use super::{DESK, PROFILES, UNKNOWN, kept, retired, send};
use crate::json::Json;
use crate::reply::{Reply, get, reply};
use crate::shape::{Shape, Text, Whole, each, object};
use crate::site::Site;

fn shape() -> Shape {
    object([("profile_id", Text), ("name", Text), ("version", Whole), ("latest_version", Whole)])
        .then(object([("created_at", Whole), ("updated_at", Whole)]))
}

fn profile(answer: &Reply, status: u16) -> Json {
    assert_eq!((answer.status, answer.header("content-type")), (status, Some("application/json")), "{}", answer.text);
    let profile = Json::parse(&answer.text);
    shape().check(&profile);
    profile
}

fn versions(profile: &Json) -> (u64, u64) {
    (profile.at("/version").count(), profile.at("/latest_version").count())
}

async fn text(site: &Site, path: &str) -> Reply {
    reply(site.client.request(Method::GET, path).header("accept", "text/html, Application/TOML;q=0.9")).await
}

#[tokio::test]
async fn a_profile_is_kept_in_versions() {
    let mut site = Site::start().await;
    let first = send(&site.client, DESK).await;
    let made = profile(&first, 201);
    let id = made.at("/profile_id").text().to_owned();
    assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    assert_eq!((made.at("/name").text(), versions(&made)), ("support desk", (1, 1)));
    let place = format!("{PROFILES}/{id}");
    assert_eq!(first.header("location"), Some(place.as_str()));

    // The very same text is no version; any other is, and of the same profile.
    assert_eq!(profile(&send(&site.client, DESK).await, 200), made);
    let changed = format!("# changed\n{DESK}");
    let plain = site.client.request(Method::POST, PROFILES).header("content-type", "text/plain; charset=utf-8");
    let second = profile(&reply(plain.body(changed.clone())).await, 201);
    assert_eq!((second.at("/profile_id").text(), versions(&second)), (id.as_str(), (2, 2)));
    let other = kept(&site.client, "name = \"another\"").await;

    site.server.kill();
    site.server.restart();
    assert_eq!(profile(&get(&site.client, &place).await, 200), second);
    let hyphenated = format!("{PROFILES}/{}-{}", &id[..8], &id[8..]);
    get(&site.client, &hyphenated).await.refused(404, "not_found");
    let old = profile(&get(&site.client, &format!("{place}?version=1")).await, 200);
    assert_eq!(versions(&old), (1, 2));
    for (path, expected) in [(place.clone(), changed.as_str()), (format!("{place}?version=1"), DESK)] {
        let answer = text(&site, &path).await;
        let told = (answer.status, answer.header("content-type"), answer.text.as_str());
        assert_eq!(told, (200, Some("application/toml"), expected), "{path}");
    }
    for version in ["0", "3", "-1"] {
        get(&site.client, &format!("{place}?version={version}")).await.refused(404, "not_found");
    }
    get(&site.client, &format!("{place}?version=last")).await.refused(400, "version_illegal");

    let listed = get(&site.client, PROFILES).await.document();
    object([("profiles", each(shape()))]).check(&listed);
    let ids: Vec<&str> = listed.at("/profiles").list().iter().map(|one| one.at("/profile_id").text()).collect();
    assert_eq!(ids, [other.as_str(), &id], "by name");

    retired(&site.client, &id).await;
    for method in [Method::GET, Method::DELETE] {
        reply(site.client.request(method, &place)).await.refused(404, "not_found");
    }
    text(&site, &place).await.refused(404, "not_found");
    assert_ne!(kept(&site.client, DESK).await, id, "its name was free");
    for nobodys in [UNKNOWN, "support%20desk", "default", "%ff", "%00"] {
        get(&site.client, &format!("{PROFILES}/{nobodys}")).await.refused(404, "not_found");
    }
    site.unharmed().await;
}

#[tokio::test]
async fn everything_wrong_with_a_text_is_told_at_once() {
    let site = Site::start().await;
    let client = &site.client;
    let wrong = "name = \"desk\"\n\n[behaviors]\ndeactivate = [\"clientalk\"]\n\n[thresholds]\ncomplaint = 2\n";
    let problem = send(client, wrong).await.refused(400, "invalid_profile");
    let errors = problem.at("/errors").list();
    let told: Vec<&str> = errors.iter().map(|error| error.at("/detail").text()).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("line 4, column 15: behaviors.deactivate[0]: "), "{told:?}");
    assert!(told[1].starts_with("line 7, column 13: thresholds.complaint: "), "{told:?}");
    for (text, code) in [
        (b"".to_vec(), "invalid_profile"),
        (b"name = ".to_vec(), "invalid_profile"),
        (b"name = \"\xff\"".to_vec(), "invalid_profile"),
        (b"name = \"default\"".to_vec(), "profile_name_reserved"),
        (format!("name = \"{UNKNOWN}\"").into_bytes(), "profile_name_reserved"),
        (b"name = \"a\\u0000b\"".to_vec(), "profile_name_reserved"),
    ] {
        send(client, text).await.refused(400, code);
    }
    let json = client.request(Method::POST, PROFILES).header("content-type", "application/json").body(DESK);
    reply(json).await.refused(415, "unsupported_media_type");
    let long = format!("{DESK}#{}", "x".repeat(1 << 20));
    send(client, long).await.refused(413, "body_too_large");
    assert!(get(client, PROFILES).await.document().at("/profiles").list().is_empty(), "nothing of it was kept");
    site.unharmed().await;
}

#[tokio::test]
async fn a_tenant_has_so_many_and_no_more() {
    let site = Site::start().await;
    let neighbour = site.neighbour().await;
    let mut last = String::new();
    for number in 0..100 {
        last = kept(&site.client, &format!("name = \"profile {number}\"")).await;
    }
    send(&site.client, "name = \"one more\"").await.refused(409, "too_many_profiles");
    kept(&site.client, "name = \"profile 7\"\ndescription = \"a version is no profile\"").await;
    kept(&neighbour, "name = \"one more\"").await;
    retired(&site.client, &last).await;
    kept(&site.client, "name = \"one more\"").await;
}

/// Another's is as unknown as any, and stays.
#[tokio::test]
async fn a_neighbours_profile_is_as_unknown_as_any() {
    let site = Site::start().await;
    let neighbour = site.neighbour().await;
    let id = kept(&site.client, DESK).await;
    let mut told = Vec::new();
    for id in [id.as_str(), UNKNOWN] {
        for (method, query) in [(Method::GET, ""), (Method::GET, "?version=1"), (Method::DELETE, "")] {
            let request = neighbour.request(method, &format!("{PROFILES}/{id}{query}"));
            let refused = reply(request.header("x-request-id", "fixed")).await;
            refused.refused(404, "not_found");
            told.push(refused.text);
        }
    }
    assert!(told.iter().all(|text| *text == told[0]), "{told:?}");
    assert!(get(&neighbour, PROFILES).await.document().at("/profiles").list().is_empty());
    // A name is each one's own.
    assert_ne!(kept(&neighbour, DESK).await, id);
    get(&site.client, &format!("{PROFILES}/{id}")).await.document();
    site.unharmed().await;
}
