//! What may happen, one thing after the other.
//!
//! Whom an operation is about is a number that counts round those there are at that moment, the newest first
//! (of uploads those still awaited before all others), so that a list of operations stays meaningful when others are
//! taken out of it.

use std::fmt;
use std::time::Duration;

use proptest::prelude::*;

use crate::bed::{Fault, Mood};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Submit {
        tenant: u8,
        talk: Spoken,
        key: Option<u8>,
    },
    StartUpload {
        tenant: u8,
        file: Filed,
        key: Option<u8>,
    },
    /// Starts, puts every part, completes.
    Upload {
        tenant: u8,
        file: Filed,
        key: Option<u8>,
    },
    AskForUrls {
        upload: u8,
    },
    /// Every part that has not arrived.
    PutParts {
        upload: u8,
    },
    PutPart {
        upload: u8,
        part: u8,
        bytes: PartBytes,
    },
    Complete {
        upload: u8,
        list: List,
    },
    Cancel {
        upload: u8,
    },
    /// Any job, wherever it is.
    GiveUpJob {
        job: u8,
    },
    /// A job that failed or was cancelled, if there is one.
    Redrive {
        job: u8,
        key: Option<u8>,
    },
    /// Any job, whatever has become of it.
    EraseJob {
        job: u8,
    },
    /// The conversation of any job.
    EraseConversation {
        job: u8,
    },
    /// What ended long ago goes.
    Prune,
    /// A relay's pass, while fewer than so many tickets are out.
    Relay {
        out: u8,
        mood: Mood,
    },
    /// Up to so many tickets reach a worker, which claims by them and works, or keeps what it got waiting.
    Deliver {
        tickets: u8,
        post: Post,
        keeps: bool,
    },
    /// Claims up to so many jobs and works on each to its end.
    Work {
        jobs: u8,
    },
    /// Claims up to so many jobs and keeps them waiting.
    Claim {
        jobs: u8,
    },
    /// Another process does something and stands still at its call after so many others.
    StandStill {
        errand: Errand,
        calls: u8,
    },
    WakeUp {
        sleeper: u8,
    },
    /// A worker asks what else it holds: a claim's answer may have been lost.
    Remember,
    /// A worker goes on with what it claimed, whatever has happened since.
    Resume {
        held: u8,
    },
    HandBack {
        held: u8,
        refund: bool,
    },
    GiveUp {
        held: u8,
    },
    /// A worker that completed a job, perhaps long ago, says so again, with another result.
    CompleteAgain {
        completion: u8,
    },
    Beat,
    Wait {
        time: Duration,
    },
    Rescue {
        book_crashes: bool,
    },
    ExpireUploads,
    CollectGarbage,
    /// The machine stops and starts again.
    Restart,
    /// The same again and again, as far as a job's patience and further.
    Plague {
        plague: Plague,
        rounds: u8,
    },
    /// For so many operations.
    Sky {
        sky: Sky,
        operations: u8,
    },
    /// The call after so many others goes wrong, whosever it is. A process that dies of it is replaced by another one
    /// beside it, or the whole machine starts again.
    Trap {
        calls: u8,
        fault: Fault,
        restarts: bool,
    },
}

/// How tickets come out of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Post {
    AsSent,
    Reversed,
    Twice,
    Lost,
    /// Some of all that were ever in it, beginning with that number of the newest.
    Ancient,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spoken {
    Short(u8),
    Long(u8),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filed {
    Short(u8),
    Long(u8),
    TwoParts(u8),
    Broken(u8),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PartBytes {
    Right,
    /// As many, but not those of the file.
    Others,
    /// One too few.
    TooFew,
}

/// What the process does that stands still over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Errand {
    Work,
    Submit(Spoken),
    StartUpload(Filed),
    AskForUrls(u8),
    Complete(u8),
    CollectGarbage,
    Relay,
}

/// The list of parts that completes an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    None,
    AsArrived,
    /// One ETag is another's.
    WrongTag,
    /// Without the last part.
    Short,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plague {
    /// A job is claimed, and the machine restarts.
    Crashes,
    /// Object storage refuses everything that work asks of it.
    Refusals,
}

/// How object storage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sky {
    Fine,
    /// It cannot be reached.
    Away,
    /// It refuses whatever it is asked.
    Refusing,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Submit { tenant, talk, key } => write!(f, "tenant {tenant} submits {talk:?}{}", Keyed(*key)),
            Self::StartUpload { tenant, file, key } => {
                write!(f, "tenant {tenant} starts to upload {file:?}{}", Keyed(*key))
            }
            Self::Upload { tenant, file, key } => write!(f, "tenant {tenant} uploads {file:?}{}", Keyed(*key)),
            Self::AskForUrls { upload } => write!(f, "upload {upload}: asks for URLs"),
            Self::PutParts { upload } => write!(f, "upload {upload}: puts what is missing"),
            Self::PutPart { upload, part, bytes } => write!(f, "upload {upload}: puts part {part}, bytes: {bytes:?}"),
            Self::Complete { upload, list } => write!(f, "upload {upload}: completes, list: {list:?}"),
            Self::Cancel { upload } => write!(f, "upload {upload}: cancels"),
            Self::GiveUpJob { job } => write!(f, "job {job}: given up by its client"),
            Self::Redrive { job, key } => write!(f, "ended job {job}: redriven{}", Keyed(*key)),
            Self::EraseJob { job } => write!(f, "any job {job}: erased"),
            Self::EraseConversation { job } => write!(f, "any job {job}: its conversation is erased"),
            Self::Prune => write!(f, "old jobs are pruned"),
            Self::Relay { out, mood } => write!(f, "relays up to {out} tickets; the queue: {mood:?}"),
            Self::Deliver { tickets, post, keeps } => {
                write!(f, "tickets, up to {tickets}, arrive: {post:?}, kept waiting: {keeps}")
            }
            Self::Work { jobs } => write!(f, "works on up to {jobs} jobs"),
            Self::Claim { jobs } => write!(f, "claims up to {jobs} jobs"),
            Self::StandStill { errand, calls } => {
                write!(f, "another process, to {errand:?}, stands still after {calls} calls")
            }
            Self::WakeUp { sleeper } => write!(f, "sleeping process {sleeper} wakes up"),
            Self::Remember => write!(f, "asks what else it holds"),
            Self::Resume { held } => write!(f, "claimed job {held}: its worker goes on"),
            Self::HandBack { held, refund } => write!(f, "claimed job {held}: handed back, refund: {refund}"),
            Self::GiveUp { held } => write!(f, "claimed job {held}: given up"),
            Self::CompleteAgain { completion } => write!(f, "completion {completion}: again"),
            Self::Beat => write!(f, "beats for everything claimed"),
            Self::Wait { time } => write!(f, "{time:?} pass"),
            Self::Rescue { book_crashes } => write!(f, "rescue, books crashes: {book_crashes}"),
            Self::ExpireUploads => write!(f, "late uploads expire"),
            Self::CollectGarbage => write!(f, "garbage is collected"),
            Self::Plague { plague, rounds } => write!(f, "{plague:?}, {rounds} times"),
            Self::Restart => write!(f, "the machine restarts"),
            Self::Sky { sky, operations } => write!(f, "object storage: {sky:?} for {operations} operations"),
            Self::Trap { calls, fault, restarts } => {
                write!(f, "after {calls} calls one goes wrong: {fault:?}")?;
                if fault.is_deadly() && *restarts { write!(f, ", then the machine restarts") } else { Ok(()) }
            }
        }
    }
}

struct Keyed(Option<u8>);

impl fmt::Display for Keyed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |key| write!(f, " under key {key}"))
    }
}

/// Weighted so that most jobs get somewhere and some are disturbed at every step.
pub(crate) fn any_operation() -> impl Strategy<Value = Operation> {
    let key = || prop_oneof![3 => Just(None), 2 => (0..3_u8).prop_map(Some)];
    let which = || prop_oneof![4 => Just(0), 2 => Just(1), 3 => 0..8_u8];
    let spoken = prop_oneof![6 => (0..3_u8).prop_map(Spoken::Short), 1 => (0..2_u8).prop_map(Spoken::Long)];
    let filed = prop_oneof![
        6 => (0..3_u8).prop_map(Filed::Short),
        2 => (0..2_u8).prop_map(Filed::Long),
        1 => (0..2_u8).prop_map(Filed::TwoParts),
        2 => (0..2_u8).prop_map(Filed::Broken),
    ];
    let bytes = prop_oneof![3 => Just(PartBytes::Right), 1 => Just(PartBytes::Others), 1 => Just(PartBytes::TooFew)];
    let list = prop_oneof![
        4 => Just(List::None),
        4 => Just(List::AsArrived),
        1 => Just(List::WrongTag),
        1 => Just(List::Short),
    ];
    let time = prop_oneof![
        6 => 1..6_u64,
        8 => 20..30_u64,
        4 => Just(400_u64),
        2 => Just(4_900_u64),
        1 => Just(90_000_u64),
    ];
    let sky = prop_oneof![Just(Sky::Away), Just(Sky::Refusing)];
    let errand = prop_oneof![
        5 => Just(Errand::Work),
        1 => spoken.clone().prop_map(Errand::Submit),
        1 => filed.clone().prop_map(Errand::StartUpload),
        1 => which().prop_map(Errand::AskForUrls),
        2 => which().prop_map(Errand::Complete),
        1 => Just(Errand::CollectGarbage),
        2 => Just(Errand::Relay),
    ];
    let plague = prop_oneof![Just(Plague::Crashes), Just(Plague::Refusals)];
    let fault = prop_oneof![
        3 => Just(Fault::DiesBefore),
        3 => Just(Fault::DiesAfter),
        1 => Just(Fault::Unreached),
        1 => Just(Fault::Unanswered),
    ];
    let mood = prop_oneof![
        6 => Just(Mood::Confirms),
        1 => Just(Mood::Refuses),
        1 => Just(Mood::KeepsSilent),
        1 => Just(Mood::Loses),
        1 => Just(Mood::Halves),
    ];
    let post = prop_oneof![
        5 => Just(Post::AsSent),
        1 => Just(Post::Reversed),
        1 => Just(Post::Twice),
        1 => Just(Post::Lost),
        3 => Just(Post::Ancient),
    ];
    prop_oneof![
        3 => which().prop_map(|job| Operation::GiveUpJob { job }),
        3 => (which(), key()).prop_map(|(job, key)| Operation::Redrive { job, key }),
        3 => (0..12_u8).prop_map(|job| Operation::EraseJob { job }),
        1 => (0..12_u8).prop_map(|job| Operation::EraseConversation { job }),
        2 => Just(Operation::Prune),
        10 => (0..6_u8, mood).prop_map(|(out, mood)| Operation::Relay { out, mood }),
        12 => (1..5_u8, post, any::<bool>())
            .prop_map(|(tickets, post, keeps)| Operation::Deliver { tickets, post, keeps }),
        12 => (0..2_u8, spoken, key()).prop_map(|(tenant, talk, key)| Operation::Submit { tenant, talk, key }),
        7 => (0..2_u8, filed.clone(), key()).prop_map(|(tenant, file, key)| Operation::StartUpload { tenant, file, key }),
        10 => (0..2_u8, filed, key()).prop_map(|(tenant, file, key)| Operation::Upload { tenant, file, key }),
        3 => which().prop_map(|upload| Operation::AskForUrls { upload }),
        10 => which().prop_map(|upload| Operation::PutParts { upload }),
        4 => (which(), 0..2_u8, bytes)
            .prop_map(|(upload, part, bytes)| Operation::PutPart { upload, part, bytes }),
        10 => (which(), list).prop_map(|(upload, list)| Operation::Complete { upload, list }),
        1 => which().prop_map(|upload| Operation::Cancel { upload }),
        12 => (1..4_u8).prop_map(|jobs| Operation::Work { jobs }),
        8 => (1..3_u8).prop_map(|jobs| Operation::Claim { jobs }),
        8 => (errand, 0..8_u8).prop_map(|(errand, calls)| Operation::StandStill { errand, calls }),
        4 => which().prop_map(|sleeper| Operation::WakeUp { sleeper }),
        4 => Just(Operation::Remember),
        6 => which().prop_map(|held| Operation::Resume { held }),
        3 => (which(), any::<bool>()).prop_map(|(held, refund)| Operation::HandBack { held, refund }),
        1 => which().prop_map(|held| Operation::GiveUp { held }),
        2 => which().prop_map(|completion| Operation::CompleteAgain { completion }),
        3 => Just(Operation::Beat),
        8 => time.prop_map(|seconds| Operation::Wait { time: Duration::from_secs(seconds) }),
        6 => any::<bool>().prop_map(|book_crashes| Operation::Rescue { book_crashes }),
        3 => Just(Operation::ExpireUploads),
        5 => Just(Operation::CollectGarbage),
        3 => Just(Operation::Restart),
        1 => (plague, 1..7_u8).prop_map(|(plague, rounds)| Operation::Plague { plague, rounds }),
        4 => (sky, 1..6_u8).prop_map(|(sky, operations)| Operation::Sky { sky, operations }),
        10 => (0..8_u8, fault, any::<bool>())
            .prop_map(|(calls, fault, restarts)| Operation::Trap { calls, fault, restarts }),
    ]
}
