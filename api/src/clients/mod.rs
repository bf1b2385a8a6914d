//! What an operator does with clients, by command: beside running servers, which are not told and need no restart.
//!
//! What must stay true: a secret is printed once, by the command that made it, and by nothing else.

mod create;
mod list;
mod revoke;
mod rotate;

pub(crate) use create::create;
pub(crate) use list::list;
pub(crate) use revoke::revoke;
pub(crate) use rotate::{keep_old, rotate};

use jobs::{Access, Credentials};
use runtime::Settings;

use crate::command::{Failed, open_store};

async fn access(settings: &Settings) -> Result<Access, Failed> {
    let opened = open_store(settings).await?;
    opened.store.migrate().await.map_err(Failed::Store)?;
    Ok(Access::new(opened.store, opened.clock, opened.random, true))
}

#[expect(clippy::print_stdout, reason = "the answer of the command, shown once")]
fn print_once(made: &Credentials) {
    println!("mpathic_id:    {}", made.mpathic_id);
    println!("client_id:     {}", made.client_id);
    println!("client_secret: {}", made.client_secret);
}
