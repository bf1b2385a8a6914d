//! Webhooks and deliveries in words for a person.

use std::fmt::Write as _;

use serde_json::value::RawValue;

use crate::http::{Attempt, Delivery, Webhook};
use crate::terminal::clean;

/// A webhook in one line.
pub(super) fn webhook(told: &RawValue) -> String {
    let Ok(webhook) = serde_json::from_str::<Webhook>(told.get()) else { return clean(told.get()) };
    let (id, url) = (clean(&webhook.id), clean(&webhook.url));
    format!("{id}  {:<8}  {url}  {}", state(&webhook), clean(&webhook.events.join(", ")))
}

/// All of it, a line each.
pub(super) fn whole_webhook(told: &RawValue) -> String {
    let Ok(webhook) = serde_json::from_str::<Webhook>(told.get()) else { return clean(told.get()) };
    let state = match (&webhook.disabled_at, webhook.disabled_reason.as_deref()) {
        (Some(at), Some("gone")) => format!("disabled since {at}, as it answered that it is gone"),
        (Some(at), _) => format!("disabled since {at}"),
        (None, _) => state(&webhook).to_owned(),
    };
    let lines = [
        ("webhook", Some(webhook.id)),
        ("url", Some(webhook.url)),
        ("events", Some(webhook.events.join(", "))),
        ("description", webhook.description),
        ("created", webhook.created_at),
        ("state", Some(state)),
        ("old secret", webhook.old_secret_until.map(|until| format!("signs too until {until}"))),
        ("secret", webhook.secret),
    ];
    let said = lines.into_iter().filter_map(|(name, value)| Some((name, value?)));
    said.map(|(name, value)| format!("{name:<13}{}", clean(&value))).collect::<Vec<_>>().join("\n")
}

fn state(webhook: &Webhook) -> &'static str {
    if webhook.disabled_at.is_some() { "disabled" } else { "active" }
}

/// A delivery in one line, and its attempts in one each.
pub(super) fn delivery(told: &RawValue) -> String {
    let Ok(delivery) = serde_json::from_str::<Delivery>(told.get()) else { return clean(told.get()) };
    let mut text = format!("{}  {:<9}  {}", clean(&delivery.id), clean(&delivery.status), clean(&delivery.event));
    let besides = [
        ("", delivery.created_at),
        ("job ", delivery.job_id),
        ("next attempt ", delivery.next_attempt_at),
        ("again ", delivery.replay_of),
    ];
    for (name, value) in besides {
        if let Some(value) = value {
            let _ = write!(text, "  {name}{}", clean(&value));
        }
    }
    for Attempt { number, at, duration_ms, outcome, status_code } in delivery.attempts {
        let status = status_code.map(|status| format!(" ({status})")).unwrap_or_default();
        let took = duration_ms.map(|took| format!("  {took} ms")).unwrap_or_default();
        let _ = write!(text, "\n  {number}  {}  {}{status}{took}", clean(&at.unwrap_or_default()), clean(&outcome));
    }
    text
}
