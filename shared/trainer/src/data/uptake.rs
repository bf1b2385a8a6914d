//! Teachers' answers to students, with how much people say that they build on what the student said.

use std::path::Path;

use super::table::Table;
use crate::Result;

/// Two adjacent turns and what they were rated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The lesson it is from.
    pub lesson: String,
    pub student: String,
    pub teacher: String,
    /// The mean of the raters' answers: 0 (low), 1 (mid) or 2 (high).
    pub rating: f64,
    /// The same in each rater's own deviations from that rater's mean.
    pub standardized: f64,
}

/// The rated rows of `uptake_dev.csv`, in order.
pub fn uptake(data: &Path) -> Result<Vec<Answer>> {
    let path = data.join("uptake_dev.csv");
    let table = Table::read(&path, &crate::error::read(&path)?)?;
    let of = |name| table.column(name);
    let (lesson, student, teacher) = (of("obs_id")?, of("student_text")?, of("teacher_text")?);
    let (rating, standardized) = (of("uptake")?, of("uptake_zscore")?);
    let mut answers = Vec::new();
    for row in table.rows.iter().filter(|row| !row[rating].is_empty()) {
        let number = |column: usize| {
            row[column].parse().map_err(|_| table.malformed(row, format!("no number: {:?}", &row[column])))
        };
        answers.push(Answer {
            lesson: row[lesson].to_owned(),
            student: row[student].to_owned(),
            teacher: row[teacher].to_owned(),
            rating: number(rating)?,
            standardized: number(standardized)?,
        });
    }
    Ok(answers)
}
