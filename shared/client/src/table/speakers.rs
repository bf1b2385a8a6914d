//! Who spoke how much, and what they mostly did.
//!
//! What must stay true: of many speakers those who spoke most are shown, and that there are others is said.

use std::cmp::Reverse;

use super::document::{Group, Person, Speaker};
use super::number::{percent, whole};
use super::sheet::{Ink, Piece, Sheet};

/// So many speakers are shown.
const SHOWN: usize = 12;

/// So many of a speaker's behaviors are named.
const BEHAVIORS: usize = 3;

const NAME: usize = 22;
const TURNS: usize = 9;
const SHARE: usize = 10;
const UTTERANCES: usize = 12;
/// The unit of a talk share where turns say when they begin and end.
const OF_TIME: &str = "share_of_time";

const BEFORE: usize = 2 + NAME + TURNS + SHARE + UTTERANCES + 2;

pub(super) fn show(sheet: &mut Sheet, speakers: &[Speaker]) {
    if speakers.is_empty() {
        return;
    }
    let unit = speakers.iter().find_map(|speaker| Some(talked(&speaker.group)?.1));
    let order = if speakers.len() > SHOWN { most_talkative(speakers) } else { speakers.iter().collect() };
    sheet.heading("Speakers");
    sheet.line([
        Ink::Aside.of("").left(2 + NAME),
        Ink::Aside.of("turns").right(TURNS),
        Ink::Aside.of(if unit == Some(OF_TIME) { "of time" } else { "of words" }).right(SHARE),
        Ink::Aside.of("utterances").right(UTTERANCES),
        Ink::Aside.of("  mostly"),
    ]);
    for speaker in order.iter().take(SHOWN) {
        let group = &speaker.group;
        let share = talked(group).map(|(share, _)| percent(share.unsigned_abs(), 1_000_000));
        let share = share.unwrap_or_else(|| "–".to_owned());
        let first = [
            Ink::Plain.of("  "),
            Ink::Plain.of(named(&speaker.person)).left(NAME),
            Ink::Plain.of(whole(group.talk_turn_count)).right(TURNS),
            Ink::Plain.of(share).right(SHARE),
            Ink::Plain.of(whole(group.utterance_count)).right(UTTERANCES),
            Ink::Plain.of("  "),
        ];
        sheet.list(first, BEFORE, &mostly(group));
    }
    if order.len() > SHOWN {
        let more = whole((order.len() - SHOWN) as u64);
        sheet.line([Ink::Aside.of(format!("  and {more} more, with fewer turns; all are in --output json"))]);
    }
}

/// Most turns first; of as many, who appeared first.
pub(super) fn most_talkative(speakers: &[Speaker]) -> Vec<&Speaker> {
    let mut order: Vec<_> = speakers.iter().collect();
    order.sort_by_key(|speaker| Reverse(speaker.group.talk_turn_count));
    order
}

/// What to call somebody.
pub(super) fn named(person: &Person) -> String {
    match (person.id.as_deref(), person.role.as_deref()) {
        (Some(id), Some(role)) if id != role => format!("{id} ({role})"),
        (Some(name), _) | (None, Some(name)) => name.to_owned(),
        (None, None) => "nobody named".to_owned(),
    }
}

/// The share of all talk that is somebody's, in millionths, and of what it is one.
fn talked(group: &Group) -> Option<(i64, &str)> {
    let share = group.metrics.metric_groups.get("conversation_dynamics")?.get("talk_share")?;
    share.value.zip(share.unit.as_deref())
}

fn mostly(group: &Group) -> Vec<Piece> {
    let mut behaviors: Vec<_> = group.behavior_counts.iter().collect();
    behaviors.sort_by_key(|(_, count)| Reverse(**count));
    let top = behaviors.into_iter().take(BEHAVIORS);
    top.map(|(name, count)| Ink::Plain.of(format!("{name} ×{}", whole(*count)))).collect()
}
