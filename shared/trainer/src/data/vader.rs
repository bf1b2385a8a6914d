//! The four sets of human-rated sentences that VADER was published with, and what its reference implementation
//! answers.

use std::path::Path;

use crate::{Error, Result};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rated {
    pub id: String,
    pub text: String,
    /// The mean of twenty people's ratings, −4 to 4.
    pub rating: f64,
    /// What version 3.3.2 of the reference implementation answers, −1 to 1.
    pub expected: f64,
}

/// The sentences of `vader/SET_GroundTruth.txt` in order; the sets are `tweets`, `movieReviewSnippets`,
/// `amazonReviewSnippets` and `nytEditorialSnippets`.
pub fn vader(data: &Path, set: &str) -> Result<Vec<Rated>> {
    let name = format!("{set}_GroundTruth.txt");
    let (path, answers) = (data.join("vader").join(&name), data.join("vader/expected_compound.tsv"));
    let expected = crate::error::read(&answers)?;
    let mut expected = (1_usize..).zip(expected.lines()).filter_map(|(number, line)| {
        let mut fields = line.split('\t');
        (fields.next()? == name).then(|| (number, fields.next().unwrap_or(""), fields.next().unwrap_or("")))
    });
    let mut sentences = Vec::new();
    // Some texts hold other characters that end lines; only \n does here.
    for (number, line) in (1_usize..).zip(crate::error::read(&path)?.split('\n')).filter(|(_, line)| !line.is_empty()) {
        let mut fields = line.splitn(3, '\t');
        let (Some(id), Some(rating), Some(text)) = (fields.next(), fields.next(), fields.next()) else {
            return Err(Error::malformed(&path, number, "fewer than three fields"));
        };
        let rating = rating.parse().map_err(|_| Error::malformed(&path, number, "the rating is no number"))?;
        let (at, _, compound) = expected
            .next()
            .filter(|(_, other, _)| *other == id)
            .ok_or_else(|| Error::malformed(&path, number, format!("no answer is expected for {id:?} here")))?;
        let expected = compound.parse().map_err(|_| Error::malformed(&answers, at, "the compound is no number"))?;
        sentences.push(Rated { id: id.to_owned(), text: text.to_owned(), rating, expected });
    }
    Ok(sentences)
}
