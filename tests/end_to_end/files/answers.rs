//! What is answered, member by member.

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use tests::Form;

use super::{FILES, UNKNOWN, VTT, delete, keep, start, vtt};
use crate::reply::{get, reply};
use crate::shape::{Anything, Id, Null, OneOf, Shape, Text, Whole, object};
use crate::site::Site;

fn shape() -> Shape {
    let links = object([]).ours("self", Text);
    object([
        ("id", Text),
        ("user_metadata", Anything),
        ("api_version", Text),
        ("file_id", Id),
        ("message", OneOf(&["The file is kept."])),
    ])
    .ours("status", OneOf(&["kept"]))
    .ours("job_id", Null)
    .ours("error", Null)
    .ours("file_name", Text)
    .ours("content_type", Text)
    .ours("file_size_bytes", Whole)
    .ours("sha256", Text)
    .ours("created_at", Whole)
    .ours("links", links)
}

#[tokio::test]
async fn a_file_is_told_as_it_was_brought() {
    let site = Site::start().await;
    let client = &site.client;
    let metadata = r#"{ "a" : 1.00, "ü": [null , "\u00e9"] }"#;
    for (path, form, id) in [
        (FILES, vtt(), None),
        ("/v1/files/upload", vtt().text("user_metadata", metadata), None),
        (FILES, vtt().text("file_id", &UNKNOWN.to_uppercase()).text("user_metadata", metadata), Some(UNKNOWN)),
    ] {
        let given = String::from_utf8(form.clone().whole()).expect("text").contains("user_metadata");
        let request = client.request(Method::POST, path).header(CONTENT_TYPE, Form::content_type()).body(form.whole());
        let answer = reply(request.header("x-request-id", "a-request")).await;
        let file = answer.document();
        shape().check(&file);
        assert_eq!(file.at("/id").text(), "a-request");
        assert_eq!(answer.header("idempotent-replayed"), None);
        let echoed = format!(r#""user_metadata":{}"#, if given { metadata } else { "null" });
        assert!(answer.text.contains(&echoed), "the bytes that came: {}", answer.text);
        let made = file.at("/file_id").text();
        assert_eq!(id.unwrap_or(made), made);
        assert_eq!((file.at("/file_name").text(), file.at("/content_type").text()), ("call.vtt", "text/vtt"));
        assert_eq!(file.at("/file_size_bytes").digits(), VTT.len().to_string());
        // By sha256sum.
        assert_eq!(file.at("/sha256").text(), "c468769e02759728d30e77e2c98be2e4fc4298c118c38cf76d21580c25c5c63f");
        assert_eq!(file.at("/links/self").text(), format!("{FILES}/{made}"));
        let shown = get(client, &format!("{FILES}/{made}")).await;
        shape().check(&shown.document());
        assert!(shown.text.contains(&echoed));
        for member in ["/file_id", "/file_name", "/content_type", "/file_size_bytes", "/sha256", "/created_at"] {
            assert_eq!(shown.document().at(member), file.at(member));
        }
    }
    site.unharmed().await;
}

#[tokio::test]
async fn a_form_may_be_written_in_many_ways() {
    let site = Site::start().await;
    let named = |name: &str| Form::default().file(name, "call.vtt", "text/vtt", VTT);
    let headed = |head: &str| Form::default().part(head, VTT);
    for (form, file_name, content_type) in [
        (named("anything at all"), "call.vtt", "text/vtt"),
        (named(""), "call.vtt", "text/vtt"),
        (
            Form::default().text("user_metadata", "7").text("file_id", "").file("f", "ü.vtt", "text/vtt", VTT),
            "ü.vtt",
            "text/vtt",
        ),
        (vtt().text("user_metadata", "7").text("other", "ignored"), "call.vtt", "text/vtt"),
        (
            vtt().part(
                "Content-Disposition: form-data; name=user_metadata; filename=blob\r\nContent-Type: application/json",
                b" 7\n",
            ),
            "call.vtt",
            "text/vtt",
        ),
        (headed("Content-Disposition: form-data; name=\"x\"; filename=\"a.vtt\""), "a.vtt", "application/octet-stream"),
        (headed("Content-Disposition: form-data; name=\"file\""), "file", "application/octet-stream"),
        (
            headed("content-type: text/vtt; charset=utf-8\r\ncontent-disposition: form-data; name=\"x\""),
            "file",
            "text/vtt; charset=utf-8",
        ),
    ] {
        let text = String::from_utf8_lossy(&form.clone().whole()).into_owned();
        let file = reply(form.post(&site.client)).await.document();
        assert_eq!(
            (file.at("/file_name").text(), file.at("/content_type").text()),
            (file_name, content_type),
            "{text}"
        );
        assert_eq!(file.at("/file_size_bytes").digits(), VTT.len().to_string(), "{text}");
        assert_eq!(text.contains("user_metadata"), *file.at("/user_metadata") != crate::json::Json::Null, "{text}");
    }
    site.unharmed().await;
}

#[tokio::test]
async fn what_is_sent_again_is_the_same_file_or_none() {
    let site = Site::start().await;
    let client = &site.client;
    let named = || vtt().text("file_id", UNKNOWN).text("user_metadata", "7");
    let first = reply(named().post(client)).await.document();
    let again = reply(named().post(client)).await;
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(again.document().at("/created_at"), first.at("/created_at"));
    for other in [
        Form::of("call.vtt", "text/vtt", b"WEBVTT\n").text("user_metadata", "7"),
        Form::of("other.vtt", "text/vtt", VTT).text("user_metadata", "7"),
        Form::of("call.vtt", "text/plain", VTT).text("user_metadata", "7"),
        vtt().text("user_metadata", "8"),
        vtt(),
    ] {
        reply(other.text("file_id", UNKNOWN).post(client)).await.refused(409, "file_id_taken");
    }
    assert_eq!(get(client, &format!("{FILES}/{UNKNOWN}")).await.document().at("/sha256"), first.at("/sha256"));

    let keyed = async |form: Form| reply(form.post(client).header("idempotency-key", "a-key")).await;
    let made = keyed(vtt()).await;
    assert_eq!(made.header("idempotent-replayed"), None);
    let again = keyed(vtt()).await;
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(again.document().at("/file_id"), made.document().at("/file_id"));
    keyed(vtt().text("user_metadata", "8")).await.refused(422, "idempotency_key_reused");
    site.unharmed().await;
}

#[tokio::test]
async fn a_neighbours_file_is_as_unknown_as_any() {
    let site = Site::start().await;
    let neighbour = site.neighbour().await;
    let client = site.client.clone();
    let mine = keep(&client, vtt().text("file_id", UNKNOWN)).await;
    let nobodys = "01890a5d-ac96-774b-bcce-b302099a8058";
    let mut told = Vec::new();
    for id in [&mine, nobodys] {
        for request in [
            neighbour.request(Method::GET, &format!("{FILES}/{id}")),
            neighbour.request(Method::DELETE, &format!("{FILES}/{id}")),
        ] {
            let refused = reply(request.header("x-request-id", "fixed")).await;
            refused.refused(404, "file_unknown");
            told.push(refused.text);
        }
        start(&neighbour, id).await.refused(404, "file_unknown");
    }
    assert!(told.iter().all(|text| *text == told[0]), "{told:?}");
    let theirs = reply(Form::of("theirs.txt", "text/plain", b"A: b\n").text("file_id", UNKNOWN).post(&neighbour)).await;
    assert_eq!(theirs.document().at("/file_id").text(), UNKNOWN);
    assert_eq!(theirs.header("idempotent-replayed"), None);
    assert_eq!(delete(&neighbour, UNKNOWN).await.status, 204);
    assert_eq!(get(&client, &format!("{FILES}/{mine}")).await.document().at("/file_name").text(), "call.vtt");
    for id in ["x", "%ff", "01890a5dac96774bbcceb302099a8057"] {
        get(&client, &format!("{FILES}/{id}")).await.refused(404, "file_unknown");
    }
    site.unharmed().await;
}
