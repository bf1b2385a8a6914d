//! Where a job stands. The names are a contract with rows already in the table.

use std::fmt;
use std::str::FromStr;

/// A name no version of this program ever wrote.
#[derive(Debug, thiserror::Error)]
#[error("unknown {what}")]
pub struct UnknownName {
    pub(crate) what: &'static str,
}

macro_rules! named {
    ($(#[$doc:meta])* $name:ident $what:literal { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownName;
            fn from_str(text: &str) -> Result<Self, UnknownName> {
                match text { $($text => Ok(Self::$variant),)+ _ => Err(UnknownName { what: $what }) }
            }
        }
    };
}

pub(crate) use named;

named!(
    /// The life of a job: `awaiting_upload → queued → processing → completed | failed | cancelled`.
    /// A terminal state never changes.
    Status "job status" {
        AwaitingUpload = "awaiting_upload",
        Queued = "queued",
        Processing = "processing",
        Completed = "completed",
        Failed = "failed",
        Cancelled = "cancelled",
    }
);

impl Status {
    pub const fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }
}

named!(
    /// What an attempt is doing; shown to clients, never decided on.
    Stage "stage" {
        Assembling = "assembling",
        /// A file is being fetched from elsewhere.
        Importing = "importing",
        Transcribing = "transcribing",
        Analyzing = "analyzing",
        Finalizing = "finalizing",
    }
);

named!(
    /// What a job does. A kind that this program does not know is left for a newer worker.
    Kind "job kind" {
        Analysis = "analysis",
        /// An analysis by a profile that its tenant made: of another kind, because a worker that knows no such profiles
        /// would take the built-in one.
        OwnProfile = "analysis_by_own_profile",
        /// An analysis of speech: of another kind, because a worker of before would call it unreadable. It may
        /// go by its tenant's own profile as well.
        Recording = "analysis_of_recording",
        /// No analysis: a recording in Zoom's cloud becomes a file of its tenant.
        ZoomImport = "zoom_import",
        /// No analysis: a webhook is told of another job's end.
        Webhook = "webhook",
    }
);

named!(
    /// How an attempt ended.
    AttemptEnd "end of an attempt" {
        Completed = "completed",
        Failed = "failed",
        /// With its job, whose client wanted it no more.
        Cancelled = "cancelled",
        /// It failed in a way that may pass.
        Retried = "retried",
        /// Given back undone: its process was stopping, or something it needed was away.
        Released = "released",
        /// Its process ended, or was as good as dead.
        Crashed = "crashed",
        /// The same, but nothing says whose fault it was.
        Rescued = "rescued",
    }
);
