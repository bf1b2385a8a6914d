//! Phrases, and the categories they are counted in: `[[categories]]`.
//!
//! A phrase is a text, or `{ phrase = "…", unless_negated = true, side = "client" }`.

use super::field::{Field, Section};
use super::{span, whose};
use crate::phrases::{Category, CategoryPath, Expression, Phrase};

/// The most phrases of a category.
const MAX_PHRASES: usize = 1_000;

/// The most characters of a phrase.
const MAX_CHARS: usize = 500;

pub(super) fn category(field: &Field<'_>) -> Option<Category> {
    field.section(|section| {
        let name = section.need("name").and_then(|field| {
            let path = CategoryPath::new(field.text(1..=CategoryPath::MOST_BYTES)?);
            path.map_err(|fault| field.fault(fault.to_string())).ok()
        });
        let phrases = section.need("phrases").map(|field| {
            let phrases = field.list(MAX_PHRASES, |phrase| read(&phrase));
            if field.is_empty() {
                field.fault("must have at least one phrase".to_owned());
            }
            phrases
        });
        let (by, place) = (whose::read(section), span::place(section));
        Some(Category { name: name?, phrases: phrases?, by, place })
    })?
}

fn read(field: &Field<'_>) -> Option<Phrase> {
    if field.is_text() { expression(field).map(Phrase::new) } else { field.section(section)? }
}

/// A phrase that is a table.
pub(super) fn section(section: &Section<'_>) -> Option<Phrase> {
    let expression = section.need("phrase").and_then(|field| expression(&field));
    let unless_negated = section.get("unless_negated").and_then(|field| field.switch()).unwrap_or(false);
    let by = whose::read(section);
    Some(Phrase { expression: expression?, by, unless_negated })
}

fn expression(field: &Field<'_>) -> Option<Expression> {
    let expression = Expression::parse(field.text(1..=MAX_CHARS)?);
    expression.map_err(|fault| field.fault(format!("is no phrase: {fault}"))).ok()
}
