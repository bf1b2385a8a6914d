//! `api rotate-client CLIENT_ID [--keep-old DURATION]`.

use std::time::Duration;

use runtime::Settings;

use super::{access, print_once};
use crate::command::Failed;

/// A secret that is good for longer is not a former one.
const LONGEST: Duration = Duration::from_hours(30 * 24);

/// What `--keep-old` says.
pub(crate) fn keep_old(text: &str) -> Result<Duration, &'static str> {
    runtime::duration(text).filter(|keep| *keep <= LONGEST).ok_or("expected a duration up to 30d, like 24h, 90s or 0s")
}

/// Of several former secrets none is good for longer.
pub(crate) async fn rotate(settings: &Settings, client_id: &str, keep_old: Duration) -> Result<bool, Failed> {
    let access = access(settings).await?;
    print_once(&access.rotate_client(client_id, keep_old).await.map_err(Failed::Client)?);
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_secrets_are_kept_for_a_while_or_not_at_all() {
        assert_eq!(keep_old("0s"), Ok(Duration::ZERO));
        assert_eq!(keep_old("24h"), Ok(Duration::from_hours(24)));
        assert_eq!(keep_old("30d"), Ok(LONGEST));
        for wrong in ["31d", "", "-1s", "soon", "18446744073709551615d"] {
            assert!(keep_old(wrong).is_err(), "{wrong}");
        }
    }
}
