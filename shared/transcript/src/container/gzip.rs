//! Gzip (RFC 1952), pushed: any number of members, each checked, with a bound on how far they expand.

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::{BLOCK, GZIP_MAGIC, Out, WINDOW, expanded};
use crate::problem::Problem;

const HAS_CRC: u8 = 1 << 1;
const HAS_EXTRA: u8 = 1 << 2;
const HAS_NAME: u8 = 1 << 3;
const HAS_COMMENT: u8 = 1 << 4;
const RESERVED: u8 = 0b1110_0000;

/// What of a member comes next.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    /// The ten fixed bytes; before the first of them, the input may end.
    Header,
    ExtraLength,
    Extra {
        left: u16,
    },
    /// A file name or a comment: up to a zero byte.
    Text,
    /// Passed over: the content has its own check.
    HeaderCrc,
    Body,
    Trailer,
}

/// Decompresses what is pushed.
pub(crate) struct Gunzip {
    part: Part,
    /// What has come of a part of fixed size.
    fixed: Vec<u8>,
    /// Optional parts of the header that are still to come, as in its `FLG`.
    flags: u8,
    inflate: Decompress,
    crc: Crc,
    block: Vec<u8>,
    window: Vec<u8>,
    consumed: u64,
    produced: u64,
}

impl Gunzip {
    pub(super) fn new() -> Self {
        Self {
            part: Part::Header,
            fixed: Vec::with_capacity(10),
            flags: 0,
            inflate: Decompress::new(false),
            crc: Crc::new(),
            block: Vec::with_capacity(BLOCK),
            window: Vec::with_capacity(WINDOW),
            consumed: 0,
            produced: 0,
        }
    }

    /// Reads on, handing plain bytes to `out`.
    pub(super) fn push(&mut self, mut bytes: &[u8], out: Out<'_>) -> Result<(), Problem> {
        while !bytes.is_empty() {
            let (more, rest) = bytes.split_at(bytes.len().min(BLOCK - self.block.len()));
            self.block.extend_from_slice(more);
            bytes = rest;
            if self.block.len() == BLOCK {
                self.flush(out)?;
            }
        }
        Ok(())
    }

    /// The input has ended.
    pub(super) fn finish(&mut self, out: Out<'_>) -> Result<(), Problem> {
        self.flush(out)?;
        if self.part == Part::Header && self.fixed.is_empty() {
            return Ok(());
        }
        Err(Problem::new("gzip_truncated", "expected the gzip data to be complete"))
    }

    /// Works off the block.
    fn flush(&mut self, out: Out<'_>) -> Result<(), Problem> {
        let mut block = std::mem::take(&mut self.block);
        let mut at = 0;
        loop {
            if self.part == Part::Body {
                let (used, more) = self.body(&block[at..], out)?;
                at += used;
                if at == block.len() && !more {
                    break;
                }
            } else {
                let Some(byte) = block.get(at) else { break };
                self.frame(*byte)?;
                self.consumed += 1;
                at += 1;
            }
        }
        block.clear();
        self.block = block;
        Ok(())
    }

    /// Inflates until the input or the window is used up. Returns how much of the input was, and
    /// whether there may be more to get without any.
    fn body(&mut self, bytes: &[u8], out: Out<'_>) -> Result<(usize, bool), Problem> {
        let consumed = self.inflate.total_in();
        let status = self.inflate.decompress_vec(bytes, &mut self.window, FlushDecompress::None);
        let status = status.map_err(|_| corrupt())?;
        let used = usize::try_from(self.inflate.total_in() - consumed).expect("no more than the slice has");
        self.consumed += used as u64;
        self.produced += self.window.len() as u64;
        self.crc.update(&self.window);
        let full = self.window.len() == self.window.capacity();
        let stuck = used == 0 && self.window.is_empty() && !bytes.is_empty();
        out(&self.window)?;
        self.window.clear();
        expanded(self.consumed, self.produced)?;
        match status {
            Status::StreamEnd => self.part = Part::Trailer,
            _ if stuck => return Err(corrupt()),
            Status::Ok | Status::BufError => {}
        }
        Ok((used, full))
    }

    /// One byte of what is around the compressed data.
    fn frame(&mut self, byte: u8) -> Result<(), Problem> {
        match self.part {
            Part::Text if byte == 0 => self.next_part(),
            Part::Text | Part::Body => {}
            Part::Extra { left } if left > 1 => self.part = Part::Extra { left: left - 1 },
            Part::Extra { .. } => self.next_part(),
            Part::Header | Part::ExtraLength | Part::HeaderCrc | Part::Trailer => {
                self.fixed.push(byte);
                self.fixed_part()?;
            }
        }
        Ok(())
    }

    /// Acts on a part of fixed size once it is whole.
    fn fixed_part(&mut self) -> Result<(), Problem> {
        match (self.part, self.fixed.as_slice()) {
            (Part::Header, [0x1F, 0x8B, 8, flags, _, _, _, _, _, _]) if flags & RESERVED == 0 => {
                self.flags = *flags;
                self.next_part();
            }
            (Part::ExtraLength, [low, high]) => {
                let left = u16::from_le_bytes([*low, *high]);
                if left == 0 {
                    self.next_part();
                } else {
                    self.part = Part::Extra { left };
                }
            }
            (Part::HeaderCrc, [_, _]) => self.next_part(),
            (Part::Trailer, [crc @ .., _, _, _, _]) if crc.len() == 4 => {
                let whole = *crc == self.crc.sum().to_le_bytes() && self.fixed[4..] == self.crc.amount().to_le_bytes();
                if !whole {
                    return Err(corrupt());
                }
                self.inflate.reset(false);
                self.crc.reset();
                self.fixed.clear();
                self.part = Part::Header;
            }
            (Part::Header, found)
                if found.len() == 10 || !(GZIP_MAGIC.starts_with(found) || found.starts_with(GZIP_MAGIC)) =>
            {
                return Err(corrupt());
            }
            _ => {}
        }
        Ok(())
    }

    /// The next part of the header that its flags announce, or the body.
    fn next_part(&mut self) {
        self.fixed.clear();
        let announced = [
            (HAS_EXTRA, Part::ExtraLength),
            (HAS_NAME, Part::Text),
            (HAS_COMMENT, Part::Text),
            (HAS_CRC, Part::HeaderCrc),
        ];
        let next = announced.into_iter().find(|(flag, _)| self.flags & flag != 0);
        self.flags &= !next.map_or(0, |(flag, _)| flag);
        self.part = next.map_or(Part::Body, |(_, part)| part);
    }
}

fn corrupt() -> Problem {
    Problem::new("gzip_corrupt", "expected sound gzip data")
}
