//! A profile's content as it was written: values, and where each of them stands.
//!
//! What must stay true: a tree says what was written and judges nothing; whatever a profile is read from comes to
//! the same tree, with or without places.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

/// Where something stands in a text; both count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    pub(super) line: u32,
    pub(super) column: u32,
}

/// A value and its place, where it has one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) place: Option<Position>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Whole(i64),
    Number(f64),
    Switch(bool),
    List(Vec<Node>),
    /// By key, which stands somewhere too.
    Table(BTreeMap<String, (Option<Position>, Node)>),
    /// Something that no profile has: a date, a null.
    Foreign(&'static str),
}

impl Value {
    /// What a person calls such a value.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Whole(_) => "a whole number",
            Self::Number(_) => "a number",
            Self::Switch(_) => "true or false",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
            Self::Foreign(kind) => kind,
        }
    }

    /// Feeds the value to a hash; no two values are fed alike, and neither spacing nor the order of keys matters.
    pub(super) fn feed(&self, hash: &mut Sha256) {
        match self {
            Self::Text(text) => feed_text(b't', text, hash),
            Self::Whole(number) => feed_bytes(b'w', number.to_le_bytes(), hash),
            Self::Number(number) => feed_bytes(b'n', number.to_bits().to_le_bytes(), hash),
            Self::Switch(switch) => feed_bytes(b's', u64::from(*switch).to_le_bytes(), hash),
            Self::Foreign(kind) => feed_text(b'f', kind, hash),
            Self::List(nodes) => {
                feed_bytes(b'l', (nodes.len() as u64).to_le_bytes(), hash);
                for node in nodes {
                    node.value.feed(hash);
                }
            }
            Self::Table(entries) => {
                feed_bytes(b'm', (entries.len() as u64).to_le_bytes(), hash);
                for (key, (_, node)) in entries {
                    feed_text(b'k', key, hash);
                    node.value.feed(hash);
                }
            }
        }
    }
}

fn feed_bytes(kind: u8, bytes: [u8; 8], hash: &mut Sha256) {
    hash.update([kind]);
    hash.update(bytes);
}

fn feed_text(kind: u8, text: &str, hash: &mut Sha256) {
    feed_bytes(kind, (text.len() as u64).to_le_bytes(), hash);
    hash.update(text);
}
