//! The use cases: submit, upload, work, read, sweep; and analysing at once. Everything a surface or a worker does goes through here.
//!
//! What must stay true: the store alone decides what a job is; objects are named in the store before their
//! first byte is written; nothing here knows HTTP, SQL or a vendor's field names beyond the analysis options.
//! Deliberately absent: loops and timers. Those belong to the processes (`worker`, `api`).

mod access;
mod cancel;
mod conversations;
mod erase;
mod error;
mod file_nature;
mod files;
mod first_tickets;
mod history;
mod immediate;
mod limits;
mod load;
mod metrics;
mod overload;
mod packed;
mod places;
mod ports;
mod profiles;
mod read;
mod redrive;
mod relay;
mod result;
mod seal;
mod submit;
mod sweep;
mod uploads;
mod watch;
mod webhooks;
mod work;
mod zoom;

pub use access::{Access, Caller, ClientError, Credentials, KEY_LEAD, NewClient, RETIRE_AFTER, TOKEN_LIFETIME, Token};
pub use cancel::Cancel;
pub use contract::{Chosen, Invalid, Members, OnError, Options};
pub use conversations::{Conversations, Described, Outdated, OutdatedPlace, Reanalysis};
pub use engine::Record;
pub use erase::Erase;
pub use error::{Conflict, Error, NoTranscript};
pub use files::{FileHead, FileWords, Files, Found, Incoming, Kept, file_id};
pub use first_tickets::FirstTickets;
pub use history::{Cursor, History, Page};
pub use immediate::{HeardConversation, HeardText, Immediate, InForce, Stamp};
pub use limits::{Limits, Rate, SIGN_INS, SignIn, SignIns, Standing, whole_seconds};
pub use metrics::{ClaimedBy, Metrics};
pub use places::Place;
pub use ports::Ports;
pub use profiles::{OwnedText, Profiles, Shelved};
pub use read::{Glimpse, Reads, Visible};
pub use redrive::Redrive;
pub use relay::{Addressed, Allowance, Relay, Relayed};
pub use result::{InputError, ResultHandle, StoredTurn};
pub use seal::Seal;
pub use store::{
    Attempt, Called, Delivery, Failure, File, Import, Job, JobFilter, ListedJob, Progress, StoredProfile, Timeline,
    Webhook, WebhookChange, ZoomCredentials,
};
pub use submit::{Accepted, IdempotencyKey, Submission, Submit, SubmitAnswer};
pub use sweep::Sweep;
pub use uploads::{GivenPart, PartPlan, UploadRequest, UploadUrls, Uploads};
pub use watch::{Following, Seen, Watch};
pub use webhooks::{DeliveryAnswer, DeliveryPage, KeptWebhook, WebhookAccess, WebhookWords, Webhooks};
pub use work::{Dependency, Ended, Processors, Tracker, Work, WorkLimits};
pub use zoom::{AppSecret, ImportAnswer, KeptCredentials, ZoomAccess, ZoomApps, ZoomImports, ZoomWanted};
