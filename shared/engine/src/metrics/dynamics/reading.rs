//! What the account says at the end: six measurements, each with its unit or the reason why there is none.
//!
//! - `talk_share`: own part of all that was said, by time where every turn has its times, else by words
//! - `longest_monologue`: the longest run, in seconds likewise, else in words
//! - `interactivity`: how often the floor came to this group (for the conversation: changed) per minute of the
//!   conversation, else per 100 turns
//! - `patience`: the median pause between another's end and one's own beginning, in seconds
//! - `question_rate`: own questions per hour of the conversation, else per 100 own utterances
//! - `pace`: words per minute of own speech, over the turns that have times
//!
//! What must stay true: the shares of all speakers and of what nobody is named for make one, and the speakers'
//! interactivity makes that of the conversation (each but for rounding).

use super::{Account, Dynamics};
use crate::clock::LONGEST_TALK;
use crate::document::{Metric, MetricGroup};
use crate::metrics::{FEWEST_UTTERANCES, NOT_IN_PROFILE, TOO_FEW, millionths};
use crate::side::Side;

/// Fewer pauses have no middle worth telling.
const FEWEST_GAPS: u64 = 5;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

const NO_TIMES: &str = "no_times";
const NOTHING_SAID: &str = "nothing_said";

/// A value in millionths and its unit, or why there is none.
type Measured = Result<(i64, &'static str), &'static str>;

/// One group's account, if it had a turn, beside that of the conversation.
pub(crate) struct Talk<'d> {
    all: &'d Dynamics,
    own: Option<&'d Account>,
    is_whole: bool,
}

impl Dynamics {
    /// Of everybody together.
    pub(crate) fn conversation(&self) -> Talk<'_> {
        Talk { all: self, own: Some(&self.whole), is_whole: true }
    }

    /// Of the speaker of this ordinal.
    pub(crate) fn speaker(&self, at: usize) -> Talk<'_> {
        Talk { all: self, own: self.speakers.get(at), is_whole: false }
    }

    /// Of the role of this ordinal.
    pub(crate) fn role(&self, at: usize) -> Talk<'_> {
        Talk { all: self, own: self.roles.get(at), is_whole: false }
    }

    fn is_timed(&self) -> bool {
        self.turns > 0 && self.timed == self.turns
    }

    /// Milliseconds from the first beginning to the last end, if all of them are known, it is any time at all, and not
    /// more than a conversation takes.
    fn duration(&self) -> Option<u64> {
        let (first, last) = self.span.filter(|_| self.is_timed())?;
        Some(last - first).filter(|span| (1..=LONGEST_TALK).contains(span)).map(i64::unsigned_abs)
    }

    fn has_exchange(&self) -> Result<(), &'static str> {
        match self.speakers.len() {
            0 => Err("no_speakers"),
            1 => Err("one_speaker"),
            _ => Ok(()),
        }
    }
}

impl Talk<'_> {
    /// Of the conversation: unknown.
    pub(crate) fn side(&self) -> Side {
        self.own.map_or(Side::Unknown, |own| own.side)
    }

    /// `asks` tells whether questions were looked for.
    pub(crate) fn group(&self, asks: bool) -> MetricGroup {
        let Some(own) = self.own else { return MetricGroup::new() };
        let metrics = [
            ("interactivity", self.interactivity(own)),
            ("longest_monologue", self.longest_monologue(own)),
            ("pace", pace(own)),
            ("patience", self.patience(own)),
            ("question_rate", if asks { self.question_rate(own) } else { Err(NOT_IN_PROFILE) }),
            ("talk_share", self.talk_share(own)),
        ];
        metrics.into_iter().map(|(name, measured)| (name.into(), measurement(measured))).collect()
    }

    fn talk_share(&self, own: &Account) -> Measured {
        if self.is_whole {
            return Err("whole_conversation");
        }
        self.all.has_exchange()?;
        let all = &self.all.whole;
        enough(all)?;
        let by_time =
            || millionths(own.said.milliseconds, 1, all.said.milliseconds).map(|share| (share, "share_of_time"));
        let by_words = || millionths(own.said.words, 1, all.said.words).map(|share| (share, "share_of_words"));
        self.all.is_timed().then(by_time).flatten().or_else(by_words).ok_or(NOTHING_SAID)
    }

    fn longest_monologue(&self, own: &Account) -> Measured {
        if self.all.speakers.is_empty() {
            return Err("no_speakers");
        }
        enough(&self.all.whole)?;
        let (length, unit) = match self.all.duration() {
            Some(_) => (millionths(own.longest.milliseconds, 1, 1_000), "seconds"),
            None => (millionths(own.longest.words, 1, 1), "words"),
        };
        length.filter(|length| *length > 0).map(|length| (length, unit)).ok_or(NOTHING_SAID)
    }

    fn interactivity(&self, own: &Account) -> Measured {
        self.all.has_exchange()?;
        enough(&self.all.whole)?;
        let (rate, unit) = match self.all.duration() {
            Some(duration) => (millionths(own.taken, MINUTE, duration), "per_minute"),
            None => (millionths(own.taken, 100, self.all.turns), "per_100_turns"),
        };
        rate.map(|rate| (rate, unit)).ok_or(NOTHING_SAID)
    }

    fn patience(&self, own: &Account) -> Measured {
        self.all.has_exchange()?;
        if self.all.timed == 0 {
            return Err(NO_TIMES);
        }
        let median = own.gaps.median().filter(|_| own.gaps.count() >= FEWEST_GAPS);
        median.map(|milliseconds| (milliseconds * 1_000, "seconds")).ok_or("too_few_gaps")
    }

    fn question_rate(&self, own: &Account) -> Measured {
        enough(own)?;
        let (rate, unit) = match self.all.duration() {
            Some(duration) => (millionths(own.questions, HOUR, duration), "per_hour"),
            None => (millionths(own.questions, 100, own.utterances), "per_100_utterances"),
        };
        rate.map(|rate| (rate, unit)).ok_or(NOTHING_SAID)
    }
}

fn pace(own: &Account) -> Measured {
    enough(own)?;
    millionths(own.timed_words, MINUTE, own.said.milliseconds).map(|pace| (pace, "words_per_minute")).ok_or(NO_TIMES)
}

fn enough(account: &Account) -> Result<(), &'static str> {
    if account.utterances < FEWEST_UTTERANCES { Err(TOO_FEW) } else { Ok(()) }
}

fn measurement(measured: Measured) -> Metric {
    match measured {
        Ok((value, unit)) => Metric {
            value: Some(value),
            unit: Some(unit.into()),
            reason: Some("measurement_only".into()),
            ..Metric::default()
        },
        Err(reason) => crate::metrics::none(reason),
    }
}
