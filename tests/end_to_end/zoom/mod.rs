//! Recordings in Zoom's cloud, imported as files.

mod answers;
mod canaries;
mod credentials;
mod double;
mod failing;
mod importing;
mod lasting;

use serde_json::{Value, json};
use tests::{Client, until};

use crate::json::Json;
use crate::reply::{Reply as Answer, get, post};
use crate::site::{SOON, Site};
use double::Double;

const IMPORT: &str = "/v1/files/zoom";
const CREDENTIALS: &str = "/v1/zoom/credentials";
const FILES: &str = "/v1/files";

/// A server for which the double is Zoom, and whose first tenant has an app there.
async fn site(double: &Double) -> Site {
    let site = without_credentials(double, &[]).await;
    keep_app(&site.client).await;
    site
}

async fn without_credentials(double: &Double, more: &[(&str, &str)]) -> Site {
    let settings = double.settings();
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Site::with(&[&settings, more].concat()).await
}

fn app() -> Value {
    json!({ "account_id": "an account", "client_id": "an app", "client_secret": "a secret" })
}

/// The id of the credentials.
async fn keep_app(client: &Client) -> String {
    let answer = client.post(CREDENTIALS, &app()).await;
    assert!(answer.status.is_success(), "{:?}", answer.body);
    answer.body["credentials_id"].as_str().expect("an id").to_owned()
}

async fn import(client: &Client, asked: &Value) -> Answer {
    post(client, IMPORT, asked.to_string()).await
}

/// The file and the job of an import that was taken on.
async fn begun(client: &Client, asked: &Value) -> (String, String) {
    let answer = import(client, asked).await.document();
    (answer.at("/file_id").text().to_owned(), answer.at("/job_id").text().to_owned())
}

async fn file(client: &Client, id: &str) -> Json {
    get(client, &format!("{FILES}/{id}")).await.document()
}

/// The file, once it is there.
async fn kept(client: &Client, id: &str) -> Json {
    until("the file to be there", SOON, async || {
        let file = file(client, id).await;
        assert!(matches!(file.at("/status").text(), "importing" | "kept"), "{file:?}");
        (file.at("/status").text() == "kept").then_some(file)
    })
    .await
}

/// The code of an import that fails.
async fn failure(client: &Client, asked: &Value) -> String {
    let (id, job) = begun(client, asked).await;
    let ended = client.finished(&job, SOON).await;
    assert_eq!(ended["status"], "failed", "{ended}");
    let told = file(client, &id).await;
    assert_eq!(told.at("/status").text(), "failed");
    assert_eq!(told.at("/error/code").text(), ended["error"]["code"].as_str().expect("a code"));
    told.at("/error/code").text().to_owned()
}
