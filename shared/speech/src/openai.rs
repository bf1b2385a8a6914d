//! Services that speak OpenAI's `POST /v1/audio/transcriptions`.
//!
//! What must stay true: redirects are not followed, for they could carry the audio elsewhere.

use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;
use reqwest::{Body, Client, Response};
use url::Url;

use crate::{Audio, Error, Transcriber, document};

/// A longer answer is no transcript: ten hours of speech, word for word with times, are a quarter of it.
const MAX_ANSWER: usize = 64 << 20;

/// Until the service takes the connection.
const CONNECT: Duration = Duration::from_secs(10);

/// What is asked for. Services differ in what they offer, models even of one service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerFormat {
    /// Segments with speakers.
    Diarized,
    /// Segments without.
    Verbose,
    /// One text.
    Plain,
}

impl AnswerFormat {
    /// Under the names that the API gives them.
    const NAMED: [(&str, Self); 3] =
        [("diarized_json", Self::Diarized), ("verbose_json", Self::Verbose), ("json", Self::Plain)];

    pub fn named(name: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }

    /// The richest that a model of this name is known to offer.
    pub fn of_model(model: &str) -> Self {
        match model {
            name if name.contains("diarize") => Self::Diarized,
            name if name.starts_with("gpt-") => Self::Plain,
            _ => Self::Verbose,
        }
    }

    fn name(self) -> &'static str {
        Self::NAMED.iter().find(|(_, format)| *format == self).expect("each has a name").0
    }
}

/// Which service, and how.
#[derive(Clone)]
pub struct Settings {
    /// The service's address; a path other than none, `/` or one that ends in `/v1` is taken as the operation itself.
    pub url: Url,
    /// Sent as a bearer token.
    pub key: Option<String>,
    pub model: String,
    pub format: AnswerFormat,
    /// For one recording, all in all.
    pub timeout: Duration,
}

/// A service at one address.
pub struct OpenAi {
    client: Client,
    operation: Url,
    settings: Settings,
}

impl OpenAi {
    /// Fails where this machine's certificates cannot be read.
    pub fn new(settings: Settings) -> Result<Self, Error> {
        let client = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .timeout(settings.timeout)
            .build()
            .map_err(|_| Error::away("no TLS"))?;
        Ok(Self { client, operation: operation(&settings.url), settings })
    }

    fn form(&self, audio: Audio) -> Result<Form, Error> {
        let (content_type, file_name) = audio.media.named();
        let file = Part::stream_with_length(Body::wrap_stream(audio.bytes), audio.length)
            .file_name(file_name)
            .mime_str(content_type)
            .map_err(|_| Error::away("no content type"))?;
        let mut form =
            Form::new().text("model", self.settings.model.clone()).text("response_format", self.settings.format.name());
        match self.settings.format {
            AnswerFormat::Diarized => form = form.text("chunking_strategy", "auto"),
            AnswerFormat::Verbose => form = form.text("timestamp_granularities[]", "segment"),
            AnswerFormat::Plain => {}
        }
        Ok(form.part("file", file))
    }
}

#[async_trait]
impl Transcriber for OpenAi {
    async fn transcribe(&self, audio: Audio) -> Result<Bytes, Error> {
        let mut request = self.client.post(self.operation.clone()).multipart(self.form(audio)?);
        if let Some(key) = &self.settings.key {
            request = request.bearer_auth(key);
        }
        let response = request.send().await.map_err(|error| away(&error))?;
        if !response.status().is_success() {
            return Err(Error::of_status(response.status().as_u16()));
        }
        let answer = bounded(response).await?;
        // Long answers take a while to look through.
        let read = tokio::task::spawn_blocking(move || document::of(answer)).await;
        read.unwrap_or(Err(Error::Unreadable { what: "its reading stopped" }))
    }
}

fn operation(url: &Url) -> Url {
    let mut operation = url.clone();
    let path = url.path().trim_end_matches('/');
    if path.is_empty() {
        operation.set_path("/v1/audio/transcriptions");
    } else if path.ends_with("/v1") {
        operation.set_path(&format!("{path}/audio/transcriptions"));
    }
    operation
}

async fn bounded(mut response: Response) -> Result<Bytes, Error> {
    let mut answer = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| away(&error))? {
        if answer.len() + chunk.len() > MAX_ANSWER {
            return Err(Error::Unreadable { what: "too long" });
        }
        answer.extend_from_slice(&chunk);
    }
    Ok(answer.freeze())
}

/// Its address may hold a secret and is left out.
fn away(error: &reqwest::Error) -> Error {
    match () {
        () if error.is_connect() => Error::away("not reached"),
        () if error.is_timeout() => Error::TooSlow,
        () => Error::away("broken off"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stands_for_its_operation() {
        for (url, expected) in [
            ("http://a", "http://a/v1/audio/transcriptions"),
            ("https://a:1/", "https://a:1/v1/audio/transcriptions"),
            ("http://a/openai/v1/", "http://a/openai/v1/audio/transcriptions"),
            ("http://a/inference", "http://a/inference"),
            ("http://a/deploy/x/transcriptions?api-version=7", "http://a/deploy/x/transcriptions?api-version=7"),
        ] {
            assert_eq!(operation(&url.parse().unwrap()).as_str(), expected);
        }
    }

    #[test]
    fn a_model_is_asked_for_the_most_it_offers() {
        for (model, format) in [
            ("whisper-1", AnswerFormat::Verbose),
            ("Systran/faster-whisper-large-v3", AnswerFormat::Verbose),
            ("gpt-4o-transcribe", AnswerFormat::Plain),
            ("gpt-4o-transcribe-diarize", AnswerFormat::Diarized),
        ] {
            assert_eq!(AnswerFormat::of_model(model), format, "{model}");
        }
        assert_eq!(AnswerFormat::Diarized.name(), "diarized_json");
    }
}
