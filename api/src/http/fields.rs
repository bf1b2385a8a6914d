//! The members of a small JSON request, each checked by itself, so that every wrong one is named by its pointer.

use std::collections::BTreeMap;

use bytes::Bytes;
use jobs::Invalid;
use model::limits::MAX_NESTING;
use serde_json::value::RawValue;

use super::Problem;

/// A request object whose members are taken one by one; unknown ones are ignored.
pub(crate) struct Fields {
    members: BTreeMap<String, Box<RawValue>>,
    wrong: Vec<Invalid>,
}

impl Fields {
    /// An empty body is an empty object.
    pub(crate) fn parse(body: &Bytes) -> Result<Self, Problem> {
        if body.is_empty() {
            return Ok(Self { members: BTreeMap::new(), wrong: Vec::new() });
        }
        nesting_allowed(body, "").map_err(|wrong| Problem::invalid(vec![wrong]))?;
        let members = serde_json::from_slice(body).map_err(|error| {
            let detail = format!("Expected a JSON object (line {}, column {}).", error.line(), error.column());
            Problem::invalid(vec![Invalid { code: "invalid_json", detail, pointer: Some(String::new()) }])
        })?;
        Ok(Self { members, wrong: Vec::new() })
    }

    /// The member's JSON, unless it is absent or null.
    pub(crate) fn json(&self, name: &str) -> Option<&str> {
        self.members.get(name).map(|raw| raw.get()).filter(|&json| json != "null")
    }

    /// The member's JSON, null or not.
    pub(crate) fn raw(&self, name: &str) -> Option<&str> {
        self.members.get(name).map(|raw| raw.get())
    }

    /// Notes something wrong that the caller found.
    pub(crate) fn refuse(&mut self, wrong: Invalid) {
        self.wrong.push(wrong);
    }

    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        let json = self.json(name)?;
        let parsed = serde_json::from_str(json).ok();
        if parsed.is_none() {
            self.refuse(Invalid::at(&format!("/{name}"), "wrong_type", "Expected a string."));
        }
        parsed
    }

    /// A non-empty string; absence is noted and answered with an empty one.
    pub(crate) fn required_text(&mut self, name: &str) -> String {
        let before = self.wrong.len();
        let text = self.text(name).unwrap_or_default();
        if text.is_empty() && self.wrong.len() == before {
            self.refuse(Invalid::at(&format!("/{name}"), "required", "Expected a non-empty string."));
        }
        text
    }

    pub(crate) fn integer(&mut self, name: &str) -> Option<i64> {
        let json = self.json(name)?;
        let parsed = serde_json::from_str(json).ok().and_then(|number| contract::whole(&number));
        if parsed.is_none() {
            self.refuse(Invalid::at(&format!("/{name}"), "wrong_type", "Expected a whole number of 64 bits."));
        }
        parsed
    }

    pub(crate) fn required_integer(&mut self, name: &str) -> i64 {
        let before = self.wrong.len();
        let number = self.integer(name);
        if number.is_none() && self.wrong.len() == before {
            self.refuse(Invalid::at(&format!("/{name}"), "required", "Expected a whole number."));
        }
        number.unwrap_or_default()
    }

    /// Everything wrong so far, at once.
    pub(crate) fn check(self) -> Result<(), Problem> {
        if self.wrong.is_empty() { Ok(()) } else { Err(Problem::invalid(self.wrong)) }
    }
}

/// JSON that lies too deep in itself is refused before anything parses it.
pub(crate) fn nesting_allowed(json: &[u8], pointer: &str) -> Result<(), Invalid> {
    if nesting(json) <= MAX_NESTING {
        return Ok(());
    }
    Err(Invalid::at(pointer, "json_nesting", format!("Expected at most {MAX_NESTING} levels of nesting.")))
}

/// How deep objects and arrays lie in each other; of what is no JSON, some number.
fn nesting(json: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for &byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_member_is_named() {
        let mut fields = Fields::parse(&Bytes::from_static(br#"{"a": 1, "b": "x", "c": null}"#)).unwrap();
        assert_eq!((fields.required_text("a"), fields.required_integer("b")), (String::new(), 0));
        assert_eq!(fields.required_text("c"), "");
        let wrong: Vec<_> = fields.wrong.iter().map(|w| (w.code, w.pointer.clone().unwrap_or_default())).collect();
        let expected = [("wrong_type", "/a"), ("wrong_type", "/b"), ("required", "/c")];
        assert_eq!(wrong, expected.map(|(code, pointer)| (code, pointer.to_owned())));
    }

    #[test]
    fn nesting_is_counted_outside_of_strings() {
        for (json, depth) in [("7", 0), ("{}", 1), (r#"{"a":[{}],"b":[]}"#, 3), (r#"["[[\"[[","\\",[]]"#, 2)] {
            assert_eq!(nesting(json.as_bytes()), depth, "{json}");
        }
        let deep = |levels: usize| format!(r#"{{"a":{}{}}}"#, "[".repeat(levels - 1), "]".repeat(levels - 1));
        assert!(Fields::parse(&Bytes::from(deep(MAX_NESTING))).is_ok());
        assert!(Fields::parse(&Bytes::from(deep(MAX_NESTING + 1))).is_err());
    }

    #[test]
    fn what_is_not_an_object_is_refused() {
        for body in ["[]", "7", "{", "{\"a\":1}x"] {
            assert!(Fields::parse(&Bytes::copy_from_slice(body.as_bytes())).is_err(), "{body}");
        }
    }
}
