//! Examples are real.

use std::path::PathBuf;

use http::Method;
use serde_json::Value;

use crate::described::Description;
use crate::reply::any_reply;
use crate::site::Site;
use crate::statuses::{OPERATIONS, at, make};

/// What only a running server can know, and an example cannot.
const KNOWN: [&str; 4] = ["client_id", "client_secret", "conversation_id", "credentials_id"];

/// An operation is asked what its example asks, of something that is there.
#[tokio::test]
async fn every_example_of_a_request_is_accepted() {
    let site = Site::start().await;
    let client = &site.client;
    let described = Description::of(client).await;
    for operation in OPERATIONS {
        for path in operation.paths {
            let said = described.operation(operation.method, path);
            let id = make(client, operation.subject).await;
            let method = Method::from_bytes(operation.method.as_bytes()).expect("a method");
            let asked = client.http.request(method, format!("{}{}", client.url, at(path, &id)));
            let mut request = asked.bearer_auth(&client.token).header("mpathic-id", &client.mpathic_id);
            if let Some(contents) = said["requestBody"]["content"].as_object() {
                let (media_type, content) = contents.iter().next().expect("one");
                let body = match &content["example"] {
                    Value::String(text) => text.clone(),
                    Value::Object(_) if media_type.starts_with("multipart") => {
                        operation.body.expect("a form")(client, &id)
                    }
                    example => {
                        let mut example = example.clone();
                        let good: Value =
                            serde_json::from_str(&operation.body.expect("a body")(client, &id)).unwrap_or_default();
                        for name in KNOWN.into_iter().filter(|name| !good[name].is_null()) {
                            example[name] = good[name].clone();
                        }
                        example.to_string()
                    }
                };
                let media_type = if media_type.starts_with("multipart") { operation.content_type } else { media_type };
                request = request.header("content-type", media_type).body(body);
            }
            let answer = any_reply(request).await;
            assert_eq!(answer.status, operation.success(), "{} {path}: {}", operation.method, answer.text);
            if said["x-streaming"] != true {
                described.holds(operation.method, path, &answer);
                record(said, &answer.text);
            }
        }
    }
    site.unharmed().await;
}

/// What stands for a secret in an example.
const SECRETS: [(&str, &str); 2] =
    [("access_token", "a token"), ("secret", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")];

/// Written where the next build takes it from.
fn record(said: &Value, text: &str) {
    let name = said["operationId"].as_str().expect("a name");
    if std::env::var_os("RECORD_EXAMPLES").is_none() || name.ends_with("Alias") || text.is_empty() {
        return;
    }
    let file = format!("../api/src/surfaces/mpathic/examples/{name}.json");
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file);
    let mut shown: Value = serde_json::from_str(text).expect("it is JSON");
    for (name, value) in SECRETS {
        if let Some(secret) = shown.get_mut(name) {
            *secret = value.into();
        }
    }
    if file.exists() {
        std::fs::write(file, format!("{shown}\n")).expect("it can be written");
    }
}

#[tokio::test]
async fn every_example_is_what_is_described() {
    let site = Site::start().await;
    let described = Description::of(&site.client).await;
    let mut examples = 0;
    for (path, methods) in described.document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let asked = operation["requestBody"]["content"].as_object().into_iter().flatten();
            let answers = operation["responses"].as_object().expect("answers").values();
            let answered = answers.filter_map(|answer| answer["content"].as_object()).flatten();
            let examples_of = asked.chain(answered).map(|(_, content)| content);
            let parameters = operation["parameters"].as_array().expect("parameters").iter();
            for described_value in examples_of.chain(parameters).filter(|value| value.get("example").is_some()) {
                let wrong = described.wrong(&described_value["schema"], &described_value["example"]);
                assert!(wrong.is_empty(), "{method} {path}: {wrong:?}");
                examples += 1;
            }
        }
    }
    assert!(examples > 100, "there are {examples}");
}
