//! Neither who signs in, nor which meeting, nor what it is about is repeated by a log or a metric.

use serde_json::json;
use tests::{Server, until};

use super::double::{Double, Reply};
use super::{CREDENTIALS, IMPORT};
use crate::API;
use crate::reply::{get, reply};
use crate::site::SOON;

const BIRD: &str = "kanarienvogel";

#[tokio::test]
async fn nothing_of_an_import_is_repeated_to_anybody_else() {
    let double = Double::start().await;
    let recording = json!({
        "id": "kanarienvogel-recording", "file_type": "TRANSCRIPT", "status": "completed",
        "download_url": format!("{}/kanarienvogel-download", double.url),
    });
    let meeting = json!({ "topic": "kanarienvogel topic", "recording_files": [recording] });
    double.always("/oauth", Reply::json(200, &json!({ "access_token": "kanarienvogel-token" })));
    double.once("/v2", Reply::json(403, &json!({ "code": 1, "message": "kanarienvogel said" })));
    double.once("/v2", Reply::json(500, &json!({ "message": "kanarienvogel broke" })));
    double.always("/v2", Reply::json(200, &meeting));
    double
        .once("/kanarienvogel-download", Reply::status(302).header("location", "/kanarienvogel-file?kanarienvogel=1"));
    double.always("/kanarienvogel-file", Reply::bytes("WEBVTT\n\n00:01.000 --> 00:02.000\nkanarienvogel sang\n"));
    let settings = double.settings();
    let mut settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    settings.push(("RUST_LOG", "debug"));
    let mut server = Server::start(API, &settings);
    let client = server.client().await;
    let app = json!({
        "account_id": "kanarienvogel-account", "client_id": "kanarienvogel-client", "client_secret": "kanarienvogel-secret",
    });
    client.post(CREDENTIALS, &app).await;
    let asked = json!({ "meeting_id": "kanarienvogel", "user_metadata": "kanarienvogel-metadata" });
    let failed = client.post(IMPORT, &asked).await.body["job_id"].as_str().expect("a job").to_owned();
    let document = client.finished(&failed, SOON).await;
    assert_eq!(document["error"]["code"], "zoom_forbidden");
    assert!(!document["error"].to_string().contains(BIRD), "{}", document["error"]);
    let answer = client.post(IMPORT, &asked).await.body;
    client.completed(answer["job_id"].as_str().expect("a job"), SOON).await;
    let file = get(&client, &format!("/v1/files/{}", answer["file_id"].as_str().expect("a file"))).await;
    assert!(file.text.contains("zoom-kanarienvogel-recording.vtt"), "its tenant is told: {}", file.text);
    for wrong in [json!({ "meeting_id": "kanarienvogel?" }), json!({ "recording_file_id": ["kanarienvogel"] })] {
        let refused = reply(client.request(reqwest::Method::POST, IMPORT).json(&wrong)).await;
        assert!(refused.status == 400 && !refused.text.contains(BIRD), "{}", refused.text);
    }
    let page = until("the page to know of the jobs", SOON, async || {
        let page = get(&client, "/metrics").await.text;
        page.contains("colloquy_jobs_total{status=\"failed\"}").then_some(page)
    })
    .await;
    assert!(double.asked_for("GET /kanarienvogel-file").len() == 1, "it was fetched");
    let said = server.said();
    assert!(server.terminate(), "a drained server exits with success");
    let log = server.log();
    assert!(log.contains("DEBUG"), "libraries tell what they do");
    for (where_, told) in [("the log", &log), ("the output", &said), ("the metrics", &page)] {
        let leaks: Vec<&str> = told.lines().filter(|line| line.contains(BIRD)).collect();
        assert!(leaks.is_empty(), "{where_} repeats what was said: {leaks:#?}");
    }
}
