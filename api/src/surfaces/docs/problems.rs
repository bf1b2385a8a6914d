//! `/problems/{code}`: what a code means and what to do about it, for people and for programs; `/problems`: all of them.

use axum::Json;
use axum::extract::Path;
use axum::response::{Html, IntoResponse as _, Response};
use http::header::VARY;
use http::{HeaderMap, HeaderValue};
use model::ErrorKind;
use serde::Serialize;

use super::page::guarded;
use crate::http::{KnownProblem, Problem, accepted, known_problem, problems, status_and_title};

#[derive(Serialize)]
struct Described {
    r#type: String,
    code: &'static str,
    /// Null where only a failed job has it, in its `error`.
    status: Option<u16>,
    title: &'static str,
    meaning: &'static str,
    remedy: &'static str,
}

#[derive(Serialize)]
struct All {
    problems: Vec<Described>,
}

pub(super) async fn all(headers: HeaderMap) -> Response {
    let all = || problems().map(described);
    let page = || {
        all().map(|one| {
            format!("<li><a href=\"{0}\"><code>{1}</code></a>: {2}</li>", one.r#type, one.code, escaped(one.meaning))
        })
    };
    told(
        &headers,
        || All { problems: all().collect() },
        || html("Problems", &format!("<ul>{}</ul>", page().collect::<String>())),
    )
}

pub(super) async fn one(code: Option<Path<String>>, headers: HeaderMap) -> Result<Response, Problem> {
    let known = code.and_then(|Path(code)| known_problem(&code));
    let known =
        known.ok_or_else(|| Problem::new(ErrorKind::Missing, "not_found", "There is no problem of this code."))?;
    Ok(told(
        &headers,
        || described(known),
        || {
            let Described { code, status, title, meaning, remedy, .. } = described(known);
            let comes_with =
                status.map_or("The <code>error</code> of a failed job".to_owned(), |status| format!("Status {status}"));
            let [title, meaning, remedy] = [title, meaning, remedy].map(escaped);
            html(
                code,
                &format!(
                    "<p>{comes_with}: {title}.</p><p>{meaning}</p><p>{remedy}</p><p><a href=\"/problems\">All problems</a></p>"
                ),
            )
        },
    ))
}

/// To a browser a page; JSON to who asks for it, and to who asks for nothing.
fn told<T: Serialize>(headers: &HeaderMap, json: impl Fn() -> T, page: impl Fn() -> String) -> Response {
    let mut response = match accepted(headers, &["application/json", "text/html"]) {
        Some(1) => Html(page()).into_response(),
        _ => Json(json()).into_response(),
    };
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept"));
    guarded(response.headers_mut());
    response
}

fn described(known: &KnownProblem) -> Described {
    let told = known.kind.map(status_and_title);
    Described {
        r#type: format!("/problems/{}", known.code),
        code: known.code,
        status: told.map(|(status, _)| status.as_u16()),
        title: told.map_or("A job failed", |(_, title)| title),
        meaning: known.meaning,
        remedy: known.remedy,
    }
}

fn html(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
        <meta name=\"viewport\" content=\"width=device-width\"><style>body{{font-family:sans-serif;max-width:45em;\
        margin:2em auto;padding:0 1em;line-height:1.5}}</style></head><body><h1><code>{title}</code></h1>{body}</body></html>"
    )
}

/// Backticks stay: they read well enough.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
