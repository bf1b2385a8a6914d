//! `api revoke-client CLIENT_ID`.

use runtime::Settings;

use super::access;
use crate::command::Failed;

/// Once more is as once.
#[expect(clippy::print_stdout, reason = "the answer of the command")]
pub(crate) async fn revoke(settings: &Settings, client_id: &str) -> Result<bool, Failed> {
    if access(settings).await?.revoke_client(client_id).await.map_err(Failed::Client)? {
        println!("revoked: it gets no token, and tokens that are out are refused within seconds");
    } else {
        println!("it was revoked before");
    }
    Ok(true)
}
