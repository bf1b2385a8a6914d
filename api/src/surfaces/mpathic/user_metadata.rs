//! `user_metadata`: whatever a client wants to have back, as the very bytes that came.
//!
//! Decided, where the reference is silent: a job keeps what it was started with; the answer to a request about a job that
//! brings some of its own has that instead, and the job still has the other. `null` is the same as absent.

use jobs::Visible;

use crate::http::Fields;

/// What the request brings; over its limit it is refused.
pub(super) fn of(fields: &mut Fields) -> Option<Vec<u8>> {
    let json = fields.json("user_metadata")?.as_bytes();
    contract::metadata(json, "/user_metadata").unwrap_or_else(|wrong| {
        fields.refuse(wrong);
        None
    })
}

/// The job as this answer shows it.
pub(super) fn echoed(brought: Option<Vec<u8>>, mut visible: Visible) -> Visible {
    if brought.is_some() {
        visible.job.user_metadata = brought;
    }
    visible
}
