//! `colloquy webhooks`: where the server sends word of jobs, and what came of it.
//!
//! What must stay true: a secret is printed by `create` and `rotate`, to standard output, and by nothing else.

mod lines;

use std::io::{self, IsTerminal as _};
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::value::RawValue;

use super::output::Output;
use super::{Context, Interrupt, Server, duration};
use crate::failed::Failed;
use crate::http::{Client, Error, WebhookChange};
use crate::terminal::say;

#[derive(Subcommand, Clone, Debug)]
pub(crate) enum Command {
    /// List them
    Ls(Shown),
    /// Have word of jobs sent to a URL; the secret that it is signed with is printed now, and never again
    Create {
        #[command(flatten)]
        shown: Shown,
        /// Where to; https, but for what the server's operator allows
        #[arg(value_name = "URL")]
        target: String,
        #[command(flatten)]
        of: Of,
    },
    /// Show one
    Show(One),
    /// Change one; what is not named stays
    #[command(group = clap::ArgGroup::new("change").args(CHANGES).required(true).multiple(true))]
    Update {
        #[command(flatten)]
        one: One,
        /// Where to, from now on
        #[arg(value_name = "URL")]
        target: Option<String>,
        #[command(flatten)]
        of: Of,
        /// Forget its description
        #[arg(long, conflicts_with = "description")]
        no_description: bool,
        /// Send nothing there
        #[arg(long)]
        disable: bool,
        /// Send there again, also after it was given up
        #[arg(long, conflicts_with = "disable")]
        enable: bool,
    },
    /// Forget one
    Delete {
        #[arg(value_name = "ID", value_parser = id)]
        id: String,
    },
    /// Give one another secret, which is printed now, and never again
    Rotate {
        #[command(flatten)]
        one: One,
        /// Sign with the secret before it too, for so long; a day if nothing is said
        #[arg(long, value_name = "DURATION", value_parser = duration)]
        keep_old: Option<Duration>,
    },
    /// Send a message that means nothing
    Test(One),
    /// List what was sent there, the newest first, with every attempt
    Attempts {
        #[command(flatten)]
        one: One,
        /// Only those that stand there
        #[arg(long, value_enum)]
        status: Option<Status>,
        /// At most so many
        #[arg(long, value_name = "NUMBER", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
        limit: u32,
        /// From where a list ended before
        #[arg(long, value_name = "CURSOR")]
        cursor: Option<String>,
    },
    /// Send a delivery's message once more
    Replay {
        #[command(flatten)]
        one: One,
        #[arg(value_name = "DELIVERY", value_parser = id)]
        delivery: String,
    },
}

#[derive(Args, Clone, Debug)]
pub(crate) struct One {
    #[arg(value_name = "ID", value_parser = id)]
    id: String,
    #[command(flatten)]
    shown: Shown,
}

/// What a webhook is told of.
#[derive(Args, Clone, Debug)]
pub(crate) struct Of {
    /// What to send word of, with a comma between; `job.*` for all that can come of a job, as is usual
    #[arg(long, value_name = "EVENTS", value_delimiter = ',')]
    events: Option<Vec<String>>,
    /// What it is for, in words for people
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
}

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Shown {
    /// How it is shown; a table on a terminal, else one JSON object a line, as the server has it
    #[arg(long, value_enum)]
    output: Option<Form>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Table,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Status {
    Pending,
    Delivered,
    Failed,
}

/// One of them at least.
const CHANGES: [&str; 6] = ["target", "events", "description", "no_description", "disable", "enable"];

/// A server's page of deliveries.
const PAGE: u32 = 100;

const ONCE: &str = "keep the secret: it is not shown again";

pub(crate) async fn run(command: Command, server: Server, interrupt: Interrupt) -> Result<(), Failed> {
    let context = Context { server, interrupt };
    let client = context.server.client()?;
    context.interrupt.or(|| None, act(command, &client, &mut Output::to(None))).await
}

async fn act(command: Command, client: &Client, out: &mut Output) -> Result<(), Failed> {
    match command {
        Command::Ls(shown) => {
            for webhook in client.webhooks().await.map_err(Failed::Server)?.data {
                shown.print(&webhook, lines::webhook, out)?;
            }
            Ok(())
        }
        Command::Create { shown, target, of: Of { events, description } } => {
            let webhook =
                WebhookChange { url: Some(target), events, description: description.map(Some), disabled: None };
            let made = client.create_webhook(&webhook).await;
            shown.answer(made, lines::whole_webhook, out).inspect(|()| say(ONCE))
        }
        Command::Show(One { id, shown }) => shown.answer(client.webhook(&id).await, lines::whole_webhook, out),
        Command::Update { one: One { id, shown }, target, of, no_description, disable, enable } => {
            let description = if no_description { Some(None) } else { of.description.map(Some) };
            let disabled = (disable || enable).then_some(disable);
            let change = WebhookChange { url: target, events: of.events, description, disabled };
            shown.answer(client.update_webhook(&id, &change).await, lines::whole_webhook, out)
        }
        Command::Delete { id } => client.delete_webhook(&id).await.map_err(Failed::Server),
        Command::Rotate { one: One { id, shown }, keep_old } => {
            let rotated = client.rotate_webhook_secret(&id, keep_old.map(|kept| kept.as_secs())).await;
            shown.answer(rotated, lines::whole_webhook, out).inspect(|()| say(ONCE))
        }
        Command::Test(One { id, shown }) => shown.answer(client.test_webhook(&id).await, lines::delivery, out),
        Command::Replay { one: One { id, shown }, delivery } => {
            shown.answer(client.replay(&id, &delivery).await, lines::delivery, out)
        }
        Command::Attempts { one: One { id, shown }, status, limit, cursor } => {
            let listing = Listing { id, status, limit, cursor };
            listing.print(client, shown, out).await
        }
    }
}

struct Listing {
    id: String,
    status: Option<Status>,
    limit: u32,
    cursor: Option<String>,
}

impl Listing {
    async fn print(self, client: &Client, shown: Shown, out: &mut Output) -> Result<(), Failed> {
        let status = self.status.map(|status| match status {
            Status::Pending => "pending",
            Status::Delivered => "delivered",
            Status::Failed => "failed",
        });
        let (mut left, mut cursor) = (self.limit, self.cursor);
        loop {
            let page = client.deliveries(&self.id, status, left.min(PAGE), cursor.as_deref()).await;
            let page = page.map_err(Failed::Server)?;
            for delivery in page.data.iter().take(left as usize) {
                shown.print(delivery, lines::delivery, out)?;
            }
            left = left.saturating_sub(u32::try_from(page.data.len()).unwrap_or(u32::MAX));
            // A page of none that promises more would be asked for without an end.
            match page.next_cursor.filter(|_| page.has_more && !page.data.is_empty()) {
                Some(next) if left == 0 => {
                    say(&format!("there are more: --cursor {next}"));
                    return Ok(());
                }
                Some(next) => cursor = Some(next),
                None => return Ok(()),
            }
        }
    }
}

impl Shown {
    fn answer(
        self,
        told: Result<Box<RawValue>, Error>,
        table: fn(&RawValue) -> String,
        out: &mut Output,
    ) -> Result<(), Failed> {
        self.print(&told.map_err(Failed::Server)?, table, out)
    }

    fn print(self, told: &RawValue, table: fn(&RawValue) -> String, out: &mut Output) -> Result<(), Failed> {
        let usual = if io::stdout().is_terminal() { Form::Table } else { Form::Json };
        match self.output.unwrap_or(usual) {
            Form::Table => out.line(table(told).as_bytes()),
            Form::Json => out.line(told.get().as_bytes()),
        }
    }
}

/// The id of a webhook or of a delivery, as the command line takes it.
fn id(text: &str) -> Result<String, String> {
    let is_id = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let fits = (1..=64).contains(&text.len()) && text.bytes().all(is_id);
    if fits { Ok(text.to_owned()) } else { Err("expected an id".to_owned()) }
}

#[cfg(test)]
mod tests;
