//! What is said of one operation.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// Says what a type looks like when it is written.
pub(crate) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// The schema of a type.
pub(crate) fn schema_of<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Schema {
    schemas.subschema_for::<T>()
}

/// One operation, but for its method and path.
pub(crate) struct Operation {
    pub(super) id: &'static str,
    pub(super) tag: &'static str,
    pub(super) summary: &'static str,
    pub(super) description: String,
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Vec<Body>,
    pub(super) body_is_required: bool,
    pub(super) answers: Vec<Answer>,
    pub(super) problems: Vec<&'static str>,
    pub(super) needs_token: bool,
    pub(super) streams: bool,
    pub(super) unchecked: BTreeMap<&'static str, &'static str>,
}

/// A parameter of the path, the query or the head.
#[derive(Clone)]
pub(crate) struct Parameter {
    pub(super) place: &'static str,
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) description: String,
    pub(super) schema: Value,
    pub(super) example: Option<Value>,
    /// Values stand between commas.
    pub(super) is_list: bool,
    /// A value names something, which must be there; these always are.
    pub(super) known: Vec<&'static str>,
}

/// A body in one media type.
pub(super) struct Body {
    pub(super) media_type: &'static str,
    pub(super) schema: Value,
    pub(super) example: Value,
    /// Parts of a form that hold JSON.
    pub(super) json_parts: &'static [&'static str],
}

/// What is answered with a status.
pub(crate) struct Answer {
    pub(super) status: u16,
    pub(super) description: &'static str,
    pub(super) contents: Vec<(&'static str, SchemaOf, Option<&'static str>)>,
    pub(super) headers: Vec<Header>,
    pub(super) links: Map<String, Value>,
}

#[derive(Clone)]
pub(crate) struct Header {
    pub name: &'static str,
    pub description: &'static str,
    pub schema: Value,
    /// Whether every such answer has it.
    pub always: bool,
}

impl Operation {
    pub(crate) fn new(id: &'static str, tag: &'static str, summary: &'static str) -> Self {
        Self {
            id,
            tag,
            summary,
            description: String::new(),
            parameters: Vec::new(),
            body: Vec::new(),
            body_is_required: true,
            answers: Vec::new(),
            problems: Vec::new(),
            needs_token: true,
            streams: false,
            unchecked: BTreeMap::new(),
        }
    }

    pub(crate) fn about(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    pub(crate) fn without_token(mut self) -> Self {
        self.needs_token = false;
        self
    }

    /// Its answer goes on for as long as something happens.
    pub(crate) fn streaming(mut self) -> Self {
        self.streams = true;
        self
    }

    pub(crate) fn takes(mut self, parameters: impl IntoIterator<Item = Parameter>) -> Self {
        self.parameters.extend(parameters);
        self
    }

    /// A JSON body, with one that would do.
    pub(crate) fn json(self, schema: Value, example: Value) -> Self {
        self.body("application/json", schema, example)
    }

    /// A body of this type, with one that would do.
    pub(crate) fn body(mut self, media_type: &'static str, schema: Value, example: Value) -> Self {
        self.body.push(Body { media_type, schema, example, json_parts: &[] });
        self
    }

    /// A form of which these parts hold JSON.
    pub(crate) fn form(mut self, schema: Value, json_parts: &'static [&'static str], example: Value) -> Self {
        self.body.push(Body { media_type: "multipart/form-data", schema, example, json_parts });
        self
    }

    /// The request may come without its body.
    pub(crate) fn or_nothing(mut self) -> Self {
        self.body_is_required = false;
        self
    }

    pub(crate) fn answers(mut self, answer: Answer) -> Self {
        self.answers.push(answer);
        self
    }

    /// What can go wrong, by code.
    pub(crate) fn problems(mut self, codes: &[&'static str]) -> Self {
        self.problems.extend_from_slice(codes);
        self
    }

    /// A check of schemathesis that does not hold here, and why.
    pub(crate) fn unchecked(mut self, check: &'static str, why: &'static str) -> Self {
        self.unchecked.insert(check, why);
        self
    }
}

impl Parameter {
    pub(crate) fn path(name: &'static str, description: impl Into<String>, schema: Value) -> Self {
        Self { required: true, ..Self::new("path", name, description, schema) }
    }

    pub(crate) fn query(name: &'static str, description: impl Into<String>, schema: Value) -> Self {
        Self::new("query", name, description, schema)
    }

    pub(crate) fn header(name: &'static str, description: impl Into<String>, schema: Value) -> Self {
        Self::new("header", name, description, schema)
    }

    fn new(place: &'static str, name: &'static str, description: impl Into<String>, schema: Value) -> Self {
        Self {
            place,
            name,
            required: false,
            description: description.into(),
            schema,
            example: None,
            is_list: false,
            known: Vec::new(),
        }
    }

    pub(crate) fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub(crate) fn such_as(mut self, example: impl Into<Value>) -> Self {
        self.example = Some(example.into());
        self
    }

    pub(crate) fn listed(mut self) -> Self {
        self.is_list = true;
        self
    }

    pub(crate) fn naming(mut self, known: Vec<&'static str>) -> Self {
        self.known = known;
        self
    }

    pub(super) fn to_json(&self) -> Value {
        let mut shown = json!({
            "name": self.name,
            "in": self.place,
            "required": self.required,
            "description": self.description,
            "schema": self.schema,
        });
        if let Some(example) = &self.example {
            shown["example"] = example.clone();
        }
        if !self.known.is_empty() {
            shown["x-known"] = json!(self.known);
        }
        if self.is_list {
            shown["style"] = "form".into();
            shown["explode"] = false.into();
        }
        shown
    }
}

impl Answer {
    pub(crate) fn empty(status: u16, description: &'static str) -> Self {
        Self { status, description, contents: Vec::new(), headers: Vec::new(), links: Map::new() }
    }

    /// JSON that looks like this type; the example is the text of one.
    pub(crate) fn json<T: JsonSchema>(status: u16, description: &'static str, example: &'static str) -> Self {
        Self::empty(status, description).or("application/json", schema_of::<T>, Some(example))
    }

    /// The same in another media type.
    pub(crate) fn or(mut self, media_type: &'static str, schema: SchemaOf, example: Option<&'static str>) -> Self {
        self.contents.push((media_type, schema, example));
        self
    }

    pub(crate) fn with(mut self, headers: impl IntoIterator<Item = Header>) -> Self {
        self.headers.extend(headers);
        self
    }

    /// Where what is answered can be taken up again: the operation, its parameter, and where its value stands here.
    pub(crate) fn leads_to(mut self, operation: &'static str, parameter: &'static str, value: &'static str) -> Self {
        let link = json!({ "operationId": operation, "parameters": { parameter: value } });
        self.links.insert(operation.to_owned(), link);
        self
    }
}
