//! `[[topics]]`: what a user wants to hear about.

use super::field::Field;
use crate::topics::UserTopic;

/// The most topics of a profile.
pub(super) const MAX_TOPICS: usize = 500;

/// The most phrases of a topic.
const MAX_PHRASES: usize = 200;

pub(super) fn read(field: &Field<'_>) -> Option<UserTopic> {
    field.section(|section| {
        let name = section.need("name").and_then(|field| field.text(1..=100).map(str::to_owned));
        let phrases = section.need("phrases").map(|field| {
            let phrases = field.list(MAX_PHRASES, |phrase| worded(&phrase));
            if field.is_empty() {
                field.fault("must have at least one phrase".to_owned());
            }
            phrases
        });
        Some(UserTopic { name: name?, phrases: phrases? })
    })?
}

fn worded(field: &Field<'_>) -> Option<String> {
    let text = field.text(1..=200)?;
    if !text.contains(char::is_alphanumeric) {
        field.fault("must have at least one word".to_owned());
    }
    Some(text.to_owned())
}
