//! From an answer to a document that a reader of transcripts knows.

use bytes::Bytes;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use crate::Error;

/// As far as it decides what is done with it.
#[derive(Deserialize)]
struct Outline {
    segments: Option<Vec<IgnoredAny>>,
    words: Option<Vec<IgnoredAny>>,
    text: Option<String>,
}

/// The answer itself where it tells segments or words apart; a bare text is one segment, without times.
pub(crate) fn of(answer: Bytes) -> Result<Bytes, Error> {
    let outline: Outline =
        serde_json::from_slice(&answer).map_err(|_| Error::Unreadable { what: "no JSON of a transcript" })?;
    let parts = |list: Option<Vec<IgnoredAny>>| list.map_or(0, |list| list.len());
    if parts(outline.segments) + parts(outline.words) > 0 {
        return Ok(answer);
    }
    let text = outline.text.ok_or(Error::Unreadable { what: "neither segments nor a text" })?;
    let segments = if text.trim().is_empty() { json!([]) } else { json!([{ "text": text }]) };
    Ok(serde_json::to_vec(&json!({ "segments": segments })).expect("a text is JSON").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_stay_as_they_are_and_a_text_becomes_one() {
        let of = |answer: &'static str| of(Bytes::from(answer)).map(|bytes| String::from_utf8(bytes.into()).unwrap());
        let whole = r#"{"text":"Hi","segments":[{"text":"Hi","start":0.5,"speaker":"A"}]}"#;
        assert_eq!(of(whole).unwrap(), whole);
        assert_eq!(of(r#"{"text":"Hi \"you\""}"#).unwrap(), r#"{"segments":[{"text":"Hi \"you\""}]}"#);
        assert_eq!(of(r#"{"text":" ","segments":[]}"#).unwrap(), r#"{"segments":[]}"#);
        for answer in ["", "[]", "{}", "<html>", r#"{"error":{"message":"quota"}}"#, r#"{"segments":7}"#] {
            assert!(matches!(of(answer), Err(Error::Unreadable { .. })), "{answer}");
        }
    }
}
