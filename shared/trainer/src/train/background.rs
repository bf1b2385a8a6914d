//! How often words are said at large: what a conversation's topics must stand out from.
//!
//! What must stay true: only texts that may ship weights are counted: comments of GoEmotions and our own dialogues for
//! training. A stem heard fewer than [`FEWEST`] times is left out, so that no text can be made out.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::within;
use crate::{Error, Result, corpus, data};

const FEWEST: u32 = 3;

/// Counts the stems, writes the file, and says what is in it.
pub fn background(data: &Path) -> Result<String> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let mut total = 0_u32;
    let mut add = |text: &str| {
        engine::topics::stems(text, |stem| {
            total += 1;
            match counts.get_mut(stem) {
                Some(count) => *count += 1,
                None => drop(counts.insert(stem.to_owned(), 1)),
            }
        });
    };
    for comment in data::goemotions(data, "train.tsv")? {
        add(&comment.text);
    }
    for dialogue in corpus::read(&within("corpus/training"))? {
        for utterance in dialogue.turns.iter().flat_map(|turn| &turn.utterances) {
            add(&utterance.text);
        }
    }
    let mut file = format!("\t{total}\n");
    let kept: Vec<_> = counts.iter().filter(|(_, count)| **count >= FEWEST).collect();
    for (stem, count) in &kept {
        writeln!(file, "{stem}\t{count}").expect("a String takes everything");
    }
    let path = within("data/spoken_words.txt");
    std::fs::write(&path, &file).map_err(|source| Error::Unreadable { path, source })?;
    Ok(format!("{} stems of {total} words, {} bytes\n", kept.len(), file.len()))
}
