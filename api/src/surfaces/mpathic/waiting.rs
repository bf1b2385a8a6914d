//! Holding an answer back for as long as its client wishes to wait.
//!
//! What must stay true: what a request does is done before anybody waits, so a wait that cannot be had, or comes to nothing,
//! changes only how old the answer is; whoever wakes reads the job anew, as its tenant. A drain ends every wait at once.

use std::time::{Duration, Instant};

use axum::response::Response;
use http::{HeaderMap, Uri};
use jobs::{Glimpse, Place, Seen, Visible};
use model::{ErrorKind, JobId};

use super::{Surface, job};
use crate::http::{Authenticated, Has, Problem, Wait, Waited};

/// A wait that there is a place for.
pub(super) struct Waiting {
    wait: Wait,
    place: Place,
}

/// What an answer tells of the wait before it.
#[derive(Default)]
pub(super) struct Held(Option<(Wait, Duration)>);

/// Of a request that does something. Where as many wait as may, it is answered at once.
pub(super) fn if_there_is_room(
    mpathic: &Surface,
    caller: &Authenticated,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<Option<Waiting>, Problem> {
    let wait = Wait::asked(uri, headers)?;
    Ok(wait.and_then(|wait| Some(Waiting { wait, place: mpathic.watch.place(caller.tenant)? })))
}

/// Of a request that only asks, and would be back at once if it were answered at once.
pub(super) fn or_refused(
    mpathic: &Surface,
    caller: &Authenticated,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<Option<Waiting>, Problem> {
    let Some(wait) = Wait::asked(uri, headers)? else { return Ok(None) };
    Ok(Some(Waiting { wait, place: place(mpathic, caller)? }))
}

/// A place among those who wait.
pub(super) fn place(mpathic: &Surface, caller: &Authenticated) -> Result<Place, Problem> {
    mpathic.watch.place(caller.tenant).ok_or_else(|| {
        let detail = "Too many requests wait for jobs already; ask without waiting, or try again in a moment.";
        Problem::new(ErrorKind::Busy, "too_many_waiting", detail)
    })
}

/// A job that was just told to run, once it has ended; or as it is when the time is over.
pub(super) async fn for_its_end(mpathic: &Surface, waiting: Option<Waiting>, job: Visible) -> (Visible, Held) {
    let Some(Waiting { wait, place }) = waiting else { return (job, Held::default()) };
    let began = Instant::now();
    let (tenant, id) = (job.job.tenant, job.job.id);
    let mut now = None;
    if !job.job.status.is_terminal() {
        mpathic.watch.follow(place, id).until(wait.limit(), Seen::is_final).await;
        // It was made, whatever keeps us from reading it again.
        now = mpathic.reads.job(tenant, id).await.ok();
    }
    (now.unwrap_or(job), Held(Some((wait, began.elapsed()))))
}

impl Waiting {
    /// A job once there is more to see of it than its client has; once it has ended, where the client does not say what
    /// it has; or as it is when the time is over.
    pub(super) async fn for_news(
        self,
        mpathic: &Surface,
        caller: &Authenticated,
        id: JobId,
        has: &Has,
        held: &mut Held,
    ) -> Result<Glimpse, jobs::Error> {
        let Self { wait, place } = self;
        let began = Instant::now();
        let mut following = mpathic.watch.follow(place, id);
        let glimpse = mpathic.reads.glimpse(caller.tenant, id).await?;
        *held = Held(Some((wait, Duration::ZERO)));
        let known = glimpse.job.revision;
        if glimpse.job.status.is_terminal() {
            return Ok(glimpse);
        }
        match has {
            Has::Unsaid => following.until(wait.limit(), Seen::is_final).await,
            Has::These(_) if job::is_known(&glimpse.job, has) => {
                following.until(wait.limit(), |seen| seen.is_past(known)).await
            }
            Has::These(_) | Has::Any => return Ok(glimpse),
        };
        drop(following);
        *held = Held(Some((wait, began.elapsed())));
        mpathic.reads.glimpse(caller.tenant, id).await
    }
}

impl Held {
    pub(super) fn told(self, mut answer: Response) -> Response {
        if let Self(Some((wait, waited))) = self {
            wait.applied(answer.headers_mut());
            answer.extensions_mut().insert(Waited(waited));
        }
        answer
    }
}
