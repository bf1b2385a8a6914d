//! Transcripts that are never whole in memory.

use std::io::{BufWriter, Result, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use tests::{Dialogue, clock, full_line};
use tokio::sync::mpsc;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Ndjson,
    GzippedNdjson,
    /// A conversations request with its options after its turns.
    Request,
    WebVtt,
}

impl Shape {
    pub(crate) const fn file_name(self) -> &'static str {
        match self {
            Self::Ndjson => "turns.ndjson",
            Self::GzippedNdjson => "turns.ndjson.gz",
            Self::Request => "request.json",
            Self::WebVtt => "session.vtt",
        }
    }

    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Ndjson | Self::GzippedNdjson => "application/x-ndjson",
            Self::Request => "application/json",
            Self::WebVtt => "text/vtt",
        }
    }

    fn write(self, turns: usize, out: impl Write) -> Result<()> {
        let mut out = BufWriter::with_capacity(1 << 16, out);
        let turns = Dialogue { turns, seed: 8 }.each().enumerate();
        match self {
            Self::Ndjson => lines(turns, &mut out)?,
            Self::GzippedNdjson => {
                let mut packed = GzEncoder::new(&mut out, Compression::fast());
                lines(turns, &mut packed)?;
                packed.finish()?;
            }
            Self::Request => {
                out.write_all(br#"{"talk_turns":["#)?;
                for (at, (speaker, input)) in turns {
                    let comma = if at == 0 { "" } else { "," };
                    write!(out, "{comma}{}", full_line(at, speaker, &input))?;
                }
                out.write_all(br#"],"include_conversation":true,"include_diagnostics":true}"#)?;
            }
            Self::WebVtt => {
                out.write_all(b"WEBVTT\n\n")?;
                for (at, (speaker, input)) in turns {
                    let (start, end) = (clock(at * 4), clock(at * 4 + 3));
                    writeln!(out, "cue {at}\n{start} --> {end}\n<v {speaker}>{input}</v>\n")?;
                }
            }
        }
        out.flush()
    }
}

fn lines(turns: impl Iterator<Item = (usize, (&'static str, String))>, out: &mut impl Write) -> Result<()> {
    for (at, (speaker, input)) in turns {
        writeln!(out, "{}", full_line(at, speaker, &input))?;
    }
    Ok(())
}

/// Bytes of the whole file.
pub(crate) fn size(shape: Shape, turns: usize) -> usize {
    let mut counted = Count(0);
    shape.write(turns, &mut counted).expect("counting does not fail");
    counted.0
}

/// Sends the file in parts, each as soon as it is full.
pub(crate) fn write_parts(shape: Shape, turns: usize, part_bytes: usize, parts: &mpsc::Sender<Vec<u8>>) {
    let mut cut = Parts { part: Vec::with_capacity(part_bytes), part_bytes, full: parts };
    shape.write(turns, &mut cut).expect("somebody takes the parts");
    if !cut.part.is_empty() {
        parts.blocking_send(cut.part).expect("somebody takes the parts");
    }
}

struct Count(usize);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

struct Parts<'a> {
    part: Vec<u8>,
    part_bytes: usize,
    full: &'a mpsc::Sender<Vec<u8>>,
}

impl Write for Parts<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let taken = bytes.len().min(self.part_bytes - self.part.len());
        self.part.extend_from_slice(&bytes[..taken]);
        if self.part.len() == self.part_bytes {
            let full = std::mem::replace(&mut self.part, Vec::with_capacity(self.part_bytes));
            self.full.blocking_send(full).map_err(|_| std::io::ErrorKind::BrokenPipe)?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
