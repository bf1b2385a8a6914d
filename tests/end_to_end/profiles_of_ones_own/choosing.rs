//! `mpathic-profile` names one of a tenant's own.

use reqwest::Method;
use serde_json::Value;
use tests::Client;

use super::{
    DESK, JOBS, UNKNOWN, analysed_by, announced_by, document, kept, questions, retired, started_by, talk, uploaded,
};
use crate::contract::shapes::{self, Asked};
use crate::json::Json;
use crate::reply::{Reply, reply};
use crate::shape::Null;
use crate::site::Site;

fn told(document: &Json) -> (&str, &str, Option<u64>) {
    let version = document.at("/profile_version");
    let version = (!version.is_null()).then(|| version.count());
    (document.at("/profile").text(), document.at("/profile_id").text(), version)
}

#[tokio::test]
async fn a_job_goes_by_it_and_says_so() {
    let mut site = Site::start().await;
    let id = kept(&site.client, DESK).await;
    let whole = analysed_by(&site.client, "default", &talk()).await;
    assert_eq!(told(&whole), ("default", "default", None));
    assert!(questions(&whole) > 0, "there is something to leave out");
    let hyphenated = format!("{}-{}", &id[..8], &id[8..]);
    for named in [id.as_str(), &hyphenated, &id.to_uppercase(), "support desk", " support desk "] {
        let desk = analysed_by(&site.client, named, &talk()).await;
        assert_eq!(told(&desk), ("support desk", id.as_str(), Some(1)), "{named}");
        // It allows no tips, whoever asks for them.
        let asked = Asked { conversation: true, diagnostics: true, ..Asked::default() };
        shapes::job(shapes::conversations_response(asked), Null).check(&desk);
        assert_eq!(questions(&desk), 0, "{named}");
        let diagnostics = desk.at("/conversations_response/diagnostics");
        assert_eq!(diagnostics.at("/profile").text(), "support desk");
        assert_eq!(diagnostics.at("/profile_version").count(), 1);
        let digest = |document: &Json| document.at("/conversations_response/diagnostics/profile_digest").clone();
        assert_eq!(digest(&desk).text().len(), 64);
        assert_ne!(digest(&desk), digest(&whole));
    }

    // A worker that has never read it.
    let before = started_by(&site.client, &id, &talk()).await.id();
    site.server.kill();
    site.server.restart();
    assert_eq!(questions(&document(&site.client, &before).await), 0);
    site.unharmed().await;
}

#[tokio::test]
async fn a_job_keeps_the_version_it_was_made_with() {
    let site = Site::start().await;
    let client = &site.client;
    let id = kept(client, DESK).await;
    let (started, file) = announced_by(client, "support desk").await;
    assert_eq!((&started["profile"], &started["profile_version"]), (&"support desk".into(), &1.into()));
    let (abandoned, _) = announced_by(client, &id).await;
    kept(client, &DESK.replace("\"questions\"", "\"listening\"")).await;
    let second = analysed_by(client, &id, &talk()).await;
    assert_eq!(told(&second), ("support desk", id.as_str(), Some(2)));
    assert!(questions(&second) > 0);
    retired(client, &id).await;
    let first = uploaded(client, &started, file).await;
    assert_eq!(told(&first), ("support desk", id.as_str(), Some(1)));
    assert_eq!(questions(&first), 0);
    // Retired, it is nobody's.
    assert_eq!(told(&analysed_by(client, &id, &talk()).await), ("default", "default", None));
    started_by(client, "support desk", &talk()).await.refused(400, "profile_unknown");
    let abandoned = abandoned["id"].as_str().expect("an id");
    assert_eq!(client.job(abandoned).await["profile"], "support desk");
    site.unharmed().await;
}

async fn keyed(client: &Client, profile: &str, key: &str, body: &Value) -> Reply {
    let request = client.request(Method::POST, JOBS).header("mpathic-profile", profile);
    reply(request.header("idempotency-key", key).body(body.to_string())).await
}

#[tokio::test]
async fn a_profile_is_part_of_what_was_asked_and_its_version_is_not() {
    let site = Site::start().await;
    let client = &site.client;
    let id = kept(client, DESK).await;
    kept(client, "name = \"another\"").await;
    let body = talk();
    let first = keyed(client, &id, "k", &body).await.id();
    for other in ["default", "counts", "another"] {
        keyed(client, other, "k", &body).await.refused(422, "idempotency_key_reused");
    }
    kept(client, &format!("{DESK}\n")).await;
    let again = keyed(client, "support desk", "k", &body).await;
    assert_eq!((again.id(), again.header("idempotent-replayed")), (first.clone(), Some("true")));
    assert_eq!(told(&document(client, &first).await).2, Some(1));
}

#[tokio::test]
async fn a_neighbours_profile_is_as_unknown_to_a_job_as_any() {
    let site = Site::start().await;
    let neighbour = site.neighbour().await;
    let id = kept(&site.client, DESK).await;
    for nobodys in [id.as_str(), UNKNOWN] {
        let started = started_by(&neighbour, nobodys, &talk()).await.document();
        assert_eq!(told(&started), ("default", "default", None));
    }
    for (name, sent) in [("support desk", "support desk"), ("nobody's", "nobody's")] {
        started_by(&neighbour, sent, &talk()).await.refused(400, "profile_unknown");
        let upload = neighbour.request(Method::POST, &format!("{JOBS}/start-multipart"));
        let announced = r#"{"file_name":"a.vtt","file_size_bytes":9,"content_type":"text/vtt"}"#;
        let refused = reply(upload.header("mpathic-profile", name).body(announced)).await;
        refused.refused(400, "profile_unknown");
    }
    site.unharmed().await;
}
