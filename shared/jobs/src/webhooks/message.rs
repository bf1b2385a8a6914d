//! What an endpoint is told: which job ended, and how. Thin, so that nothing of a conversation leaves by this road.
//!
//! What must stay true: the same bytes at every attempt and replay, for they are made of what no longer changes.

use model::{Status, WebhookEvent};
use serde::Serialize;
use store::{Call, Told};

#[derive(Serialize)]
struct Message<'a> {
    r#type: &'static str,
    timestamp: String,
    data: Data<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Data<'a> {
    Job { job_id: String, conversation_id: &'a str, status: &'static str, error_code: Option<&'a str>, links: Links },
    Test { webhook_id: String },
}

#[derive(Serialize)]
struct Links {
    #[serde(rename = "self")]
    this: String,
}

pub(crate) fn body(call: &Call) -> Vec<u8> {
    let message = match &call.told {
        Some(told) => job(call.event, told),
        None => Message {
            r#type: call.event.as_str(),
            timestamp: call.made_at.rfc3339(),
            data: Data::Test { webhook_id: call.webhook.to_string() },
        },
    };
    serde_json::to_vec(&message).expect("texts are JSON")
}

fn job(event: WebhookEvent, told: &Told) -> Message<'_> {
    Message {
        r#type: event.as_str(),
        timestamp: told.finished_at.rfc3339(),
        data: Data::Job {
            job_id: told.job.to_string(),
            conversation_id: &told.conversation_id,
            status: told.status.as_str(),
            error_code: told.failure_code.as_deref().filter(|_| told.status == Status::Failed),
            links: Links { this: format!("/v1/conversations/jobs/{}", told.job) },
        },
    }
}

#[cfg(test)]
mod tests {
    use model::{JobId, MessageId, TenantId, Timestamp, WebhookId};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_end_is_told_thinly() {
        let id = Uuid::from_u128(7);
        let told = Told {
            job: JobId(id),
            conversation_id: "a \"conversation\"".to_owned(),
            status: Status::Failed,
            failure_code: Some("broken".to_owned()),
            finished_at: Timestamp(1_800_000_000_123_456),
        };
        let call = Call {
            tenant: TenantId(id),
            webhook: WebhookId(id),
            url: String::new(),
            secret: Vec::new(),
            old_secret: None,
            message: MessageId(id),
            event: WebhookEvent::JobFailed,
            made_at: Timestamp(0),
            told: Some(told),
        };
        let expected = concat!(
            r#"{"type":"job.failed","timestamp":"2027-01-15T08:00:00.123Z","data":{"#,
            r#""job_id":"00000000-0000-0000-0000-000000000007","conversation_id":"a \"conversation\"","#,
            r#""status":"failed","error_code":"broken","#,
            r#""links":{"self":"/v1/conversations/jobs/00000000-0000-0000-0000-000000000007"}}}"#
        );
        assert_eq!(String::from_utf8(body(&call)).expect("text"), expected);
        let test = Call { event: WebhookEvent::Test, told: None, ..call };
        let expected = concat!(
            r#"{"type":"webhook.test","timestamp":"1970-01-01T00:00:00.000Z","data":{"#,
            r#""webhook_id":"00000000-0000-0000-0000-000000000007"}}"#
        );
        assert_eq!(String::from_utf8(body(&test)).expect("text"), expected);
    }
}
