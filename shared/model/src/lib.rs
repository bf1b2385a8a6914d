//! The words every other crate speaks: ids, states, time, limits, talk turns and error kinds.
//!
//! What must stay true: no I/O, no async, no serialization. A change here is a change of the domain,
//! so everything in it is small enough to read in one sitting.
//! Deliberately absent: anything a single crate needs alone.

mod clock;
mod error;
mod ids;
mod lane;
pub mod limits;
mod random;
mod retry;
mod rfc3339;
mod status;
mod turn;
mod webhook;

pub use clock::{Clock, ManualClock, SystemClock, Timestamp};
pub use error::{Classified, ErrorKind};
pub use ids::{
    ClientNumber, CredentialsId, Fence, FileId, Generation, JobId, Lease, MessageId, ProfileId, ProfileVersion,
    SessionId, TenantId, Ticket, WebhookId,
};
pub use lane::Lane;
pub use random::{Random, SeededRandom, SystemRandom};
pub use retry::retry_delay;
pub use rfc3339::NoTime;
pub use status::{AttemptEnd, Kind, Stage, Status, UnknownName};
pub use turn::{Speaker, TalkTurn};
pub use webhook::{CallOutcome, DeliveryStatus, DisabledReason, WebhookEvent, next_call};
