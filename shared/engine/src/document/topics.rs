//! What a conversation is about.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The topics of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topics {
    /// What the conversation itself dwells on, at most twenty, best score first.
    pub suggested: Vec<Topic>,
    /// The profile's topics that were spoken of, in the profile's order.
    pub user: Vec<Topic>,
    /// Why nothing is suggested: `too_few_words`; `not_english`, where too few of the words are known; or
    /// `nothing_repeated`, where no phrase comes back in a second turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Cow<'static, str>>,
}

/// A phrase that is spoken of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// 32 hexadecimal digits, a hash of the name: the same name has the same id in every conversation.
    pub id: String,
    /// As the profile has it, or the most frequent way to write a suggested phrase, in lower case.
    pub name: String,
    /// How often it was said. In a conversation of more phrases than are kept, since it was last kept.
    pub mentions: u64,
    /// In how many turns.
    pub turns: u64,
    /// Millionths of the best topic's in the same list, 0 to 1,000,000. A suggested topic's says how much the words
    /// that it brings into the list stand out; a user's topic's, how often it was said.
    pub score: i64,
    /// The first turns it was said in, at most ten: positions in the input.
    pub evidence: Vec<u64>,
}
