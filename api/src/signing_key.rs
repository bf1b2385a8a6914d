//! `api rotate-signing-key [--retire-after DURATION]`.
//!
//! What must stay true: beside running servers, which are not told and of which none refuses a token for it.

use std::time::Duration;

use jobs::{Access, KEY_LEAD, RETIRE_AFTER};
use runtime::Settings;

use crate::command::{Failed, open_store};

/// A key that is good for longer is not an old one.
const LONGEST: Duration = Duration::from_hours(30 * 24);

/// What `--retire-after` says.
pub(crate) fn retire_after(text: &str) -> Result<Duration, &'static str> {
    runtime::duration(text).filter(|keep| *keep <= LONGEST).ok_or("expected a duration up to 30d, like 65m, 90s or 0s")
}

/// Without a time, the old keys go when the last token that they signed has ended.
#[expect(clippy::print_stdout, reason = "the answer of the command")]
pub(crate) async fn rotate(settings: &Settings, retire_after: Option<Duration>) -> Result<bool, Failed> {
    let opened = open_store(settings).await?;
    opened.store.migrate().await.map_err(Failed::Store)?;
    let access = Access::new(opened.store, opened.clock, opened.random, true);
    let keep = retire_after.unwrap_or(RETIRE_AFTER);
    let id = access.rotate_signing_key(keep).await.map_err(Failed::Key)?;
    let (lead, keep) = (KEY_LEAD.as_secs(), keep.as_secs());
    println!("the key {id} signs in {lead} s; tokens of the keys before it are good for {keep} s from then on");
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_keys_are_kept_for_a_while_or_not_at_all() {
        assert_eq!(retire_after("0s"), Ok(Duration::ZERO));
        assert_eq!(retire_after("65m"), Ok(RETIRE_AFTER));
        for wrong in ["31d", "", "-1s", "soon"] {
            assert!(retire_after(wrong).is_err(), "{wrong}");
        }
    }
}
