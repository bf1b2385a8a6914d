//! Zstandard (RFC 8878), pushed: any number of frames, each checked, with a window of at most 8 MiB.

use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use super::{BLOCK, Out, WINDOW, expanded};
use crate::problem::Problem;

/// The largest window that RFC 8878 wants every decoder to support.
const WINDOW_LOG: u32 = 23;
/// What the library says of a frame whose window is larger.
const WINDOW_REFUSED: &str = "Frame requires too much memory for decoding";

/// Decompresses what is pushed.
pub(crate) struct Unzstd {
    decoder: Decoder<'static>,
    /// A frame has begun and not ended.
    within: bool,
    block: Vec<u8>,
    window: Vec<u8>,
    consumed: u64,
    produced: u64,
}

impl Unzstd {
    pub(super) fn new() -> Result<Self, Problem> {
        let mut decoder = Decoder::new().map_err(|e| problem(&e))?;
        decoder.set_parameter(DParameter::WindowLogMax(WINDOW_LOG)).map_err(|e| problem(&e))?;
        Ok(Self {
            decoder,
            within: false,
            block: Vec::with_capacity(BLOCK),
            window: vec![0; WINDOW],
            consumed: 0,
            produced: 0,
        })
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
        if self.within {
            return Err(Problem::new("zstd_truncated", "expected the zstd data to be complete"));
        }
        Ok(())
    }

    /// Works off the block.
    fn flush(&mut self, out: Out<'_>) -> Result<(), Problem> {
        let mut input = InBuffer::around(&self.block);
        let mut full = false;
        while input.pos() < self.block.len() || (full && self.within) {
            let (read, mut plain) = (input.pos(), OutBuffer::around(self.window.as_mut_slice()));
            let hint = self.decoder.run(&mut input, &mut plain).map_err(|e| problem(&e))?;
            self.within = hint > 0;
            full = plain.pos() == WINDOW;
            self.consumed += (input.pos() - read) as u64;
            self.produced += plain.pos() as u64;
            out(plain.as_slice())?;
            expanded(self.consumed, self.produced)?;
        }
        self.block.clear();
        Ok(())
    }
}

fn problem(error: &std::io::Error) -> Problem {
    if error.to_string() == WINDOW_REFUSED {
        return Problem::new("zstd_window", "expected a zstd window of at most 8 MiB");
    }
    Problem::new("zstd_corrupt", "expected sound zstd data")
}
