//! Where in a conversation something is looked for.
//!
//! Turns and times are always those of the whole conversation, also where only one speaker's turns are looked at: the
//! first ten turns are the same ten for everybody.
//!
//! What must stay true: every span is bounded, since what lies in the last of them must be kept until the end.

/// A stretch of the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Span {
    /// Talk turns, 1 to [`Span::MOST_TURNS`].
    Turns(u32),
    /// Milliseconds, 1 to [`Span::MOST_MILLIS`]; needs turns that say when they begin.
    Millis(i64),
}

impl Span {
    pub const MOST_TURNS: u32 = 200;
    /// Ten minutes.
    pub const MOST_MILLIS: i64 = 600_000;

    /// Whether it is longer than nothing and within the bounds.
    pub const fn is_bounded(self) -> bool {
        match self {
            Self::Turns(turns) => turns > 0 && turns <= Self::MOST_TURNS,
            Self::Millis(millis) => millis > 0 && millis <= Self::MOST_MILLIS,
        }
    }
}

/// The part of the conversation that counts. Turns that begin within the span belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    First(Span),
    /// By time, at most the last 1,000 turns.
    Last(Span),
}

impl Place {
    pub const fn span(self) -> Span {
        match self {
            Self::First(span) | Self::Last(span) => span,
        }
    }
}
