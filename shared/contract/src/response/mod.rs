//! A conversations response, written piece by piece.
//!
//! What must stay true: [`Response`] is given the records of an analysis in their order, then turns in theirs, and what
//! lies in its page may be taken away at any time.

mod convert;
mod wire;

use engine::{Record, TurnDetections};
use model::TalkTurn;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::Options;

pub use convert::millionths;
pub use wire::{Diagnostics, Head};

/// The version that every answer names.
pub const API_VERSION: &str = "v1";

/// What a page cannot be written with. Records have text keys and finite numbers, so this does not happen.
pub type Unwritable = serde_json::Error;

/// A response being written.
pub struct Response<'o> {
    options: &'o Options,
    page: Vec<u8>,
    section: Section,
    /// Nothing stands in the open list yet.
    is_first: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Speakers,
    Roles,
    Conversation,
    Turns,
}

impl<'o> Response<'o> {
    /// Begins a response; `options` say what is shown with a behavior.
    pub fn begin(head: &Head<'_>, options: &'o Options) -> Result<Self, Unwritable> {
        let mut page = serde_json::to_vec(head)?;
        page.pop();
        page.extend_from_slice(br#","analytics":{"speaker_analytics":["#);
        Ok(Self { options, page, section: Section::Speakers, is_first: true })
    }

    /// What was written since this was last taken.
    pub fn page(&mut self) -> &mut Vec<u8> {
        &mut self.page
    }

    pub fn record(&mut self, record: Record) -> Result<(), Unwritable> {
        match record {
            Record::Speaker(speaker) => {
                self.separate();
                self.json(&convert::speaker(speaker))
            }
            Record::Role(role) => {
                self.enter(Section::Roles);
                self.separate();
                self.json(&convert::role(role))
            }
            Record::Conversation(group) => {
                self.enter(Section::Roles);
                self.enter(Section::Conversation);
                let extended = convert::extended(group.sentiment);
                self.json(&convert::conversation(group))?;
                self.text(r#","synchrony_scores":[],"extended":"#);
                self.json(&extended)
            }
        }
    }

    pub fn turn(&mut self, turn: TalkTurn, found: TurnDetections) -> Result<(), Unwritable> {
        self.enter(Section::Turns);
        self.separate();
        self.json(&convert::talk_turn(turn, found, self.options))
    }

    /// Whether the analytics are whole: the conversation's record comes last of those that must be there.
    pub fn has_analytics(&self) -> bool {
        self.section >= Section::Conversation
    }

    /// Ends the response. Without turns `conversation` is null, unless `has_turns` says that there was a list of none.
    pub fn end(mut self, has_turns: bool, diagnostics: Option<&Diagnostics<'_>>) -> Result<Vec<u8>, Unwritable> {
        if has_turns {
            self.enter(Section::Turns);
            self.text("]}");
        } else {
            self.text(r#"},"conversation":null"#);
        }
        if let Some(diagnostics) = diagnostics {
            self.text(r#","diagnostics":"#);
            self.json(diagnostics)?;
        }
        self.text("}");
        Ok(self.page)
    }

    fn enter(&mut self, section: Section) {
        if self.section >= section {
            return;
        }
        self.section = section;
        self.is_first = true;
        self.text(match section {
            Section::Speakers => "",
            Section::Roles => r#"],"role_analytics":["#,
            Section::Conversation => r#"],"conversation_analytics":"#,
            Section::Turns => r#"},"conversation":{"talk_turns":["#,
        });
    }

    fn text(&mut self, text: &str) {
        self.page.extend_from_slice(text.as_bytes());
    }

    fn json(&mut self, value: &impl Serialize) -> Result<(), Unwritable> {
        serde_json::to_writer(&mut self.page, value)
    }

    fn separate(&mut self) {
        if !std::mem::replace(&mut self.is_first, false) {
            self.text(",");
        }
    }
}

/// The client's own bytes, as they came.
pub fn raw(bytes: &[u8]) -> Option<Box<RawValue>> {
    serde_json::from_slice(bytes).ok()
}
