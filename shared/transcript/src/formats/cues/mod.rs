//! What captions and plain text have in common: timings, captions that roll, and speakers whose names
//! stand at the beginning of what they say.

mod rolling;
mod speakers;
mod timing;

pub(super) use rolling::{Rolling, Shown};
pub(crate) use speakers::begins_with_name;
pub(super) use speakers::{Evidence, Speakers};
pub(super) use timing::{Timing, is_time};

/// Whether a line is a cue's timing.
pub(crate) fn is_caption_timing(line: &str) -> bool {
    Timing::parse(line).is_some()
}
