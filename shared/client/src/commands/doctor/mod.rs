//! `colloquy doctor`: whether this machine can do its work with the server, step by step, and what to mend.
//!
//! What must stay true: what it leaves on the server is an upload of its own that it cancels again; neither a secret nor a
//! part's URL is shown.
//! Deliberately absent: what the server stands on. That is `api doctor`'s.

mod report;
mod trip;

use clap::Args;
use model::{Clock as _, SystemClock};
use reqwest::header::{DATE, HeaderMap};

use super::output::Output;
use super::server::Found;
use super::{Context, Interrupt, Server};
use crate::failed::{Failed, whole};
use crate::http::{Address, Client};
use report::{Line, Report};

/// Clocks this far apart make logs and times hard to compare; tokens and URLs go by the server's alone.
const APART_SECONDS: u64 = 60;

#[derive(Args, Clone, Debug)]
pub(crate) struct Arguments {
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments, server: Server, interrupt: Interrupt) -> Result<(), Failed> {
    let context = Context { server, interrupt };
    let examine = async { Ok(Report::new(examine(&context.server).await)) };
    let report = context.interrupt.or(|| None, examine).await?;
    let text = if arguments.json { report.json() } else { report.text() };
    Output::to(None).write(text.as_bytes())?;
    if report.is_well() { Ok(()) } else { Err(Failed::Told { code: 1 }) }
}

/// Each check stands on those before it; after one that fails there is no more to say.
async fn examine(server: &Server) -> Vec<Line> {
    let address = match server.address() {
        Ok(address) => address,
        Err(failed) => return vec![Line::fail("address", whole(&failed), "set COLLOQUY_URL or --url")],
    };
    let mut lines = vec![told_address(&address)];
    let found = server.credentials(&address);
    let client = found.and_then(|(credentials, found)| {
        let from = match found {
            Found::File(path) => format!("from {}", path.display()),
            Found::Environment => "from the environment".to_owned(),
        };
        Ok((Client::new(address, credentials).map_err(Failed::Server)?, from))
    });
    let (client, from) = match client {
        Ok(client) => client,
        Err(failed) => {
            let fix =
                "name a credentials file, or set COLLOQUY_CLIENT_ID, COLLOQUY_CLIENT_SECRET and COLLOQUY_MPATHIC_ID";
            lines.push(Line::fail("credentials", whole(&failed), fix));
            return lines;
        }
    };
    if reached(&client, &mut lines).await && let_in(&client, &from, &mut lines).await {
        lines.push(trip::part(&client).await);
    }
    lines
}

fn told_address(address: &Address) -> Line {
    if address.is_open() {
        let fix = "use https:// where the way to the server is not your own";
        return Line::warn("address", format!("{address}: secrets and transcripts can be read on the way"), fix);
    }
    Line::ok("address", address.to_string())
}

/// Whether there is a server to go on with.
async fn reached(client: &Client, lines: &mut Vec<Line>) -> bool {
    let (status, body, headers) = match client.ready().await {
        Ok(answer) => answer,
        Err(error) => {
            let fix = "start the server, or say where it is with --url or COLLOQUY_URL; look for a proxy in between";
            lines.push(Line::fail("server", whole(&error), fix));
            return false;
        }
    };
    let said: String = body.lines().next().unwrap_or_default().chars().take(120).collect();
    let (line, can_go_on) = match status {
        200 if said == "ready" => (Line::ok("server", "ready"), true),
        200 if said.starts_with("degraded") => {
            (Line::warn("server", said, "it works, and whoever runs it should look: api doctor"), true)
        }
        503 => (Line::fail("server", format!("not ready: {said}"), "wait until it has started"), false),
        status => {
            let fix = "check the URL: something else answers there, or a proxy in between";
            (Line::fail("server", format!("HTTP {status} for /healthz/ready"), fix), false)
        }
    };
    lines.push(line);
    lines.push(clock(&headers));
    can_go_on
}

fn clock(headers: &HeaderMap) -> Line {
    let date =
        headers.get(DATE).and_then(|date| date.to_str().ok()).and_then(|date| httpdate::parse_http_date(date).ok());
    let theirs = date.and_then(|date| date.duration_since(std::time::UNIX_EPOCH).ok());
    let Some(theirs) = theirs.and_then(|theirs| i64::try_from(theirs.as_secs()).ok()) else {
        return Line::warn("clock", "the server tells no time", "a proxy may have taken the Date header out");
    };
    let apart = SystemClock.now().unix_seconds().abs_diff(theirs);
    if apart > APART_SECONDS {
        return Line::warn("clock", format!("{apart} s from the server's"), "let both go by NTP");
    }
    Line::ok("clock", format!("within {} s of the server's", apart.max(1)))
}

/// Whether the credentials are good.
async fn let_in(client: &Client, from: &str, lines: &mut Vec<Line>) -> bool {
    let (line, is_in) = match client.authenticate().await {
        Ok(()) => (Line::ok("credentials", format!("good ({from})")), true),
        Err(error) if error.status() == Some(401) => {
            let fix = "ask for others (api create-client, api rotate-client); those of another server or an older data \
                       directory are not good here";
            (Line::fail("credentials", format!("refused ({from})"), fix), false)
        }
        Err(error) => (Line::fail("credentials", whole(&error), "see above, and try again"), false),
    };
    lines.push(line);
    is_in
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_that_go_apart_are_told() {
        let at = |seconds: i64| {
            let when = std::time::UNIX_EPOCH
                + std::time::Duration::from_secs(u64::try_from(SystemClock.now().unix_seconds() + seconds).unwrap());
            clock(&[(DATE, httpdate::fmt_http_date(when).parse().unwrap())].into_iter().collect())
        };
        assert!(at(1).is_ok() && at(-30).is_ok());
        assert!(!at(300).is_ok() && !at(-300).is_ok());
        assert!(!clock(&HeaderMap::new()).is_ok());
    }
}
