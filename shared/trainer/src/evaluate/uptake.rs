//! Uptake against people's ratings of teachers' answers.

use std::path::Path;

use super::figure::Figure;
use crate::Result;
use crate::train::uptake;

pub(super) fn figure(data: &Path) -> Result<Figure> {
    let found = uptake::figures(data)?;
    let ours =
        format!("{:.3} (shipped weights, which saw them: {:.3})", found.standardized, found.shipped_standardized);
    let what = format!("uptake: Spearman, {} answers, lessons held out", found.answers);
    Ok(Figure::new("uptake", what, found.standardized, ours).goal("≥ .53"))
}
