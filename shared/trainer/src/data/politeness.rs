//! Stanford politeness: requests from Wikipedia and Stack Exchange with a rated politeness.

use std::path::Path;

use super::table::Table;
use crate::{Error, Result};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    pub text: String,
    /// Normalised mean rating: above 0 more polite than most, mostly −2 to 2.
    pub score: f64,
}

/// `politeness/FILE`, which is latin-1.
pub fn politeness(data: &Path, file: &str) -> Result<Vec<Request>> {
    let path = data.join("politeness").join(file);
    let bytes = std::fs::read(&path).map_err(|source| Error::Unreadable { path: path.clone(), source })?;
    let text: String = bytes.into_iter().map(char::from).collect();
    let table = Table::read(&path, &text)?;
    let text = table.column("Request")?;
    let request = |row: &csv::StringRecord| {
        // Rows with more or fewer than five annotators are longer or shorter; the score is always last.
        let score = row.iter().next_back().unwrap_or_default();
        let score = score.parse().map_err(|_| table.malformed(row, "the score is no number"))?;
        Ok(Request { text: row[text].to_owned(), score })
    };
    table.rows.iter().map(request).collect()
}
