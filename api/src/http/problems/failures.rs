//! What only a failed job may have, in its `error`.

use super::KnownProblem;

const fn of(code: &'static str, meaning: &'static str, remedy: &'static str) -> KnownProblem {
    KnownProblem { code, kind: None, meaning, remedy }
}

pub(super) const FAILURES: &[KnownProblem] = &[
    of(
        "crashed_repeatedly",
        "The process that worked on the job died again and again.",
        "Redrive it once; if that ends alike, the input is to be looked at.",
    ),
    of("csv_columns", "A row of the table has other columns than its header.", "See the line."),
    of(
        "csv_header",
        "The table's header names no column of texts.",
        "Name the columns `speaker` and `text`, or as the documentation lists them.",
    ),
    of("csv_quote", "A quoted cell does not end, or something follows its end.", "See the line."),
    of("decompresses_too_far", "The file unpacks to far more than it is.", "Send it unpacked."),
    of("encoding_invalid", "The text is not in the encoding that it says.", "Convert it to UTF-8."),
    of("encoding_unsupported", "The text is in an encoding that is not read.", "Convert it to UTF-8."),
    of("file_erased", "The file was erased before it was imported.", "Import it again."),
    of("gzip_corrupt", "The file is damaged gzip.", "Send it again."),
    of("gzip_nested", "The file is gzip within gzip.", "Pack it once."),
    of("gzip_truncated", "The gzip file ends too early.", "Send all of it."),
    of("input_lost", "The job's input is gone from storage.", "Submit it again."),
    of("input_unreadable", "The job's stored input cannot be read.", "Submit it again."),
    of(
        "join_too_large",
        "A vendor's document is too large to be put together.",
        "Send at most 64 MiB of it, or another format.",
    ),
    of("line_incomplete", "A line holds no complete JSON value.", "Write one turn per line."),
    of("line_too_long", "A line is too long.", "Cut it."),
    of("no_turns", "There is no talk turn in the file.", "Send one with at least one turn."),
    of("options_unreadable", "The job's stored options cannot be read.", "Submit it again."),
    of("profile_unreadable", "The job's profile cannot be read.", "Submit it by another profile or version."),
    of("row_too_long", "A row of the table is too long.", "Cut it."),
    of("several_calls", "The file holds several calls.", "Send a file for each."),
    of("srt_timing", "A subtitle's times cannot be read.", "See the line."),
    of(
        "storage_refused",
        "Object storage refused a step of the job, again and again.",
        "Redrive it; whoever runs the server should look at its storage.",
    ),
    of(
        "store_refused",
        "The database refused a step of the job, again and again.",
        "Redrive it; whoever runs the server should look at its logs.",
    ),
    of("transcriber_refused", "The transcriber does not take the recording.", "See `detail`."),
    of("transcriber_too_slow", "The transcriber took too long.", "Redrive the job, or send a shorter recording."),
    of(
        "transcript_unreadable",
        "The transcriber's answer cannot be read.",
        "Redrive the job; whoever runs the server should look at its transcriber.",
    ),
    of("upload_changed", "The uploaded object is not what it was when it was completed.", "Upload it again."),
    of("upload_expired", "The upload was not completed in time.", "Start a new one."),
    of("upload_lost", "The uploaded object is gone from storage.", "Upload it again."),
    of("vtt_signature", "The file does not begin as WebVTT does.", "Let its first line be `WEBVTT`."),
    of("vtt_timing", "A cue's times cannot be read.", "See the line."),
    of("wrong_time", "A time cannot be read.", "See the line or pointer."),
    of("zoom_answer_unreadable", "Zoom's answer cannot be read.", "Redrive the job later."),
    of("zoom_away", "Zoom cannot be reached.", "Redrive the job later."),
    of(
        "zoom_credentials_refused",
        "Zoom does not take the credentials.",
        "Send new ones to `POST /v1/zoom/credentials`.",
    ),
    of(
        "zoom_credentials_unknown",
        "The credentials were erased before they were used.",
        "Send new ones, and import again.",
    ),
    of(
        "zoom_credentials_unreadable",
        "The credentials cannot be unsealed.",
        "Send them anew; the server's key has changed.",
    ),
    of(
        "zoom_forbidden",
        "Zoom does not let these credentials read the recording.",
        "Give the app the scopes that `detail` names.",
    ),
    of("zoom_meeting_unknown", "Zoom has no recording of such a meeting.", "Look at the id."),
    of("zoom_recording_empty", "The recording has no bytes.", "Look at it in Zoom."),
    of("zoom_recording_not_ready", "Zoom has not finished the recording.", "Redrive the job later."),
    of("zoom_recording_unknown", "Zoom has no such recording.", "Look at the id."),
    of("zoom_recording_unsupported", "The meeting has no recording that can be read here.", "Look at it in Zoom."),
    of("zoom_refused", "Zoom refused the import.", "See `detail`."),
    of("zstd_corrupt", "The file is damaged zstd.", "Send it again."),
    of("zstd_nested", "The file is zstd within zstd.", "Pack it once."),
    of("zstd_truncated", "The zstd file ends too early.", "Send all of it."),
    of("zstd_window", "The zstd file needs a larger window than is given.", "Pack it with a window of at most 8 MiB."),
];
