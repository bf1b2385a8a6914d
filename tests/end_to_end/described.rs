//! What an api says of itself at `/openapi.json`, held against what it does.
//!
//! What must stay true: nothing is answered that is not described, down to its members; every example of a request is
//! accepted, and every example of an answer is one. The walk in `statuses` holds each of its answers against this, too.
//! With `RECORD_EXAMPLES` set the examples of answers are written anew, from what is answered here.
//! Deliberately absent: what is described and does not happen; that takes schemathesis (`tests/schemathesis/run`).

mod examples;
mod pages;

use jsonschema::Validator;
use serde_json::{Value, json};
use tests::Client;

use crate::reply::{Reply, any_reply};

pub(crate) struct Description {
    pub(crate) document: Value,
    /// Where a member that is not described is wrong.
    strict: Value,
}

impl Description {
    pub(crate) async fn of(client: &Client) -> Self {
        let answer = any_reply(client.http.get(format!("{}/openapi.json", client.url))).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
        let document: Value = serde_json::from_str(&answer.text).expect("it is JSON");
        let mut strict = document["components"].clone();
        for schema in strict["schemas"].as_object_mut().expect("it has schemas").values_mut() {
            if schema.get("properties").is_some() {
                schema["unevaluatedProperties"] = false.into();
            }
        }
        Self { document, strict }
    }

    pub(crate) fn operation(&self, method: &str, path: &str) -> &Value {
        let found = &self.document["paths"][path][method.to_lowercase()];
        assert!(found.is_object(), "{method} {path} is not described");
        found
    }

    fn validator(&self, schema: &Value) -> Validator {
        let root = json!({ "allOf": [schema], "components": self.strict });
        jsonschema::options().should_validate_formats(true).build(&root).expect("it is a schema")
    }

    /// All that is wrong with a value.
    pub(crate) fn wrong(&self, schema: &Value, value: &Value) -> Vec<String> {
        self.validator(schema).iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    /// The answer is one that is described.
    #[track_caller]
    pub(crate) fn holds(&self, method: &str, path: &str, answer: &Reply) {
        let at = format!("{method} {path}: {} {}", answer.status, answer.text);
        let described = &self.operation(method, path)["responses"][answer.status.to_string()];
        assert!(described.is_object(), "no such status: {at}");
        for (name, header) in described["headers"].as_object().expect("headers") {
            let referred = header["$ref"].as_str().and_then(|at| self.document.pointer(at.trim_start_matches('#')));
            let header = referred.unwrap_or(header);
            assert!(header["required"] != true || answer.header(name).is_some(), "no {name}: {at}");
        }
        let Some(contents) = described["content"].as_object() else {
            assert_eq!(answer.text, "", "{at}");
            return;
        };
        let given = answer.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default();
        let schema = &contents.get(given).unwrap_or_else(|| panic!("no {given}: {at}"))["schema"];
        if given.ends_with("json") && given != "application/x-ndjson" {
            let value = serde_json::from_str(&answer.text).expect("it is JSON");
            let wrong = self.wrong(schema, &value);
            assert!(wrong.is_empty(), "{}\n{at}", wrong.join("\n"));
        }
    }
}
