//! The end of an attempt, told to the store until it hears.
//!
//! What must stay true: an outcome is repeated while the store is away and the lease may still be ours; repeating is
//! harmless because every write is fenced and idempotent. If the process dies here, the rescue takes over.

use std::time::Duration;

use model::limits::MAX_ATTEMPTS;
use model::{Lease, retry_delay};
use store::{AfterCall, Brought, Called, Failure, Fenced, NewFile, StoredResult};

use super::error::StepError;
use super::{Dependency, Ended, Tracker};
use crate::Ports;

/// Between two tries to reach the store.
const AGAIN: Duration = Duration::from_millis(250);
/// How long a job whose bucket is away waits before it is due again.
const AWAY_DELAY: Duration = Duration::from_secs(2);
/// The same for one whose transcriber is away: sending a recording in vain is dear.
const TRANSCRIBER_DELAY: Duration = Duration::from_secs(10);

/// What an attempt came to.
pub(super) enum Achieved {
    Result(StoredResult),
    /// Its object is there.
    File(Box<NewFile>),
    /// A webhook was called.
    Told(Called, AfterCall),
    /// The webhook wants to hear nothing any more, or the job is gone.
    NothingToTell,
}

enum Outcome {
    Complete(StoredResult),
    Bring(Box<NewFile>),
    Told(Called, AfterCall),
    CallOff,
    Fail(Failure),
    Retry { delay: Duration, code: String },
    Release { delay: Duration, refund: bool },
}

pub(super) async fn settle(
    ports: &Ports,
    tracker: &Tracker,
    lease: Lease,
    attempt: i64,
    worked: Result<Achieved, StepError>,
) -> Ended {
    let (mut outcome, mut ended) = match worked {
        Ok(Achieved::Result(result)) => (Outcome::Complete(result), Ended::Completed),
        Ok(Achieved::File(file)) => (Outcome::Bring(file), Ended::Completed),
        Ok(Achieved::Told(called, after)) => (Outcome::Told(called, after), after_call(after)),
        Ok(Achieved::NothingToTell) => (Outcome::CallOff, Ended::Cancelled),
        Err(StepError::Permanent(failure)) => (Outcome::Fail(failure), Ended::Failed),
        Err(StepError::Transient(failure)) if attempt >= MAX_ATTEMPTS => (Outcome::Fail(failure), Ended::Failed),
        Err(StepError::Transient(failure)) => {
            let delay = retry_delay(u32::try_from(attempt).unwrap_or(u32::MAX), ports.random.unit());
            (Outcome::Retry { delay, code: failure.code }, Ended::Retried)
        }
        Err(StepError::Away(what)) => {
            let delay = if what == Dependency::Objects { AWAY_DELAY } else { Duration::ZERO };
            (Outcome::Release { delay, refund: true }, Ended::PutBack(Some(what)))
        }
        Err(StepError::TranscriberAway) => {
            (Outcome::Release { delay: TRANSCRIBER_DELAY, refund: true }, Ended::PutBack(None))
        }
        Err(StepError::Later(delay)) => (Outcome::Release { delay, refund: true }, Ended::PutBack(None)),
        Err(StepError::Stopped) => (Outcome::Release { delay: Duration::ZERO, refund: true }, Ended::PutBack(None)),
        // With the cancel requested, the store makes `cancelled` of this.
        Err(StepError::Cancelled) => (Outcome::Release { delay: Duration::ZERO, refund: false }, Ended::Cancelled),
        Err(StepError::LeaseLost) => return Ended::Lost,
    };
    loop {
        let told = match &outcome {
            Outcome::Complete(result) => ports.store.complete(&lease, result).await,
            Outcome::Bring(file) => match ports.store.imports().bring(&lease, file).await {
                Ok(Brought::Held) => Ok(Fenced::Held),
                Ok(Brought::Lost) => Ok(Fenced::Lost),
                Ok(refused @ (Brought::Erased | Brought::Taken)) => {
                    (outcome, ended) = (Outcome::Fail(not_brought(refused)), Ended::Failed);
                    continue;
                }
                Err(error) => Err(error),
            },
            Outcome::Told(called, after) => ports.store.webhooks().called(&lease, called, *after).await,
            Outcome::CallOff => ports.store.webhooks().called_off(&lease).await,
            Outcome::Fail(failure) => ports.store.fail(&lease, failure).await,
            Outcome::Retry { delay, code } => ports.store.retry(&lease, *delay, code).await,
            Outcome::Release { delay, refund } => ports.store.release(&lease, *delay, *refund).await,
        };
        match told {
            Ok(Fenced::Held) => break,
            Ok(Fenced::Lost) => {
                ports.metrics.stale_writes(1);
                return Ended::Lost;
            }
            Err(error) => {
                tracing::warn!(error = %error, "the outcome is not stored yet");
                tokio::select! {
                    () = tokio::time::sleep(AGAIN) => {}
                    () = tracker.lost().cancelled() => return Ended::Lost,
                }
            }
        }
    }
    ports.ended.ring();
    if matches!(ended, Ended::Retried | Ended::PutBack(_)) {
        ports.bell.ring();
    }
    ended
}

const fn after_call(after: AfterCall) -> Ended {
    match after {
        AfterCall::Delivered => Ended::Completed,
        AfterCall::Again(_) => Ended::Retried,
        AfterCall::GiveUp | AfterCall::Disable => Ended::Failed,
    }
}

/// Why nobody gets the file.
fn not_brought(refused: Brought) -> Failure {
    let (code, detail) = match refused {
        Brought::Taken => ("file_id_taken", "Another file was kept under the import's file_id meanwhile."),
        _ => ("file_erased", "The file was erased before it was there."),
    };
    Failure { code: code.to_owned(), detail: detail.to_owned(), ..Failure::default() }
}
