//! HTTP as every surface needs it: problems, bodies, callers, request ids. No vendor's names.

mod accept;
mod auth;
mod body;
mod compression;
mod cors;
mod etag;
mod fields;
mod form;
mod idempotency;
mod limited;
mod parameters;
mod peer;
mod prefer;
mod problem;
mod problems;
mod read_on;
mod request;
mod timing;
mod trace;

pub(crate) use accept::accepted;
pub(crate) use auth::{Authenticated, bearer};
#[expect(unused_imports, reason = "named by the list of limits")]
pub(crate) use body::BODY_TIME;
pub(crate) use body::{json_answer, json_body, text_body};
pub(crate) use compression::compressed;
pub(crate) use cors::cors;
pub(crate) use etag::{Has, etag, is_known};
pub(crate) use fields::{Fields, nesting_allowed};
pub(crate) use form::{Form, Part};
pub(crate) use idempotency::{idempotency_key, well_formed_key};
pub(crate) use limited::limited;
pub(crate) use parameters::Parameters;
pub(crate) use peer::{Peer, address};
pub(crate) use prefer::Wait;
pub(crate) use problem::{Problem, RenderedProblem, caught_panic, no_such_method, no_such_route};
pub(crate) use problems::{KnownProblem, known_problem, problems, status_and_title};
pub(crate) use read_on::read_on;
pub(crate) use request::{RequestId, with_request_id};
pub(crate) use timing::{Timing, Waited};
pub(crate) use trace::traceparent;
