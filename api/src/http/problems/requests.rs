//! What may be wrong with a request.

use model::ErrorKind;

use super::KnownProblem;

const fn of(code: &'static str, meaning: &'static str, remedy: &'static str) -> KnownProblem {
    KnownProblem { code, kind: Some(ErrorKind::Invalid), meaning, remedy }
}

pub(super) const REQUESTS: &[KnownProblem] = &[
    of("body_incomplete", "The request's body did not arrive whole.", "Send the request again."),
    of(
        "body_too_slow",
        "The request's body arrived too slowly.",
        "Send it over a faster connection, or upload the file in parts with start-multipart.",
    ),
    of(
        "content_type_illegal",
        "A content type holds characters that no header can.",
        "Name the file's type as `type/subtype`, in visible ASCII characters.",
    ),
    of(
        "credentials_ambiguous",
        "There are several Zoom credentials, and the request does not say which it means.",
        "Send `credentials_id`.",
    ),
    of(
        "credentials_missing",
        "There are no Zoom credentials to sign in with.",
        "Send some to `POST /v1/zoom/credentials` first.",
    ),
    of("credentials_unknown", "There are no Zoom credentials of this id.", "See `GET /v1/zoom/credentials`."),
    of(
        "cursor_illegal",
        "The cursor is none that an earlier answer gave.",
        "Take `next_cursor` from the page before, unchanged, or begin without one.",
    ),
    of("doubled", "Something that may come once came more often.", "Send it once."),
    of("empty", "A text is empty that may not be.", "Send at least one character, or leave the member out."),
    of(
        "event_unknown",
        "An event is none that a webhook can be told of.",
        "Send `job.completed`, `job.failed`, `job.cancelled` or `job.*`.",
    ),
    of("file_doubled", "The form has more than one file.", "Send a form for each file."),
    of("file_empty", "The file has no bytes.", "Send a file of at least one byte."),
    of(
        "form_malformed",
        "The body is no form as multipart/form-data writes one, or has parts with too long heads or too many parts.",
        "Let an HTTP library write the form.",
    ),
    of(
        "format_unknown",
        "The form that is asked for is none that there is; of a failed job: the file is in no format that is recognised.",
        "See what is supported, and name the content type of what is sent.",
    ),
    of(
        "grant_type_unsupported",
        "Tokens are given for client credentials only.",
        "Send `\"grant_type\": \"client_credentials\"`.",
    ),
    of("header_missing", "A header that is required here is missing.", "Send the header that `detail` names."),
    of(
        "idempotency_key_illegal",
        "The Idempotency-Key is empty, too long, not ASCII, or there are several.",
        "Send one key of 1 to 255 visible ASCII characters, e.g. a UUID.",
    ),
    of("input_missing", "A talk turn has no `input`.", "Give each turn an `input`; it may be an empty text."),
    of(
        "invalid_json",
        "The body, or a member that holds JSON, is no JSON of the kind that is expected.",
        "See `pointer`, and the line and column in `detail`.",
    ),
    of(
        "invalid_profile",
        "The text is no profile.",
        "Each of `errors` says where in the text something is wrong; mend all of them.",
    ),
    of("json_escape", "A string holds an escape that JSON does not have.", "Let a JSON library write the request."),
    of("json_nesting", "Objects and arrays lie too deep in each other.", "Send JSON of at most 64 levels."),
    of("json_surrogate", "A string holds half of a surrogate pair.", "Let a JSON library write the request."),
    of("json_syntax", "The text is no JSON.", "See the line and position in `detail`."),
    of("json_trailing", "Something follows after the end of the JSON.", "Send one JSON value."),
    of("json_truncated", "The JSON ends before it is complete.", "Send all of it."),
    of("key_illegal", "The key of an entry is empty or too long.", "Use keys of 1 to 128 bytes."),
    of("key_too_long", "The name of a member is too long.", "Shorten it to 1,024 bytes."),
    of("limit_illegal", "The limit is no number, or none from 1 to 100.", "Send a number from 1 to 100."),
    of(
        "meeting_id_illegal",
        "The meeting's id is neither a number nor a UUID as Zoom writes them.",
        "Copy it from Zoom.",
    ),
    of("member_doubled", "A talk turn has a member twice.", "Send each member once."),
    of("members_too_large", "The members beside the talk turns are too large together.", "Shorten them to 1 MiB."),
    of("name_too_long", "An id, a role or a time of a talk turn is too long.", "Shorten it to 1,024 bytes."),
    of("nul_in_name", "An id, a role or a time of a talk turn holds U+0000.", "Take it out."),
    of("null_character", "A text holds U+0000.", "Take it out."),
    of("number_out_of_range", "A number is larger than can be read.", "Send a smaller one."),
    of("number_too_long", "A number has too many digits.", "Send fewer."),
    of("out_of_range", "A number is outside of its range.", "See the range in `detail`."),
    of(
        "part_size_illegal",
        "Parts of this size are none that object storage takes.",
        "Choose 5 MiB to 5 GiB, or leave the choice to the server.",
    ),
    of("priority_unknown", "`Colloquy-Priority` is none that there is.", "Send `high`, `normal` or `low`."),
    of(
        "profile_name_reserved",
        "The profile has a name that is kept for built-in ones, or looks like an id.",
        "Choose another name.",
    ),
    of(
        "profile_unknown",
        "`mpathic-profile` names a profile that is neither built in nor yours.",
        "See `GET /v1/profiles`.",
    ),
    of("query_illegal", "The query cannot be read.", "See `detail`."),
    of("required", "Something that is required is missing or empty.", "Send what `pointer` names."),
    of("status_unknown", "A status is none that a job can have.", "See `detail` for all there are."),
    of("talk_turns_and_file", "The request has talk turns and names a file.", "Send the one or the other."),
    of("talk_turns_doubled", "The request has `talk_turns` twice.", "Send it once."),
    of("talk_turns_empty", "There is no talk turn in the request.", "Send at least one."),
    of(
        "talk_turns_missing",
        "The request has no `talk_turns`.",
        "Send them, or the `file_id` of a file that has them.",
    ),
    of(
        "text_illegal",
        "A text is too long, or holds control characters.",
        "Send at most 256 bytes of text without control characters.",
    ),
    of(
        "time_illegal",
        "A time is none as RFC 3339 writes it.",
        "Write it as `2026-01-31T12:00:00Z`; a `+` in a URL is `%2B`.",
    ),
    of("too_long", "A text, or some JSON, is too long.", "See the limit in `detail`."),
    of("too_many_entries", "There would be more entries than a conversation may have.", "Send or keep at most 64."),
    of(
        "too_many_parts",
        "The file would have more parts than object storage takes.",
        "Choose larger parts; the smallest that fits is in `detail`.",
    ),
    of(
        "too_many_speakers",
        "There are more speakers than are told apart.",
        "Use an id for each person, not for each turn; at most 10,000.",
    ),
    of("turn_too_long", "A talk turn is too long.", "Cut it into turns of at most 1 MiB."),
    of("turns_illegal", "The range of turns is none.", "Ask for `0-99`, `100-` or `-100`."),
    of("utf8_invalid", "A text is no UTF-8.", "Encode it as UTF-8."),
    of("uuid_illegal", "An id is no UUID.", "Write it as RFC 4122 does, with hyphens."),
    of("version_illegal", "The version is no number.", "Send the number of a version of the profile."),
    of("wait_illegal", "`wait` is no whole number, or comes twice.", "Send a number of seconds, at most 55."),
    of("wrong_type", "A member has another type than is expected.", "See `pointer` and `detail`."),
    of(
        "webhook_url_refused",
        "The URL is none that may be called: it is no absolute https URL, or leads to an address that is not public.",
        "Use an address that the public internet reaches; an operator may allow others.",
    ),
];
