//! A look at the beginning of text that is no JSON.

use crate::encoding;
use crate::format::{Family, Format};
use crate::formats::{begins_with_clock, begins_with_name, is_caption_timing, is_csv_header, is_otter_heading};

/// What is looked at: two lines of it, or this much.
const WINDOW: usize = 8 << 10;

/// What text is, or may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    /// It takes more to tell.
    Open,
    Is(Format),
    Unknown,
}

/// Looks at text whose first bytes are not blank; `last` when no more will come.
pub(super) fn verdict(content: &[u8], family: Family, last: bool) -> Verdict {
    if content.starts_with(b"WEBVTT") {
        return Verdict::Is(Format::WebVtt);
    }
    let last = last || content.len() >= WINDOW;
    let window = &content[..content.len().min(WINDOW)];
    let mut lines: Vec<&[u8]> = window.split(|byte| matches!(byte, b'\n' | b'\r')).collect();
    if !last {
        lines.pop();
    }
    let mut lines = lines.into_iter().map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    match (lines.next(), lines.next()) {
        (Some(first), second) if second.is_some() || last => {
            judge(first, second.unwrap_or_default(), family).map_or(Verdict::Unknown, Verdict::Is)
        }
        _ if last => Verdict::Unknown,
        _ => Verdict::Open,
    }
}

/// Whether content that begins with a bracket is text: a line with a clock in brackets before it.
pub(super) fn is_bracketed_clock(content: &[u8]) -> bool {
    let line = content.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    begins_with_clock(&encoding::text_of(&line[..line.len().min(32)]))
}

fn judge(first: &[u8], second: &[u8], family: Family) -> Option<Format> {
    let is_binary = |line: &[u8]| line.iter().any(|byte| *byte < b' ' && !matches!(byte, b'\t' | 0x0B | 0x0C | 0x1B));
    if is_binary(first) || is_binary(second) || first.starts_with(b"<") || first.starts_with(b"%PDF") {
        return None;
    }
    let (header, first, second) = (first, encoding::text_of(first), encoding::text_of(second));
    let is_number = first.bytes().all(|byte| byte.is_ascii_digit());
    if is_caption_timing(&first) || (is_number && second.contains("-->")) {
        Some(Format::Srt)
    } else if is_otter_heading(&first) {
        Some(Format::Otter)
    } else if is_csv_header(header) {
        Some(if header.contains(&b'\t') { Format::Tsv } else { Format::Csv })
    } else if is_separator(header) && is_csv_header(second.as_bytes()) {
        Some(Format::Csv)
    } else if family == Family::Text || begins_with_name(&first) {
        Some(Format::Text)
    } else {
        None
    }
}

/// A spreadsheet's first line, which names the delimiter.
fn is_separator(line: &[u8]) -> bool {
    line.len() == 5 && line[..4].eq_ignore_ascii_case(b"sep=")
}
