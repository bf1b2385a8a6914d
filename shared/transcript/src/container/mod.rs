//! What may be around a transcript: gzip or zstd, once, told by its first bytes whatever the hint says.
//!
//! What must stay true: compressed input is gathered into blocks of fixed size first, so that a
//! decompressor sees the same calls however the input is cut: what it yields before it finds an error
//! depends on them. Memory is bounded by a constant (zstd's window has at most 8 MiB), and what comes
//! out by [`BOMB_RATIO`].

mod gzip;
mod zstandard;

use std::mem;

use gzip::Gunzip;
use model::limits::{BOMB_FREE_BYTES, BOMB_RATIO};
use zstandard::Unzstd;

use crate::problem::Problem;

/// Compressed bytes given to a decompressor at a time.
const BLOCK: usize = 32 << 10;
/// Plain bytes handed on at a time.
const WINDOW: usize = 64 << 10;

const GZIP_MAGIC: &[u8] = &[0x1F, 0x8B];
const ZSTD_MAGIC: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];

/// Takes plain bytes.
pub(crate) type Out<'a> = &'a mut dyn FnMut(&[u8]) -> Result<(), Problem>;

/// Opens what is around the input.
pub(crate) enum Container {
    /// Before the first bytes have come.
    Unknown(Vec<u8>),
    None,
    Gzip(Box<Gunzip>),
    Zstd(Box<Unzstd>),
}

impl Container {
    pub(crate) fn unknown() -> Self {
        Self::Unknown(Vec::new())
    }

    /// Reads on, handing plain bytes to `out`.
    pub(crate) fn push(&mut self, bytes: &[u8], out: Out<'_>) -> Result<(), Problem> {
        match self {
            Self::Unknown(head) => {
                let missing = ZSTD_MAGIC.len().saturating_sub(head.len()).min(bytes.len());
                let (more, rest) = bytes.split_at(missing);
                head.extend_from_slice(more);
                if head.len() < ZSTD_MAGIC.len() {
                    return Ok(());
                }
                self.settle(out)?;
                self.push(rest, out)
            }
            Self::None => out(bytes),
            Self::Gzip(gunzip) => gunzip.push(bytes, out),
            Self::Zstd(unzstd) => unzstd.push(bytes, out),
        }
    }

    /// The input has ended.
    pub(crate) fn finish(&mut self, out: Out<'_>) -> Result<(), Problem> {
        match self {
            Self::Unknown(_) => {
                self.settle(out)?;
                self.finish(out)
            }
            Self::None => Ok(()),
            Self::Gzip(gunzip) => gunzip.finish(out),
            Self::Zstd(unzstd) => unzstd.finish(out),
        }
    }

    fn settle(&mut self, out: Out<'_>) -> Result<(), Problem> {
        let Self::Unknown(head) = self else { return Ok(()) };
        let head = mem::take(head);
        *self = if is_gzip(&head) {
            Self::Gzip(Box::new(Gunzip::new()))
        } else if is_zstd(&head) {
            Self::Zstd(Box::new(Unzstd::new()?))
        } else {
            Self::None
        };
        self.push(&head, out)
    }
}

/// The problem of an input that is compressed once more inside.
pub(crate) fn refuse_nested(head: &[u8]) -> Result<(), Problem> {
    if is_gzip(head) {
        Err(Problem::new("gzip_nested", "expected compression around the transcript only once"))
    } else if is_zstd(head) {
        Err(Problem::new("zstd_nested", "expected compression around the transcript only once"))
    } else {
        Ok(())
    }
}

fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(GZIP_MAGIC)
}

/// A zstd frame, or one that is to be skipped: some writers begin with such.
fn is_zstd(head: &[u8]) -> bool {
    head.starts_with(ZSTD_MAGIC) || matches!(head, [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..])
}

/// Whether `produced` bytes from `consumed` are no bomb.
fn expanded(consumed: u64, produced: u64) -> Result<(), Problem> {
    if produced <= BOMB_FREE_BYTES || produced <= BOMB_RATIO * consumed {
        return Ok(());
    }
    let detail = format!("expected compressed data that expands at most {BOMB_RATIO} times");
    Err(Problem::new("decompresses_too_far", detail))
}
