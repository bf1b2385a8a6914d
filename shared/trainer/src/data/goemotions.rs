//! GoEmotions: comments with 27 emotions or none.

use std::path::Path;

use crate::{Error, Result};

/// How many labels there are, "neutral" among them and last.
pub const EMOTIONS: usize = 28;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comment {
    pub text: String,
    /// Positions in `labels.txt`, below [`EMOTIONS`].
    pub labels: Vec<usize>,
}

/// `goemotions/FILE`: text, label numbers and an id, separated by tabs.
pub fn goemotions(data: &Path, file: &str) -> Result<Vec<Comment>> {
    let path = data.join("goemotions").join(file);
    let comment = |(number, line): (usize, &str)| {
        let mut fields = line.rsplitn(3, '\t').skip(1);
        let (Some(labels), Some(text)) = (fields.next(), fields.next()) else {
            return Err(Error::malformed(&path, number, "fewer than three fields"));
        };
        let labels = labels.split(',').map(|label| label.parse().ok().filter(|label| *label < EMOTIONS));
        let labels = labels.collect::<Option<_>>().ok_or_else(|| Error::malformed(&path, number, "no such label"))?;
        Ok(Comment { text: text.to_owned(), labels })
    };
    (1_usize..).zip(crate::error::read(&path)?.lines()).map(comment).collect()
}

/// The labels' names, by number.
pub fn emotion_names(data: &Path) -> Result<[String; EMOTIONS]> {
    let path = data.join("goemotions/labels.txt");
    let names: Vec<String> = crate::error::read(&path)?.lines().map(ToOwned::to_owned).collect();
    names.try_into().map_err(|_| Error::malformed(&path, EMOTIONS, format!("there are not {EMOTIONS} labels")))
}
