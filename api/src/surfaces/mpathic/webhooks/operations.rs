//! What is said of `/v1/webhooks`.

use contract::short_text_schema;
use model::WebhookEvent;
use model::limits::{LONGEST_OLD_SECRET, MAX_NAME_BYTES, USUAL_OLD_SECRET};
use serde_json::{Value, json};

use super::super::described;
use super::{All, Shown};
use crate::openapi::{Answer, Operation, Parameter};

const WHICH: &str = "Which URLs may be called depends on where they lead, which no schema can say.";

fn url(types: &[&str]) -> Value {
    json!({
        "type": types, "format": "uri", "maxLength": 2048, "pattern": "^https?://[^@#]+$",
        "description": "Without user, password and fragment. `https` alone, and no private address, unless the operator allows it.",
    })
}

fn events() -> Value {
    let names: Vec<&str> = WebhookEvent::OF_JOBS.iter().map(|event| event.as_str()).chain(["job.*"]).collect();
    json!({
        "type": ["array", "null"], "minItems": 1, "items": { "type": "string", "enum": names },
        "description": "What it is told of; `job.*` stands for all of them, as does nothing.",
    })
}

fn description() -> Value {
    json!({ "anyOf": [short_text_schema(MAX_NAME_BYTES), { "type": "null" }] })
}

/// Of a webhook.
pub(in super::super) fn webhook_id() -> Parameter {
    let schema = json!({ "type": "string", "format": "uuid" });
    Parameter::path("id", "The webhook's id.", schema).such_as(described::EXAMPLE_ID)
}

fn one(status: u16, description: &'static str, example: &'static str) -> Answer {
    ["getWebhook", "changeWebhook", "eraseWebhook", "rotateWebhookSecret", "testWebhook", "listWebhookDeliveries"]
        .into_iter()
        .fold(Answer::json::<Shown>(status, description, example), |answer, operation| {
            answer.leads_to(operation, "id", "$response.body#/id")
        })
}

pub(in super::super) fn list_operation() -> Operation {
    Operation::new("listWebhooks", described::WEBHOOKS, "Your webhooks, the oldest first")
        .about("Ours. All of them stand on one page.")
        .takes([described::mpathic_id(true)])
        .answers(Answer::json::<All>(200, "All of them.", include_str!("../examples/listWebhooks.json")))
        .problems(described::NAMED)
}

pub(in super::super) fn create_operation() -> Operation {
    let schema = json!({
        "type": "object",
        "required": ["url"],
        "properties": { "url": url(&["string"]), "events": events(), "description": description() },
    });
    let example = json!({ "url": "http://127.0.0.1:1/hook", "events": ["job.completed", "job.failed"] });
    Operation::new("createWebhook", described::WEBHOOKS, "Somebody to be told when jobs end")
        .about(
            "Ours. Messages are signed by the Standard Webhooks specification, with the `secret` of this answer, which is \
             never shown again.",
        )
        .takes([described::mpathic_id(true)])
        .json(schema, example)
        .answers(
            one(201, "It is kept.", include_str!("../examples/createWebhook.json"))
                .with([described::location(), described::replayed()]),
        )
        .problems(described::NAMED)
        .problems(described::KEEPING)
        .problems(described::FIELDS)
        .problems(&["empty", "encryption_key_not_configured", "event_unknown", "idempotency_key_reused", "null_character"])
        .problems(&["webhook_limit", "webhook_url_refused"])
        .unchecked("positive_data_acceptance", WHICH)
}

pub(in super::super) fn show_operation() -> Operation {
    Operation::new("getWebhook", described::WEBHOOKS, "A webhook, without its secret")
        .about("Ours.")
        .takes([webhook_id(), described::mpathic_id(true)])
        .answers(one(200, "It.", include_str!("../examples/getWebhook.json")))
        .problems(described::NAMED)
        .problems(&["not_found"])
}

pub(in super::super) fn change_operation() -> Operation {
    let schema = json!({
        "type": "object",
        "properties": {
            "url": url(&["string", "null"]),
            "events": events(),
            "description": description(),
            "disabled": { "type": ["boolean", "null"], "description": "`true`: it is told nothing, and what waited for it is not sent." },
        },
    });
    Operation::new("changeWebhook", described::WEBHOOKS, "Changes what is said of a webhook")
        .about("Ours. What is not said, or null, stays; a `description` of null goes.")
        .takes([webhook_id(), described::mpathic_id(true)])
        .json(schema, json!({ "description": "a line", "disabled": false }))
        .or_nothing()
        .answers(one(200, "As it is now.", include_str!("../examples/changeWebhook.json")))
        .problems(described::NAMED)
        .problems(described::KEEPING)
        .problems(described::FIELDS)
        .problems(&["empty", "encryption_key_not_configured", "event_unknown", "not_found", "null_character"])
        .problems(&["webhook_url_refused"])
        .unchecked("positive_data_acceptance", WHICH)
}

pub(in super::super) fn erase_operation() -> Operation {
    Operation::new("eraseWebhook", described::WEBHOOKS, "Erases a webhook, its secrets and what it was told")
        .about("Ours.")
        .takes([webhook_id(), described::mpathic_id(true)])
        .answers(Answer::empty(204, "It is gone."))
        .problems(described::NAMED)
        .problems(described::KEEPING)
        .problems(&["not_found"])
}

pub(in super::super) fn rotate_operation() -> Operation {
    let schema = json!({
        "type": "object",
        "properties": { "keep_old_seconds": {
            "type": ["integer", "null"], "minimum": 0, "maximum": LONGEST_OLD_SECRET.as_secs(),
            "default": USUAL_OLD_SECRET.as_secs(),
            "description": "For so long the secret of before signs beside the new one.",
        } },
    });
    Operation::new("rotateWebhookSecret", described::WEBHOOKS, "Another secret")
        .about("Ours. The secret of this answer is never shown again.")
        .takes([webhook_id(), described::mpathic_id(true)])
        .json(schema, json!({ "keep_old_seconds": 3600 }))
        .or_nothing()
        .answers(one(200, "With its new secret.", include_str!("../examples/rotateWebhookSecret.json")))
        .problems(described::NAMED)
        .problems(described::KEEPING)
        .problems(described::FIELDS)
        .problems(&["encryption_key_not_configured", "not_found", "out_of_range"])
}
