//! Whether English is known as English: by itself where a turn is long enough, by its conversation where not.
//!
//! The data is English throughout. What the engine makes of other languages is not measured here, for want of data;
//! its own tests try sentences of ours.

use std::path::Path;

use engine::{Analytics, BuiltIn, Engine, Language, Options, Reducer, resolve_language};
use model::TalkTurn;

use super::annomi::talk_turns;
use super::figure::Figure;
use crate::Result;
use crate::data::{annomi, goemotions};

/// From so many words on a text should show its language by itself.
const ENOUGH_WORDS: usize = 5;

/// Right ones of all.
#[derive(Default)]
struct Share {
    right: u32,
    all: u32,
}

impl Share {
    fn count(&mut self, language: Option<Language>) {
        self.all += 1;
        self.right += u32::from(language.is_some_and(|language| language.code() == "en"));
    }

    fn value(&self) -> f64 {
        f64::from(self.right) / f64::from(self.all.max(1))
    }
}

/// The language of whoever says this.
fn speakers(analytics: &Analytics, turn: &TalkTurn) -> Option<Language> {
    let speaker = turn.speaker.as_ref()?;
    let position = analytics.speakers.iter().position(|of| (&of.id, &of.role) == (&speaker.id, &speaker.role))?;
    analytics.extended.language.speakers.get(position).copied().flatten()
}

pub(super) fn figures(engine: &Engine, data: &Path) -> Result<Vec<Figure>> {
    let options = Options { profile: engine.built_in(BuiltIn::Counts), ..Options::default() };
    let (mut long, mut short) = (Share::default(), Share::default());
    for session in annomi(data)? {
        let turns = talk_turns(&session, str::to_owned);
        let read = engine.map(&options, &[], &turns);
        let mut reducer = Reducer::of(&options);
        reducer.add(&turns, &read).expect("two speakers");
        let analytics = reducer.finish();
        let languages = &analytics.extended.language;
        for (turn, found) in turns.iter().zip(&read) {
            match turn.input.split_whitespace().count() {
                0 => (),
                ENOUGH_WORDS.. => long.count(found.language),
                _ => short.count(resolve_language(found.language, speakers(&analytics, turn), languages.language)),
            }
        }
    }
    let comments = goemotions(data, "dev.tsv")?;
    let comments = comments.iter().filter(|comment| comment.text.split_whitespace().count() >= ENOUGH_WORDS);
    let turns: Vec<_> =
        comments.map(|comment| TalkTurn { input: comment.text.clone(), ..TalkTurn::default() }).collect();
    for found in engine.map(&options, &[], &turns) {
        long.count(found.language);
    }
    Ok(vec![
        Figure::share("language_long", "English known, ≥ 5 words (AnnoMI dev, GoEmotions dev)", long.value())
            .published("whichlang .999")
            .goal("≥ .99"),
        Figure::share("language_short", "English known, 1–4 words inside a conversation (AnnoMI dev)", short.value())
            .published(".73–.96")
            .goal("≥ .95"),
    ])
}
