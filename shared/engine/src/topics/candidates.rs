//! The phrases that may become topics, counted as they are said.
//!
//! What must stay true: at most [`MOST`] are kept, about 14 MB with their names; when there would be more, half of
//! them go, those said least often and of these the ones not heard for longest. When that happens follows from the
//! turns alone, so blocks change nothing. Until then, that is in all but the longest conversations, counts are exact.

use super::LONGEST;
use crate::keyed::ByHash;

/// More are never kept.
pub(super) const MOST: usize = 50_000;

/// First turns that are remembered.
pub(super) const EVIDENCE: usize = 10;

/// How many ways to write it are told apart.
const SURFACES: usize = 3;

/// One phrase, however its words are inflected.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    key: u64,
    /// Stems of its words, links left out.
    stems: [u64; LONGEST],
    /// How many of `stems` there are.
    length: u8,
    mentions: u64,
    turns: u64,
    /// The turn it was heard in last.
    last: u64,
    /// Which mention of any candidate its latest was.
    heard: u64,
    evidence: [u64; EVIDENCE],
    surfaces: [Surface; SURFACES],
    as_verb: u64,
}

/// A way to write a phrase.
#[derive(Clone, Copy, Debug, Default)]
struct Surface {
    hash: u64,
    /// Byte range among the names.
    start: u32,
    length: u32,
    mentions: u64,
}

/// One mention.
pub(super) struct Mention<'t> {
    pub(super) stems: &'t [u64],
    /// A hash of the words as they stand there.
    pub(super) surface: u64,
    pub(super) turn: u64,
    /// A word stands before it that verbs follow.
    pub(super) as_verb: bool,
}

#[derive(Default)]
pub(super) struct Candidates {
    kept: Vec<Candidate>,
    index: ByHash<u32>,
    names: String,
    heard: u64,
}

impl Candidates {
    /// Counts a mention; `spell` appends the words to the names where this way to write them is new.
    pub(super) fn add(&mut self, mention: &Mention<'_>, spell: impl FnOnce(&mut String)) {
        self.heard += 1;
        let key = key(mention.stems);
        let at = if let Some(at) = self.index.get(&key) {
            *at as usize
        } else {
            if self.kept.len() == MOST {
                self.forget();
            }
            let at = self.kept.len();
            self.index.insert(key, u32::try_from(at).expect("at most MOST candidates are kept"));
            self.kept.push(Candidate::new(key, mention.stems));
            at
        };
        let candidate = &mut self.kept[at];
        candidate.count(mention, self.heard);
        candidate.spell(mention.surface, &mut self.names, spell);
    }

    /// In an order that the turns decide.
    pub(super) fn all(&self) -> &[Candidate] {
        &self.kept
    }

    /// The most frequent way to write it.
    pub(super) fn name(&self, candidate: &Candidate) -> &str {
        let surface = candidate.surface();
        &self.names[surface.start as usize..(surface.start + surface.length) as usize]
    }

    /// Keeps the better half.
    fn forget(&mut self) {
        self.kept.select_nth_unstable_by_key(MOST / 2, |kept| std::cmp::Reverse((kept.mentions, kept.heard)));
        self.kept.truncate(MOST / 2);
        self.kept.sort_unstable_by_key(|kept| kept.heard);
        let mut names = String::with_capacity(self.names.len() / 2);
        self.index.clear();
        for (at, candidate) in (0..).zip(&mut self.kept) {
            self.index.insert(candidate.key, at);
            for surface in candidate.surfaces.iter_mut().filter(|surface| surface.mentions > 0) {
                let text = &self.names[surface.start as usize..(surface.start + surface.length) as usize];
                surface.start = place(names.len());
                names.push_str(text);
            }
        }
        self.names = names;
    }
}

impl Candidate {
    fn new(key: u64, of: &[u64]) -> Self {
        let mut stems = [0; LONGEST];
        stems[..of.len()].copy_from_slice(of);
        Self {
            key,
            stems,
            length: u8::try_from(of.len()).expect("three at most"),
            mentions: 0,
            turns: 0,
            last: 0,
            heard: 0,
            evidence: [0; EVIDENCE],
            surfaces: [Surface::default(); SURFACES],
            as_verb: 0,
        }
    }

    fn count(&mut self, mention: &Mention<'_>, heard: u64) {
        if self.turns == 0 || self.last != mention.turn {
            if let Some(place) = usize::try_from(self.turns).ok().and_then(|at| self.evidence.get_mut(at)) {
                *place = mention.turn;
            }
            self.turns += 1;
            self.last = mention.turn;
        }
        self.heard = heard;
        self.mentions += 1;
        self.as_verb += u64::from(mention.as_verb);
    }

    /// Where all places are taken, the rarest way to write it gives its place and its count to the new one.
    fn spell(&mut self, hash: u64, names: &mut String, spell: impl FnOnce(&mut String)) {
        let known = self.surfaces.iter().position(|known| known.mentions > 0 && known.hash == hash);
        let rarest = || (0..SURFACES).min_by_key(|at| self.surfaces[*at].mentions).unwrap_or(0);
        let at = known.unwrap_or_else(rarest);
        let surface = &mut self.surfaces[at];
        if known.is_none() {
            let start = names.len();
            spell(names);
            *surface = Surface { hash, start: place(start), length: place(names.len() - start), ..*surface };
        }
        surface.mentions += 1;
    }

    /// The most frequent one, of equals the first.
    fn surface(&self) -> &Surface {
        self.surfaces.iter().rev().max_by_key(|surface| surface.mentions).expect("there are three places")
    }

    pub(super) fn stems(&self) -> &[u64] {
        &self.stems[..usize::from(self.length)]
    }

    pub(super) fn mentions(&self) -> u64 {
        self.mentions
    }

    /// How many turns it was said in.
    pub(super) fn turns(&self) -> u64 {
        self.turns
    }

    /// Mentions after a word that verbs follow.
    pub(super) fn as_verb(&self) -> u64 {
        self.as_verb
    }

    pub(super) fn evidence(&self) -> Vec<u64> {
        self.evidence[..usize::try_from(self.turns).unwrap_or(EVIDENCE).min(EVIDENCE)].to_vec()
    }
}

fn place(at: usize) -> u32 {
    u32::try_from(at).expect("names of at most 50,000 candidates are short of 4 GB")
}

/// One number for some stems in their order.
fn key(stems: &[u64]) -> u64 {
    stems.iter().fold(0, |key: u64, stem| (key.rotate_left(5) ^ stem).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(candidates: &mut Candidates, stem: u64, turn: u64, name: &str) {
        let surface = crate::reduce::hash_of(name);
        candidates.add(&Mention { stems: &[stem], surface, turn, as_verb: false }, |names| names.push_str(name));
    }

    #[test]
    fn a_candidate_is_called_what_it_is_called_most() {
        let mut candidates = Candidates::default();
        for (turn, name) in (0..).zip(["plans", "planned", "plan", "planning", "plan", "planned", "plan"]) {
            say(&mut candidates, 1, turn / 2, name);
        }
        let plan = &candidates.all()[0];
        assert_eq!((candidates.name(plan), plan.mentions(), plan.turns()), ("plan", 7, 4));
        assert_eq!(plan.evidence(), [0, 1, 2, 3]);
    }

    #[test]
    fn when_full_the_rare_and_long_forgotten_go() {
        let mut candidates = Candidates::default();
        let most = u64::try_from(MOST).expect("a small number");
        for turn in 0..2 {
            say(&mut candidates, 7, turn, "kept");
        }
        for stem in 100..100 + most {
            say(&mut candidates, stem, stem, &format!("word {stem}"));
        }
        assert_eq!(candidates.all().len(), MOST / 2 + 1);
        let kept = |wanted: u64| candidates.all().iter().find(|kept| kept.stems() == [wanted]);
        assert_eq!(kept(7).map(|kept| (candidates.name(kept), kept.mentions())), Some(("kept", 2)));
        assert_eq!(kept(99 + most).map(|kept| candidates.name(kept).len()), Some("word 50099".len()));
        assert!(kept(100).is_none());
        say(&mut candidates, 99 + most, 0, "again");
        let again = candidates.all().iter().find(|kept| kept.stems() == [99 + most]);
        assert_eq!(again.map(Candidate::mentions), Some(2));
    }
}
