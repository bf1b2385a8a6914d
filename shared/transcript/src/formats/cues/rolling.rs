//! Rolling captions: a cue that shows again what the one before it already showed, because the lines of
//! a screen move up while somebody speaks.
//!
//! What must stay true: only cues that overlap in time are looked at, and only what stands at the end of
//! one and at the beginning of the next is taken for a repetition. Where one ends the moment the next
//! begins, that counts as an overlap only if one of the two has times between its words, as automatic
//! captions have: people do say a thing twice.

use std::borrow::Cow;

use super::Timing;
use super::timing::millis;

/// A screen shows no more lines; what has more does not roll.
const MAX_LINES: usize = 16;

/// An untagged cue as it is shown.
pub(in crate::formats) struct Shown<'a> {
    pub(in crate::formats) timing: &'a Timing,
    /// Its lines, markup and all, each with a line feed.
    pub(in crate::formats) payload: &'a str,
    /// Whether there are times between its words.
    pub(in crate::formats) has_times: bool,
    /// A line without its markup.
    pub(in crate::formats) plain: fn(&str) -> String,
}

/// The cue before.
#[derive(Debug, Default)]
pub(in crate::formats) struct Rolling {
    end: Option<u64>,
    payload: String,
    has_times: bool,
}

impl Rolling {
    /// The lines of a cue that are new; `None` when it has lines and none of them is.
    pub(in crate::formats) fn fresh<'a>(&mut self, cue: &Shown<'a>) -> Option<Cow<'a, str>> {
        let overlaps = match (self.end, millis(&cue.timing.start)) {
            (Some(end), Some(start)) => start < end || (start == end && (self.has_times || cue.has_times)),
            _ => false,
        };
        let fresh = if overlaps { self.without_repetition(cue) } else { Some(Cow::Borrowed(cue.payload)) };
        self.end = millis(&cue.timing.end);
        self.payload.clear();
        self.payload.push_str(cue.payload);
        self.has_times = cue.has_times;
        fresh
    }

    /// A cue with a speaker comes between.
    pub(in crate::formats) fn forget(&mut self) {
        self.end = None;
    }

    fn without_repetition<'a>(&self, cue: &Shown<'a>) -> Option<Cow<'a, str>> {
        let before: Vec<String> = said(&self.payload, cue.plain).map(|(_, plain)| plain).collect();
        let now: Vec<(&str, String)> = said(cue.payload, cue.plain).collect();
        let repeats = |count: &usize| {
            let tail = &before[before.len() - count..];
            tail.iter().zip(&now).all(|(shown, (_, again))| shown == again)
        };
        match (1..=before.len().min(now.len()).min(MAX_LINES)).rev().find(repeats) {
            None => Some(Cow::Borrowed(cue.payload)),
            Some(count) if count == now.len() => None,
            Some(count) => {
                let lines = now[count..].iter().map(|(line, _)| *line).collect::<Vec<_>>();
                Some(Cow::Owned(lines.join("\n")))
            }
        }
    }
}

/// The lines that say something, with and without their markup.
fn said(payload: &str, plain: fn(&str) -> String) -> impl Iterator<Item = (&str, String)> {
    let lines = payload.lines().map(move |line| (line, plain(line).trim().to_owned()));
    lines.filter(|(_, plain)| !plain.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh(cues: &[(&str, &str, bool)]) -> Vec<Option<String>> {
        let mut rolling = Rolling::default();
        let mut show = |(timing, payload, has_times): &(&str, &str, bool)| {
            let timing = Timing::parse(timing).expect("a timing");
            let shown = Shown { timing: &timing, payload, has_times: *has_times, plain: str::to_owned };
            rolling.fresh(&shown).map(Cow::into_owned)
        };
        cues.iter().map(&mut show).collect()
    }

    #[test]
    fn lines_that_are_still_shown_are_said_once() {
        let found = fresh(&[
            ("0:01.0 --> 0:04.0", "one\n", false),
            ("0:02.0 --> 0:06.0", "one\ntwo\n", false),
            ("0:05.0 --> 0:07.0", "two\n", false),
            ("0:06.5 --> 0:08.0", "one\ntwo\n", false),
        ]);
        assert_eq!(found, [Some("one\n".into()), Some("two".into()), None, Some("one\ntwo\n".into())]);
    }

    #[test]
    fn what_follows_without_overlap_is_a_repetition_only_in_automatic_captions() {
        let cues = |has_times| [("0:01.0 --> 0:02.0", "yes\n", has_times), ("0:02.0 --> 0:02.010", "yes\n", false)];
        assert_eq!(fresh(&cues(true))[1], None);
        assert_eq!(fresh(&cues(false))[1].as_deref(), Some("yes\n"));
    }

    #[test]
    fn very_many_lines_take_no_longer_each() {
        let before = "a\n".repeat(1 << 17) + "b\n";
        let found = fresh(&[("0:01.0 --> 0:04.0", &before, false), ("0:02.0 --> 0:06.0", &before, false)]);
        assert_eq!(found[1].as_deref(), Some(before.as_str()));
    }

    #[test]
    fn an_empty_cue_repeats_nothing() {
        let found = fresh(&[("0:01.0 --> 0:04.0", "\n", false), ("0:02.0 --> 0:06.0", " \n", false)]);
        assert_eq!(found, [Some("\n".into()), Some(" \n".into())]);
    }
}
