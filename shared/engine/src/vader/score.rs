//! The rules that turn words into one number.
//!
//! A word's valence comes from the lexicon and is then changed, in this order, by capitals, by what stands up
//! to three words before it (boosters, negations, set phrases) and by "least". The order is part of the model.

use super::lexicon::BOOST;
use super::text::Word;

/// Added to the strength of a word in capitals within a text that is not all capitals.
const CAPITALS: f64 = 0.733;
/// What a negation multiplies by.
const NEGATION: f64 = -0.74;
/// What "never so" and "never this" multiply by.
const NEVER_SO: f64 = 1.25;
/// A booster counts less the farther it stands from its word.
const FADING: [f64; 3] = [1.0, 0.95, 0.9];
/// Flattens the sum of valences into −1 to 1.
const ALPHA: f64 = 15.0;

/// Phrases whose words mean something else together.
const PHRASES: [(&[&str], f64); 8] = [
    (&["the", "shit"], 3.0),
    (&["the", "bomb"], 3.0),
    (&["bad", "ass"], 1.5),
    (&["bus", "stop"], 0.0),
    (&["yeah", "right"], -2.0),
    (&["kiss", "of", "death"], -1.5),
    (&["to", "die", "for"], 3.0),
    (&["beating", "heart"], 3.5),
];

const DAMPENING_PAIRS: [[&str; 2]; 3] = [["just", "enough"], ["kind", "of"], ["sort", "of"]];

/// One valence per word.
pub(super) fn valences(words: &[Word<'_>], valences: &mut Vec<f64>) {
    let shouted = words.iter().filter(|word| word.shouted).count();
    let capitals_matter = 0 < shouted && shouted < words.len();
    let at = At { words, capitals_matter };
    valences.clear();
    valences.extend((0..words.len()).map(|i| at.valence(i)));
}

struct At<'w> {
    words: &'w [Word<'w>],
    capitals_matter: bool,
}

impl At<'_> {
    fn valence(&self, i: usize) -> f64 {
        let Some(base) = self.words[i].entry.valence else { return 0.0 };
        if self.words[i].entry.boost != 0.0 || (self.text(i) == "kind" && self.next_is(i, "of")) {
            return 0.0;
        }
        let mut valence = self.negated_by_no(i, base);
        if self.words[i].shouted && self.capitals_matter {
            valence += if valence > 0.0 { CAPITALS } else { -CAPITALS };
        }
        for back in 1..=i.min(3) {
            if self.words[i - back].entry.valence.is_some() {
                continue;
            }
            valence += self.boost(i - back, valence) * FADING[back - 1];
            valence = self.negated(i, back, valence);
            if back == 3 {
                valence = self.set_phrase(i, valence);
            }
        }
        self.negated_by_least(i, valence)
    }

    fn text(&self, i: usize) -> &str {
        self.words[i].entry.text
    }

    fn next_is(&self, i: usize, text: &str) -> bool {
        self.words.get(i + 1).is_some_and(|word| word.entry.text == text)
    }

    fn before_is(&self, i: usize, back: usize, text: &str) -> bool {
        i >= back && self.text(i - back) == text
    }

    /// "no" before a word with a valence is its negation and has no valence of its own.
    fn negated_by_no(&self, i: usize, base: f64) -> f64 {
        let joined = self.before_is(i, 1, "or") || self.before_is(i, 1, "nor");
        if self.before_is(i, 1, "no") || self.before_is(i, 2, "no") || (joined && self.before_is(i, 3, "no")) {
            base * NEGATION
        } else if self.text(i) == "no" && self.words.get(i + 1).is_some_and(|next| next.entry.valence.is_some()) {
            0.0
        } else {
            base
        }
    }

    fn boost(&self, booster: usize, valence: f64) -> f64 {
        let Word { entry, shouted, .. } = self.words[booster];
        if entry.boost == 0.0 {
            return 0.0;
        }
        let boost = if valence < 0.0 { -entry.boost } else { entry.boost };
        match shouted && self.capitals_matter {
            true if valence > 0.0 => boost + CAPITALS,
            true => boost - CAPITALS,
            false => boost,
        }
    }

    fn negated(&self, i: usize, back: usize, valence: f64) -> f64 {
        let farthest = self.text(i - back);
        let nearer_is = |text: &str| (1..back).any(|nearer| self.text(i - nearer) == text);
        let so_or_this = |back: usize| ["so", "this"].contains(&self.text(i - back));
        let never_so = match back {
            2 => farthest == "never" && so_or_this(1),
            // The reference's "and" binds tighter than its "or": just before the word, "so" alone is enough.
            3 => (farthest == "never" && so_or_this(2)) || so_or_this(1),
            _ => false,
        };
        if never_so {
            valence * NEVER_SO
        } else if back > 1 && farthest == "without" && nearer_is("doubt") {
            valence
        } else if self.words[i - back].negates {
            valence * NEGATION
        } else {
            valence
        }
    }

    /// Set phrases that end at the word, before it or after it; only looked for from the fourth word on.
    fn set_phrase(&self, i: usize, mut valence: f64) -> f64 {
        let windows = [i - 1..=i, i - 2..=i, i - 2..=i - 1, i - 3..=i - 1, i - 3..=i - 2];
        if let Some(instead) = windows.into_iter().find_map(|window| self.phrase(*window.start(), *window.end())) {
            valence = instead;
        }
        for end in [i + 1, i + 2] {
            if let Some(instead) = self.phrase(i, end) {
                valence = instead;
            }
        }
        for first in [i - 3, i - 2] {
            if DAMPENING_PAIRS.iter().any(|pair| self.text(first) == pair[0] && self.text(first + 1) == pair[1]) {
                valence -= BOOST;
            }
        }
        valence
    }

    fn phrase(&self, first: usize, last: usize) -> Option<f64> {
        let window = self.words.get(first..=last)?;
        let same = |phrase: &[&str]| {
            phrase.len() == window.len() && phrase.iter().zip(window).all(|(text, word)| *text == word.entry.text)
        };
        PHRASES.iter().find(|(phrase, _)| same(phrase)).map(|(_, valence)| *valence)
    }

    /// "least" negates, but not in "at least" and "very least".
    fn negated_by_least(&self, i: usize, valence: f64) -> f64 {
        let spared = self.before_is(i, 2, "at") || self.before_is(i, 2, "very");
        if self.before_is(i, 1, "least") && !spared { valence * NEGATION } else { valence }
    }
}

/// What stands before the first "but" counts half, what follows half as much again.
///
/// The reference looks every valence up by value and changes the first one that is equal, so a repeated
/// valence may be changed in another's place. That is done here too.
pub(super) fn halve_before_but(words: &[Word<'_>], valences: &mut [f64]) {
    let Some(but) = words.iter().position(|word| word.entry.text == "but") else { return };
    for i in 0..valences.len() {
        let valence = valences[i];
        if valence == 0.0 {
            continue; // nothing changes by a factor
        }
        #[expect(clippy::float_cmp, reason = "the model compares exact values")]
        let first = valences[..=i].iter().position(|other| *other == valence).unwrap_or(i);
        if first < but {
            valences[first] = valence * 0.5;
        } else if first > but {
            valences[first] = valence * 1.5;
        }
    }
}

/// Sum, emphasis by punctuation, and the flattening into −1 to 1.
pub(super) fn compound(valences: &[f64], text: &str) -> f64 {
    let sum: f64 = valences.iter().sum();
    let emphasis = emphasis(text);
    let sum = match sum {
        s if s > 0.0 => s + emphasis,
        s if s < 0.0 => s - emphasis,
        _ => return 0.0,
    };
    round4((sum / (sum * sum + ALPHA).sqrt()).clamp(-1.0, 1.0))
}

/// Up to four exclamation marks count each; question marks count from the second on.
fn emphasis(text: &str) -> f64 {
    let (mut exclamations, mut questions) = (0_u32, 0_u32);
    for byte in text.bytes() {
        exclamations = exclamations.saturating_add(u32::from(byte == b'!'));
        questions = questions.saturating_add(u32::from(byte == b'?'));
    }
    let asked = match questions {
        0 | 1 => 0.0,
        2 | 3 => f64::from(questions) * 0.18,
        _ => 0.96,
    };
    f64::from(exclamations.min(4)) * 0.292 + asked
}

/// The nearest number of four decimals to the exact binary value, as correctly rounding printers have it.
fn round4(x: f64) -> f64 {
    let scaled = x * 1e4;
    let lost = libm::fma(x, 1e4, -scaled); // scaled + lost is exactly x · 10⁴
    let below = scaled.floor();
    let up = match (scaled - below).partial_cmp(&0.5) {
        Some(std::cmp::Ordering::Equal) if lost != 0.0 => lost > 0.0,
        Some(std::cmp::Ordering::Equal) => below.rem_euclid(2.0) != 0.0,
        Some(std::cmp::Ordering::Greater) => true,
        _ => false,
    };
    let rounded = (if up { below + 1.0 } else { below }) / 1e4;
    if rounded == 0.0 { 0.0 } else { rounded } // never −0
}
