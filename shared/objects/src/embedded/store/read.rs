//! Reading a range of an object, a piece at a time.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Take};
use std::path::PathBuf;

use bytes::Bytes;

use super::{Fault, StoredPart, open_if_there};

/// Where an object's bytes are.
pub(super) enum Content {
    Whole(File),
    /// In one file per part. They lie in the first folder, or in the second while a completion is being settled.
    Parts {
        parts: Vec<StoredPart>,
        folders: [PathBuf; 2],
    },
}

/// Hands out a range of an object in order, with one file open at a time.
pub(in crate::embedded) struct Reader {
    current: Option<Take<File>>,
    waiting: VecDeque<Piece>,
    folders: Option<[PathBuf; 2]>,
    remaining: u64,
}

struct Piece {
    source: Source,
    offset: u64,
    length: u64,
}

enum Source {
    Open(File),
    Part(u32),
}

impl Reader {
    pub(super) fn new(content: Content, offset: u64, length: u64) -> Self {
        let (waiting, folders) = match content {
            Content::Whole(file) => (VecDeque::from([Piece { source: Source::Open(file), offset, length }]), None),
            Content::Parts { parts, folders } => (pieces(&parts, offset, length), Some(folders)),
        };
        Self { current: None, waiting, folders, remaining: length }
    }

    /// Bytes not handed out yet.
    pub(in crate::embedded) fn remaining(&self) -> u64 {
        self.remaining
    }

    /// The next bytes, at most this many; empty at the end.
    pub(in crate::embedded) fn next(&mut self, at_most: u64) -> Result<Bytes, Fault> {
        while self.remaining > 0 {
            let Some(current) = self.current.as_mut().filter(|current| current.limit() > 0) else {
                let piece = self.waiting.pop_front().ok_or(Fault::Corrupt("list of parts"))?;
                self.current = Some(self.open(piece)?);
                continue;
            };
            let wanted = at_most.min(current.limit());
            let mut bytes = Vec::with_capacity(usize::try_from(wanted).unwrap_or_default());
            current.by_ref().take(wanted).read_to_end(&mut bytes)?;
            if (bytes.len() as u64) < wanted {
                return Err(Fault::Corrupt("object: shorter than its seal says"));
            }
            self.remaining -= wanted;
            return Ok(bytes.into());
        }
        Ok(Bytes::new())
    }

    fn open(&self, piece: Piece) -> Result<Take<File>, Fault> {
        let mut file = match piece.source {
            Source::Open(file) => file,
            Source::Part(number) => self.open_part(number)?,
        };
        file.seek(SeekFrom::Start(piece.offset))?;
        Ok(file.take(piece.length))
    }

    fn open_part(&self, number: u32) -> Result<File, Fault> {
        let [settled, open] = self.folders.as_ref().expect("parts lie in folders");
        // Between looking in the one and in the other the folder may move from the second to the first.
        for folder in [settled, open, settled] {
            if let Some(file) = open_if_there(&folder.join(super::uploads::part_name(number)))? {
                return Ok(file);
            }
        }
        Err(Fault::NoSuchKey)
    }
}

/// The pieces of parts that make up `length` bytes from `offset`.
fn pieces(parts: &[StoredPart], offset: u64, length: u64) -> VecDeque<Piece> {
    let (mut skip, mut left) = (offset, length);
    let mut pieces = VecDeque::new();
    for part in parts {
        let here = part.size.saturating_sub(skip).min(left);
        if here > 0 {
            pieces.push_back(Piece { source: Source::Part(part.number), offset: skip, length: here });
        }
        skip = skip.saturating_sub(part.size);
        left -= here;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_cut_out_of_the_parts_it_touches() {
        let parts: Vec<_> = [5, 0, 3]
            .into_iter()
            .zip([1, 2, 7])
            .map(|(size, number)| StoredPart { number, etag: String::new(), size })
            .collect();
        for offset in 0..=8 {
            for length in 0..=8 - offset {
                let bytes: Vec<u64> = pieces(&parts, offset, length)
                    .iter()
                    .flat_map(|piece| {
                        let start = if matches!(piece.source, Source::Part(1)) { 0 } else { 5 } + piece.offset;
                        start..start + piece.length
                    })
                    .collect();
                assert_eq!(bytes, (offset..offset + length).collect::<Vec<_>>());
            }
        }
    }
}
