//! Opening what calls webhooks, where there is a key to open their secrets with.

use std::sync::Arc;

use jobs::{Seal, WebhookAccess};
use runtime::{AllowPrivate, Settings};
use webhook::{Http, NoCertificates, Reach};

/// Nothing is sent yet. `key`: in the place of the one that is set; `usual`: what may be called where nothing is set.
pub fn webhooks(
    settings: &Settings,
    key: Option<[u8; 32]>,
    usual: AllowPrivate,
) -> Result<Option<WebhookAccess>, NoCertificates> {
    let Some(key) = key.or(settings.zoom.key) else { return Ok(None) };
    let reach = match settings.allow_private.unwrap_or(usual) {
        AllowPrivate::Off => Reach::Public,
        AllowPrivate::Loopback => Reach::Loopback,
        AllowPrivate::All => Reach::Private,
    };
    Ok(Some(WebhookAccess::new(Arc::new(Http::new(reach)?), Seal::new(&key), reach)))
}
