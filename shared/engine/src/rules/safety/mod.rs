//! Safety: profanity, insult, and talk of harm with its severity.
//!
//! Words of harm are phrases (in the files of their behaviors) or are put together from single words; what stands
//! around them decides how severe they are, in our own terms:
//! 1 passive, past, or about somebody else; 2 thoughts, or going on; 3 a plan, means or a time; 4 intent, or now.
//!
//! What must stay true: a denial, a helper's question and a way of speaking show nothing; whatever else could be
//! meant shows at least level 1. Nothing here says what somebody has, only what was heard.

mod abuse;
mod insult;
mod medical;
mod profanity;
mod scope;
mod self_harm;
mod substance;
mod suicide;
mod talk;
mod threat;

use super::view::View;
use super::{Candidate, LIKELY, PLAIN, offer};
use crate::taxonomy::{Name, name};
use crate::words::Token;

use scope::{
    ATTACK, DAY, DRINK, Doer, FORCE, GRAVE, HITS, IF, MEANS, MEDICINE, NOW, SAYS, SELF, SOON, STILL, Set, TAKES, WILL,
    WISH,
};

pub(super) use insult::RULES as INSULTS;
pub(super) use profanity::{RULES as PROFANITIES, SWEARING, swear_words};
pub(super) use scope::Lexicon;
pub(super) use talk::{INTENDED, TELLS, Tell, Themes, asked, bit, theme};

pub(super) const ALARMS: [&[Alarm]; 6] =
    [suicide::ALARMS, self_harm::ALARMS, threat::ALARMS, substance::ALARMS, abuse::ALARMS, medical::ALARMS];

/// What puts the whole utterance into the past.
pub(super) const PAST: &[&str] = &[
    "used to",
    "year|years|decades|months ago|back",
    "last year|summer|winter|spring|autumn",
    "when i was|were a|an|at|in|younger|small|little|young|about|fifteen|sixteen|seventeen|eighteen|twenty|thirteen|fourteen|twelve|eleven|ten|nine",
    "when we were",
    "back in|then|when",
    "as a child|kid|teenager|boy|girl|teen|student",
    "in my teens|twenties|thirties|youth|childhood|day",
    "at|in boarding|primary|secondary|high school",
    "in nineteen|twenty|ninety|eighty|seventy",
    "in 1985|1990|1995|1998|1999|2000|2005|2008|2009|2010|2011|2012|2014|2015|2016|2017|2018|2019|2020",
    "a long time ago",
    "growing up",
    "once tried|took|cut|thought|wanted",
];

/// Whose harm a phrase tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// To be seen from the words before it.
    Open,
    /// The speaker's, unless quoted.
    Own,
    /// Somebody else's.
    Told,
    /// Whoever's it is, it is as severe.
    Felt,
    /// Done to the speaker or another by somebody told of.
    Done,
    /// Nobody's: a way of speaking, or another sense. Keeps shorter phrases within it from counting.
    Idiom,
}

/// Phrases of harm.
pub(super) struct Alarm {
    pub(super) behavior: Name,
    level: u8,
    voice: Voice,
    /// Only where a clause ends after it.
    closing: bool,
    pub(super) patterns: &'static [&'static str],
}

impl Alarm {
    const fn new(behavior: Name, level: u8, voice: Voice, patterns: &'static [&'static str]) -> Self {
        Self { behavior, level, voice, closing: false, patterns }
    }

    const fn closing(self) -> Self {
        Self { closing: true, ..self }
    }

    /// Whether the phrase counts where it was found.
    pub(super) fn fits(&self, lexicon: &Lexicon, tokens: &[Token], last: usize) -> bool {
        let ends = || tokens.get(last + 1).is_none_or(|next| next.after_mark || lexicon.of(next) & (NOW | IF) != 0);
        !self.closing || ends()
    }
}

/// An alarm's phrase where it stands.
#[derive(Clone, Copy)]
pub(super) struct Hit {
    pub(super) alarm: &'static Alarm,
    pub(super) first: usize,
    pub(super) last: usize,
}

/// Harm that was found, with how severe it is.
#[derive(Clone, Copy)]
struct Found {
    behavior: Name,
    level: u8,
    first: usize,
    last: usize,
}

/// Adds what an utterance tells of harm. `past` is whether something puts it into the past.
pub(super) fn read(lexicon: &Lexicon, view: &View<'_>, hits: &[Hit], past: bool, out: &mut Vec<Candidate>) {
    let tokens = view.tokens;
    let all = lexicon.all(tokens);
    let scene = Scene { lexicon, tokens, all, past: past && all & STILL == 0, asked: view.asked };
    let mut show = |found: Found| {
        let rated = if found.level > 1 { PLAIN } else { LIKELY };
        let candidate = view.candidate(found.behavior, rated, found.first, found.last);
        offer(out, Candidate { severity: found.level, ..candidate });
    };
    hits.iter().filter_map(|hit| scene.weigh(hit)).for_each(&mut show);
    let idiom = |behavior| hits.iter().any(|hit| hit.alarm.voice == Voice::Idiom && hit.alarm.behavior == behavior);
    if all & (ATTACK | FORCE) != 0 && !idiom(name::THREAT) {
        threat::read(lexicon, tokens).into_iter().for_each(&mut show);
    }
    if all & HITS != 0 && !view.asked && !idiom(name::ABUSE_DISCLOSURE) {
        abuse::read(lexicon, tokens).map(|found| scene.at_its_time(found)).into_iter().for_each(&mut show);
    }
    if all & MEDICINE != 0 && all & (DRINK | TAKES) != 0 && !view.asked {
        substance::read(lexicon, tokens).map(|found| scene.at_its_time(found)).into_iter().for_each(&mut show);
    }
}

/// An utterance, as far as it bears on the harm told of in it.
struct Scene<'u> {
    lexicon: &'u Lexicon,
    tokens: &'u [Token],
    /// The classes of all its words.
    all: Set,
    past: bool,
    asked: bool,
}

impl Scene<'_> {
    /// What a phrase comes to here, if anything.
    fn weigh(&self, hit: &Hit) -> Option<Found> {
        let Hit { alarm, first, last } = *hit;
        if alarm.voice == Voice::Idiom || scope::is_denied(self.lexicon, self.tokens, first) {
            return None;
        }
        let doer = scope::doer(self.lexicon, self.tokens, first);
        let open = matches!(alarm.voice, Voice::Open | Voice::Felt);
        if alarm.voice == Voice::Done && (doer != Doer::Other || self.asked) {
            return None;
        }
        let addressed = doer == Doer::Listener && alarm.behavior != name::THREAT;
        if open && addressed || self.asked && alarm.voice == Voice::Felt && self.all & SELF == 0 {
            return None;
        }
        let found = |level| Found { behavior: alarm.behavior, level, first, last };
        match (alarm.voice, doer) {
            (Voice::Felt, _) if alarm.behavior == name::MEDICAL_EMERGENCY && self.is_supposed(first) => None,
            (Voice::Felt, Doer::Other) if scope::is_quoting(self.lexicon, self.tokens, first) => Some(found(1)),
            (Voice::Felt | Voice::Done, _) => Some(self.at_its_time(found(alarm.level))),
            (Voice::Own, _) if !self.past && !scope::is_quoting(self.lexicon, self.tokens, first) => {
                Some(found(self.raised(alarm, first)))
            }
            (Voice::Open, Doer::Speaker) if !self.past => Some(found(self.raised(alarm, first))),
            _ => Some(found(1)),
        }
    }

    /// "If he ever turns blue, call": nothing has happened.
    fn is_supposed(&self, first: usize) -> bool {
        self.lexicon.any(&self.tokens[first.saturating_sub(6)..first], IF)
    }

    /// What is past is level 1; what was on some day, no emergency any more.
    fn at_its_time(&self, found: Found) -> Found {
        let level = match found.level {
            _ if self.past => 1,
            4 if found.behavior == name::MEDICAL_EMERGENCY && self.all & DAY != 0 => 3,
            level => level,
        };
        Found { level, ..found }
    }

    /// What else was said of plan, means and time.
    fn raised(&self, alarm: &Alarm, first: usize) -> u8 {
        let level = alarm.level;
        if level < 2 {
            return level;
        }
        let before = self.lexicon.all(&self.tokens[first.saturating_sub(4)..first]);
        let meant = before & WILL != 0 && before & (WISH | SAYS) == 0;
        let planned = self.all & (MEANS | SOON | DAY | GRAVE) != 0;
        let conditional = self.all & IF != 0;
        match alarm.behavior {
            name::SUICIDAL_IDEATION if meant && !conditional || self.all & NOW != 0 => 4,
            name::SUICIDAL_IDEATION if meant || planned => level.max(3),
            name::SELF_HARM if self.all & NOW != 0 && before & (WILL | WISH) != 0 => 4,
            name::SELF_HARM if planned => level.max(3),
            name::THREAT => threat::raised(level, self.all),
            _ => level,
        }
    }
}
