//! The weights' file.
//!
//! All numbers are little-endian. Head: `CLQHEADS`, version u32, SHA-256 of all that follows (32 bytes). Then
//! [`features::VERSION`] u32, number of signals u8, number of behaviors u8; the names, each a length u8 and UTF-8,
//! signals first. Then the two sets, punctuated and recognised: for every head slope, bias and cut as f32 (see
//! [`Calibration`]); for every head the scale of its rows' weights as f32; for every numbered feature and every
//! head a weight as f32; the number of rows u32, and for every row its number u32, a count u8, and that many
//! pairs of a head u8 and a weight i8.
//!
//! What must stay true: a file that does not fit this engine is an error that says why, never a wrong answer.
//! Deliberately absent: any check of the hash at run time; the file is part of the program, and a test checks it.

use super::features::{NUMBERED, VERSION};
use super::table::Table;

pub(super) const MAGIC: &[u8; 8] = b"CLQHEADS";
const FORMAT: u32 = 1;
const HASH_AT: usize = 12;
/// Where what the hash covers begins.
pub const BODY_AT: usize = HASH_AT + 32;

/// From a head's sum to what it means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// The probability is the logistic function of `slope · sum + bias` (Platt 1999).
    pub slope: f32,
    pub bias: f32,
    /// The probability, as a logit, from which on the head decides for its behavior.
    pub cut: f32,
}

/// Weights for one style of text.
pub struct Set {
    pub calibrations: Vec<Calibration>,
    pub scales: Vec<f32>,
    /// By numbered feature, then by head.
    pub numbered: Vec<f32>,
    pub rows: Vec<Row>,
}

/// The weights of what falls into one row.
pub struct Row {
    pub row: u32,
    /// Head and weight, in units of the head's scale.
    pub weights: Vec<(u8, i8)>,
}

/// Everything that is in the file.
pub struct Model {
    pub signals: Vec<String>,
    pub behaviors: Vec<String>,
    pub sets: [Set; 2],
}

impl Model {
    /// The file's bytes. `hash` is SHA-256.
    pub fn write(&self, hash: impl Fn(&[u8]) -> [u8; 32]) -> Vec<u8> {
        let mut body = Vec::new();
        body.extend(VERSION.to_le_bytes());
        body.extend([small(self.signals.len()), small(self.behaviors.len())]);
        for name in self.signals.iter().chain(&self.behaviors) {
            body.push(small(name.len()));
            body.extend(name.as_bytes());
        }
        for set in &self.sets {
            let calibrations = set.calibrations.iter().flat_map(|c| [c.slope, c.bias, c.cut]);
            let floats = calibrations.chain(set.scales.iter().copied()).chain(set.numbered.iter().copied());
            body.extend(floats.flat_map(f32::to_le_bytes));
            body.extend(u32::try_from(set.rows.len()).expect("there are at most ROWS rows").to_le_bytes());
            for Row { row, weights } in &set.rows {
                body.extend(row.to_le_bytes());
                body.push(small(weights.len()));
                body.extend(weights.iter().flat_map(|(head, weight)| [*head, weight.to_le_bytes()[0]]));
            }
        }
        let mut file = MAGIC.to_vec();
        file.extend(FORMAT.to_le_bytes());
        file.extend(hash(&body));
        file.extend(body);
        file
    }
}

fn small(number: usize) -> u8 {
    u8::try_from(number).expect("heads and the letters of their names are fewer than 256")
}

/// Why a file of weights cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    NoWeights,
    OtherFormat,
    OtherFeatures,
    Torn,
    UnknownName,
    OutOfRange,
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoWeights => "this is no file of weights",
            Self::OtherFormat => "the file has another format",
            Self::OtherFeatures => "the weights were made for other features",
            Self::Torn => "the file ends too early or too late",
            Self::UnknownName => "a head has a name nobody knows",
            Self::OutOfRange => "a number is out of range",
        })
    }
}

impl std::error::Error for Unfit {}

pub(super) struct Loaded<'m> {
    pub(super) signals: Vec<&'m str>,
    pub(super) behaviors: Vec<&'m str>,
    pub(super) sets: [Table<'m>; 2],
}

/// The hash that stands in the file, in hexadecimal.
pub(super) const fn hash(file: &[u8]) -> [u8; 64] {
    let mut hex = [b'0'; 64];
    let mut at = 0;
    while at < 64 && file.len() >= BODY_AT {
        let byte = file[HASH_AT + at / 2];
        let digit = if at % 2 == 0 { byte >> 4 } else { byte & 15 };
        hex[at] = if digit < 10 { b'0' + digit } else { b'a' + digit - 10 };
        at += 1;
    }
    hex
}

pub(super) fn load(file: &[u8]) -> Result<Loaded<'_>, Unfit> {
    let mut reader = Reader { file, at: 0 };
    if reader.take(MAGIC.len())? != MAGIC {
        return Err(Unfit::NoWeights);
    }
    if reader.u32()? != FORMAT {
        return Err(Unfit::OtherFormat);
    }
    reader.take(BODY_AT - HASH_AT)?;
    if reader.u32()? != VERSION {
        return Err(Unfit::OtherFeatures);
    }
    let (signals, behaviors) = (reader.u8()?, reader.u8()?);
    let heads = usize::from(signals) + usize::from(behaviors);
    if heads > super::MAX_HEADS || usize::from(signals) > super::features::MAX_SIGNALS {
        return Err(Unfit::OutOfRange);
    }
    let signals = (0..signals).map(|_| reader.name()).collect::<Result<_, _>>()?;
    let behaviors = (0..behaviors).map(|_| reader.name()).collect::<Result<_, _>>()?;
    let sets = [reader.table(heads)?, reader.table(heads)?];
    if reader.at != file.len() {
        return Err(Unfit::Torn);
    }
    Ok(Loaded { signals, behaviors, sets })
}

struct Reader<'m> {
    file: &'m [u8],
    at: usize,
}

impl<'m> Reader<'m> {
    fn take(&mut self, count: usize) -> Result<&'m [u8], Unfit> {
        let taken = self.file.get(self.at..self.at + count).ok_or(Unfit::Torn)?;
        self.at += count;
        Ok(taken)
    }

    fn u8(&mut self) -> Result<u8, Unfit> {
        Ok(self.take(1)?[0])
    }

    fn u32(&mut self) -> Result<u32, Unfit> {
        self.take(4)?.try_into().map(u32::from_le_bytes).map_err(|_| Unfit::Torn)
    }

    fn floats(&mut self, count: usize) -> Result<Vec<f32>, Unfit> {
        let floats = self.take(4 * count)?.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
        let floats: Vec<f32> = floats.collect();
        if floats.iter().all(|float| float.is_finite()) { Ok(floats) } else { Err(Unfit::OutOfRange) }
    }

    fn name(&mut self) -> Result<&'m str, Unfit> {
        let length = usize::from(self.u8()?);
        str::from_utf8(self.take(length)?).map_err(|_| Unfit::UnknownName)
    }

    fn table(&mut self, heads: usize) -> Result<Table<'m>, Unfit> {
        let calibrations = self.floats(3 * heads)?;
        let calibration = |[slope, bias, cut]: &[f32; 3]| Calibration { slope: *slope, bias: *bias, cut: *cut };
        let calibrations = calibrations.as_chunks().0.iter().map(calibration).collect();
        let scales = self.floats(heads)?;
        let numbered = self.floats(NUMBERED * heads)?;
        let mut table = Table::new(self.file, calibrations, &scales, &numbered);
        for _ in 0..self.u32()? {
            let row = self.u32()? as usize;
            let count = self.u8()?;
            let start = self.at;
            if self.take(2 * usize::from(count))?.as_chunks().0.iter().any(|[head, _]| usize::from(*head) >= heads) {
                return Err(Unfit::OutOfRange);
            }
            table.set(row, start, count).ok_or(Unfit::OutOfRange)?;
        }
        Ok(table)
    }
}
