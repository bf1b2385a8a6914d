//! How well a second reader, who saw the codebook and not the labels, finds what the first labelled in the held-back
//! dialogues: no figure of the engine there means much above this one.
//!
//! What must stay true: both readers labelled the same utterances.
//! Deliberately absent: agreement beyond chance. The figure stands beside the engine's, so it is the engine's measure.

use engine::Name;

use super::figure::{Figure, share};
use super::own::WEAK;
use crate::corpus::{Dialogue, Utterance};
use crate::score::{Hits, macro_f1};

pub(super) fn figures(first: &[Dialogue], second: &[Dialogue]) -> Vec<Figure> {
    let hits = hits(first, second);
    let weak = hits.iter().filter(|hits| hits.gold > 0 && hits.f1() < WEAK).count();
    let weak = u32::try_from(weak).expect("fewer behaviors than that");
    let value = macro_f1(&hits);
    vec![
        Figure::new("", "… a second reader of the same dialogues: macro-F1", value, share(value)),
        Figure::new("", "… a second reader's behaviors with F1 below .70", f64::from(weak), weak.to_string()),
    ]
}

/// By behavior.
fn hits(first: &[Dialogue], second: &[Dialogue]) -> Vec<Hits> {
    let mut hits = vec![Hits::default(); Name::COUNT];
    let (first, second) = (utterances(first), utterances(second));
    assert!(first.iter().map(|one| &one.text).eq(second.iter().map(|one| &one.text)), "both readers read the same");
    for (first, second) in first.iter().zip(second) {
        let holds = |utterance: &Utterance, name: Name| utterance.labels.iter().any(|label| label.name == name);
        for name in Name::all() {
            hits[name.index()].count(holds(second, name), holds(first, name));
        }
    }
    hits
}

fn utterances(dialogues: &[Dialogue]) -> Vec<&Utterance> {
    dialogues.iter().flat_map(|dialogue| &dialogue.turns).flat_map(|turn| &turn.utterances).collect()
}
