//! Files in a form, kept to start jobs from.

mod answers;
mod given_up;
mod kept;
mod refusals;
mod starting;

use reqwest::Method;
use serde_json::json;
use tests::{Client, Form};

use crate::reply::{Reply, post, reply};

const FILES: &str = "/v1/files";
const JOBS: &str = "/v1/conversations/jobs";
const UNKNOWN: &str = "01890a5d-ac96-774b-bcce-b302099a8057";
const VTT: &[u8] = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>I understand how hard that was.\n";

fn vtt() -> Form {
    Form::of("call.vtt", "text/vtt", VTT)
}

/// The id of the file that is kept now.
async fn keep(client: &Client, form: Form) -> String {
    reply(form.post(client)).await.document().at("/file_id").text().to_owned()
}

/// The answer to a job that is started from a file.
async fn start(client: &Client, file: &str) -> Reply {
    post(client, JOBS, json!({ "file_id": file }).to_string()).await
}

async fn delete(client: &Client, file: &str) -> Reply {
    reply(client.request(Method::DELETE, &format!("{FILES}/{file}"))).await
}
