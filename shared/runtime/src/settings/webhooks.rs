//! Webhooks: `COLLOQUY_WEBHOOK_ALLOW_PRIVATE`.

use super::{Env, SettingError, set};

/// Which addresses may be called beside public ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllowPrivate {
    Off,
    /// This machine's.
    Loopback,
    /// Private networks' too.
    All,
}

/// `None` where nothing is said.
pub(super) fn read(env: Env<'_>) -> Result<Option<AllowPrivate>, SettingError> {
    let name = "COLLOQUY_WEBHOOK_ALLOW_PRIVATE";
    let Some(text) = set(env, name) else { return Ok(None) };
    match text.as_str() {
        "off" => Ok(Some(AllowPrivate::Off)),
        "loopback" => Ok(Some(AllowPrivate::Loopback)),
        "1" => Ok(Some(AllowPrivate::All)),
        _ => Err(SettingError::new(name, "expected off, loopback or 1")),
    }
}
