//! What is said of deliveries.

use model::DeliveryStatus;
use serde_json::json;

use super::super::webhooks::webhook_id;
use super::super::{described, pages};
use super::{Listed, Shown};
use crate::openapi::{Answer, Operation, Parameter};

pub(super) fn statuses() -> Vec<&'static str> {
    DeliveryStatus::ALL.iter().map(|status| status.as_str()).collect()
}

fn delivery_id() -> Parameter {
    let schema = json!({ "type": "string", "format": "uuid" });
    Parameter::path("delivery_id", "The delivery's id.", schema).such_as(described::EXAMPLE_ID)
}

fn made(description: &'static str, example: &'static str) -> Answer {
    Answer::json::<Shown>(202, description, example).with([described::location(), described::replayed()])
}

pub(in super::super) fn test_operation() -> Operation {
    Operation::new("testWebhook", described::WEBHOOKS, "Sends a message that says nothing")
        .about("Ours. Its event is `webhook.test`, whatever else the webhook is told of.")
        .takes([webhook_id(), described::mpathic_id(true)])
        .answers(made("It is sent soon.", include_str!("../examples/testWebhook.json")))
        .problems(described::NAMED)
        .problems(described::KEEPING)
        .problems(&["encryption_key_not_configured", "idempotency_key_reused", "not_found", "webhook_disabled"])
}

pub(in super::super) fn list_operation() -> Operation {
    let status = json!({ "type": "string", "enum": statuses() });
    Operation::new("listWebhookDeliveries", described::WEBHOOKS, "What a webhook was told, the newest first")
        .about("Ours. With every attempt to tell it.")
        .takes([
            webhook_id(),
            described::mpathic_id(true),
            Parameter::query("status", "Only these.", status).such_as("delivered"),
        ])
        .takes(pages::parameters("Deliveries on a page."))
        .answers(
            Answer::json::<Listed>(200, "A page of them.", include_str!("../examples/listWebhookDeliveries.json"))
                .with([described::next_page(), described::cache_control("no-cache")]),
        )
        .problems(described::NAMED)
        .problems(&["cursor_illegal", "doubled", "limit_illegal", "not_found", "query_illegal", "status_unknown"])
        .unchecked("positive_data_acceptance", pages::UNCHECKED)
}

pub(in super::super) fn show_operation() -> Operation {
    Operation::new("getWebhookDelivery", described::WEBHOOKS, "One message to a webhook, and every attempt to send it")
        .about("Ours.")
        .takes([webhook_id(), delivery_id(), described::mpathic_id(true)])
        .answers(
            Answer::json::<Shown>(200, "It.", include_str!("../examples/getWebhookDelivery.json"))
                .with([described::cache_control("no-cache")]),
        )
        .problems(described::NAMED)
        .problems(&["not_found"])
}

pub(in super::super) fn replay_operation() -> Operation {
    Operation::new("replayWebhookDelivery", described::WEBHOOKS, "Sends a message once more")
        .about("Ours. As a new delivery with the same message id.")
        .takes([webhook_id(), delivery_id(), described::mpathic_id(true)])
        .answers(made("It is sent soon.", include_str!("../examples/replayWebhookDelivery.json")))
        .problems(described::NAMED)
        .problems(described::KEEPING)
        .problems(&["encryption_key_not_configured", "idempotency_key_reused", "not_found", "webhook_disabled"])
}
