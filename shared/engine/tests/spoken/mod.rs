//! Lines as turns: who says what, one after another.

use model::{Speaker, TalkTurn};

/// Each pair is a speaker's name and the text of a turn.
pub(crate) fn turns(said: &[(&str, &str)]) -> Vec<TalkTurn> {
    let turn = |(index, (name, text)): (u64, &(&str, &str))| TalkTurn {
        index,
        input: (*text).to_owned(),
        speaker: Some(Speaker { id: Some((*name).to_owned()), role: None }),
        ..TalkTurn::default()
    };
    (0..).zip(said).map(turn).collect()
}
