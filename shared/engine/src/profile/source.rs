//! TOML to a tree.
//!
//! What must stay true: time and memory are proportional to the text, whatever is in it (nesting is bounded by the
//! parser); every place lies inside the text.
//! Deliberately absent: what the keys mean.

use std::ops::Range;

use toml::de::{DeTable, DeValue, Error};

use super::fault::Faults;
use super::tree::{Node, Position, Value};

/// The tree of a text; `None` where the text is no TOML, which `faults` then tells.
pub(super) fn read(text: &str, faults: &Faults<'_>) -> Option<Node> {
    let lines = Lines::of(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Some(Node { value: lines.table(table.into_inner()), place: Some(lines.place(0)) });
    }
    for error in &errors {
        let place = lines.place(error.span().map_or(0, |Range { start, .. }| start));
        faults.add(Some(place), "", format!("not TOML: {}", said(error)));
    }
    None
}

fn said(error: &Error) -> String {
    error.message().replace('\n', "; ")
}

/// Where the lines of a text begin.
struct Lines<'t> {
    text: &'t str,
    begins: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let after = text.match_indices('\n').map(|(at, _)| at + 1);
        Self { text, begins: std::iter::once(0).chain(after).collect() }
    }

    fn place(&self, at: usize) -> Position {
        let line = self.begins.partition_point(|begin| *begin <= at);
        let before = self.text.get(self.begins[line - 1]..at).unwrap_or_default();
        let counted = |count: usize| u32::try_from(count).expect("a profile's text is at most MAX_BYTES long");
        Position { line: counted(line), column: counted(before.chars().count() + 1) }
    }

    fn table(&self, table: DeTable<'_>) -> Value {
        let entries = table.into_iter().map(|(key, value)| {
            let (place, span) = (self.place(key.span().start), value.span());
            let node = Node { value: self.value(value.into_inner()), place: Some(self.place(span.start)) };
            (key.into_inner().into_owned(), (Some(place), node))
        });
        Value::Table(entries.collect())
    }

    fn value(&self, value: DeValue<'_>) -> Value {
        match value {
            DeValue::String(text) => Value::Text(text.into_owned()),
            // A whole number too large to be one is still above every limit as a number.
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .map_or_else(|_| Value::Number(real(number.as_str())), Value::Whole),
            DeValue::Float(number) => Value::Number(real(number.as_str())),
            DeValue::Boolean(switch) => Value::Switch(switch),
            DeValue::Datetime(_) => Value::Foreign("a date or time"),
            DeValue::Array(values) => {
                let nodes = values.into_iter().map(|value| {
                    let place = self.place(value.span().start);
                    Node { value: self.value(value.into_inner()), place: Some(place) }
                });
                Value::List(nodes.collect())
            }
            DeValue::Table(table) => self.table(table),
        }
    }
}

fn real(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}
