//! Every documented failure, provoked.

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use tests::{Client, Form};

use super::{FILES, UNKNOWN, VTT, vtt};
use crate::reply::{CANARY, Reply, post, reply};
use crate::site::{SOON, Site};
use crate::wire::{Wire, head};

async fn posted(site: &Site, form: Form) -> Reply {
    reply(form.post(&site.client)).await
}

#[tokio::test]
async fn everything_wrong_with_a_form_is_named() {
    let site = Site::start().await;
    let none = || Form::default().text("user_metadata", "7");
    posted(&site, none()).await.invalid("required", "/file");
    posted(&site, none().text(CANARY, "x")).await.invalid("required", "/file");
    posted(&site, Form::default()).await.invalid("required", "/file");
    posted(&site, vtt().file("more", "b.vtt", "text/vtt", VTT)).await.invalid("file_doubled", "/file");
    posted(&site, Form::of("a.vtt", "text/vtt", b"")).await.invalid("file_empty", "/file");
    posted(&site, Form::of(&"a".repeat(1_025), "text/vtt", VTT)).await.invalid("too_long", "/file");
    for id in [CANARY, "01890a5dac96774bbcceb302099a8057", &format!("{{{UNKNOWN}}}")] {
        posted(&site, vtt().text("file_id", id)).await.invalid("uuid_illegal", "/file_id");
    }
    posted(&site, vtt().text("file_id", &CANARY.repeat(100))).await.invalid("too_long", "/file_id");
    posted(&site, vtt().text("file_id", UNKNOWN).text("file_id", UNKNOWN)).await.invalid("doubled", "/file_id");
    for json in [CANARY, "{", "1 2", "{\"a\":}"] {
        posted(&site, vtt().text("user_metadata", json)).await.invalid("invalid_json", "/user_metadata");
    }
    let long = format!("\"{}\"", "a".repeat(64 << 10));
    posted(&site, vtt().text("user_metadata", &long)).await.invalid("too_long", "/user_metadata");
    let deep = format!("{}{}", "[".repeat(65), "]".repeat(65));
    posted(&site, vtt().text("user_metadata", &deep)).await.invalid("json_nesting", "/user_metadata");
    posted(&site, vtt().text("user_metadata", "1").text("user_metadata", "1"))
        .await
        .invalid("doubled", "/user_metadata");
    // All at once, whether the file comes before or after.
    let wrong = Form::default().text("file_id", "x").text("user_metadata", "{");
    for form in [wrong.clone(), wrong.file("f", "a.vtt", "text/vtt", VTT)] {
        let problem = posted(&site, form).await.refused(400, "uuid_illegal");
        assert_eq!(problem.at("/errors/1/pointer").text(), "/user_metadata");
    }
    let many = (0..20).fold(vtt(), |form, _| form.text(CANARY, "x"));
    posted(&site, many).await.refused(400, "form_malformed");
    posted(&site, vtt().text(CANARY, &"x".repeat(1 << 20))).await.refused(400, "form_malformed");
    let raw = async |content_type: &str, body: Vec<u8>| {
        let request = site.client.request(Method::POST, FILES).header(CONTENT_TYPE, content_type);
        reply(request.body(body)).await
    };
    raw(&Form::content_type(), Form::default().up_to_a_file("b.vtt", "text/vtt")).await.refused(400, "body_incomplete");
    raw(&Form::content_type(), CANARY.into()).await.refused(400, "body_incomplete");
    raw(&Form::content_type(), Vec::new()).await.refused(400, "body_incomplete");
    raw("multipart/form-data", vtt().whole()).await.refused(400, "form_malformed");
    for content_type in ["application/json", "multipart/mixed; boundary=x", CANARY, ""] {
        raw(content_type, vtt().whole()).await.refused(415, "unsupported_media_type");
    }
    site.unharmed().await;
}

#[tokio::test]
async fn only_transcripts_are_taken() {
    let site = Site::start().await;
    for (file_name, content_type) in
        [("a", "audio/mpeg"), ("a.vtt", "video/mp4"), ("a.WAV", "application/octet-stream")]
    {
        let problem =
            posted(&site, Form::of(file_name, content_type, VTT)).await.refused(415, "transcriber_not_configured");
        assert!(problem.at("/detail").text().contains("transcriber"));
    }
    for (file_name, content_type) in [("a", "image/png"), ("a.vtt", CANARY), ("a.docx", "application/octet-stream")] {
        posted(&site, Form::of(file_name, content_type, VTT)).await.refused(415, "unsupported_media_type");
    }
    site.unharmed().await;
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused_as_soon_as_it_is_known() {
    let site = Site::with(&[("COLLOQUY_MAX_UPLOAD_BYTES", "100000")]).await;
    let of = |bytes: usize| Form::of("a.txt", "text/plain", &vec![b'a'; bytes]);
    let problem = posted(&site, of(100_001)).await.refused(413, "too_large");
    assert!(problem.at("/detail").text().contains("100000"));
    posted(&site, of(100_000)).await.document();
    // Its length alone is enough, and where none is said, the first byte too many.
    let mut wire = Wire::open(&site.client.url).await;
    let typed = format!("{}content-type: {}\r\n", head(&site.client, "POST", FILES), Form::content_type());
    wire.send(format!("{typed}content-length: 5000000\r\nexpect: 100-continue\r\n\r\n")).await;
    assert!(wire.rest().await.starts_with("HTTP/1.1 413 "));
    let mut wire = Wire::open(&site.client.url).await;
    wire.send(format!("{typed}transfer-encoding: chunked\r\n\r\n")).await;
    for bytes in [Form::default().up_to_a_file("a.txt", "text/plain"), vec![b'a'; 100_001]] {
        wire.send(format!("{:x}\r\n", bytes.len())).await;
        wire.send(bytes).await;
        wire.send("\r\n").await;
    }
    wire.send("0\r\n\r\n").await;
    assert!(wire.rest().await.starts_with("HTTP/1.1 413 "));
    site.unharmed().await;
}

#[tokio::test]
async fn strangers_and_other_methods_are_refused() {
    let site = Site::start().await;
    let stranger = Client { token: CANARY.to_owned(), ..site.client.clone() };
    reply(vtt().post(&stranger)).await.refused(401, "unauthenticated");
    let other = Client { mpathic_id: "0".repeat(32), ..site.client.clone() };
    reply(vtt().post(&other)).await.refused(401, "unauthenticated");
    let nameless = site.client.http.post(format!("{}{FILES}", site.client.url)).bearer_auth(&site.client.token);
    reply(nameless.header(CONTENT_TYPE, Form::content_type()).body(vtt().whole())).await.refused(400, "header_missing");
    for (method, path) in
        [(Method::GET, FILES.to_owned()), (Method::PUT, FILES.to_owned()), (Method::POST, format!("{FILES}/{UNKNOWN}"))]
    {
        reply(site.client.request(method, &path)).await.refused(405, "method_not_allowed");
    }
    for method in [Method::GET, Method::DELETE] {
        reply(stranger.request(method, &format!("{FILES}/{UNKNOWN}"))).await.refused(401, "unauthenticated");
    }
    post(&site.client, FILES, "{}").await.refused(415, "unsupported_media_type");
    site.unharmed().await;
}

/// So many files at a time: the next is told to come again, and may as soon as one has ended.
#[tokio::test]
async fn more_files_than_fit_wait() {
    let site = Site::start().await;
    let neighbour = site.neighbour().await;
    let client = site.client.clone();
    let begun = Form::default().up_to_a_file("a.vtt", "text/vtt");
    let begin = async |client: &Client| {
        let mut wire = Wire::open(&client.url).await;
        let typed = format!("{}content-type: {}\r\n", head(client, "POST", FILES), Form::content_type());
        let length = begun.len() + VTT.len() + Form::after_a_file().len();
        wire.send(format!("{typed}content-length: {length}\r\n\r\n")).await;
        wire.send(&begun).await;
        wire
    };
    // Those that have no place are told so and end: another is begun each time until a whole one finds no place.
    let fill = async |client: &Client| {
        let mut begun = Vec::new();
        tests::until("the places to be taken", SOON, async || {
            begun.push(begin(client).await);
            let answer = Client::send(vtt().post(client)).await;
            if answer.status == 200 {
                return None;
            }
            assert_eq!((answer.status.as_u16(), &answer.body["code"]), (503, &"too_many_files_at_once".into()));
            assert!(answer.headers.contains_key("retry-after"));
            Some(())
        })
        .await;
        begun
    };
    let mine = fill(&client).await;
    reply(vtt().post(&neighbour)).await.document();
    drop(fill(&neighbour).await);
    let mut whole = 0;
    for mut wire in mine {
        wire.send(VTT).await;
        wire.send(Form::after_a_file()).await;
        whole += usize::from(wire.rest().await.starts_with("HTTP/1.1 200 "));
    }
    assert_eq!(whole, 6, "those that had a place went on, and one tenant does not get them all");
    reply(vtt().post(&client)).await.document();
    tests::until("the neighbour's places to be free", SOON, async || {
        (Client::send(vtt().post(&neighbour)).await.status == 200).then_some(())
    })
    .await;
    site.unharmed().await;
}
