//! The members of a request beside its talk turns: analysis options, `conversation_id`, `user_metadata`.
//!
//! What must stay true: one reader for the inline body, the upload's `options` object and a request-shaped
//! file, so that a wrong type is named alike everywhere; `user_metadata` is kept as the bytes that came.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::Profile;
use model::TalkTurn;
use model::limits::{MAX_METADATA_BYTES, MAX_NAME_BYTES};
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};
use transcript::{Problem, Sink};

use crate::{Chosen, Invalid};

/// What a client chose about an analysis and its document. Stored with the job.
#[expect(clippy::struct_excessive_bools, reason = "the contract has five independent switches")]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    pub confidence_threshold: Option<f64>,
    pub max_behaviors: Option<u32>,
    pub include_conversation: bool,
    pub include_suggestions: bool,
    pub include_tips: bool,
    pub include_definitions: bool,
    pub include_diagnostics: bool,
    pub on_error: OnError,
    /// Chosen beside the request, so no member of one sets it.
    pub profile: Chosen,
    /// What was known of the conversation, for the profile to go by: found when the analysis begins, so no member of a
    /// request sets it either.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

/// What a malformed turn does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnError {
    /// The job fails and names it.
    #[default]
    Fail,
    /// It is listed, and the rest is analysed.
    Report,
}

impl Options {
    /// For an analysis by this profile, which must be the chosen one.
    pub fn engine(&self, profile: Arc<Profile>) -> engine::Options {
        engine::Options {
            confidence_threshold: self.confidence_threshold,
            max_behaviors: self.max_behaviors,
            profile,
            metadata: self.metadata.clone().into_iter().collect(),
        }
    }

    /// Tips and suggestions are shown only where the profile allows them, whoever asks.
    #[must_use]
    pub fn allowed_by(mut self, profile: &Profile) -> Self {
        self.include_tips &= profile.allows_tips();
        self.include_suggestions &= profile.allows_suggestions();
        self
    }

    /// As they are stored with a job.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("options hold finite numbers and switches only")
    }

    /// Takes one member into account; `false` when it is not an option.
    pub fn set(&mut self, name: &str, json: &[u8], pointer: &str) -> Result<bool, Invalid> {
        match name {
            "confidence_threshold" => self.confidence_threshold = fraction(json, pointer)?,
            "max_behaviors" => self.max_behaviors = count(json, pointer)?,
            "include_conversation" => self.include_conversation = switch(json, pointer)?,
            "include_suggestions" => self.include_suggestions = switch(json, pointer)?,
            "include_tips" => self.include_tips = switch(json, pointer)?,
            "include_definitions" => self.include_definitions = switch(json, pointer)?,
            "on_error" => self.on_error = on_error(json, pointer)?,
            "include_diagnostics" => self.include_diagnostics = switch(json, pointer)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// Everything a conversations request says beside its talk turns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Members {
    pub options: Options,
    pub conversation_id: Option<String>,
    pub user_metadata: Option<Vec<u8>>,
}

impl Members {
    /// Takes one top-level member into account; unknown ones are ignored.
    pub fn set(&mut self, name: &str, json: &[u8]) -> Result<(), Invalid> {
        let pointer = format!("/{name}");
        match name {
            "conversation_id" => self.conversation_id = conversation_id(json, &pointer)?,
            "user_metadata" => self.user_metadata = metadata(json, &pointer)?,
            _ => {
                self.options.set(name, json, &pointer)?;
            }
        }
        Ok(())
    }
}

/// A request-shaped file's own options over those that came with it.
#[derive(Clone, Debug, Default)]
pub struct FileOptions(pub Options);

impl Sink for FileOptions {
    fn turn(&mut self, _turn: TalkTurn) -> Result<(), Problem> {
        Ok(())
    }

    fn member(&mut self, name: &str, json: &[u8]) -> Result<(), Problem> {
        // Who the conversation is and its metadata were settled before the file was opened.
        self.0.set(name, json, &format!("/{name}")).map(|_| ()).map_err(|Invalid { code, detail, pointer }| Problem {
            code,
            detail,
            line: None,
            pointer,
            turn: None,
        })
    }
}

fn value(json: &[u8], pointer: &str) -> Result<Value, Invalid> {
    serde_json::from_slice(json).map_err(|_| Invalid::at(pointer, "invalid_json", "Expected a JSON value."))
}

fn switch(json: &[u8], pointer: &str) -> Result<bool, Invalid> {
    match value(json, pointer)? {
        Value::Bool(on) => Ok(on),
        _ => Err(Invalid::at(pointer, "wrong_type", "Expected true or false.")),
    }
}

fn on_error(json: &[u8], pointer: &str) -> Result<OnError, Invalid> {
    serde_json::from_slice(json).map_err(|_| Invalid::at(pointer, "wrong_type", "Expected \"fail\" or \"report\"."))
}

fn fraction(json: &[u8], pointer: &str) -> Result<Option<f64>, Invalid> {
    match value(json, pointer)? {
        Value::Null => Ok(None),
        Value::Number(n) => match n.as_f64() {
            Some(x) if (0.0..=1.0).contains(&x) => Ok(Some(x)),
            _ => Err(Invalid::at(pointer, "out_of_range", "Expected a number from 0 to 1.")),
        },
        _ => Err(Invalid::at(pointer, "wrong_type", "Expected a number from 0 to 1, or null.")),
    }
}

fn count(json: &[u8], pointer: &str) -> Result<Option<u32>, Invalid> {
    match value(json, pointer)? {
        Value::Null => Ok(None),
        Value::Number(n) => match whole(&n).and_then(|n| i32::try_from(n).ok()).and_then(|n| u32::try_from(n).ok()) {
            Some(n) => Ok(Some(n)),
            None => Err(Invalid::at(pointer, "out_of_range", "Expected a whole number from 0 to 2147483647.")),
        },
        _ => Err(Invalid::at(pointer, "wrong_type", "Expected a whole number, or null.")),
    }
}

/// A whole number, however it is written: `2` and `2.0` are the same number.
pub fn whole(number: &Number) -> Option<i64> {
    /// Up to here every whole number is one that a float can hold.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    number.as_i64().or_else(|| {
        let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() <= EXACT)?;
        #[expect(clippy::cast_possible_truncation, reason = "it is whole, and within 2⁵³")]
        Some(float as i64)
    })
}

fn conversation_id(json: &[u8], pointer: &str) -> Result<Option<String>, Invalid> {
    match value(json, pointer)? {
        Value::Null => Ok(None),
        Value::String(id) => short_text(&id, pointer).map(|()| Some(id)),
        _ => Err(Invalid::at(pointer, "wrong_type", "Expected a string, or null.")),
    }
}

/// The rule for every short text a client sends: 1 to 1,024 bytes, no U+0000.
pub fn short_text(text: &str, pointer: &str) -> Result<(), Invalid> {
    if text.is_empty() {
        return Err(Invalid::at(pointer, "empty", "Expected a non-empty string."));
    }
    if text.len() > MAX_NAME_BYTES {
        return Err(Invalid::at(pointer, "too_long", format!("Expected at most {MAX_NAME_BYTES} bytes.")));
    }
    if text.contains('\0') {
        return Err(Invalid::at(pointer, "null_character", "Expected text without U+0000."));
    }
    Ok(())
}

/// `null` is the same as absent; everything else is kept as it came.
pub fn metadata(json: &[u8], pointer: &str) -> Result<Option<Vec<u8>>, Invalid> {
    if json.len() > MAX_METADATA_BYTES {
        return Err(Invalid::at(pointer, "too_long", format!("Expected at most {MAX_METADATA_BYTES} bytes of JSON.")));
    }
    Ok((json != b"null").then(|| json.to_vec()))
}

#[cfg(test)]
mod tests {
    use engine::BuiltIn;

    use super::*;

    #[test]
    fn each_wrong_type_is_named_by_pointer() {
        for (name, json, code) in [
            ("confidence_threshold", "\"0.5\"", "wrong_type"),
            ("confidence_threshold", "1.5", "out_of_range"),
            ("max_behaviors", "-1", "out_of_range"),
            ("max_behaviors", "2147483648", "out_of_range"),
            ("include_tips", "null", "wrong_type"),
            ("on_error", "\"ignore\"", "wrong_type"),
            ("conversation_id", "7", "wrong_type"),
            ("conversation_id", "\"\"", "empty"),
            ("conversation_id", "\"a\\u0000b\"", "null_character"),
        ] {
            let wrong = Members::default().set(name, json.as_bytes()).unwrap_err();
            assert_eq!((wrong.code, wrong.pointer.as_deref()), (code, Some(format!("/{name}").as_str())));
        }
    }

    #[test]
    fn a_whole_number_is_one_however_it_is_written() {
        let mut options = Options::default();
        for (json, read) in [("2", 2), ("2.0", 2), ("2e1", 20), ("-0.0", 0)] {
            assert_eq!(options.set("max_behaviors", json.as_bytes(), ""), Ok(true), "{json}");
            assert_eq!(options.max_behaviors, Some(read), "{json}");
        }
        let number = |json: &str| whole(&serde_json::from_str(json).expect("a number"));
        assert_eq!(number("9007199254740992.0"), Some(1 << 53));
        assert_eq!(number("9223372036854775807"), Some(i64::MAX));
        assert_eq!(["0.5", "1e300", "9007199254740994.0", "18446744073709551615"].map(number), [None; 4]);
    }

    #[test]
    fn metadata_keeps_its_bytes() {
        let mut members = Members::default();
        members.set("user_metadata", b"{ \"a\" : 1.00 }").unwrap();
        assert_eq!(members.user_metadata.as_deref(), Some(b"{ \"a\" : 1.00 }".as_slice()));
    }

    #[test]
    fn options_survive_storage() {
        let options = Options {
            confidence_threshold: Some(0.25),
            include_tips: true,
            profile: BuiltIn::Counts.into(),
            metadata: BTreeMap::from([("line".to_owned(), "b2b".to_owned())]),
            ..Options::default()
        };
        let stored: Options = serde_json::from_slice(&options.to_bytes()).unwrap();
        assert_eq!(stored, options);
    }

    #[test]
    fn options_stored_before_there_were_profiles_are_read() {
        let stored: Options = serde_json::from_slice(br#"{"max_behaviors":2}"#).unwrap();
        assert_eq!(stored, Options { max_behaviors: Some(2), ..Options::default() });
        assert_eq!(stored.profile, BuiltIn::Default.into());
    }

    #[test]
    fn no_member_of_a_request_is_the_profile() {
        let mut options = Options::default();
        assert_eq!(options.set("profile", b"\"counts\"", "/profile"), Ok(false));
        assert_eq!(options, Options::default());
    }
}
