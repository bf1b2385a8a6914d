//! Speakers whose names stand before what they say: `Name: text`.
//!
//! Whether a transcript names its speakers so is settled once, by its first turns, which wait until they
//! take [`ENOUGH_BYTES`] (hundreds of them at least, unless they are very long): at least 80 % of the cues that say anything must begin with 1 to 120 characters and
//! `: ` (or be that and the colon alone, for who says nothing). One meeting service names a speaker only when it changes; such a transcript is told by its
//! [`Evidence`], and there 20 % are enough. Where speakers are named, a cue without a name goes on with the
//! one before; where they are not, every colon stays in the text.

use model::{Speaker, TalkTurn};

use crate::formats::Emit;
use crate::formats::held::Held;
use crate::problem::Problem;

/// Turns that take so much memory settle it.
const ENOUGH_BYTES: usize = 512 << 10;
const MAX_NAME_CHARS: usize = 120;

/// What else speaks for names in front.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::formats) enum Evidence {
    /// Nothing.
    Prefixes,
    /// That cues are numbered from 1, and the first has a name.
    Numbers,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Rule {
    Unsettled,
    Named,
    Unnamed,
}

/// Finds the speakers of turns that may begin with one.
#[derive(Debug)]
pub(in crate::formats) struct Speakers {
    evidence: Evidence,
    rule: Rule,
    held: Held,
    /// Cues that say something, and those of them that begin with a name.
    cues: u64,
    named: u64,
    first_is_named: bool,
    numbered: bool,
    last: Option<Speaker>,
}

impl Speakers {
    pub(in crate::formats) fn new(evidence: Evidence) -> Self {
        Self {
            evidence,
            rule: Rule::Unsettled,
            held: Held::default(),
            cues: 0,
            named: 0,
            first_is_named: false,
            numbered: true,
            last: None,
        }
    }

    /// Index of the turn that comes next.
    pub(in crate::formats) fn next(&self, out: &Emit<'_>) -> u64 {
        out.turns() + self.held.len()
    }

    /// A turn without a speaker, unless its text begins with one.
    pub(in crate::formats) fn turn(&mut self, mut turn: TalkTurn, out: &mut Emit<'_>) -> Result<(), Problem> {
        match self.rule {
            Rule::Unnamed => out.turn(turn),
            Rule::Named => {
                name(&mut turn, &mut self.last);
                out.turn(turn)
            }
            Rule::Unsettled => {
                self.look_at(&turn);
                self.held.turn(turn)?;
                self.settle_if_enough(out)
            }
        }
    }

    pub(in crate::formats) fn broken(&mut self, problem: Problem, out: &mut Emit<'_>) -> Result<(), Problem> {
        if self.held.is_empty() {
            return out.broken(problem);
        }
        self.held.broken(problem);
        self.settle_if_enough(out)
    }

    /// Speakers are named in another way: what stands before colons is text.
    pub(in crate::formats) fn are_tagged(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        self.rule = Rule::Unnamed;
        self.flush(out)
    }

    /// No more turns will come, or none that can be read: those that wait are handed on.
    pub(in crate::formats) fn settle(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        if self.rule == Rule::Unsettled {
            let mostly = self.named * 5 >= self.cues * 4;
            let by_change = self.evidence == Evidence::Numbers && self.numbered && self.first_is_named;
            let is_named = self.named > 0 && (mostly || (by_change && self.named * 5 >= self.cues));
            self.rule = if is_named { Rule::Named } else { Rule::Unnamed };
        }
        self.flush(out)
    }

    fn settle_if_enough(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        if self.held.bytes() >= ENOUGH_BYTES { self.settle(out) } else { Ok(()) }
    }

    fn look_at(&mut self, turn: &TalkTurn) {
        let number = self.held.len() + 1;
        self.numbered &= turn.talk_turn_id.as_ref().is_some_and(|id| id.parse() == Ok(number));
        if !turn.input.trim().is_empty() {
            let is_named = split(&turn.input).is_some();
            self.first_is_named |= is_named && self.cues == 0;
            self.cues += 1;
            self.named += u64::from(is_named);
        }
    }

    fn flush(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        let (last, named) = (&mut self.last, self.rule == Rule::Named);
        self.held.flush(out, |turn| {
            if named {
                name(turn, last);
            }
            Ok(())
        })
    }
}

fn name(turn: &mut TalkTurn, last: &mut Option<Speaker>) {
    if let Some((name, text)) = split(&turn.input) {
        *last = Some(Speaker { id: Some(name.to_owned()), role: None });
        turn.input = text.to_owned();
    }
    turn.speaker.clone_from(last);
}

/// Whether a line begins with a name.
pub(crate) fn begins_with_name(line: &str) -> bool {
    split(line).is_some()
}

/// A name and what its bearer says.
fn split(text: &str) -> Option<(&str, &str)> {
    // A name has at most four bytes a character, and the colon is looked for no further.
    let reach = text.floor_char_boundary(MAX_NAME_CHARS * 4 + 2);
    let colon = text[..reach].find(": ").or_else(|| text.strip_suffix(':').map(str::len))?;
    // Broadcasters mark a change of speaker, and dialogues have dashes.
    if colon > reach {
        return None;
    }
    let name = text[..colon].trim_start_matches(['-', '–', '>', ' ']).trim_end();
    let fits = !name.is_empty() && text[..colon].chars().count() <= MAX_NAME_CHARS;
    fits.then(|| (name, text[colon + 1..].trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_before_the_first_colon_and_space() {
        assert_eq!(split("Ana Bell: well: no"), Some(("Ana Bell", "well: no")));
        assert_eq!(split("- >> Ana:  yes"), Some(("Ana", "yes")));
        assert_eq!(split("Ana: "), Some(("Ana", "")));
        assert_eq!(split("Ana:"), Some(("Ana", "")));
        for text in ["", ":", ": x", "-: x", "Ana:x", "no name"] {
            assert_eq!(split(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_has_at_most_120_characters() {
        for unit in ["n", "é", "😀"] {
            let name = unit.repeat(120);
            assert_eq!(split(&format!("{name}: x")), Some((name.as_str(), "x")));
            assert_eq!(split(&format!("{name}{unit}: x")), None);
        }
    }
}
