//! tests/floors.toml: figures that must not get worse.
//!
//! The file is a flat table of numbers: comments, `key = number`, nothing else of TOML.

use std::collections::BTreeMap;

pub(super) struct Floors(BTreeMap<String, f64>);

impl Floors {
    /// The error is the number of the line that cannot be read, and why.
    pub(super) fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut floors = BTreeMap::new();
        for (number, line) in (1_usize..).zip(text.lines()) {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let (key, value) = line.split_once('=').ok_or((number, "no = in this line".to_owned()))?;
            let value = value.trim().replace('_', "");
            let value = value.parse().map_err(|_| (number, format!("no number: {value:?}")))?;
            if floors.insert(key.trim().to_owned(), value).is_some() {
                return Err((number, format!("{} is said twice", key.trim())));
            }
        }
        Ok(Self(floors))
    }

    pub(super) fn get(&self, key: &str) -> Option<f64> {
        self.0.get(key).copied()
    }

    /// Floors that none of these figures stands on.
    pub(super) fn unused<'a>(&'a self, keys: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
        let keys: Vec<_> = keys.collect();
        self.0.keys().map(String::as_str).filter(|key| !keys.contains(key)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_or_named() {
        let floors = Floors::parse("# why\na = 0.5 # because\n\nspeed = 100_000\n").map_err(|(line, _)| line);
        let floors = floors.expect("well formed");
        assert_eq!((floors.get("a"), floors.get("speed"), floors.get("b")), (Some(0.5), Some(100_000.0), None));
        assert_eq!(floors.unused(["a"].into_iter()), ["speed"]);
        for text in ["a = 1\na = 2", "# x\nb 2", "a = 1\nb = two"] {
            assert!(matches!(Floors::parse(text), Err((2, _))), "{text}");
        }
    }
}
