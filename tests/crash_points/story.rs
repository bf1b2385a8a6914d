//! What a client and the processes do, step by step, and what must come of it.

use std::time::Duration;

use engine::Engine;
use model::Status;

use crate::bed::{FileKind, Mood, Talk};

/// One thing that some process does. Each may be done again by another process when the first one died over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Submissions may give first tickets from now on.
    MakeRoom,
    Submit,
    StartUpload,
    /// By the client, straight to object storage: every part that a fresh answer gives a URL for.
    PutParts,
    CompleteUpload,
    CancelUpload,
    /// Gives the job up, wherever it is.
    Cancel,
    /// One that was cancelled, once more: from then on the client's job is the new one.
    Redrive,
    Erase,
    /// The one that was redriven.
    EraseFirst,
    EraseConversation,
    Prune,
    /// Sends tickets for what is due, to a queue that does this with them.
    Relay(Mood),
    /// Claims what the tickets in the queue name, and all that ever were in it, and works on it to its end.
    WorkByTickets,
    /// Claims what is due and works on it to its end.
    Work,
    /// Claims what is due and is never heard of again.
    ClaimAndVanish,
    /// Claims what is due, hears that it is not wanted any more, and hands it back.
    ClaimAndHear,
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
    /// Nothing is left of it.
    Gone,
}

impl Ending {
    /// `None`: there is no such job.
    pub(crate) const fn status(self) -> Option<Status> {
        match self {
            Self::Completed => Some(Status::Completed),
            Self::Failed(_) => Some(Status::Failed),
            Self::Cancelled => Some(Status::Cancelled),
            Self::Gone => None,
        }
    }
}

pub(crate) struct Story {
    pub(crate) talk: fn(&Engine) -> Talk,
    pub(crate) steps: &'static [Step],
    pub(crate) ending: Ending,
}

use Step::{
    Cancel, CancelUpload, ClaimAndHear, ClaimAndVanish, CollectGarbage, CompleteUpload, Erase, EraseConversation,
    EraseFirst, ExpireUploads, MakeRoom, Prune, PutParts, Redrive, Relay, Rescue, StartUpload, Submit, Wait, Work,
    WorkByTickets,
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

pub(crate) const TICKETED: Story = Story {
    talk: |engine| Talk::short(engine, 8),
    steps: &[Submit, Relay(Mood::KeepsSilent), WorkByTickets],
    ending: Ending::Completed,
};

/// A ticket that was refused is due at once for another, which is lost; a worker looks by itself.
pub(crate) const TICKETS_GONE: Story = Story {
    talk: |engine| Talk::short(engine, 9),
    steps: &[Submit, Relay(Mood::Refuses), Relay(Mood::Loses), WorkByTickets, Wait(Duration::from_secs(31)), Work],
    ending: Ending::Completed,
};

/// The submission gives the ticket. Should its process end before the ticket is sent, a worker looks by itself.
pub(crate) const FIRST_TICKET: Story = Story {
    talk: |engine| Talk::short(engine, 15),
    steps: &[MakeRoom, Submit, Relay(Mood::KeepsSilent), WorkByTickets, Wait(Duration::from_secs(31)), Work],
    ending: Ending::Completed,
};

pub(crate) const GIVEN_UP: Story = Story {
    talk: |engine| Talk::long(engine, 10),
    steps: &[Submit, Relay(Mood::Halves), Cancel, WorkByTickets, CollectGarbage],
    ending: Ending::Cancelled,
};

pub(crate) const GIVEN_UP_UPLOAD: Story = Story {
    talk: |engine| Talk::file(engine, FileKind::Short, 11),
    steps: &[StartUpload, PutParts, CompleteUpload, Cancel, CollectGarbage],
    ending: Ending::Cancelled,
};

pub(crate) const GIVEN_UP_HEARD: Story =
    Story { talk: |engine| Talk::short(engine, 14), steps: &[Submit, ClaimAndHear], ending: Ending::Cancelled };

/// While a worker has it that dies then.
pub(crate) const GIVEN_UP_UNHEARD: Story = Story {
    talk: |engine| Talk::short(engine, 12),
    steps: &[Submit, ClaimAndVanish, Cancel, Wait(Duration::from_secs(30)), Rescue],
    ending: Ending::Cancelled,
};

/// Before anybody can have it.
pub(crate) const WANTED_AGAIN: Story = Story {
    talk: |engine| Talk::short(engine, 13),
    steps: &[Submit, Cancel, Redrive, Work],
    ending: Ending::Completed,
};

pub(crate) const ERASED: Story = Story {
    talk: |engine| Talk::long(engine, 16),
    steps: &[Submit, Work, Erase, CollectGarbage],
    ending: Ending::Gone,
};

/// While a worker has it that knows nothing of it.
pub(crate) const ERASED_UNHEARD: Story = Story {
    talk: |engine| Talk::long(engine, 17),
    steps: &[Submit, ClaimAndVanish, Erase, Wait(Duration::from_secs(30)), Rescue, CollectGarbage],
    ending: Ending::Gone,
};

pub(crate) const ERASED_UPLOAD: Story = Story {
    talk: |engine| Talk::file(engine, FileKind::Long { padding: 0 }, 18),
    steps: &[StartUpload, PutParts, CompleteUpload, Work, Erase, CollectGarbage],
    ending: Ending::Gone,
};

pub(crate) const ERASED_BEFORE_IT_CAME: Story = Story {
    talk: |engine| Talk::file(engine, FileKind::Short, 19),
    steps: &[StartUpload, PutParts, Erase, CollectGarbage],
    ending: Ending::Gone,
};

/// The input that the first brought is what the second works on.
pub(crate) const FIRST_ERASED: Story = Story {
    talk: |engine| Talk::long(engine, 20),
    steps: &[Submit, Cancel, Redrive, EraseFirst, CollectGarbage, Work],
    ending: Ending::Completed,
};

/// With the job that was redriven, and the one that was made of it.
pub(crate) const CONVERSATION_ERASED: Story = Story {
    talk: |engine| Talk::long(engine, 21),
    steps: &[Submit, Cancel, Redrive, Work, EraseConversation, CollectGarbage],
    ending: Ending::Gone,
};

pub(crate) const PRUNED: Story = Story {
    talk: |engine| Talk::long(engine, 22),
    steps: &[
        Submit,
        Work,
        Wait(Duration::from_mins(1)),
        Rescue,
        Work,
        Wait(Duration::from_hours(25)),
        Prune,
        CollectGarbage,
    ],
    ending: Ending::Gone,
};
