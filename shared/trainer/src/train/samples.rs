//! Utterances as rows of numbers.

use engine::heads::features::{Features, Hashed, NUMBERED, ROWS};

/// A sparse matrix, row by row. Columns are the hashed rows of [`ROWS`], then the numbered features.
#[derive(Default)]
pub(super) struct Samples {
    /// Where each row begins in the other two; one more than there are rows.
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
}

/// How many columns there are.
pub(super) const COLUMNS: usize = ROWS + NUMBERED;

impl Samples {
    /// Appends an utterance with the features that are wanted; those of one row are added up.
    pub(super) fn push(
        &mut self,
        features: &Features,
        hashed: impl Fn(&Hashed) -> bool,
        numbered: impl Fn(u16) -> bool,
    ) {
        let rows = features.hashed.iter().filter(|feature| hashed(feature)).map(|f| (f.row, f.value));
        let own = features.numbered.iter().filter(|(number, _)| numbered(*number));
        let base = u32::try_from(ROWS).expect("a row's number has 32 bits");
        let mut all: Vec<(u32, f32)> =
            rows.chain(own.map(|(number, value)| (base + u32::from(*number), *value))).collect();
        all.sort_by_key(|(column, _)| *column);
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        for group in all.chunk_by(|a, b| a.0 == b.0) {
            self.columns.push(group[0].0);
            self.values.push(group.iter().map(|(_, value)| value).sum());
        }
        self.starts.push(self.columns.len());
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Columns and values of a row.
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = (usize, f32)> + Clone {
        let range = self.starts[row]..self.starts[row + 1];
        let columns = self.columns[range.clone()].iter();
        columns.zip(&self.values[range]).map(|(column, value)| (*column as usize, *value))
    }

    /// In how many of these rows each column occurs.
    pub(super) fn counts(&self, rows: &[usize]) -> Vec<u32> {
        let mut counts = vec![0; COLUMNS];
        for row in rows {
            for (column, _) in self.row(*row) {
                counts[column] += 1;
            }
        }
        counts
    }
}
