//! A webhook is told that a job has ended.
//!
//! What must stay true: nothing is kept of a call before it was made, so a process that dies in between says it again, under
//! the same message id: at least once, never silently not at all. Who finds no room in the line gives its slot back at once.
//! No URL, no secret and nothing that an endpoint says is logged.

use std::time::{Duration, Instant};

use model::{CallOutcome, WebhookId, next_call};
use store::{AfterCall, Call, Called, ClaimedJob};
use webhook::{Answer, Endpoint, Message};

use super::error::StepError;
use super::settle::Achieved;
use super::{Tracker, Work};
use crate::WebhookAccess;
use crate::webhooks::body;

/// How long a delivery waits for a process that has a key.
const NO_KEY_DELAY: Duration = Duration::from_mins(1);

impl Work {
    /// One attempt, up to what is to be noted of it.
    pub(super) async fn call(&self, job: &ClaimedJob, tracker: &Tracker) -> Result<Achieved, StepError> {
        let Some(access) = &self.ports.webhooks else { return Err(StepError::Later(NO_KEY_DELAY)) };
        let webhook = WebhookId(job.tenant.0);
        let _leave = access.line.enter(webhook, Instant::now()).map_err(StepError::Later)?;
        let Some(call) = self.ports.store.webhooks().call(job.lease.job).await? else {
            return Ok(Achieved::NothingToTell);
        };
        let at = self.ports.clock.now();
        let Ok(secrets) = access.secrets(&call, at) else {
            tracing::warn!("a webhook's secret was sealed under another key, and is to be rotated");
            return Ok(Achieved::NothingToTell);
        };
        let message = Message {
            id: &format!("msg_{}", call.message.0.simple()),
            timestamp: at.unix_seconds(),
            body: &body(&call),
        };
        tracker.waits();
        let began = Instant::now();
        let answer = told(access, &call, &message, &secrets).await;
        let took = began.elapsed();
        tracker.goes_on();
        let (outcome, status) = outcome(answer);
        self.ports.metrics.called(outcome);
        let called = Called { number: job.attempt, at, took, outcome, status };
        Ok(Achieved::Told(called, self.after(job.attempt, answer)))
    }

    fn after(&self, attempt: i64, answer: Answer) -> AfterCall {
        let wish = match answer {
            Answer::Delivered(_) => return AfterCall::Delivered,
            Answer::Gone => return AfterCall::Disable,
            // Others may say what they like; these two are meant so.
            Answer::Refused { status: 429 | 503, retry_after } => retry_after,
            _ => None,
        };
        next_call(attempt, wish, self.ports.random.unit()).map_or(AfterCall::GiveUp, AfterCall::Again)
    }
}

/// What may be called may have changed since the URL was kept.
async fn told(access: &WebhookAccess, call: &Call, message: &Message<'_>, secrets: &[webhook::Secret]) -> Answer {
    match Endpoint::parse(&call.url, access.reach) {
        Ok(endpoint) => access.sender.send(&endpoint, message, secrets).await,
        Err(_) => Answer::ForbiddenAddress,
    }
}

const fn outcome(answer: Answer) -> (CallOutcome, Option<u16>) {
    match answer {
        Answer::Delivered(status) => (CallOutcome::Delivered, Some(status)),
        Answer::Refused { status, .. } => (CallOutcome::Refused, Some(status)),
        Answer::Gone => (CallOutcome::Gone, Some(410)),
        Answer::TimedOut => (CallOutcome::TimedOut, None),
        Answer::Unreachable => (CallOutcome::Unreachable, None),
        Answer::Tls => (CallOutcome::Tls, None),
        Answer::ForbiddenAddress => (CallOutcome::ForbiddenAddress, None),
    }
}
