//! Every bound that the whole program agrees on, in one place.

use std::time::Duration;

/// How long a claim holds without a heartbeat.
pub const LEASE: Duration = Duration::from_secs(20);
/// How often a worker beats.
pub const BEAT_EVERY: Duration = Duration::from_secs(5);
/// How long after asking for it a worker may rely on its lease: it gives a job up well before another could have it.
pub const SURE_LEASE: Duration = Duration::from_secs(16);
/// A lease expired for longer than this is rescued.
pub const RESCUE_GRACE: Duration = Duration::from_secs(2);
/// How often the rescue looks.
pub const SWEEP_EVERY: Duration = Duration::from_secs(2);
/// A job whose progress has not moved for this long is no longer renewed.
pub const STALL_AFTER: Duration = Duration::from_mins(5);
/// Attempts that failed transiently before a job fails.
pub const MAX_ATTEMPTS: i64 = 5;
/// Crashes after which a job only runs alone in its process.
pub const CRASHES_BEFORE_ALONE: i64 = 2;
/// Crashes after which a job fails: the last three of them happened while it ran alone.
pub const MAX_CRASHES: i64 = CRASHES_BEFORE_ALONE + 3;
/// Attempts that a job's history tells of, the latest, beside the one that goes on or ended with the job.
pub const MAX_ATTEMPTS_KEPT: i64 = 32;
pub const RETRY_BASE: Duration = Duration::from_secs(2);
pub const RETRY_CAP: Duration = Duration::from_mins(5);

/// An upload that is not completed within this time is expired.
pub const UPLOAD_LIFETIME: Duration = Duration::from_hours(24);
/// How long the audit keeps what was done.
pub const AUDIT_LIFETIME: Duration = Duration::from_hours(24 * 400);
/// Clients of one tenant, those included that were revoked: their numbers are not given again.
pub const MAX_CLIENTS: u8 = 250;
/// Secrets of one client that are still good beside its own.
pub const MAX_FORMER_SECRETS: usize = 4;
/// Keys that sign tokens, and those of before whose tokens are still good.
pub const MAX_SIGNING_KEYS: i64 = 8;
/// S3's bounds on parts.
pub const MIN_PART_BYTES: i64 = 5 << 20;
pub const MAX_PART_BYTES: i64 = 5 << 30;
pub const MAX_PARTS: i64 = 10_000;
pub const DEFAULT_PART_BYTES: i64 = 8 << 20;
/// A file that passes through the api, which sends it on in parts that it holds in memory: 10,000 of them must be enough.
pub const MAX_POSTED_FILE_BYTES: i64 = 128 << 30;
/// Files that pass through one api process at once, and how many of those may be one tenant's.
pub const POSTED_FILES: usize = 8;
pub const POSTED_FILES_OF_A_TENANT: usize = 6;
/// Requests and streams at one api process that wait for jobs to change, and how many of those may be one tenant's.
pub const FOLLOWERS: usize = 4_096;
pub const FOLLOWERS_OF_A_TENANT: usize = 2_048;
/// Fresh part URLs per answer of `GET` on a job that awaits its upload.
pub const URLS_PER_ANSWER: usize = 1_000;

/// Zoom credentials of one tenant.
pub const MAX_ZOOM_CREDENTIALS: i64 = 20;
/// One id or secret of those.
pub const MAX_ZOOM_WORD_BYTES: usize = 256;

/// Webhooks of one tenant.
pub const MAX_WEBHOOKS: i64 = 20;
/// Deliveries that end at once with their webhook; more of them do so when it is their time.
pub const DELIVERIES_ENDED_AT_ONCE: i64 = 1_000;
/// How long a webhook's secret may be good beside the next one, and how long it is where nobody says.
pub const LONGEST_OLD_SECRET: Duration = Duration::from_hours(7 * 24);
pub const USUAL_OLD_SECRET: Duration = Duration::from_hours(24);

/// A request body with inline talk turns.
pub const MAX_INLINE_BODY: usize = 16 << 20;
/// A request that is analysed while its client waits: its body, and its talk turns.
pub const MAX_IMMEDIATE_BODY: usize = 1 << 20;
pub const MAX_IMMEDIATE_TURNS: usize = 2_000;
/// Any other JSON request body.
pub const MAX_BODY: usize = 1 << 20;
/// Compressed inputs and results up to this size live in the database.
pub const INLINE_BYTES: usize = 64 << 10;
/// One talk turn's text.
pub const MAX_TURN_BYTES: usize = 1 << 20;
/// Nesting of any JSON we read.
pub const MAX_NESTING: usize = 64;
/// Top-level members of a request object other than its talk turns, together.
pub const MAX_MEMBERS_BYTES: usize = 1 << 20;
/// A decompressed input may be this many times its compressed size, once it is over
/// [`BOMB_FREE_BYTES`].
pub const BOMB_RATIO: u64 = 200;
pub const BOMB_FREE_BYTES: u64 = 64 << 20;
/// Distinct speakers in one conversation.
pub const MAX_SPEAKERS: usize = 10_000;
/// Ids, roles, file names, reasons: any short text a client sends.
pub const MAX_NAME_BYTES: usize = 1_024;
/// `user_metadata`, as sent.
pub const MAX_METADATA_BYTES: usize = 64 << 10;
/// Profiles that a tenant may have, and versions of all of them, those of retired ones included.
pub const MAX_PROFILES: i64 = 100;
pub const MAX_PROFILE_VERSIONS: i64 = 1_000;
/// A retired profile is there for at least so long, for jobs that were just being made with it.
pub const PROFILE_GRACE: Duration = Duration::from_hours(24);
/// What may be known of a conversation: entries, and bytes of a key and of a value.
pub const MAX_DESCRIPTION_ENTRIES: usize = 64;
pub const MAX_DESCRIPTION_KEY: usize = 128;
pub const MAX_DESCRIPTION_VALUE: usize = 1_024;
/// Turns that `include_conversation` inlines in the job document.
pub const MAX_INLINE_TURNS: u64 = 10_000;
/// Jobs on a page of a list, and how many where nobody says.
pub const MAX_PAGE: u32 = 100;
pub const USUAL_PAGE: u32 = 20;
/// Turns the engine takes at a time, and turns per stored chunk.
pub const BLOCK_TURNS: usize = 1_024;

const _: () = assert!(SURE_LEASE.as_secs() < LEASE.as_secs() && BEAT_EVERY.as_secs() * 2 < SURE_LEASE.as_secs());
