//! Where the transcript's bytes come from.
//!
//! What must stay true: every input can be read from its beginning again. A file is; what can be read only once (a pipe,
//! a terminal) is kept in memory, up to [`KEPT_BYTES`].

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::os::fd::AsFd as _;
use std::path::Path;

use transcript::Hint;

use crate::failed::Failed;

/// What can be read only once may be this long.
const KEPT_BYTES: usize = 64 << 20;

/// Bytes read at a time.
const PIECE_BYTES: usize = 256 << 10;

pub(super) struct Input {
    name: String,
    has_name: bool,
    place: Place,
}

enum Place {
    File { file: File, start: u64 },
    Memory(Vec<u8>),
}

impl Input {
    /// Opens a file; `-` is standard input.
    pub(super) fn open(path: &Path) -> Result<Self, Failed> {
        let has_name = path != Path::new("-");
        let name = if has_name { path.to_string_lossy().into_owned() } else { "standard input".to_owned() };
        let opened = if has_name { File::open(path) } else { standard_input() };
        let place = opened.and_then(Place::of);
        match place {
            Ok(Some(place)) => Ok(Self { name, has_name, place }),
            Ok(None) => Err(Failed::TooLongToKeep { name, limit: KEPT_BYTES }),
            Err(source) => Err(Failed::Input { name, source }),
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// What is known of it before it is read.
    pub(super) fn hint(&self) -> Hint<'_> {
        Hint { content_type: None, file_name: self.has_name.then_some(self.name.as_str()) }
    }

    /// Goes through the bytes from the first on, until there are no more or `take` wants none.
    pub(super) fn each(&mut self, mut take: impl FnMut(&[u8]) -> Result<Go, Failed>) -> Result<(), Failed> {
        match &mut self.place {
            Place::Memory(bytes) => {
                for piece in bytes.chunks(PIECE_BYTES) {
                    if take(piece)? == Go::Stop {
                        break;
                    }
                }
                Ok(())
            }
            Place::File { file, start } => {
                let unreadable = |source| Failed::Input { name: self.name.clone(), source };
                file.seek(SeekFrom::Start(*start)).map_err(unreadable)?;
                let mut piece = vec![0; PIECE_BYTES];
                loop {
                    let length = match file.read(&mut piece) {
                        Ok(0) => return Ok(()),
                        Ok(length) => length,
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                        Err(error) => return Err(unreadable(error)),
                    };
                    if take(&piece[..length])? == Go::Stop {
                        return Ok(());
                    }
                }
            }
        }
    }
}

/// Whether to read on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Go {
    On,
    Stop,
}

impl Place {
    /// `None`: too long to be kept.
    fn of(mut file: File) -> io::Result<Option<Self>> {
        let kind = file.metadata()?;
        if kind.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder; name a file in it"));
        }
        if kind.is_file() {
            let start = file.stream_position()?;
            return Ok(Some(Self::File { file, start }));
        }
        let mut bytes = Vec::new();
        file.take(KEPT_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        Ok((bytes.len() <= KEPT_BYTES).then_some(Self::Memory(bytes)))
    }
}

/// As a file of our own, so that one which was redirected can be read twice like any other.
fn standard_input() -> io::Result<File> {
    Ok(io::stdin().as_fd().try_clone_to_owned()?.into())
}
