//! Entries that go by a name: those that were there, and new ones after them or in their place.
//!
//! What must stay true: no two entries share a name.

use super::fault::quoted;
use super::field::Field;

/// Entries, and where each was read, unless it was there before.
pub(super) struct Merged<'t, T> {
    pub(super) entries: Vec<T>,
    pub(super) fields: Vec<Option<Field<'t>>>,
}

impl<'t, T> Merged<'t, T> {
    /// What is there to begin with.
    pub(super) fn of(entries: Vec<T>) -> Self {
        Self { entries, fields: Vec::new() }
    }

    /// Reads a list of at most so many more.
    pub(super) fn add(
        &mut self,
        list: Option<Field<'t>>,
        most: usize,
        read: impl Fn(&Field<'t>) -> Option<T>,
        name: impl Fn(&T) -> &str,
    ) {
        self.fields.resize_with(self.entries.len(), || None);
        let Some(list) = list else { return };
        for (entry, field) in list.list(most, |field| Some((read(&field)?, field))) {
            match self.entries.iter().position(|other| name(other) == name(&entry)) {
                Some(at) if self.fields[at].is_some() => {
                    field.fault(format!("there is another called {} above; names must differ", quoted(name(&entry))));
                }
                Some(at) => (self.entries[at], self.fields[at]) = (entry, Some(field)),
                None => {
                    self.entries.push(entry);
                    self.fields.push(Some(field));
                }
            }
        }
    }
}
