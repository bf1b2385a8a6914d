//! `api list-clients`: who may call, and who no longer may. No secrets.
//!
//! What must stay true: a line is a client, whatever its name holds; the name is last, for it may hold anything.

use model::Timestamp;
use runtime::Settings;
use store::KnownClient;

use super::access;
use crate::command::Failed;

#[expect(clippy::print_stdout, reason = "the answer of the command")]
pub(crate) async fn list(settings: &Settings) -> Result<bool, Failed> {
    println!("{}", row("client_id", "mpathic_id", ["created", "rotated", "revoked"].map(str::to_owned), "name"));
    for known in access(settings).await?.clients().await.map_err(Failed::Client)? {
        println!("{}", line(&known));
    }
    Ok(true)
}

fn line(known: &KnownClient) -> String {
    let time = |at: Option<Timestamp>| at.map_or_else(|| "-".to_owned(), Timestamp::rfc3339);
    let times = [time(Some(known.created_at)), time(known.rotated_at), time(known.revoked_at)];
    let tenant = known.client.tenant.0.simple().to_string();
    row(&known.client.client_id, &tenant, times, &known.client.name.escape_debug().to_string())
}

fn row(client_id: &str, mpathic_id: &str, [created, rotated, revoked]: [String; 3], name: &str) -> String {
    format!("{client_id:<32}  {mpathic_id:<32}  {created:<24}  {rotated:<24}  {revoked:<24}  {name}")
}
