//! VADER, the rule-based sentiment model of Hutto & Gilbert (ICWSM 2014), as its reference implementation
//! 3.3.2 computes it.
//!
//! What must stay true: the compound score equals the reference's to four decimals for any text, oddities
//! included, because published results were computed with them. Where the reference does something that
//! surprises, the code says so and does it too.
//! Deliberately absent: the positive, neutral and negative shares; nothing here shows them.

mod lexicon;
mod score;
mod text;

use lexicon::Lexicon;
use text::Word;

/// The lexicon, ready to score. Building it parses the word lists, so build it once.
pub struct Vader {
    lexicon: Lexicon,
}

/// Buffers that one thread keeps from text to text, so that scoring allocates nothing per word.
#[derive(Default)]
pub struct Scratch<'v> {
    plain: String,
    lower: String,
    words: Vec<Word<'v>>,
    valences: Vec<f64>,
}

impl Vader {
    pub fn new() -> Self {
        Self { lexicon: Lexicon::new() }
    }

    /// The compound score of a whole text: −1 to 1, rounded to four decimals.
    pub fn compound(&self, text: &str) -> f64 {
        self.compound_with(&mut Scratch::default(), text)
    }

    /// The same with buffers that are used again.
    ///
    /// Linear in the text's length, but for texts with the word "but": there every repeated valence is looked
    /// up from the start, so callers bound the length of what they pass.
    pub fn compound_with<'v>(&'v self, scratch: &mut Scratch<'v>, text: &str) -> f64 {
        let Scratch { plain, lower, words, valences } = scratch;
        let text = self.lexicon.without_emoji(text, plain);
        self.lexicon.split(text, lower, words);
        score::valences(words, valences);
        score::halve_before_but(words, valences);
        score::compound(valences, text)
    }
}

impl Default for Vader {
    fn default() -> Self {
        Self::new()
    }
}
