//! Phrases that a profile's author looks for: [`Phrase`]s, and [`Category`]s of them that are counted.
//!
//! An [`Expression`] is a row of words, case aside:
//!
//! | written | matches |
//! |---|---|
//! | `cancel` | this word |
//! | `cancel*` | words that begin so; the star ends a word of at least two characters |
//! | `cancel*\|stop\|end` | either |
//! | `cancel ~3 contract` | up to three words between; 1 to 20 |
//! | `{cancel* contract}` | in any order, next to each other; at most four words |
//! | `{cancel* ~3 contract}` | in any order, up to three words between any two |
//!
//! Words are letters and digits with the apostrophes and hyphens inside: `don't`, `follow-up`. A phrase lies within one
//! turn. All phrases of a profile are found in one walk over a turn's words.
//!
//! What must stay true: what one phrase finds in a turn never overlaps; at most [`MOST_PHRASES`] phrases of at most
//! [`MOST_WORDS`] words.
//! Deliberately absent: regular expressions, whose cost an author cannot see, and stems.

mod automaton;
mod category;
mod expression;
mod lexicon;
mod negation;

pub(crate) use automaton::{Automaton, TooLarge, Walk};
pub use category::{Category, CategoryPath};
pub use expression::{Expression, ExpressionError};
pub(crate) use negation::is_negated;

use crate::whose::Whose;

/// Phrases of one profile, in detectors and categories together.
pub const MOST_PHRASES: usize = 10_000;

/// Words of one expression.
pub const MOST_WORDS: usize = 32;

/// What is looked for, and in whose turns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phrase {
    pub expression: Expression,
    pub by: Whose,
    /// Does not count with a negation ("not", "never", "don't", …) among the three words before it in its sentence.
    pub unless_negated: bool,
}

impl Phrase {
    /// By anyone, negated or not.
    pub fn new(expression: Expression) -> Self {
        Self { expression, by: Whose::Anyone, unless_negated: false }
    }
}
