//! A value's exact bytes, gathered over pushes.

use std::borrow::Cow;

/// A value that is kept as it came.
#[derive(Debug)]
pub(super) struct Capture {
    /// What earlier pushes held of it.
    kept: Vec<u8>,
    /// Where it begins in the present push; `None` until its first byte.
    from: Option<usize>,
    room: usize,
}

impl Capture {
    pub(super) fn new(room: usize) -> Self {
        Self { kept: Vec::new(), from: None, room }
    }

    pub(super) fn start(&mut self, at: usize) {
        self.from = Some(at);
    }

    /// Where in the present push the tokenizer must stop: one byte past the room, because a number
    /// ends only with the byte after it. Beyond that nothing is read, so that the room is exceeded at
    /// the same byte however the input is cut.
    pub(super) fn window_end(&self) -> usize {
        self.from.map_or(usize::MAX, |from| (from + self.room - self.kept.len()).saturating_add(1))
    }

    /// The push is over, the value is not.
    pub(super) fn carry_over(&mut self, bytes: &[u8]) {
        if let Some(from) = self.from.replace(0) {
            self.kept.extend_from_slice(&bytes[from..]);
        } else {
            self.from = None;
        }
    }

    /// The value ended before `end`; `None` when it has no room.
    pub(super) fn finish(mut self, bytes: &[u8], end: usize) -> Option<Cow<'_, [u8]>> {
        let here = &bytes[self.from.unwrap_or(end)..end];
        if self.kept.len() + here.len() > self.room {
            return None;
        }
        if self.kept.is_empty() {
            return Some(Cow::Borrowed(here));
        }
        self.kept.extend_from_slice(here);
        Some(Cow::Owned(self.kept))
    }
}
