//! Questions: which utterances ask, and whether they leave the answer open.
//!
//! A question is told by its mark or by its form: an interrogative word in front of a verb, a verb in front of
//! its subject, or an invitation to tell. Where other marks stand only the beginning of an utterance counts,
//! because further on the same words are more often part of a statement ("I know what it is"); in text without
//! marks, as recognised speech is, a question may stand anywhere.
//!
//! Where the confidences come from: on public motivational interviews (AnnoMI, used to measure only), how often
//! a hit of this form on a turn with a single question stood in a turn labelled the same, to the nearest 0.05;
//! forms seen fewer than thirty times there have a prior of 0.5. Annotators often take a question about how much
//! or how often as open, hence the low figure for facts.

use super::Candidate;
use super::cues::Cue;
use super::view::View;
use crate::taxonomy::name;

/// A cue that was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) cue: Cue,
    pub(super) first: usize,
    pub(super) last: usize,
}

/// What an utterance asks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Question {
    open: bool,
    score: f64,
    confidence: f64,
    /// The word the question begins at.
    first: usize,
}

impl Cue {
    /// Whether it asks, standing at this hit in an utterance with a question mark.
    fn asks(self, view: &View<'_>, hit: &Hit) -> bool {
        match self {
            Self::Open
            | Self::Fact
            | Self::Relative
            | Self::Inverted
            | Self::Invites
            | Self::Wonders
            | Self::WondersWhether => true,
            Self::InvertedNoun | Self::Command => view.starts_clause(hit.first),
            Self::BareOpen | Self::BareFact => view.starts_clause(hit.first) || hit.last + 1 == view.tokens.len(),
            Self::Elided => hit.first <= view.lead,
            Self::Detail | Self::Tag | Self::Habit | Self::Idle => false,
        }
    }

    /// Whether it asks at the start of an utterance without a question mark.
    const fn asks_unmarked(self) -> bool {
        matches!(self, Self::Relative | Self::InvertedNoun) || self.asks_anywhere()
    }

    /// Whether it asks wherever it stands in a text without marks.
    const fn asks_anywhere(self) -> bool {
        matches!(self, Self::Open | Self::Fact | Self::Inverted | Self::Invites)
    }

    const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::BareOpen | Self::Invites | Self::Wonders)
    }

    const fn confidence(self) -> f64 {
        match self {
            Self::Open | Self::Invites => 0.85,
            Self::BareOpen => 0.75,
            Self::Inverted => 0.7,
            _ => UNSEEN,
        }
    }
}

/// For forms too rare to measure.
const UNSEEN: f64 = 0.5;

/// `scaling` tells whether a place on a scale is asked for, which is a fact however it is asked.
pub(super) fn read(view: &View<'_>, hits: &[Hit], scaling: bool) -> Option<Question> {
    let by_tone = Question { open: false, score: 0.65, confidence: UNSEEN, first: 0 };
    let asked =
        read_form(view, hits).or_else(|| (scaling && view.unended && !view.tokens.is_empty()).then_some(by_tone));
    asked.map(|question| Question { open: question.open && !scaling, ..question })
}

fn read_form(view: &View<'_>, hits: &[Hit]) -> Option<Question> {
    if view.lead >= view.tokens.len() || view.exclaimed {
        return None;
    }
    let last = hits.iter().rev().find(|hit| hit.last + 1 == view.tokens.len() && hit.first > 0);
    match last.map(|hit| hit.cue) {
        Some(Cue::Habit) => unmarked(view, hits),
        _ if view.asked => Some(marked(view, hits, last)),
        _ => unmarked(view, hits),
    }
}

/// With a question mark: the first form that opens a clause, else the first at all, else it is only the tone
/// that asks.
fn marked(view: &View<'_>, hits: &[Hit], last: Option<&Hit>) -> Question {
    let mut asking = hits.iter().filter(|hit| hit.cue.asks(view, hit));
    let main = asking.clone().find(|hit| view.starts_clause(hit.first)).or_else(|| asking.next());
    if let Some(Hit { cue, first, .. }) = main {
        let open = cue.is_open() && !wants_detail(*cue, hits);
        let score = if open { 0.95 } else { 0.9 };
        return Question { open, score, confidence: cue.confidence(), first: *first };
    }
    match last {
        Some(Hit { cue: Cue::Tag, .. }) => Question { open: false, score: 0.7, confidence: UNSEEN, first: 0 },
        _ => Question { open: false, score: 0.55, confidence: UNSEEN, first: 0 },
    }
}

/// Without one: by wondering aloud, by what it begins with, or, in text without any mark, by a form inside it.
fn unmarked(view: &View<'_>, hits: &[Hit]) -> Option<Question> {
    let ends = |hit: &Hit| hit.last + 1 == view.tokens.len();
    let wonders = |hit: &&Hit| matches!(hit.cue, Cue::Wonders | Cue::WondersWhether);
    // "Isn't it" tags at the end; at the start it asks.
    let begins = |hit: &&Hit| hit.first <= view.lead && hit.cue != Cue::Habit && !(hit.cue == Cue::Tag && ends(hit));
    let asks_first = |hit: &&Hit| {
        hit.cue.asks_unmarked()
            || view.unended && hit.cue == Cue::Elided && hit.last > hit.first
            || hit.cue == Cue::Tag && hit.last > hit.first + 1
    };
    let first = hits.iter().find(begins).filter(asks_first);
    let inside = || hits.iter().find(|hit| view.unended && hit.cue.asks_anywhere());
    let tags = || hits.iter().find(|hit| view.unended && hit.cue == Cue::Tag && ends(hit) && hit.last > hit.first + 1);
    let main = hits.iter().find(wonders).or(first).or_else(inside).or_else(tags)?;
    let open = main.cue.is_open() && !wants_detail(main.cue, hits);
    let confidence = if main.cue == Cue::Invites { main.cue.confidence() } else { UNSEEN };
    Some(Question { open, score: 0.65, confidence, first: main.first })
}

/// "Can you tell me your name" invites, but to a fact.
fn wants_detail(cue: Cue, hits: &[Hit]) -> bool {
    cue == Cue::Invites && hits.iter().any(|hit| hit.cue == Cue::Detail)
}

impl Question {
    /// The word it begins at.
    pub(super) fn first(&self) -> usize {
        self.first
    }

    pub(super) fn candidate(&self, view: &View<'_>) -> Candidate {
        let behavior = if self.open { name::OPEN_QUESTION } else { name::CLOSED_QUESTION };
        view.candidate(behavior, (self.score, self.confidence), self.first, view.tokens.len() - 1)
    }
}
