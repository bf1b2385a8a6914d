//! Opening the transcriber, where one is configured.

use std::sync::Arc;

use runtime::TranscriberSettings;
use speech::{AnswerFormat, Error, OpenAi, Settings, Transcriber};

/// Nothing is sent yet.
pub fn transcriber(settings: Option<&TranscriberSettings>) -> Result<Option<Arc<dyn Transcriber>>, Error> {
    let Some(TranscriberSettings { url, key, model, format, timeout }) = settings else { return Ok(None) };
    let format = format.and_then(AnswerFormat::named).unwrap_or_else(|| AnswerFormat::of_model(model));
    let settings = Settings { url: url.clone(), key: key.clone(), model: model.clone(), format, timeout: *timeout };
    Ok(Some(Arc::new(OpenAi::new(settings)?)))
}
