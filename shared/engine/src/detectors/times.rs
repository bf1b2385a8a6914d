//! Where in the conversation a turn is.

use super::evidence::Moment;
use crate::place::Span;
use crate::reduce::Said;

/// How far the conversation is.
#[derive(Debug, Default)]
pub(super) struct Times {
    /// Heard so far.
    pub(super) turns: u64,
    first: Option<i64>,
    latest: Option<i64>,
}

impl Times {
    pub(super) fn hear(&mut self, said: &Said<'_>) {
        self.turns += 1;
        self.first = self.first.or(said.begins);
        self.latest = self.latest.max(said.begins).max(said.ends);
    }

    pub(super) fn is_first(&self, span: Span, moment: &Moment) -> bool {
        match span {
            Span::Turns(turns) => moment.position < u64::from(turns),
            Span::Millis(millis) => {
                moment.begins.zip(self.first).is_some_and(|(begins, first)| begins.saturating_sub(first) < millis)
            }
        }
    }

    /// Once all turns were heard.
    pub(super) fn is_last(&self, span: Span, moment: &Moment) -> bool {
        match span {
            Span::Turns(turns) => self.turns - moment.position <= u64::from(turns),
            Span::Millis(millis) => {
                moment.begins.zip(self.latest).is_some_and(|(begins, latest)| latest.saturating_sub(begins) < millis)
            }
        }
    }
}
