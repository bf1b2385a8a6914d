//! The parameters of a query, each checked by itself, so that every wrong one is named; a pointer names it as if the query
//! were an object of its parameters.

use jobs::Invalid;
use url::form_urlencoded::{Serializer, parse};

use super::Problem;

/// Parameters that are taken one by one; unknown ones are passed over.
pub(crate) struct Parameters {
    pairs: Vec<(String, String)>,
    wrong: Vec<Invalid>,
}

impl Parameters {
    pub(crate) fn of(query: Option<&str>) -> Self {
        let pairs = parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
        Self { pairs, wrong: Vec::new() }
    }

    /// However often it comes.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        self.pairs.iter().filter(|(named, _)| named == name).map(|(_, value)| value.clone()).collect()
    }

    /// One that may come once; what `read` makes nothing of is refused, and this is what was `expected`.
    pub(crate) fn one<T>(
        &mut self,
        name: &str,
        code: &'static str,
        expected: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let pointer = format!("/{name}");
        let found = self.all(name);
        let [value] = found.as_slice() else {
            if !found.is_empty() {
                self.refuse(Invalid::at(&pointer, "doubled", "Expected this parameter once."));
            }
            return None;
        };
        let read = read(value);
        if read.is_none() {
            self.refuse(Invalid::at(&pointer, code, expected));
        }
        read
    }

    /// Notes something wrong that the caller found.
    pub(crate) fn refuse(&mut self, wrong: Invalid) {
        self.wrong.push(wrong);
    }

    /// Everything wrong so far, at once.
    pub(crate) fn check(&mut self) -> Result<(), Problem> {
        if self.wrong.is_empty() { Ok(()) } else { Err(Problem::invalid(std::mem::take(&mut self.wrong))) }
    }

    /// The same query with another value for this parameter.
    pub(crate) fn with(&self, name: &str, value: &str) -> String {
        let others = self.pairs.iter().filter(|(named, _)| named != name);
        Serializer::new(String::new()).extend_pairs(others).append_pair(name, value).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_parameter_is_named() {
        let mut query = Parameters::of(Some("a=1&b=x&c=1&c=2&d=%20"));
        let mut number = |name| query.one(name, "no_number", "Expected a number.", |text| text.parse::<u8>().ok());
        assert_eq!(["a", "b", "c", "d", "e"].map(&mut number), [Some(1), None, None, None, None]);
        let wrong: Vec<_> = query.wrong.iter().map(|w| (w.code, w.pointer.clone().unwrap_or_default())).collect();
        let expected = [("no_number", "/b"), ("doubled", "/c"), ("no_number", "/d")];
        assert_eq!(wrong, expected.map(|(code, pointer)| (code, pointer.to_owned())));
        assert!(query.check().is_err());
    }

    #[test]
    fn a_query_is_written_as_it_was_read() {
        let query = Parameters::of(Some("a=%C3%A4%26&cursor=x&b=1+2"));
        assert_eq!(query.with("cursor", "a-b_"), "a=%C3%A4%26&b=1+2&cursor=a-b_");
        assert_eq!(Parameters::of(None).with("cursor", "c"), "cursor=c");
    }
}
