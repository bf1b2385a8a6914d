//! What tenants sign in to Zoom with.

use std::path::Path;

use reqwest::Method;
use serde_json::json;
use tests::Client;

use super::double::{Double, MEETING};
use super::{CREDENTIALS, app, begun, failure, keep_app, kept, without_credentials};
use crate::json::Json;
use crate::reply::{CANARY, Reply, get, post, reply};
use crate::shape::{Id, Shape, Text, Whole, each, object};
use crate::site::Site;

fn shape() -> Shape {
    object([
        ("credentials_id", Id),
        ("account_id", Text),
        ("client_id", Text),
        ("created_at", Whole),
        ("updated_at", Whole),
    ])
}

async fn erase(client: &Client, id: &str) -> Reply {
    reply(client.request(Method::DELETE, &format!("{CREDENTIALS}/{id}"))).await
}

#[tokio::test]
async fn they_are_listed_without_their_secret_and_are_ones_own() {
    let double = Double::start().await;
    let site = without_credentials(&double, &[]).await;
    let client = &site.client;
    let neighbour = site.neighbour().await;
    let made = post(client, CREDENTIALS, app().to_string()).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let made = Json::parse(&made.text);
    shape().check(&made);
    assert_eq!((made.at("/account_id").text(), made.at("/client_id").text()), ("an account", "an app"));
    let again = post(client, CREDENTIALS, app().to_string()).await;
    assert_eq!(again.status, 200, "the same app with another secret: {}", again.text);
    let id = made.at("/credentials_id").text();
    assert_eq!(again.document().at("/credentials_id").text(), id);
    let listed = get(client, CREDENTIALS).await;
    object([("credentials", each(shape()))]).check(&listed.document());
    assert_eq!(listed.document().at("/credentials/0/credentials_id").text(), id);
    assert!(!listed.text.contains("a secret"), "{}", listed.text);
    assert_eq!(get(&neighbour, CREDENTIALS).await.text, r#"{"credentials":[]}"#);
    for unknown in [id, "01890a5d-ac96-774b-bcce-b302099a8057", "x", "%ff"] {
        erase(&neighbour, unknown).await.refused(404, "not_found");
    }
    assert_eq!(erase(client, id).await.status, 204);
    erase(client, id).await.refused(404, "not_found");
    assert_eq!(get(client, CREDENTIALS).await.text, r#"{"credentials":[]}"#);
    site.unharmed().await;
}

#[tokio::test]
async fn everything_wrong_with_them_is_named() {
    let double = Double::start().await;
    let site = without_credentials(&double, &[]).await;
    let client = &site.client;
    let all = post(client, CREDENTIALS, json!({ "account_id": 7, "client_id": "" }).to_string()).await;
    let all = all.refused(400, "wrong_type");
    for (n, pointer) in ["/account_id", "/client_id", "/client_secret"].into_iter().enumerate() {
        assert_eq!(all.at(&format!("/errors/{n}/pointer")).text(), pointer);
    }
    for (member, text, code) in [
        ("account_id", CANARY.repeat(20), "text_illegal"),
        ("client_id", format!("{CANARY}\n"), "text_illegal"),
        ("client_secret", format!("{CANARY}\0"), "null_character"),
    ] {
        let mut wrong = app();
        wrong[member] = json!(text);
        post(client, CREDENTIALS, wrong.to_string()).await.invalid(code, &format!("/{member}"));
    }
    for n in 0..20 {
        let one = json!({ "account_id": "a", "client_id": n.to_string(), "client_secret": "s" });
        assert_eq!(post(client, CREDENTIALS, one.to_string()).await.status, 201);
    }
    post(client, CREDENTIALS, app().to_string()).await.refused(409, "too_many_credentials");
    site.unharmed().await;
}

fn holds(folder: &Path, what: &[u8]) -> bool {
    std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("readable").path()).any(|path| {
        if path.is_dir() {
            return holds(&path, what);
        }
        std::fs::read(path).is_ok_and(|bytes| bytes.windows(what.len()).any(|window| window == what))
    })
}

/// A secret that is nowhere by chance.
async fn keep_canary(site: &Site) {
    let mut app = app();
    app["client_secret"] = json!(format!("{CANARY}-secret"));
    let kept = post(&site.client, CREDENTIALS, app.to_string()).await;
    assert_eq!(kept.status, 201, "{}", kept.text);
}

#[tokio::test]
async fn a_secret_is_nowhere_in_clear_and_its_key_is_the_operators() {
    use std::os::unix::fs::MetadataExt as _;
    let double = Double::start().await;
    let mut site = without_credentials(&double, &[]).await;
    keep_canary(&site).await;
    let key = site.server.data_dir().join("encryption-key");
    assert_eq!(std::fs::metadata(&key).expect("the key").mode() & 0o777, 0o600);
    let before = std::fs::read_to_string(&key).expect("text");
    assert_eq!((before.len(), before.chars().all(|c| c.is_ascii_hexdigit())), (64, true));
    // Which folds the database's log into it.
    assert!(site.server.terminate(), "a drained server exits with success");
    assert!(holds(&site.server.data_dir(), b"an account"), "the rest is there");
    assert!(!holds(&site.server.data_dir(), CANARY.as_bytes()), "sealed");

    site.server.restart();
    keep_app(&site.client).await;
    assert_eq!(std::fs::read_to_string(&key).expect("text"), before, "made once");
    let (id, _) = begun(&site.client, &json!({ "meeting_id": MEETING })).await;
    kept(&site.client, &id).await;
    site.server.kill();
    std::fs::write(&key, "0".repeat(64)).expect("written");
    site.server.restart();
    let told = failure(&site.client, &json!({ "meeting_id": MEETING })).await;
    assert_eq!(told, "zoom_credentials_unreadable");
    keep_app(&site.client).await;
    let (id, _) = begun(&site.client, &json!({ "meeting_id": MEETING })).await;
    kept(&site.client, &id).await;
}
