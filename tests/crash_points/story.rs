//! What a client and the processes do, step by step, and what must come of it.

use std::time::Duration;

use engine::Engine;
use model::Status;

use crate::bed::{FileKind, Talk};

/// One thing that some process does. Each may be done again by another process when the first one died over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Submit,
    StartUpload,
    /// By the client, straight to object storage: every part that a fresh answer gives a URL for.
    PutParts,
    CompleteUpload,
    CancelUpload,
    /// Claims what is due and works on it to its end.
    Work,
    /// Claims what is due and is never heard of again.
    ClaimAndVanish,
    Wait(Duration),
    Rescue,
    ExpireUploads,
    CollectGarbage,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Ending {
    Completed,
    Failed(&'static str),
    Cancelled,
}

impl Ending {
    pub(crate) const fn status(self) -> Status {
        match self {
            Self::Completed => Status::Completed,
            Self::Failed(_) => Status::Failed,
            Self::Cancelled => Status::Cancelled,
        }
    }
}

pub(crate) struct Story {
    pub(crate) talk: fn(&Engine) -> Talk,
    pub(crate) steps: &'static [Step],
    pub(crate) ending: Ending,
}

use Step::{
    CancelUpload, ClaimAndVanish, CollectGarbage, CompleteUpload, ExpireUploads, PutParts, Rescue, StartUpload, Submit,
    Wait, Work,
};

pub(crate) const SHORT: Story =
    Story { talk: |engine| Talk::short(engine, 4), steps: &[Submit, Work], ending: Ending::Completed };

pub(crate) const LONG: Story =
    Story { talk: |engine| Talk::long(engine, 1), steps: &[Submit, Work, CollectGarbage], ending: Ending::Completed };

pub(crate) const FILE: Story = Story {
    talk: |engine| Talk::file(engine, FileKind::Long { padding: 0 }, 2),
    steps: &[StartUpload, PutParts, CompleteUpload, Work],
    ending: Ending::Completed,
};

pub(crate) const FAILED: Story = Story {
    talk: |engine| Talk::file(engine, FileKind::Broken, 3),
    steps: &[StartUpload, PutParts, CompleteUpload, Work, CollectGarbage],
    ending: Ending::Failed("wrong_type"),
};

pub(crate) const EXPIRED: Story = Story {
    talk: |engine| Talk::file(engine, FileKind::Short, 5),
    steps: &[StartUpload, PutParts, Wait(Duration::from_hours(25)), ExpireUploads, CollectGarbage],
    ending: Ending::Failed("upload_expired"),
};

/// Through both looks at what a cancelled upload left.
pub(crate) const CANCELLED: Story = Story {
    talk: |engine| Talk::file(engine, FileKind::Short, 6),
    steps: &[StartUpload, PutParts, CancelUpload, CollectGarbage, Wait(Duration::from_hours(2)), CollectGarbage],
    ending: Ending::Cancelled,
};

pub(crate) const RESCUED: Story = Story {
    talk: |engine| Talk::short(engine, 7),
    steps: &[Submit, ClaimAndVanish, Wait(Duration::from_secs(30)), Rescue, Work],
    ending: Ending::Completed,
};
