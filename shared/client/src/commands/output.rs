//! Where data goes: standard output, or a file that is made when there is something to write.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use crate::failed::Failed;

pub(super) struct Output {
    place: Option<PathBuf>,
    file: Option<File>,
    has_begun: bool,
}

impl Output {
    pub(super) fn to(place: Option<PathBuf>) -> Self {
        Self { place, file: None, has_begun: false }
    }

    /// Something was written.
    pub(super) const fn has_begun(&self) -> bool {
        self.has_begun
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Failed> {
        self.has_begun = true;
        let Some(place) = &self.place else {
            let mut out = io::stdout().lock();
            return out.write_all(bytes).and_then(|()| out.flush()).map_err(Failed::Output);
        };
        let unwritable = |source| Failed::OutputFile { name: place.display().to_string(), source };
        if self.file.is_none() {
            self.file = Some(File::create(place).map_err(unwritable)?);
        }
        let file = self.file.as_mut().expect("it was just made");
        file.write_all(bytes).map_err(unwritable)
    }

    /// The same, and a line's end.
    pub(super) fn line(&mut self, bytes: &[u8]) -> Result<(), Failed> {
        self.write(&[bytes, b"\n"].concat())
    }
}
