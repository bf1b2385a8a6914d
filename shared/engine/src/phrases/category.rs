//! Categories: names under which phrases are counted.

use super::Phrase;
use crate::place::Place;
use crate::whose::Whose;

/// Phrases that are counted under one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    pub name: CategoryPath,
    pub phrases: Vec<Phrase>,
    /// Whose turns are looked at; a phrase may narrow it further.
    pub by: Whose,
    /// `None`: anywhere.
    pub place: Option<Place>,
}

/// A category's name below those it belongs to: `pricing/discount`. What is counted in it is counted in `pricing` too,
/// whether or not that has phrases of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CategoryPath(String);

/// Not a category's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPath;

impl CategoryPath {
    pub const MOST_BYTES: usize = 200;
    pub const MOST_PARTS: usize = 4;

    /// One to four parts with `/` between them, none of them blank, 200 bytes in all.
    pub fn new(path: &str) -> Result<Self, NotAPath> {
        let sound = |part: &str| !part.is_empty() && part.trim() == part && !part.contains(char::is_control);
        let fits = path.len() <= Self::MOST_BYTES && path.split('/').count() <= Self::MOST_PARTS;
        if fits && path.split('/').all(sound) { Ok(Self(path.to_owned())) } else { Err(NotAPath) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The names it belongs to and its own, the widest first.
    pub(crate) fn lineage(&self) -> impl Iterator<Item = &str> {
        let cuts = self.0.match_indices('/').map(|(at, _)| at).chain([self.0.len()]);
        cuts.map(|at| &self.0[..at])
    }
}

impl std::fmt::Display for NotAPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(
            "a category is one to four names with `/` between them, as in `pricing/discount`, of 200 bytes in all",
        )
    }
}

impl std::error::Error for NotAPath {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_belongs_to_all_it_begins_with() {
        let path = CategoryPath::new("pricing/discount/annual").expect("three names");
        assert_eq!(path.lineage().collect::<Vec<_>>(), ["pricing", "pricing/discount", "pricing/discount/annual"]);
        assert_eq!(CategoryPath::new("One").expect("a name").lineage().collect::<Vec<_>>(), ["One"]);
        for wrong in ["", "/", "a/", "/a", "a//b", " a", "a/b/c/d/e", "a\nb"] {
            assert_eq!(CategoryPath::new(wrong), Err(NotAPath), "{wrong}");
        }
    }
}
