//! From the operations of a surface to its document.

use std::collections::{BTreeMap, BTreeSet};

use http::{Method, StatusCode};
use model::ErrorKind;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::operation::{Answer, Body, Header, Parameter};
use super::{Operation, Route};
use crate::http::{KnownProblem, RenderedProblem, known_problem, status_and_title};

/// What is said of a surface as a whole.
pub(crate) struct About {
    pub title: &'static str,
    pub description: &'static str,
    /// Names and descriptions, in their order.
    pub tags: &'static [(&'static str, &'static str)],
    /// Where tokens are had.
    pub token_path: &'static str,
}

/// What every request may be answered with, whatever it asks for.
const EVERYWHERE: &[&str] = &["internal", "method_not_allowed", "unavailable"];
/// What every request with a body may be.
const WITH_A_BODY: &[&str] = &["body_incomplete", "body_too_large", "body_too_slow", "unsupported_media_type"];
/// What every request with a token may be.
const WITH_A_TOKEN: &[&str] = &["rate_limited", "unauthenticated"];

/// The document of a table of routes.
pub(crate) fn document<S>(about: &About, routes: &[Route<S>]) -> Value {
    let mut schemas = SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        })
        .for_serialize()
        .into_generator();
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for route in routes {
        for (method, describe) in &route.operations {
            let described = describe();
            for (at, path) in route.paths.iter().enumerate() {
                let mut shown = operation(&described, method, &mut schemas);
                if at > 0 {
                    shown["operationId"] = format!("{}{}", described.id, "Alias").into();
                    shown["description"] = format!("The same as `{method} {}`.", route.paths[0]).into();
                }
                paths.entry(path).or_default().insert(method.as_str().to_lowercase(), shown);
            }
        }
    }
    let tags: Vec<Value> =
        about.tags.iter().map(|(name, description)| json!({ "name": name, "description": description })).collect();
    let token = json!({ "clientCredentials": { "tokenUrl": about.token_path, "scopes": {} } });
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": about.title,
            "version": env!("CARGO_PKG_VERSION"),
            "description": about.description,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{ "url": "/" }],
        "security": [{ "bearer": [] }],
        "tags": tags,
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": format!("The `access_token` of `POST {}`, good for an hour.", about.token_path),
                },
                "client": {
                    "type": "oauth2",
                    "description": "Client credentials, sent as JSON, for a bearer token.",
                    "flows": token,
                },
            },
            "headers": of_every_answer().into_iter().map(|header| (header.name.to_owned(), header_said(&header))).collect::<Map<_, _>>(),
            "schemas": schemas.take_definitions(true),
        },
    })
}

fn operation(described: &Operation, method: &Method, schemas: &mut SchemaGenerator) -> Value {
    let keyed = matches!(*method, Method::POST | Method::PATCH);
    let mut parameters: Vec<Value> = described.parameters.iter().map(Parameter::to_json).collect();
    let mut codes: BTreeSet<&str> = described.problems.iter().chain(EVERYWHERE).copied().collect();
    if keyed {
        parameters.push(idempotency_key().to_json());
        codes.insert("idempotency_key_illegal");
    }
    if described.needs_token {
        codes.extend(WITH_A_TOKEN);
    }
    if !described.body.is_empty() {
        codes.extend(WITH_A_BODY);
    }
    let mut responses: BTreeMap<String, Value> =
        described.answers.iter().map(|answer| (answer.status.to_string(), self::answer(answer, schemas))).collect();
    let mut by_status: BTreeMap<StatusCode, Vec<&KnownProblem>> = BTreeMap::new();
    for code in codes {
        let known = known_problem(code).unwrap_or_else(|| panic!("{}: {code} is no code", described.id));
        let kind = known.kind.unwrap_or_else(|| panic!("{}: {code} is a job's", described.id));
        by_status.entry(kind_status(kind)).or_default().push(known);
    }
    for (status, known) in by_status {
        responses.insert(status.as_u16().to_string(), problem(status, &known, schemas));
    }
    let mut shown = json!({
        "operationId": described.id,
        "tags": [described.tag],
        "summary": described.summary,
        "description": described.description,
        "parameters": parameters,
        "responses": responses,
    });
    if !described.body.is_empty() {
        let contents: Map<String, Value> = described.body.iter().map(body).collect();
        shown["requestBody"] = json!({ "required": described.body_is_required, "content": contents });
    }
    if !described.needs_token {
        shown["security"] = json!([]);
    }
    if described.streams {
        shown["x-streaming"] = true.into();
    }
    if !described.unchecked.is_empty() {
        shown["x-unchecked"] = json!(described.unchecked);
    }
    shown
}

fn body(body: &Body) -> (String, Value) {
    let mut shown = json!({ "schema": body.schema, "example": body.example });
    for part in body.json_parts {
        shown["encoding"][*part] = json!({ "contentType": "application/json" });
    }
    (body.media_type.to_owned(), shown)
}

fn answer(answer: &Answer, schemas: &mut SchemaGenerator) -> Value {
    let mut shown = json!({ "description": answer.description, "headers": headers(&answer.headers) });
    let mut contents = Map::new();
    for (media_type, schema, example) in &answer.contents {
        let mut content = json!({ "schema": schema(schemas) });
        if let Some(text) = example {
            content["example"] = serde_json::from_str(text).unwrap_or_else(|_| (*text).into());
        }
        contents.insert((*media_type).to_owned(), content);
    }
    if !contents.is_empty() {
        shown["content"] = contents.into();
    }
    if !answer.links.is_empty() {
        shown["links"] = answer.links.clone().into();
    }
    shown
}

fn problem(status: StatusCode, known: &[&KnownProblem], schemas: &mut SchemaGenerator) -> Value {
    let codes: Vec<&str> = known.iter().map(|known| known.code).collect();
    let kind = known.first().and_then(|known| known.kind);
    let mut always = Vec::new();
    let text = json!({ "type": "string" });
    match kind {
        Some(ErrorKind::Unauthenticated) => always.push(Header {
            name: "WWW-Authenticate",
            description: "The scheme that is expected.",
            schema: json!({ "type": "string", "const": "Bearer" }),
            always: true,
        }),
        Some(ErrorKind::Method) => always.push(Header {
            name: "Allow",
            description: "The methods that this address takes.",
            schema: text,
            always: true,
        }),
        Some(ErrorKind::Busy | ErrorKind::Limited | ErrorKind::Unavailable) => always.push(Header {
            name: "Retry-After",
            description: "Seconds until it is worth trying again.",
            schema: json!({ "type": "integer", "minimum": 0 }),
            always: true,
        }),
        _ => {}
    }
    let shape = schemas.subschema_for::<RenderedProblem<'_>>();
    json!({
        "description": format!("{}. Each `code` is described at `/problems/{{code}}`.", kind.map_or("", status_title)),
        "headers": headers(&always),
        "content": {
            "application/problem+json": {
                "schema": {
                    "allOf": [shape, { "properties": {
                        "status": { "const": status.as_u16() },
                        "code": { "enum": codes },
                    } }],
                }
            },
        },
    })
}

fn headers(given: &[Header]) -> Map<String, Value> {
    let of_every_answer = of_every_answer()
        .into_iter()
        .map(|header| (header.name.to_owned(), json!({ "$ref": format!("#/components/headers/{}", header.name) })));
    given.iter().map(|header| (header.name.to_owned(), header_said(header))).chain(of_every_answer).collect()
}

fn header_said(header: &Header) -> Value {
    json!({ "description": header.description, "required": header.always, "schema": header.schema })
}

fn of_every_answer() -> [Header; 3] {
    let text = json!({ "type": "string" });
    let id = json!({ "type": "string", "minLength": 1, "maxLength": 128 });
    [
        Header {
            name: "RateLimit",
            description: "What is left of each limit (`r`), and for how many seconds (`t`); of clients that have one. A draft of the IETF.",
            schema: text.clone(),
            always: false,
        },
        Header {
            name: "RateLimit-Policy",
            description: "The limits of the client: how much (`q`) in how many seconds (`w`). A draft of the IETF.",
            schema: text,
            always: false,
        },
        Header {
            name: "X-Request-Id",
            description: "The request's id: the one that was sent, or one of ours.",
            schema: id,
            always: true,
        },
    ]
}

fn kind_status(kind: ErrorKind) -> StatusCode {
    status_and_title(kind).0
}

fn status_title(kind: ErrorKind) -> &'static str {
    status_and_title(kind).1
}

fn idempotency_key() -> Parameter {
    let description = "Under one key a request is done once; what was sent again is answered with what the first made.";
    let schema = json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\t -~]*[!-~][\\t -~]*$" });
    Parameter::header("Idempotency-Key", description, schema)
}
