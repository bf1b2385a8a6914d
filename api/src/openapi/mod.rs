//! The description of an api, as OpenAPI 3.1 writes it, made from what stands beside each handler.
//!
//! What must stay true: a route cannot be added without an [`Operation`], as the table of routes takes both together; what
//! an answer looks like is said by the type that is written; what can go wrong is said in codes of [`crate::http::PROBLEMS`],
//! from which statuses follow; limits are the constants that the code checks with.
//! Each surface has a document of its own.
//!
//! Marks of ours in a document: `x-streaming: true`, where an answer goes on for as long as something happens, which
//! programs that wait for ends leave out; `x-unchecked`, by check of schemathesis, why it does not hold for an operation;
//! `x-known`, of a parameter that names something which must be there: names of what always is.

mod document;
mod operation;
mod route;

pub(crate) use document::{About, document};
pub(crate) use operation::{Answer, Header, Operation, Parameter, schema_of};
pub(crate) use route::Route;
