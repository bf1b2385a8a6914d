//! mpathic's API, v1: tokens, behaviors and conversations at once and as jobs, uploads, files and their import from Zoom,
//! profiles and metadata; and webhooks, which are ours.
//!
//! Paths that the vendor's reference does not give are reconstructed; each operation has one primary path and its
//! aliases, all in [`routes`]. Failures are RFC 9457 problems: the reference shows no error body to keep to.
//! Deliberately absent: the legacy classifications.

mod behaviors;
mod cancel;
mod cancel_multipart;
mod complete_multipart;
mod conversations;
mod convert;
mod described;
mod document;
mod erase;
mod events;
mod files;
mod job;
mod job_status;
mod list_jobs;
mod outdated;
mod pages;
mod priority;
mod profile;
mod profiles;
mod reanalyze;
mod redrive;
mod results;
mod show_profile;
#[cfg(test)]
mod snapshot;
mod start_job;
mod start_multipart;
mod streamed;
mod timeline;
mod token;
mod update_metadata;
mod user_metadata;
mod waiting;
mod webhook_deliveries;
mod webhooks;
mod wire;
mod zoom;
mod zoom_credentials;

use std::str::FromStr;
use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::middleware::from_fn;
use http::HeaderMap;
use jobs::{
    Access, Cancel, Conversations, Erase, Files, History, Immediate, Limits, Profiles, Reads, Redrive, SignIns, Submit,
    Uploads, Watch, Webhooks, ZoomApps, ZoomImports,
};
use model::{ErrorKind, JobId};
use runtime::Network;

use crate::http::{Authenticated, Problem, bearer, compressed, well_formed_key};
use crate::openapi::{Route, document};

/// What the surface's handlers use. Every request has one of its own, so a clone is one count and not fifty.
pub(crate) type Mpathic = Arc<Surface>;

pub(crate) struct Surface {
    pub access: Arc<Access>,
    pub limits: Arc<Limits>,
    pub sign_ins: SignIns,
    /// Who is believed when it says for whom it asks.
    pub trusted_proxies: Vec<Network>,
    pub immediate: Immediate,
    pub submit: Submit,
    pub uploads: Uploads,
    pub reads: Reads,
    pub watch: Watch,
    pub history: History,
    pub cancel: Cancel,
    pub redrive: Redrive,
    pub erase: Erase,
    pub profiles: Profiles,
    pub conversations: Conversations,
    pub files: Files,
    pub zoom_apps: ZoomApps,
    pub zoom_imports: ZoomImports,
    pub webhooks: Webhooks,
}

/// Every operation: its primary path, then its aliases; what answers, and what is said of it.
fn routes() -> Vec<Route<Mpathic>> {
    vec![
        Route::at(&["/v1/token"]).post(token::handle, token::operation),
        Route::at(&["/v1/behaviors"]).post(behaviors::handle, behaviors::operation),
        Route::at(&["/v1/conversations"]).post(conversations::handle, conversations::operation),
        Route::at(&["/v1/conversations/jobs", "/v1/conversations/jobs/start"])
            .post(start_job::handle, start_job::operation),
        Route::at(&["/v1/conversations/jobs"]).get(list_jobs::handle, list_jobs::operation),
        Route::at(&["/v1/conversations/jobs/{id}", "/v1/conversations/jobs/{id}/status"])
            .get(job_status::handle, job_status::operation),
        Route::at(&["/v1/conversations/jobs/{id}/events"]).get(events::handle, events::operation),
        Route::at(&["/v1/conversations/jobs/{id}/results"]).get(results::handle, results::operation),
        Route::at(&["/v1/conversations/jobs/{id}/timeline"]).get(timeline::handle, timeline::operation),
        Route::at(&["/v1/conversations/jobs/start-multipart"])
            .post(start_multipart::handle, start_multipart::operation),
        Route::at(&["/v1/conversations/jobs/{id}/complete-multipart"])
            .post(complete_multipart::handle, complete_multipart::operation),
        Route::at(&["/v1/conversations/jobs/{id}/cancel-multipart"])
            .post(cancel_multipart::handle, cancel_multipart::operation),
        Route::at(&["/v1/conversations/jobs/{id}/cancel"]).post(cancel::handle, cancel::operation),
        Route::at(&["/v1/conversations/jobs/{id}/redrive"]).post(redrive::handle, redrive::operation),
        Route::at(&["/v1/conversations/jobs/{id}"]).delete(erase::job, erase::job_operation),
        Route::at(&["/v1/conversations/{conversation_id}"]).delete(erase::conversation, erase::conversation_operation),
        Route::at(&["/v1/conversations/{conversation_id}/reanalyze"]).post(reanalyze::handle, reanalyze::operation),
        Route::at(&["/v1/conversations/update-conversation-metadata", "/v1/update-conversation-metadata"])
            .post(update_metadata::handle, update_metadata::operation)
            .patch(update_metadata::handle, update_metadata::patch_operation),
        Route::at(&["/v1/profile"])
            .get(show_profile::handle, show_profile::operation)
            .post(show_profile::handle, show_profile::post_operation),
        Route::at(&["/v1/profiles"])
            .get(profiles::list, profiles::list_operation)
            .post(profiles::keep, profiles::keep_operation),
        Route::at(&["/v1/profiles/{id}"])
            .get(profiles::read, profiles::read_operation)
            .delete(profiles::retire, profiles::retire_operation),
        Route::at(&["/v1/profiles/{id}/reanalyze"]).post(outdated::handle, outdated::operation),
        Route::at(&["/v1/files", "/v1/files/upload"]).post(files::upload, files::upload_operation),
        Route::at(&["/v1/files/zoom", "/v1/zoom/import"]).post(zoom::import, zoom::operation),
        Route::at(&["/v1/zoom/credentials"])
            .get(zoom_credentials::list, zoom_credentials::list_operation)
            .post(zoom_credentials::keep, zoom_credentials::keep_operation),
        Route::at(&["/v1/zoom/credentials/{id}"]).delete(zoom_credentials::erase, zoom_credentials::erase_operation),
        Route::at(&["/v1/webhooks"])
            .get(webhooks::list, webhooks::list_operation)
            .post(webhooks::create, webhooks::create_operation),
        Route::at(&["/v1/webhooks/{id}"])
            .get(webhooks::show, webhooks::show_operation)
            .patch(webhooks::change, webhooks::change_operation)
            .delete(webhooks::erase, webhooks::erase_operation),
        Route::at(&["/v1/webhooks/{id}/rotate-secret"]).post(webhooks::rotate, webhooks::rotate_operation),
        Route::at(&["/v1/webhooks/{id}/test"]).post(webhook_deliveries::test, webhook_deliveries::test_operation),
        Route::at(&["/v1/webhooks/{id}/deliveries"]).get(webhook_deliveries::list, webhook_deliveries::list_operation),
        Route::at(&["/v1/webhooks/{id}/deliveries/{delivery_id}"])
            .get(webhook_deliveries::show, webhook_deliveries::show_operation),
        Route::at(&["/v1/webhooks/{id}/deliveries/{delivery_id}/replay"])
            .post(webhook_deliveries::replay, webhook_deliveries::replay_operation),
        Route::at(&["/v1/files/{file_id}"])
            .get(files::show, files::show_operation)
            .delete(files::erase, files::erase_operation),
    ]
}

pub(crate) fn router<S: Clone + Send + Sync + 'static>(surface: Mpathic) -> Router<S> {
    let mut router = Router::new();
    for route in routes() {
        for path in route.paths {
            router = router.route(path, route.methods.clone());
        }
    }
    router.route_layer(from_fn(well_formed_key)).layer(from_fn(compressed)).with_state(surface)
}

/// What is said of all of them, as OpenAPI writes it.
pub(crate) fn described() -> serde_json::Value {
    document(&described::ABOUT, &routes())
}

const MPATHIC_ID: &str = "mpathic-id";

/// What is not text is sent all the same, and is nobody's.
fn mpathic_id(headers: &HeaderMap) -> Option<&str> {
    headers.get(MPATHIC_ID).map(|value| value.to_str().unwrap_or_default())
}

impl Surface {
    /// For operations that the reference documents with a required `mpathic-id`.
    async fn caller(&self, headers: &HeaderMap) -> Result<Authenticated, Problem> {
        let caller = bearer(&self.access, headers, mpathic_id(headers)).await?;
        if mpathic_id(headers).is_none() {
            return Err(Problem::missing_header(MPATHIC_ID));
        }
        Ok(caller)
    }

    /// For the operations where `mpathic-id` may be absent.
    async fn caller_without_id(&self, headers: &HeaderMap) -> Result<Authenticated, Problem> {
        bearer(&self.access, headers, mpathic_id(headers)).await
    }
}

/// The `{id}` of a path, which may not even be text.
type Segment = Result<Path<String>, PathRejection>;

/// The id in a path. What is not an id is as unknown as an id that is nobody's.
fn named<Id: FromStr>(segment: Segment, none_such: fn(jobs::Error) -> Problem) -> Result<Id, Problem> {
    let id = segment.ok().and_then(|Path(text)| text.parse().ok());
    id.ok_or_else(|| none_such(jobs::Error::Missing))
}

fn job_id(segment: Segment) -> Result<JobId, Problem> {
    named(segment, Problem::from)
}

/// Where something else than a job is meant by what is not there.
fn missing(error: jobs::Error, detail: &'static str) -> Problem {
    match error {
        jobs::Error::Missing => Problem::new(ErrorKind::Missing, "not_found", detail),
        error => error.into(),
    }
}

/// Where a conversation is meant by what no job is of.
fn no_such_conversation(error: jobs::Error) -> Problem {
    missing(error, "There is no such conversation.")
}

/// The `{conversation_id}` of a path. What is not text is as unknown as an id that is nobody's.
fn conversation_id(segment: Segment) -> Result<String, Problem> {
    segment.map(|Path(id)| id).map_err(|_| no_such_conversation(jobs::Error::Missing))
}
