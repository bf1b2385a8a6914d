//! A conversations response, written piece by piece; and a behaviors response, which is small.
//!
//! What must stay true: [`Response`] is given the records of an analysis in their order, then turns in theirs, and what
//! lies in its page may be taken away at any time. A talk turn is shown by [`Turns`] wherever one is shown.

mod analytics;
mod behaviors;
mod decimal;
mod extended;
mod items;
mod people;
mod synchrony;
mod table;
mod turns;
mod whole;

use engine::{Record, TurnDetections};
use model::TalkTurn;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::Options;
pub use behaviors::{Behaviors, behaviors};
pub use decimal::millionths;
pub use table::COLUMNS;
pub use turns::{Turn, Turns};
pub use whole::Conversations;

/// The version that every answer names.
pub const API_VERSION: &str = "v1";

/// What a page cannot be written with. Records have text keys and finite numbers, so this does not happen.
pub type Unwritable = serde_json::Error;

/// What a response begins with.
#[derive(Serialize, JsonSchema)]
pub struct Head<'a> {
    /// Of the job; `None` where there was none.
    pub id: Option<&'a str>,
    #[schemars(with = "serde_json::Value")]
    pub user_metadata: Option<&'a RawValue>,
    #[schemars(extend("const" = API_VERSION))]
    pub api_version: &'static str,
    pub conversation_id: Option<&'a str>,
    /// Unix seconds.
    pub created_at: i64,
}

/// Asked for by `include_diagnostics`.
#[derive(Serialize, JsonSchema)]
pub struct Diagnostics<'a> {
    pub engine_version: &'a str,
    /// Its name.
    pub profile: &'a str,
    /// Of a stored profile, from 1; null where there are no versions.
    pub profile_version: Option<i64>,
    /// Of the profile's content, as [`engine::Profile::version`] says; null of an analysis from before that was kept.
    pub profile_digest: Option<&'a str>,
    pub input_format: Option<&'a str>,
    pub talk_turns: u64,
    pub utterances: u64,
}

/// A response being written.
pub struct Response<'o> {
    turns: Turns<'o>,
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
    Synchrony,
    Extended,
    Turns,
}

impl<'o> Response<'o> {
    /// Begins a response; `options` say what is shown with a behavior.
    pub fn begin(head: &Head<'_>, options: &'o Options) -> Result<Self, Unwritable> {
        let mut page = serde_json::to_vec(head)?;
        page.pop();
        page.extend_from_slice(br#","analytics":{"speaker_analytics":["#);
        Ok(Self { turns: Turns::new(options), page, section: Section::Speakers, is_first: true })
    }

    /// What was written since this was last taken.
    pub fn page(&mut self) -> &mut Vec<u8> {
        &mut self.page
    }

    pub fn record(&mut self, record: Record) -> Result<(), Unwritable> {
        self.turns.learn(&record);
        match record {
            Record::Speaker(speaker) => {
                self.separate();
                let speaker = analytics::speaker(speaker, self.turns.people());
                self.json(&speaker)
            }
            Record::Role(role) => {
                self.enter(Section::Roles);
                self.separate();
                let role = analytics::role(role, self.turns.people());
                self.json(&role)
            }
            Record::Conversation(group) => {
                self.enter(Section::Roles);
                self.enter(Section::Conversation);
                let conversation = analytics::conversation(group, self.turns.people());
                self.json(&conversation)
            }
            Record::Synchrony(scores) => {
                self.enter(Section::Synchrony);
                for score in scores {
                    self.separate();
                    let score = synchrony::score(score, self.turns.people());
                    self.json(&score)?;
                }
                Ok(())
            }
            Record::Extended(extended) => {
                self.enter(Section::Synchrony);
                self.enter(Section::Extended);
                let extended = extended::extended(*extended, self.turns.people());
                self.json(&extended)
            }
        }
    }

    pub fn turn(&mut self, turn: TalkTurn, found: TurnDetections) -> Result<(), Unwritable> {
        self.close_analytics()?;
        self.enter(Section::Turns);
        self.separate();
        self.turns.json(turn, found, &mut self.page)
    }

    /// Whether the analytics are whole: speakers, roles and the conversation must be there.
    pub fn has_analytics(&self) -> bool {
        self.section >= Section::Conversation
    }

    /// Ends the response. Without turns `conversation` is null, unless `has_turns` says that there was a list of none.
    pub fn end(mut self, has_turns: bool, diagnostics: Option<&Diagnostics<'_>>) -> Result<Vec<u8>, Unwritable> {
        self.close_analytics()?;
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

    /// An analysis made before there was synchrony or more has no record of it.
    fn close_analytics(&mut self) -> Result<(), Unwritable> {
        self.enter(Section::Synchrony);
        if self.section < Section::Extended {
            self.enter(Section::Extended);
            self.json(&extended::absent())?;
        }
        Ok(())
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
            Section::Synchrony => r#","synchrony_scores":["#,
            Section::Extended => r#"],"extended":"#,
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
