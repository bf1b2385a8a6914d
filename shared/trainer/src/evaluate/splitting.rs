//! Whether the engine cuts turns where the corpus does.

use engine::Engine;

use super::figure::Figure;
use crate::corpus::{Cuts, Dialogue, Style, cuts};

pub(super) fn figures(engine: &Engine, corpora: [(&str, &[Dialogue]); 2]) -> Vec<Figure> {
    let keys = ["split_training", "split_training_asr", "split_held_back", "split_held_back_asr"];
    let parts = corpora.into_iter().flat_map(|part| [(part, Style::Punctuated), (part, Style::Asr)]);
    let figure = |(key, ((name, dialogues), style)): (&'static str, ((&str, &[Dialogue]), Style))| {
        let Cuts { ours, naive } = cuts(engine, dialogues, style);
        let what = format!("utterance boundaries, {name}, {}: P / R / F1", style.as_str());
        let value = format!("{:.3} / {:.3} / {:.3}", ours.precision(), ours.recall(), ours.f1());
        Figure::new(key, what, ours.f1(), value).remeasured(&format!("at and, so, but: F1 {:.3}", naive.f1()))
    };
    keys.into_iter().zip(parts).map(figure).collect()
}
