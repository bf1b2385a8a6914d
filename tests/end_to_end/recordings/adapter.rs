//! The adapter by itself.

use std::io::Error as IoError;
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use speech::{AnswerFormat, Audio, Error, Media, OpenAi, Settings, Transcriber as _};

use super::service::{Reply, Service};

const SEGMENTS: &str = r#"{"segments":[{"text":"Hello","speaker":"A","start":0,"end":1.5}]}"#;

fn settings(service: &Service) -> Settings {
    Settings {
        url: service.url.parse().expect("an address"),
        key: Some("key 7".to_owned()),
        model: "whisper-1".to_owned(),
        format: AnswerFormat::Verbose,
        timeout: Duration::from_secs(20),
    }
}

fn audio(media: Media, chunks: &[&'static [u8]]) -> Audio {
    let length = chunks.iter().map(|chunk| chunk.len() as u64).sum();
    let chunks: Vec<_> = chunks.iter().map(|chunk| Ok(Bytes::from_static(chunk))).collect();
    Audio { media, length, bytes: stream::iter(chunks).boxed() }
}

async fn transcribe(settings: Settings) -> Result<Bytes, Error> {
    OpenAi::new(settings).expect("a client").transcribe(audio(Media::Mp3, &[b"ID3 first", b", second"])).await
}

#[tokio::test]
async fn the_recording_goes_out_whole_and_nameless() {
    let service = Service::start(Reply::json(SEGMENTS)).await;
    assert_eq!(transcribe(settings(&service)).await.expect("a transcript"), SEGMENTS);
    let [asked] = service.asked().try_into().expect("one request");
    assert_eq!(asked.line, "POST /v1/audio/transcriptions");
    assert_eq!(asked.authorization.as_deref(), Some("Bearer key 7"));
    assert!(asked.content_length.is_some(), "services that read no chunked bodies are many");
    for part in [
        "name=\"model\"\r\n\r\nwhisper-1\r\n",
        "name=\"response_format\"\r\n\r\nverbose_json\r\n",
        "name=\"timestamp_granularities[]\"\r\n\r\nsegment\r\n",
        "name=\"file\"; filename=\"audio.mp3\"\r\nContent-Type: audio/mpeg\r\n\r\nID3 first, second\r\n",
    ] {
        assert!(asked.body.contains(part), "{part:?} in {:?}", asked.body);
    }
}

#[tokio::test]
async fn each_format_is_asked_for_in_its_own_way() {
    for (format, name, beside) in [
        (AnswerFormat::Diarized, "diarized_json", Some("name=\"chunking_strategy\"\r\n\r\nauto\r\n")),
        (AnswerFormat::Plain, "json", None),
    ] {
        let service = Service::start(Reply::json(r#"{"text":"Hello"}"#)).await;
        let answer = transcribe(Settings { format, key: None, ..settings(&service) }).await.expect("a transcript");
        assert_eq!(answer, r#"{"segments":[{"text":"Hello"}]}"#);
        let [asked] = service.asked().try_into().expect("one request");
        assert!(asked.body.contains(&format!("name=\"response_format\"\r\n\r\n{name}\r\n")), "{}", asked.body);
        assert!(beside.is_none_or(|part| asked.body.contains(part)), "{}", asked.body);
        assert!(!asked.body.contains("timestamp_granularities"), "{}", asked.body);
        assert_eq!(asked.authorization, None);
    }
}

#[tokio::test]
async fn whose_fault_it_is_decides_what_comes_of_it() {
    for (status, is_refused) in [(400, true), (422, true), (401, false), (429, false), (500, false), (503, false)] {
        let service =
            Service::start(Reply { status, ..Reply::json(r#"{"error":{"message":"told in secret"}}"#) }).await;
        let error = transcribe(settings(&service)).await.expect_err("no transcript");
        assert_eq!(matches!(error, Error::Refused { .. }), is_refused, "{status}: {error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

#[tokio::test]
async fn a_redirect_is_no_transcript() {
    let elsewhere = Service::start(Reply::json(SEGMENTS)).await;
    let reply = Reply { status: 307, location: Some(elsewhere.url.clone()), ..Reply::json("") };
    let service = Service::start(reply).await;
    assert!(transcribe(settings(&service)).await.is_err());
    assert!(elsewhere.asked().is_empty(), "the audio went nowhere else");
}

#[tokio::test]
async fn what_does_not_answer_is_away() {
    let service = Service::start(Reply { hangs: true, ..Reply::json("") }).await;
    let slow = transcribe(Settings { timeout: Duration::from_millis(200), ..settings(&service) }).await;
    assert!(matches!(&slow, Err(Error::TooSlow)), "{slow:?}");
    let gone = settings(&service);
    drop(service);
    let gone = transcribe(gone).await;
    assert!(matches!(&gone, Err(Error::Away { .. })), "{gone:?}");
}

#[tokio::test]
async fn a_recording_that_breaks_off_is_never_taken_for_a_whole_one() {
    let service = Service::start(Reply::json(SEGMENTS)).await;
    let broken: BoxStream<'static, _> =
        stream::iter([Ok(Bytes::from_static(b"RIFF")), Err(IoError::other("the bucket is away"))]).boxed();
    let audio = Audio { media: Media::Wav, length: 4_000, bytes: broken };
    let answer = OpenAi::new(settings(&service)).expect("a client").transcribe(audio).await;
    assert!(matches!(&answer, Err(Error::Away { .. })), "{answer:?}");
}

#[tokio::test]
async fn an_answer_without_end_is_let_go() {
    let service = Service::start(Reply { endless: true, ..Reply::json("") }).await;
    let answer = transcribe(settings(&service)).await;
    assert!(matches!(&answer, Err(Error::Unreadable { what: "too long" })), "{answer:?}");
}
