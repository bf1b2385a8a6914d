//! The operations that are walked, and what is documented of each.
//!
//! Deliberately absent: a 500 of what is answered without the database, which only a fault of the engine could bring, and of
//! what reads rows that nobody damages here; a file's 413 and 409, which are in `files`; and 410, 422, 429, 503 and 507,
//! which no operation has for its own sake: see `erasing`, `idempotency`, `overload`, `full_disk` and the suites that take
//! services away.

use model::{Random as _, SystemRandom};
use serde_json::json;
use tests::{Client, Dialogue, request};

pub(crate) const FILE: &str = r#"[{"input":"Hello."}]"#;

/// What an operation is about.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Subject {
    Nothing,
    /// A job that awaits its upload, all of which has arrived.
    Arrived,
    /// A job that awaits its upload, nothing of which has arrived.
    Announced,
    /// A job whose upload was completed.
    Completed,
    /// A completed job with the turns that it is about.
    Kept,
    Failed,
    Conversation,
    Profile,
    File,
    ZoomApp,
    Webhook,
    /// Its id is that of its webhook, a slash and its own.
    Delivery,
}

pub(crate) struct Operation {
    pub(crate) method: &'static str,
    /// The primary path and its aliases.
    pub(crate) paths: &'static [&'static str],
    /// A request about this id that would do, where there is a body.
    pub(crate) body: Option<fn(&Client, &str) -> String>,
    pub(crate) content_type: &'static str,
    pub(crate) most_bytes: usize,
    /// What the operation succeeds with.
    pub(crate) subject: Subject,
    /// What it conflicts with.
    pub(crate) conflict: Subject,
    pub(crate) statuses: &'static [u16],
}

const MEBIBYTE: usize = 1 << 20;
const JSON: &str = "application/json";

/// Without a body, and about nothing that is there.
const ASKS: Operation = Operation {
    method: "GET",
    paths: &[],
    body: None,
    content_type: JSON,
    most_bytes: 0,
    subject: Subject::Nothing,
    conflict: Subject::Nothing,
    statuses: &[],
};

/// With a body, of a mebibyte at most.
const SENDS: Operation = Operation { method: "POST", most_bytes: MEBIBYTE, ..ASKS };

/// Contracts §0.1, and what design has beside it.
pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        paths: &["/v1/token"],
        body: Some(|client, _| client.token_request().to_string()),
        statuses: &[200, 400, 401, 405, 413, 415, 500],
        ..SENDS
    },
    Operation {
        paths: &["/v1/behaviors"],
        body: Some(|_, _| r#"{"input":"Hello."}"#.to_owned()),
        statuses: &[200, 400, 401, 405, 413, 415],
        ..SENDS
    },
    Operation {
        paths: &["/v1/conversations"],
        body: Some(|_, _| request(Dialogue { turns: 2, seed: 1 }).to_string()),
        statuses: &[200, 400, 401, 405, 413, 415],
        ..SENDS
    },
    Operation {
        paths: &["/v1/conversations/jobs", "/v1/conversations/jobs/start"],
        body: Some(|_, _| request(Dialogue { turns: 2, seed: 1 }).to_string()),
        most_bytes: 16 * MEBIBYTE,
        statuses: &[200, 400, 401, 405, 413, 415, 500],
        ..SENDS
    },
    Operation { paths: &["/v1/conversations/jobs"], statuses: &[200, 400, 401, 405], ..ASKS },
    Operation {
        paths: &["/v1/conversations/jobs/{id}/timeline"],
        subject: Subject::Completed,
        statuses: &[200, 400, 401, 404, 405],
        ..ASKS
    },
    Operation {
        paths: &["/v1/conversations/jobs/{id}", "/v1/conversations/jobs/{id}/status"],
        subject: Subject::Completed,
        statuses: &[200, 400, 401, 404, 405, 500],
        ..ASKS
    },
    Operation {
        paths: &["/v1/conversations/jobs/{id}/events"],
        subject: Subject::Completed,
        statuses: &[200, 400, 401, 404, 405],
        ..ASKS
    },
    Operation {
        paths: &["/v1/conversations/jobs/{id}/results"],
        subject: Subject::Kept,
        conflict: Subject::Announced,
        statuses: &[200, 400, 401, 404, 405, 406, 409, 500],
        ..ASKS
    },
    Operation {
        paths: &["/v1/conversations/jobs/start-multipart"],
        body: Some(|_, _| announced().to_string()),
        statuses: &[200, 400, 401, 405, 413, 415, 500],
        ..SENDS
    },
    Operation {
        paths: &["/v1/conversations/jobs/{id}/complete-multipart"],
        body: Some(|_, _| r#"{"parts":null}"#.to_owned()),
        subject: Subject::Arrived,
        conflict: Subject::Announced,
        statuses: &[200, 400, 401, 404, 405, 409, 413, 415, 500],
        ..SENDS
    },
    Operation {
        paths: &["/v1/conversations/jobs/{id}/cancel-multipart"],
        body: Some(|_, _| r#"{"reason":"none"}"#.to_owned()),
        subject: Subject::Arrived,
        conflict: Subject::Completed,
        statuses: &[200, 400, 401, 404, 405, 409, 413, 415, 500],
        ..SENDS
    },
    Operation {
        method: "POST",
        paths: &["/v1/conversations/jobs/{id}/cancel"],
        subject: Subject::Arrived,
        statuses: &[200, 400, 401, 404, 405, 500],
        ..ASKS
    },
    Operation {
        method: "POST",
        paths: &["/v1/conversations/jobs/{id}/redrive"],
        subject: Subject::Failed,
        conflict: Subject::Completed,
        statuses: &[201, 400, 401, 404, 405, 409, 500],
        ..ASKS
    },
    Operation {
        method: "DELETE",
        paths: &["/v1/conversations/jobs/{id}"],
        subject: Subject::Arrived,
        statuses: &[204, 400, 401, 404, 405, 500],
        ..ASKS
    },
    Operation {
        method: "DELETE",
        paths: &["/v1/conversations/{conversation_id}"],
        subject: Subject::Conversation,
        statuses: &[204, 400, 401, 404, 405, 500],
        ..ASKS
    },
    Operation {
        method: "POST",
        paths: &["/v1/conversations/{conversation_id}/reanalyze"],
        subject: Subject::Conversation,
        statuses: &[202, 400, 401, 404, 405, 500],
        ..ASKS
    },
    DESCRIBE,
    Operation { method: "PATCH", ..DESCRIBE },
    Operation { paths: &["/v1/profile"], statuses: &[200, 400, 401, 405], ..ASKS },
    Operation {
        paths: &["/v1/profile"],
        body: Some(|_, _| r#"{"role":"coach"}"#.to_owned()),
        statuses: &[200, 400, 401, 405, 413, 415],
        ..SENDS
    },
    Operation { paths: &["/v1/profiles"], statuses: &[200, 400, 401, 405], ..ASKS },
    Operation {
        paths: &["/v1/profiles"],
        body: Some(|_, _| profile()),
        content_type: "application/toml",
        statuses: &[201, 400, 401, 405, 413, 415, 500],
        ..SENDS
    },
    Operation {
        paths: &["/v1/profiles/{id}"],
        subject: Subject::Profile,
        statuses: &[200, 400, 401, 404, 405],
        ..ASKS
    },
    Operation {
        method: "DELETE",
        paths: &["/v1/profiles/{id}"],
        subject: Subject::Profile,
        statuses: &[204, 400, 401, 404, 405, 500],
        ..ASKS
    },
    Operation {
        method: "POST",
        paths: &["/v1/profiles/{id}/reanalyze"],
        subject: Subject::Profile,
        statuses: &[202, 400, 401, 404, 405],
        ..ASKS
    },
    POST_FILE,
    Operation {
        paths: &["/v1/files/zoom", "/v1/zoom/import"],
        body: Some(|_, id| json!({ "credentials_id": id, "meeting_id": "123" }).to_string()),
        subject: Subject::ZoomApp,
        statuses: &[200, 400, 401, 405, 413, 415, 500],
        ..SENDS
    },
    Operation { paths: &["/v1/zoom/credentials"], statuses: &[200, 400, 401, 405], ..ASKS },
    Operation {
        paths: &["/v1/zoom/credentials"],
        body: Some(|_, _| json!({ "account_id": "a", "client_id": random_name(), "client_secret": "s" }).to_string()),
        statuses: &[201, 400, 401, 405, 413, 415, 500],
        ..SENDS
    },
    Operation {
        method: "DELETE",
        paths: &["/v1/zoom/credentials/{id}"],
        subject: Subject::ZoomApp,
        statuses: &[204, 400, 401, 404, 405, 500],
        ..ASKS
    },
    Operation { paths: &["/v1/webhooks"], statuses: &[200, 400, 401, 405], ..ASKS },
    Operation {
        paths: &["/v1/webhooks"],
        body: Some(|_, _| json!({ "url": "http://127.0.0.1:1/hook" }).to_string()),
        statuses: &[201, 400, 401, 405, 413, 415, 500],
        ..SENDS
    },
    Operation { paths: WEBHOOK, subject: Subject::Webhook, statuses: &[200, 400, 401, 404, 405], ..ASKS },
    Operation {
        method: "PATCH",
        paths: WEBHOOK,
        body: Some(|_, _| json!({ "description": "a line" }).to_string()),
        subject: Subject::Webhook,
        statuses: &[200, 400, 401, 404, 405, 413, 415, 500],
        ..SENDS
    },
    Operation {
        method: "DELETE",
        paths: WEBHOOK,
        subject: Subject::Webhook,
        statuses: &[204, 400, 401, 404, 405, 500],
        ..ASKS
    },
    Operation {
        paths: &["/v1/webhooks/{id}/rotate-secret"],
        body: Some(|_, _| json!({ "keep_old_seconds": 60 }).to_string()),
        subject: Subject::Webhook,
        statuses: &[200, 400, 401, 404, 405, 413, 415, 500],
        ..SENDS
    },
    Operation {
        method: "POST",
        paths: &["/v1/webhooks/{id}/test"],
        subject: Subject::Webhook,
        statuses: &[202, 400, 401, 404, 405, 500],
        ..ASKS
    },
    Operation {
        paths: &["/v1/webhooks/{id}/deliveries"],
        subject: Subject::Webhook,
        statuses: &[200, 400, 401, 404, 405],
        ..ASKS
    },
    Operation {
        paths: &["/v1/webhooks/{id}/deliveries/{delivery_id}"],
        subject: Subject::Delivery,
        statuses: &[200, 400, 401, 404, 405],
        ..ASKS
    },
    Operation {
        method: "POST",
        paths: &["/v1/webhooks/{id}/deliveries/{delivery_id}/replay"],
        subject: Subject::Delivery,
        statuses: &[202, 400, 401, 404, 405, 500],
        ..ASKS
    },
    Operation { paths: &["/v1/files/{file_id}"], subject: Subject::File, statuses: &[200, 400, 401, 404, 405], ..ASKS },
    Operation {
        method: "DELETE",
        paths: &["/v1/files/{file_id}"],
        subject: Subject::File,
        statuses: &[204, 400, 401, 404, 405, 500],
        ..ASKS
    },
];

const WEBHOOK: &[&str] = &["/v1/webhooks/{id}"];

const DESCRIBE: Operation = Operation {
    paths: &["/v1/conversations/update-conversation-metadata", "/v1/update-conversation-metadata"],
    body: Some(|_, id| json!({ "conversation_id": id, "metadata": { "line": "one" } }).to_string()),
    subject: Subject::Conversation,
    statuses: &[200, 400, 401, 404, 405, 413, 415, 500],
    ..SENDS
};

/// Its 413 begins where a disk ends: see `files`.
const POST_FILE: Operation = Operation {
    method: "POST",
    paths: &["/v1/files", "/v1/files/upload"],
    body: Some(|_, _| FORM.to_owned()),
    content_type: "multipart/form-data; boundary=edge",
    most_bytes: 0,
    statuses: &[200, 400, 401, 405, 415, 500],
    ..ASKS
};

const FORM: &str = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.json\"\r\n\
    Content-Type: application/json\r\n\r\n[{\"input\":\"Hello.\"}]\r\n--edge--\r\n";

/// One of a name of its own.
fn profile() -> String {
    format!("name = \"{}\"\nextends = \"default\"\n", random_name())
}

fn random_name() -> String {
    let mut name = [0; 8];
    SystemRandom.fill(&mut name);
    format!("p{}", u64::from_le_bytes(name))
}

pub(crate) fn announced() -> serde_json::Value {
    json!({ "file_name": "a.json", "file_size_bytes": FILE.len(), "content_type": "application/json" })
}
