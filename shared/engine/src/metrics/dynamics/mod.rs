//! Who speaks how long, how the floor changes, and how soon somebody answers.
//!
//! A *run* is an unbroken row of one speaker's turns. The floor changes when the next turn is another speaker's; a turn
//! that names nobody ends a run, and nobody took the floor from it or gave it. A turn without a word is passed over.
//!
//! What must stay true: whole numbers, added up in the order of turns; memory follows the number of speakers only
//! (at most 0.7 kB each, see [`gaps`]). Times are used as they are: a turn that begins before the last one ended leaves
//! no pause, and one that lasts over a day has no times. Where they span more than thirty days, there is no telling how
//! long the conversation was.
//! Deliberately absent: times that were guessed. Where one turn lacks its times, whatever needs all of them is said in
//! words, or in turns, and its unit tells.

mod gaps;
mod reading;

use crate::clock::LONGEST_TURN;
use crate::document::Utterance;
use crate::reduce::Said;
use crate::side::Side;
use gaps::Gaps;

pub(crate) use reading::Talk;

/// One conversation's account, turn by turn.
#[derive(Default)]
pub(crate) struct Dynamics {
    whole: Account,
    speakers: Vec<Account>,
    roles: Vec<Account>,
    /// Turns with a word in them.
    turns: u64,
    /// Those of them with both times.
    timed: u64,
    /// The earliest beginning and the latest end, in milliseconds.
    span: Option<(i64, i64)>,
    floor: Option<Floor>,
}

/// Who spoke last.
struct Floor {
    speaker: usize,
    run: Length,
    ends: Option<i64>,
}

/// How much was said.
#[derive(Clone, Copy, Default)]
struct Length {
    words: u64,
    milliseconds: u64,
}

/// What one speaker, one role, or everybody had of the conversation.
#[derive(Default)]
struct Account {
    side: Side,
    utterances: u64,
    questions: u64,
    said: Length,
    /// Words of turns that have times.
    timed_words: u64,
    /// The most of each in one run.
    longest: Length,
    /// How often the floor came to it.
    taken: u64,
    gaps: Gaps,
}

impl Dynamics {
    /// Takes the next turn.
    pub(crate) fn add(&mut self, said: &Said<'_>) {
        let lasted = said.begins.zip(said.ends).filter(|(begins, ends)| (0..=LONGEST_TURN).contains(&(ends - begins)));
        let speaks = !said.words.is_empty();
        if speaks {
            self.turns += 1;
            self.timed += u64::from(lasted.is_some());
        }
        if let Some((begins, ends)) = lasted.filter(|_| speaks) {
            let (first, last) = self.span.unwrap_or((begins, ends));
            self.span = Some((first.min(begins), last.max(ends)));
        }
        let length = Length {
            words: said.words.len() as u64,
            milliseconds: lasted.map_or(0, |(begins, ends)| ends.abs_diff(begins)),
        };
        let (mut gap, mut run, mut takes) = (None, None, false);
        if speaks {
            (gap, run, takes) = self.hand_over(said, length);
        }
        let utterances = said.found.utterances.len() as u64;
        let questions = said.found.utterances.iter().map(|utterance| u64::from(asks(utterance))).sum::<u64>();
        let speaker = said.speaker.map(|at| (at_of(&mut self.speakers, at), said.side));
        let role = said.role.map(|at| (at_of(&mut self.roles, at), said.side));
        for (account, side) in [Some((&mut self.whole, Side::Unknown)), speaker, role].into_iter().flatten() {
            account.side = side;
            account.utterances += utterances;
            account.questions += questions;
            account.said.extend(length);
            account.timed_words += if lasted.is_some() { length.words } else { 0 };
            account.taken += u64::from(takes);
            if let Some(run) = run {
                account.longest = account.longest.most(run);
            }
            if let Some(gap) = gap {
                account.gaps.add(gap);
            }
        }
    }

    /// The floor goes to who speaks now: the pause before it if another had it, the run so far, and whether it changed.
    fn hand_over(&mut self, said: &Said<'_>, length: Length) -> (Option<i64>, Option<Length>, bool) {
        let before = self.floor.take();
        let Some(speaker) = said.speaker else { return (None, None, false) };
        let takes = before.as_ref().is_some_and(|floor| floor.speaker != speaker);
        let mut run = before.as_ref().filter(|_| !takes).map_or(Length::default(), |floor| floor.run);
        run.extend(length);
        let gap = before.filter(|_| takes).and_then(|floor| Some(said.begins? - floor.ends?));
        self.floor = Some(Floor { speaker, run, ends: said.ends });
        (gap, Some(run), takes)
    }
}

fn at_of(accounts: &mut Vec<Account>, at: usize) -> &mut Account {
    if accounts.len() <= at {
        accounts.resize_with(at + 1, Account::default);
    }
    &mut accounts[at]
}

impl Length {
    fn extend(&mut self, by: Self) {
        self.words += by.words;
        self.milliseconds += by.milliseconds;
    }

    fn most(self, other: Self) -> Self {
        Self { words: self.words.max(other.words), milliseconds: self.milliseconds.max(other.milliseconds) }
    }
}

/// Whether something is asked, once however many kinds of question it is.
fn asks(utterance: &Utterance) -> bool {
    utterance.detections.iter().any(|detection| is_question(&detection.behavior))
}

/// All questions but those on top of another one.
fn is_question(behavior: &str) -> bool {
    behavior.ends_with(" question") || behavior == "check for understanding"
}

#[cfg(test)]
mod tests {
    use model::TalkTurn;

    use super::*;
    use crate::document::{Detection, Metric, Source, TurnDetections};
    use crate::reduce::Word;

    /// Speaker, seconds of beginning and end, words, questions.
    type Told = (Option<usize>, Option<(i64, i64)>, usize, usize);

    fn utterance(asks: bool) -> Utterance {
        let asked = ["open question", "stacked questions"].map(|behavior| Detection {
            behavior: behavior.into(),
            score: 1.0,
            confidence: 1.0,
            severity: 0,
            start: 0,
            end: 1,
            source: Source::Rule,
        });
        let detections = asked.into_iter().filter(|_| asks).collect();
        Utterance { start: 0, end: 1, sentiment: 0.0, detections }
    }

    /// Turns of two utterances; speakers of an even ordinal are professionals and the first role.
    fn heard(turns: &[Told]) -> Dynamics {
        let mut dynamics = Dynamics::default();
        for (speaker, times, words, questions) in turns {
            let utterances = (0..2).map(|at| utterance(at < *questions)).collect();
            dynamics.add(&Said {
                turn: &TalkTurn::default(),
                found: &TurnDetections { utterances, ..TurnDetections::default() },
                speaker: *speaker,
                role: speaker.map(|at| at % 2),
                side: speaker.map_or(Side::Unknown, |at| if at % 2 == 0 { Side::Professional } else { Side::Client }),
                begins: times.map(|(begins, _)| begins * 1_000),
                ends: times.map(|(_, ends)| ends * 1_000),
                words: &vec![Word { hash: 0, start: 0, end: 1 }; *words],
            });
        }
        dynamics
    }

    fn told(talk: &Talk<'_>, metric: &str) -> (Option<i64>, String) {
        let Metric { value, unit, reason, score, contributions } = talk.group(true).remove(metric).expect("a metric");
        assert!(score.is_none() && contributions.is_empty());
        assert_eq!(unit.is_some(), reason.as_deref() == Some("measurement_only"));
        (value, unit.or(reason).expect("one of them").into_owned())
    }

    fn is(millionths: i64, unit: &str) -> (Option<i64>, String) {
        (Some(millionths), unit.to_owned())
    }

    fn no(reason: &str) -> (Option<i64>, String) {
        (None, reason.to_owned())
    }

    const A: Option<usize> = Some(0);
    const B: Option<usize> = Some(1);

    #[test]
    fn with_times_everything_is_said_in_time() {
        let dynamics = heard(&[
            (A, Some((0, 10)), 20, 1),
            (A, Some((12, 18)), 10, 2),
            (B, Some((20, 30)), 40, 0),
            (A, Some((29, 33)), 6, 0),
            (B, Some((33, 60)), 30, 1),
        ]);
        let (a, b, all) = (dynamics.speaker(0), dynamics.speaker(1), dynamics.conversation());
        assert_eq!(told(&a, "talk_share"), is(350_877, "share_of_time"));
        assert_eq!(told(&b, "talk_share"), is(649_123, "share_of_time"));
        assert_eq!(told(&all, "talk_share"), no("whole_conversation"));
        assert_eq!(told(&a, "longest_monologue"), is(16_000_000, "seconds"));
        assert_eq!(told(&all, "longest_monologue"), is(27_000_000, "seconds"));
        assert_eq!(told(&a, "interactivity"), is(1_000_000, "per_minute"));
        assert_eq!(told(&all, "interactivity"), is(3_000_000, "per_minute"));
        assert_eq!(told(&a, "question_rate"), is(180_000_000, "per_hour"));
        assert_eq!(told(&b, "question_rate"), no("too_few_utterances"));
        assert_eq!(told(&a, "pace"), is(108_000_000, "words_per_minute"));
        assert_eq!(told(&b, "patience"), no("too_few_gaps"));
        assert_eq!((a.side(), all.side()), (Side::Professional, Side::Unknown));
    }

    #[test]
    fn without_them_in_words_and_turns() {
        let dynamics = heard(&[
            (A, Some((0, 10)), 20, 1),
            (B, None, 10, 0),
            (B, None, 10, 0),
            (A, None, 10, 2),
            (None, None, 50, 1),
        ]);
        let (a, b, all) = (dynamics.speaker(0), dynamics.role(1), dynamics.conversation());
        assert_eq!(told(&a, "talk_share"), is(300_000, "share_of_words"));
        assert_eq!(told(&b, "talk_share"), is(200_000, "share_of_words"));
        assert_eq!(told(&b, "longest_monologue"), is(20_000_000, "words"));
        assert_eq!(told(&all, "longest_monologue"), is(20_000_000, "words"));
        assert_eq!(told(&all, "interactivity"), is(40_000_000, "per_100_turns"));
        assert_eq!(told(&all, "question_rate"), is(40_000_000, "per_100_utterances"));
        assert_eq!(told(&all, "pace"), is(120_000_000, "words_per_minute"));
        assert_eq!(told(&all, "patience"), no("too_few_gaps"));
    }

    #[test]
    fn patience_is_the_median_pause_before_answering() {
        let turns = |pause: i64| {
            (0..12).map(move |at| {
                let begins = at * 20 + if at % 2 == 1 { pause } else { 0 };
                (Some(usize::try_from(at % 2).expect("0 or 1")), Some((begins, at * 20 + 20)), 5, 0)
            })
        };
        let dynamics = heard(&turns(3).collect::<Vec<_>>());
        assert_eq!(told(&dynamics.speaker(0), "patience"), is(0, "seconds"));
        let (waited, unit) = told(&dynamics.speaker(1), "patience");
        assert!(waited.is_some_and(|waited| (2_904_000..=3_096_000).contains(&waited)), "{waited:?}");
        assert_eq!(unit, "seconds");
        assert_eq!(told(&heard(&[(A, None, 5, 0), (B, None, 5, 0)]).speaker(0), "patience"), no("no_times"));
    }

    #[test]
    fn where_there_are_not_two_the_reason_says_so() {
        let alone = heard(&[(A, None, 5, 1); 3]);
        for metric in ["talk_share", "interactivity", "patience"] {
            assert_eq!(told(&alone.speaker(0), metric), no("one_speaker"), "{metric}");
        }
        assert_eq!(told(&alone.speaker(0), "longest_monologue"), is(15_000_000, "words"));
        assert_eq!(told(&alone.speaker(0), "pace"), no("no_times"));
        let nobody = heard(&[(None, None, 5, 1); 3]);
        for metric in ["longest_monologue", "interactivity", "patience"] {
            assert_eq!(told(&nobody.conversation(), metric), no("no_speakers"), "{metric}");
        }
        let silent = heard(&[(A, None, 0, 0), (B, None, 0, 0), (A, None, 0, 0)]);
        for metric in ["talk_share", "interactivity", "longest_monologue"] {
            assert_eq!(told(&silent.speaker(0), metric), no("nothing_said"), "{metric}");
        }
    }

    #[test]
    fn impossible_times_are_none() {
        let century = Some((0, 3_153_600_000));
        let dynamics = heard(&[(A, century, 5, 0), (B, Some((5, 5)), 5, 0), (A, Some((3, 4)), 5, 0)]);
        assert_eq!(told(&dynamics.speaker(0), "talk_share"), is(666_667, "share_of_words"));
        assert_eq!(told(&heard(&[(A, Some((7, 7)), 5, 0); 3]).speaker(0), "pace"), no("no_times"));
    }

    #[test]
    fn questions_are_those_of_their_category() {
        for behavior in crate::behaviors() {
            let expected = behavior.category() == "questions" && behavior.name.as_str() != "stacked questions";
            assert_eq!(is_question(behavior.name.as_str()), expected, "{}", behavior.name.as_str());
        }
    }
}
