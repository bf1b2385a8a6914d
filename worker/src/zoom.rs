//! Opening Zoom, where there is a key to open credentials with.

use std::sync::Arc;

use ::zoom::{Error, Rest, Settings};
use jobs::{Seal, ZoomAccess};
use runtime::ZoomSettings;

/// Nothing is sent yet. `key`: in the place of the one that is set.
pub fn zoom(settings: &ZoomSettings, key: Option<[u8; 32]>, max_bytes: i64) -> Result<Option<ZoomAccess>, Error> {
    let Some(key) = key.or(settings.key) else { return Ok(None) };
    let rest = Rest::new(Settings { url: settings.url.clone(), oauth_url: settings.oauth_url.clone() })?;
    Ok(Some(ZoomAccess::new(Arc::new(rest), Seal::new(&key), max_bytes)))
}
