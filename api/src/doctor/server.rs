//! The api as clients find it: at its public address, answering for itself.

use std::net::SocketAddr;

use http::StatusCode;
use model::Clock;
use runtime::Settings;
use tokio::net::TcpListener;

use super::WITHIN;
use super::origin::{api_url, is_loopback};
use super::outside::Outside;
use super::report::Line;

/// What was answered to who asked for `/healthz/ready`: a status and the first line.
pub(super) type Ready = Result<(u16, String), String>;

pub(super) async fn ask(outside: &Outside, settings: &Settings, clock: &dyn Clock) -> Ready {
    let url = format!("{}/healthz/ready", api_url(settings));
    let (answer, _) = outside.get(&url, clock, WITHIN).await?;
    let body = String::from_utf8_lossy(&answer.body);
    let first: String = body.lines().next().unwrap_or_default().chars().take(100).collect();
    Ok((answer.status.as_u16(), first))
}

/// `running`: whether this machine is known to run one.
pub(super) fn judge(settings: &Settings, ready: &Ready, running: Option<bool>) -> Vec<Line> {
    let mut lines = vec![answer(&api_url(settings), ready, running)];
    if settings.public_url.is_none() && settings.listen.ip().is_unspecified() {
        let found = format!("COLLOQUY_PUBLIC_URL is not set: clients would be told {}", api_url(settings));
        lines.push(Line::warn(
            "public URL",
            found,
            "set COLLOQUY_PUBLIC_URL to the address by which clients reach the api",
        ));
    }
    lines
}

fn answer(url: &str, ready: &Ready, running: Option<bool>) -> Line {
    let check = "api";
    match ready {
        Ok((status, said)) if *status == StatusCode::OK && said == "ready" => {
            Line::ok(check, format!("{url} is ready"))
        }
        Ok((status, said)) if *status == StatusCode::OK && said.starts_with("degraded") => {
            Line::warn(check, format!("{url} is {said}"), "see the lines about what is away")
        }
        Ok((status, said))
            if *status == StatusCode::SERVICE_UNAVAILABLE && matches!(&**said, "starting" | "draining") =>
        {
            Line::warn(check, format!("{url} is {said}"), "run this again in a moment")
        }
        Ok((status, _)) => {
            let fix = "let COLLOQUY_PUBLIC_URL lead to the api, and to nothing else";
            Line::fail(check, format!("{url} answers {status}, not as an api does"), fix)
        }
        Err(words) if running == Some(true) && is_loopback(url) => {
            let fix = "the server that holds the data directory listens elsewhere: give this command its COLLOQUY_LISTEN and \
                       COLLOQUY_PUBLIC_URL";
            Line::fail(check, format!("{url} does not answer: {words}"), fix)
        }
        Err(words) => {
            let fix =
                "start one; if one runs, see that COLLOQUY_PUBLIC_URL leads to it (this machine may be unable to tell)";
            Line::warn(check, format!("no api answers at {url}: {words}"), fix)
        }
    }
}

/// Whether a server could listen: for when none runs.
pub(super) async fn listener(listen: SocketAddr) -> Line {
    let check = "listener";
    match TcpListener::bind(listen).await {
        Ok(_) => Line::ok(check, format!("{listen} is free")),
        Err(error) => {
            let fix = "end what uses it, or set COLLOQUY_LISTEN to another address";
            Line::fail(check, format!("{listen} cannot be listened on: {error}"), fix)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::report::Verdict;
    use super::*;

    const URL: &str = "http://127.0.0.1:8080";

    fn verdict(status: u16, said: &str) -> Verdict {
        answer(URL, &Ok((status, said.to_owned())), Some(true)).verdict
    }

    #[test]
    fn an_api_is_known_by_its_words() {
        assert_eq!(verdict(200, "ready"), Verdict::Ok);
        assert_eq!(verdict(200, "degraded: the queue is away"), Verdict::Warn);
        assert_eq!(verdict(503, "draining"), Verdict::Warn);
        assert_eq!(verdict(200, "<!doctype html>"), Verdict::Fail);
        assert_eq!(verdict(502, ""), Verdict::Fail);
    }

    #[test]
    fn nobody_there_fails_only_where_somebody_should_be() {
        let away = || Err("connection refused".to_owned());
        assert_eq!(answer(URL, &away(), Some(true)).verdict, Verdict::Fail);
        assert_eq!(answer(URL, &away(), Some(false)).verdict, Verdict::Warn);
        assert_eq!(answer("https://colloquy.example", &away(), Some(true)).verdict, Verdict::Warn);
        assert_eq!(answer(URL, &away(), None).verdict, Verdict::Warn);
    }
}
