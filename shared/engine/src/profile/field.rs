//! Reading a tree with somebody looking over one's shoulder: every value is asked for by what it has to be, and what is
//! something else is a fault.
//!
//! What must stay true: a key that nobody asked for is a fault; reading goes on after a fault, so that all are found.
//! Whoever reads may fill in anything where a fault was told: the profile is thrown away in the end.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::fault::{Faults, quoted};
use super::nearest::nearest;
use super::tree::{Node, Position, Value};

/// A value, and which one it is.
pub(super) struct Field<'t> {
    node: &'t Node,
    path: String,
    faults: &'t Faults<'t>,
}

/// A table whose keys are known.
pub(super) struct Section<'t> {
    entries: &'t BTreeMap<String, (Option<Position>, Node)>,
    place: Option<Position>,
    path: String,
    faults: &'t Faults<'t>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'t> Field<'t> {
    /// The whole of it.
    pub(super) fn root(node: &'t Node, faults: &'t Faults<'t>) -> Self {
        Self { node, path: String::new(), faults }
    }

    pub(super) fn fault(&self, message: String) {
        self.faults.add(self.node.place, &self.path, message);
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self.node.value, Value::Text(_))
    }

    /// Whether it is a list of nothing.
    pub(super) fn is_empty(&self) -> bool {
        matches!(&self.node.value, Value::List(nodes) if nodes.is_empty())
    }

    fn is_no<T>(&self, wanted: &str) -> Option<T> {
        self.fault(format!("must be {wanted}, and is {}", self.node.value.kind()));
        None
    }

    /// A text of so many characters, not counting spaces around it.
    pub(super) fn text(&self, length: RangeInclusive<usize>) -> Option<&'t str> {
        let Value::Text(text) = &self.node.value else { return self.is_no("a text") };
        let (text, (least, most)) = (text.trim(), length.clone().into_inner());
        if !length.contains(&text.chars().count()) {
            self.fault(format!("must have {least} to {most} characters, and has {}", text.chars().count()));
            return None;
        }
        Some(text)
    }

    pub(super) fn switch(&self) -> Option<bool> {
        let Value::Switch(switch) = self.node.value else { return self.is_no("true or false") };
        Some(switch)
    }

    pub(super) fn number(&self, range: RangeInclusive<f64>) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "what is too large to be exact is out of every range here")]
        let number = match self.node.value {
            Value::Number(number) => number,
            Value::Whole(number) => number as f64,
            _ => return self.is_no(&format!("a number from {} to {}", range.start(), range.end())),
        };
        if !range.contains(&number) {
            self.fault(format!("must be from {} to {}, and is {number}", range.start(), range.end()));
            return None;
        }
        Some(number)
    }

    pub(super) fn whole(&self, range: RangeInclusive<u32>) -> Option<u32> {
        let (least, most) = (range.start(), range.end());
        let Value::Whole(number) = self.node.value else {
            return self.is_no(&format!("a whole number from {least} to {most}"));
        };
        let within = u32::try_from(number).ok().filter(|number| range.contains(number));
        if within.is_none() {
            self.fault(format!("must be from {least} to {most}, and is {number}"));
        }
        within
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&self, choices: &[(&'static str, T)]) -> Option<T> {
        let listed = || choices.iter().map(|(word, _)| quoted(word)).collect::<Vec<_>>().join(", ");
        let Value::Text(text) = &self.node.value else { return self.is_no(&format!("one of {}", listed())) };
        let found = choices.iter().find(|(word, _)| word == text);
        if found.is_none() {
            self.fault(format!("must be one of {}, and is {}", listed(), quoted(text)));
        }
        found.map(|(_, choice)| *choice)
    }

    /// A name of those there are; `of` finds it. `listing` says where all of them are listed.
    pub(super) fn known<'n, T>(
        &self,
        what: &str,
        names: impl IntoIterator<Item = &'n str>,
        of: impl FnOnce(&str) -> Option<T>,
        listing: &str,
    ) -> Option<T> {
        let Value::Text(text) = &self.node.value else { return self.is_no(&format!("the name of {what}")) };
        let found = of(text);
        if found.is_none() {
            self.fault(unknown(what, text, names, listing));
        }
        found
    }

    /// A list of at most so many.
    pub(super) fn list<T>(&self, most: usize, each: impl FnMut(Field<'t>) -> Option<T>) -> Vec<T> {
        let Value::List(nodes) = &self.node.value else { return self.is_no("a list").unwrap_or_default() };
        self.bound(nodes.len(), most);
        let fields = nodes.iter().take(most).enumerate();
        let fields = fields.map(|(at, node)| Field { node, path: format!("{}[{at}]", self.path), faults: self.faults });
        fields.filter_map(each).collect()
    }

    /// A table whose keys are data, at most so many. Each key comes as a text of its own.
    pub(super) fn entries<T>(&self, most: usize, mut each: impl FnMut(&Field<'_>, &Field<'t>) -> Option<T>) -> Vec<T> {
        let Value::Table(entries) = &self.node.value else { return self.is_no("a table").unwrap_or_default() };
        self.bound(entries.len(), most);
        let mut read = Vec::new();
        for (key, (place, node)) in entries.iter().take(most) {
            let path = joined(&self.path, key);
            let named = Node { value: Value::Text(key.clone()), place: *place };
            let name = Field { node: &named, path: path.clone(), faults: self.faults };
            read.extend(each(&name, &Field { node, path, faults: self.faults }));
        }
        read
    }

    /// A table whose keys are known to `read`.
    pub(super) fn section<T>(&self, read: impl FnOnce(&Section<'t>) -> T) -> Option<T> {
        let Value::Table(entries) = &self.node.value else { return self.is_no("a table") };
        let (path, place) = (self.path.clone(), self.node.place);
        let section = Section { entries, place, path, faults: self.faults, asked: RefCell::default() };
        let content = read(&section);
        section.close();
        Some(content)
    }

    fn bound(&self, count: usize, most: usize) {
        if count > most {
            self.fault(format!("must have at most {most} entries, and has {count}"));
        }
    }
}

impl<'t> Section<'t> {
    /// The value of a key, where it is given.
    pub(super) fn get(&self, key: &'static str) -> Option<Field<'t>> {
        self.asked.borrow_mut().push(key);
        let (_, node) = self.entries.get(key)?;
        Some(Field { node, path: joined(&self.path, key), faults: self.faults })
    }

    /// Whether the key is given.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// The value of a key that must be given.
    pub(super) fn need(&self, key: &'static str) -> Option<Field<'t>> {
        let field = self.get(key);
        if field.is_none() {
            self.fault(format!("{} is missing", quoted(key)));
        }
        field
    }

    pub(super) fn fault(&self, message: String) {
        self.faults.add(self.place, &self.path, message);
    }

    fn close(self) {
        let asked = self.asked.into_inner();
        for (key, (place, _)) in self.entries.iter().filter(|(key, _)| !asked.contains(&key.as_str())) {
            let listing = asked.iter().map(|key| quoted(key)).collect::<Vec<_>>().join(", ");
            let message = unknown("a key here", key, asked.iter().copied(), &format!("keys: {listing}"));
            self.faults.add(*place, &joined(&self.path, key), message);
        }
    }
}

fn unknown<'n>(what: &str, written: &str, names: impl IntoIterator<Item = &'n str>, listing: &str) -> String {
    let near = nearest(written, names).map(|name| format!("did you mean {}? ", quoted(name))).unwrap_or_default();
    format!("{} is not {what}; {near}{}{listing}", quoted(written), if near.is_empty() { "" } else { "All " })
}

/// A key's path, quoted where it would not be one word.
fn joined(path: &str, key: &str) -> String {
    let is_bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let key = if is_bare && key.len() <= 60 { key.to_owned() } else { quoted(key) };
    if path.is_empty() { key } else { format!("{path}.{key}") }
}
