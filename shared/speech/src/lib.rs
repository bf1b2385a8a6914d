//! Audio to a transcript: a port, and its adapter for services that speak OpenAI's transcription API.
//!
//! What must stay true: audio passes through and is never held; what comes back is bounded; beside the audio itself nothing
//! that a client sent goes out, not even the file's name; no error quotes an answer.
//! Deliberately absent: trying again (a job does), cutting long recordings into pieces, and the choice of a language: the
//! service hears which it is.

mod document;
mod error;
mod media;
mod openai;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;

pub use error::Error;
pub use media::Media;
pub use openai::{AnswerFormat, OpenAi, Settings};

/// A recording on its way.
pub struct Audio {
    pub media: Media,
    /// Bytes in all: exactly as many as `bytes` brings.
    pub length: u64,
    pub bytes: BoxStream<'static, std::io::Result<Bytes>>,
}

/// Writes down what is said.
#[async_trait]
pub trait Transcriber: Send + Sync {
    /// The transcript, in the form of Whisper's verbose JSON: an object with `segments` that have `text` and, where the
    /// service knows them, `speaker`, `start` and `end` in seconds. Takes as long as the service does, up to a limit.
    async fn transcribe(&self, audio: Audio) -> Result<Bytes, Error>;
}
