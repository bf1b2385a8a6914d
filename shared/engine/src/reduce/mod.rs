//! The reduce step: detections to analytics.
//!
//! What must stay true: sums are of integers and in the order of turns, so the result is the same however the
//! turns were cut into blocks; memory is bounded by the number of speakers, whatever the length.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use model::limits::MAX_SPEAKERS;
use model::{Speaker, TalkTurn};

use crate::course::{self, Course, Cuts};
use crate::detectors::{Detectors, Scope};
use crate::document::{
    Analytics, BehaviorName, Extended, Group, Lists, Part, RoleAnalytics, Sentiment, SpeakerAnalytics, TurnDetections,
    rounded,
};
use crate::language::Spoken;
use crate::metrics::{self, Counted, Dynamics, Talk};
use crate::profile::Names;
use crate::side::Side;
use crate::synchrony::Synchrony;
use crate::taxonomy::{Name, name};
use crate::topics::Topics;
use crate::{Options, Profile};

mod said;

pub(crate) use said::{Said, Word, add_lower, hash_of, times, words_in, words_of};

const NOT_IN_PROFILE: &str = "not_in_profile";

/// Ten-thousandths; what is as far below zero or nearer to it is neutral.
const PLEASANT: i64 = 2_000;

/// More than [`MAX_SPEAKERS`] distinct speakers in one conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManySpeakers;

impl std::fmt::Display for TooManySpeakers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "more than {MAX_SPEAKERS} distinct speakers")
    }
}

impl std::error::Error for TooManySpeakers {}

/// Adds turns up, in their order.
pub struct Reducer {
    profile: Arc<Profile>,
    metadata: Vec<(String, String)>,
    /// Whether any behavior is looked for.
    looks_for_behaviors: bool,
    conversation: Tally,
    speakers: Vec<Voice>,
    speaker_index: HashMap<Speaker, usize>,
    /// Who spoke last, and who before them.
    latest: [usize; 2],
    roles: Vec<(String, Tally)>,
    role_index: HashMap<String, usize>,
    course: Course,
    times: course::Talk,
    cuts: Cuts,
    spoken: Spoken,
    /// `None` where the profile looks for neither topics nor behaviors.
    topics: Option<Topics>,
    synchrony: Synchrony,
    words: Vec<Word>,
    dynamics: Dynamics,
    detectors: Detectors,
}

/// Somebody who spoke.
struct Voice {
    speaker: Speaker,
    role: Option<usize>,
    side: Side,
    tally: Tally,
}

struct Tally {
    utterances: u64,
    talk_turns: u64,
    /// By name.
    behaviors: [u64; Name::COUNT],
    /// Those whose name is not of this build.
    unknown: BTreeMap<BehaviorName, u64>,
    /// Ten-thousandths.
    sentiment: i64,
    positive: u64,
    negative: u64,
}

impl Reducer {
    pub fn new() -> Self {
        Self::of(&Options::default())
    }

    /// For detections made with these options.
    pub fn of(options: &Options) -> Self {
        let Options { profile, metadata, .. } = options.clone();
        let in_force = profile.in_conversation(&metadata);
        let looks_for_behaviors = !in_force.of_anyone().is_empty();
        let has_topics = looks_for_behaviors || !profile.topics().is_empty();
        let topics = has_topics.then(|| Topics::new(profile.topics()));
        let detectors = Detectors::new(profile.plan().clone(), |detector| in_force.looks_for(detector));
        Self {
            profile,
            metadata,
            looks_for_behaviors,
            topics,
            conversation: Tally::default(),
            speakers: Vec::new(),
            speaker_index: HashMap::new(),
            latest: [0; 2],
            roles: Vec::new(),
            role_index: HashMap::new(),
            course: Course::default(),
            times: course::Talk::default(),
            cuts: Cuts::default(),
            spoken: Spoken::default(),
            synchrony: Synchrony::default(),
            words: Vec::new(),
            dynamics: Dynamics::default(),
            detectors,
        }
    }

    /// Takes the next turns and what was detected in them, one for one.
    pub fn add(&mut self, turns: &[TalkTurn], detections: &[TurnDetections]) -> Result<(), TooManySpeakers> {
        assert_eq!(turns.len(), detections.len(), "detections belong to these turns");
        let mut words = std::mem::take(&mut self.words);
        for (turn, found) in turns.iter().zip(detections) {
            let named = turn.speaker.as_ref().filter(|speaker| speaker.id.is_some() || speaker.role.is_some());
            let speaker = named.map(|speaker| self.speaker(speaker)).transpose()?;
            let voice = speaker.map(|at| &self.speakers[at]);
            let (role, side) = voice.map_or((None, Side::Unknown), |voice| (voice.role, voice.side));
            let (begins, ends) = times(turn);
            words_of(&turn.input, &mut words);
            self.hear(&Said { turn, found, speaker, role, side, begins, ends, words: &words });
        }
        self.words = words;
        Ok(())
    }

    pub fn finish(self) -> Analytics {
        let Self { profile, metadata, conversation, speakers, roles, dynamics, course, times, cuts, .. } = self;
        let Self { spoken, topics, synchrony, detectors, .. } = self;
        let in_force = profile.in_conversation(&metadata);
        let active = |speaker: &Speaker| in_force.of(Some(speaker), Side::of(Some(speaker)));
        let mut extended = Extended {
            sentiment: course.finish(),
            time: times.finish(),
            interruptions: cuts.finish(in_force.of_anyone().contains(name::INTERRUPTING)),
            language: spoken.finish(),
            categories: Vec::new(),
            topics: topics.map_or_else(|| Part::none(NOT_IN_PROFILE), |topics| Part::of(topics.finish())),
        };
        let speakers = speakers.into_iter().enumerate();
        let speakers = speakers.map(|(at, Voice { speaker, tally, .. })| SpeakerAnalytics {
            group: tally.group(&profile, active(&speaker), &dynamics.speaker(at)),
            id: speaker.id,
            role: speaker.role,
        });
        let roles = roles.into_iter().enumerate();
        let roles = roles.map(|(at, (role, tally))| {
            let speaker = Speaker { id: None, role: Some(role.clone()) };
            RoleAnalytics { role, group: tally.group(&profile, active(&speaker), &dynamics.role(at)) }
        });
        let (mut speakers, mut roles): (Vec<_>, Vec<_>) = (speakers.collect(), roles.collect());
        let mut conversation = conversation.group(&profile, in_force.of_anyone(), &dynamics.conversation());
        let leads = only_professional(&roles);
        let detected = detectors.finish(|scope, measure| {
            measure.read(match scope {
                // What is held against a bound is what the professional does, where it is clear who that is.
                Scope::Conversation => leads.map_or(&conversation.metrics, |at| &roles[at].group.metrics),
                Scope::Role(at) => &roles[at].group.metrics,
                Scope::Speaker(at) => &speakers[at].group.metrics,
            })
        });
        conversation.lists = detected.conversation;
        for (role, lists) in roles.iter_mut().zip(detected.roles) {
            role.group.lists = lists;
        }
        for (speaker, lists) in speakers.iter_mut().zip(detected.speakers) {
            speaker.group.lists = lists;
        }
        extended.categories = detected.categories;
        Analytics { speakers, roles, conversation, synchrony: synchrony.finish(), extended }
    }

    fn hear(&mut self, said: &Said<'_>) {
        self.dynamics.add(said);
        self.conversation.add(said.found);
        self.course.add(said);
        self.times.add(said);
        self.cuts.add(said);
        self.spoken.add(said);
        if let Some(topics) = &mut self.topics {
            topics.add(said);
        }
        if self.looks_for_behaviors {
            self.synchrony.add(said);
        }
        self.detectors.add(said);
        if let Some(at) = said.speaker {
            self.speakers[at].tally.add(said.found);
        }
        if let Some(at) = said.role {
            self.roles[at].1.add(said.found);
        }
    }

    fn speaker(&mut self, speaker: &Speaker) -> Result<usize, TooManySpeakers> {
        let is_it = |at: &usize| self.speakers.get(*at).is_some_and(|voice| voice.speaker == *speaker);
        if let Some(at) = self.latest.into_iter().rev().find(is_it) {
            self.latest = [self.latest[1], at];
            return Ok(at);
        }
        let known = self.speaker_index.get(speaker).copied();
        let at = known.map_or_else(|| self.meet(speaker), Ok)?;
        self.latest = [self.latest[1], at];
        Ok(at)
    }

    fn meet(&mut self, speaker: &Speaker) -> Result<usize, TooManySpeakers> {
        let at = self.speakers.len();
        if at == MAX_SPEAKERS {
            return Err(TooManySpeakers);
        }
        let role = speaker.role.as_deref().map(|role| self.role(role));
        let (side, tally) = (Side::of(Some(speaker)), Tally::default());
        self.speakers.push(Voice { speaker: speaker.clone(), role, side, tally });
        self.speaker_index.insert(speaker.clone(), at);
        Ok(at)
    }

    fn role(&mut self, role: &str) -> usize {
        if let Some(at) = self.role_index.get(role) {
            return *at;
        }
        let at = self.roles.len();
        self.roles.push((role.to_owned(), Tally::default()));
        self.role_index.insert(role.to_owned(), at);
        at
    }
}

/// The position of the one role that is on the professional side.
fn only_professional(roles: &[RoleAnalytics]) -> Option<usize> {
    let side = |role: &RoleAnalytics| Side::of(Some(&Speaker { id: None, role: Some(role.role.clone()) }));
    let mut professionals = (0..roles.len()).filter(|at| side(&roles[*at]) == Side::Professional);
    professionals.next().filter(|_| professionals.next().is_none())
}

impl Default for Reducer {
    fn default() -> Self {
        Self::new()
    }
}

impl Default for Tally {
    fn default() -> Self {
        let (behaviors, unknown) = ([0; Name::COUNT], BTreeMap::new());
        Self { utterances: 0, talk_turns: 0, behaviors, unknown, sentiment: 0, positive: 0, negative: 0 }
    }
}

impl Tally {
    fn add(&mut self, turn: &TurnDetections) {
        self.talk_turns += 1;
        for utterance in &turn.utterances {
            self.utterances += 1;
            self.feel(utterance.ten_thousandths());
            for detection in &utterance.detections {
                match Name::of(&detection.behavior) {
                    Some(name) => self.behaviors[name.index()] += 1,
                    None => *self.unknown.entry(detection.behavior.clone()).or_default() += 1,
                }
            }
        }
    }

    fn feel(&mut self, ten_thousandths: i64) {
        self.sentiment += ten_thousandths;
        self.positive += u64::from(ten_thousandths >= PLEASANT);
        self.negative += u64::from(ten_thousandths < -PLEASANT);
    }

    fn group(mut self, profile: &Profile, active: Names, talk: &Talk<'_>) -> Group {
        let known = Name::all().zip(self.behaviors).filter(|(_, count)| *count > 0);
        let mut behaviors = std::mem::take(&mut self.unknown);
        behaviors.extend(known.map(|(name, count)| (BehaviorName::from(name.as_str()), count)));
        let counted = Counted { behaviors: &behaviors, utterances: self.utterances, side: talk.side(), active };
        let metrics = metrics::metrics(profile.weights(), counted, talk);
        #[expect(clippy::cast_precision_loss, reason = "no conversation has 2⁵² utterances")]
        let frequency = |count: u64| count as f64 / self.utterances as f64;
        Group {
            utterance_count: self.utterances,
            talk_turn_count: self.talk_turns,
            frequencies: behaviors.iter().map(|(name, count)| (name.clone(), frequency(*count))).collect(),
            metrics,
            sentiment: self.sentiment(),
            lists: Lists::default(),
            behavior_counts: behaviors,
        }
    }

    fn sentiment(&self) -> Option<Sentiment> {
        let count = i64::try_from(self.utterances).expect("no conversation has 2⁶³ utterances");
        (count > 0).then(|| Sentiment {
            mean: rounded(self.sentiment, count),
            positive: self.positive,
            neutral: self.utterances - self.positive - self.negative,
            negative: self.negative,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Utterance;

    fn turn(id: Option<&str>, role: Option<&str>) -> TalkTurn {
        let own = |name: Option<&str>| name.map(ToOwned::to_owned);
        TalkTurn { speaker: Some(Speaker { id: own(id), role: own(role) }), ..TalkTurn::default() }
    }

    fn felt(sentiments: &[f64]) -> TurnDetections {
        let utterance = |sentiment: &f64| Utterance { start: 0, end: 1, sentiment: *sentiment, detections: Vec::new() };
        TurnDetections { utterances: sentiments.iter().map(utterance).collect(), ..TurnDetections::default() }
    }

    #[test]
    fn speakers_are_told_apart_by_id_and_role_and_roles_by_name() {
        let turns = [
            turn(Some("x"), Some("client")),
            turn(Some("x"), Some("coach")),
            turn(None, Some("client")),
            turn(None, None),
            TalkTurn::default(),
            turn(Some("x"), Some("client")),
        ];
        let mut reducer = Reducer::new();
        reducer.add(&turns, &vec![felt(&[0.0]); turns.len()]).expect("few speakers");
        let analytics = reducer.finish();
        let speakers: Vec<_> =
            analytics.speakers.iter().map(|s| (s.id.as_deref(), s.role.as_deref(), s.group.talk_turn_count)).collect();
        let x = Some("x");
        assert_eq!(speakers, [(x, Some("client"), 2), (x, Some("coach"), 1), (None, Some("client"), 1)]);
        let roles: Vec<_> = analytics.roles.iter().map(|r| (r.role.as_str(), r.group.talk_turn_count)).collect();
        assert_eq!(roles, [("client", 3), ("coach", 1)]);
        assert_eq!(analytics.conversation.talk_turn_count, 6);
    }

    #[test]
    fn an_empty_turn_is_a_talk_turn_without_utterances() {
        let mut reducer = Reducer::new();
        reducer.add(&[TalkTurn::default()], &[felt(&[])]).expect("no speakers");
        let whole = reducer.finish().conversation;
        assert_eq!((whole.talk_turn_count, whole.utterance_count, whole.sentiment), (1, 0, None));
    }

    #[test]
    fn sentiment_is_cut_at_two_tenths_and_its_mean_rounded_half_away() {
        let mut reducer = Reducer::new();
        reducer.add(&[TalkTurn::default()], &[felt(&[0.2, 0.1999, -0.2, -0.2001])]).expect("no speakers");
        let sentiment = reducer.finish().conversation.sentiment;
        assert_eq!(sentiment, Some(Sentiment { mean: -1, positive: 1, neutral: 2, negative: 1 }));
    }

    #[test]
    fn one_speaker_too_many_is_an_error() {
        let mut reducer = Reducer::new();
        for at in 0..MAX_SPEAKERS {
            reducer.add(&[turn(Some(&at.to_string()), None)], &[felt(&[])]).expect("not too many yet");
        }
        reducer.add(&[turn(Some("0"), None)], &[felt(&[])]).expect("an old acquaintance");
        assert_eq!(reducer.add(&[turn(Some("new"), None)], &[felt(&[])]), Err(TooManySpeakers));
    }
}
