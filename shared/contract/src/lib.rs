//! The conversations contract without HTTP: what a request says beside its talk turns, and how an analysis is shown.
//!
//! What must stay true: members are written in the contract's order, ours beside the contract's; whoever shows an
//! analysis (a job's document, a synchronous answer, the command line) shows the same bytes for it; memory while
//! writing is bounded by a record, whatever the document's size.
//! Deliberately absent: jobs, their statuses and uploads; routes, headers and status codes.

mod asked;
mod chosen;
mod invalid;
mod request;
mod response;

pub use asked::{
    conversation_id_schema, conversations_schema, options_schema, short_text_schema, talk_turn_schema,
    user_metadata_schema,
};
pub use chosen::{Chosen, OwnProfile};
pub use invalid::Invalid;
pub use request::{FileOptions, Members, OnError, Options, metadata, short_text, whole};
pub use response::{
    API_VERSION, Behaviors, COLUMNS, Conversations, Diagnostics, Head, Response, Turn, Turns, Unwritable, behaviors,
    millionths, raw,
};
