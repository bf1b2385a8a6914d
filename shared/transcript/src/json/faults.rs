//! What the tokenizer says when the input is no JSON, or too much of it.

use model::limits::{MAX_MEMBERS_BYTES, MAX_NAME_BYTES, MAX_NESTING};

use super::Next;
use super::text::TextFault;
use super::tokenizer::{Expect, Framing};
use crate::field;
use crate::problem::Fault;

/// Adds the position, for problems of form: lines say little about JSON that has none.
pub(super) fn located(fault: &Fault, byte: u64) -> Fault {
    Fault::new(fault.code, format!("{} at byte {byte}", fault.detail))
}

/// A byte that the grammar does not allow here.
pub(super) fn unexpected(expect: Expect, framing: Framing, in_object: bool) -> Fault {
    let (code, wanted) = match expect {
        Expect::Nothing if framing == Framing::Lines => ("json_trailing", "the end of the line"),
        Expect::Nothing | Expect::LineEnd => ("json_trailing", "the end of the input"),
        Expect::Value | Expect::ElementOrEnd => ("json_syntax", "a JSON value"),
        Expect::KeyOrEnd | Expect::Key => ("json_syntax", "a member's name in double quotes"),
        Expect::Colon => ("json_syntax", "a colon"),
        Expect::CommaOrEnd if in_object => ("json_syntax", "a comma or the end of the object"),
        Expect::CommaOrEnd => ("json_syntax", "a comma or the end of the array"),
    };
    Fault::new(code, format!("expected {wanted}"))
}

/// A string that began at `byte`, taken as `next` says.
pub(super) fn in_text(fault: TextFault, is_key: bool, next: Next, byte: u64) -> Fault {
    let fault = match fault {
        TextFault::Utf8 => Fault::new("utf8_invalid", "expected UTF-8 in the string"),
        TextFault::Control => Fault::new(
            "json_syntax",
            "expected the string to end before its line, or its control characters to be escaped",
        ),
        TextFault::Escape => Fault::new("json_escape", "expected only JSON's escapes in the string"),
        TextFault::Surrogate => Fault::new("json_surrogate", "expected surrogates in pairs in the string"),
        TextFault::TooLong if is_key => {
            Fault::new("key_too_long", format!("expected names of members of at most {MAX_NAME_BYTES} bytes"))
        }
        TextFault::TooLong if next == Next::ReadName => return field::name_too_long(),
        TextFault::TooLong => return field::turn_too_long(),
    };
    located(&fault, byte)
}

pub(super) fn truncated() -> Fault {
    Fault::new("json_truncated", "expected the JSON to be complete at the end of the input")
}

pub(super) fn line_crossed() -> Fault {
    Fault::new("line_incomplete", "expected one complete value per line")
}

pub(super) fn nesting() -> Fault {
    Fault::new("json_nesting", format!("expected at most {MAX_NESTING} levels of nesting"))
}

pub(super) fn members_too_large() -> Fault {
    Fault::new(
        "members_too_large",
        format!("expected the members beside talk_turns to have at most {MAX_MEMBERS_BYTES} bytes together"),
    )
}
