//! The shipped weights: that they are whole, and that nothing else is taken for them.

use engine::Engine;
use engine::heads::model::{BODY_AT, Unfit};
use sha2::{Digest, Sha256};

const FILE: &[u8] = include_bytes!("../model/heads.bin");

#[test]
fn the_version_names_the_weights_by_their_hash() {
    let hash: [u8; 32] = Sha256::digest(&FILE[BODY_AT..]).into();
    let shown = Engine::model_hash();
    let bytes = (0..shown.len()).step_by(2).map(|at| u8::from_str_radix(&shown[at..at + 2], 16));
    assert_eq!(bytes.collect::<Result<Vec<_>, _>>().as_deref(), Ok(&hash[..]));
    assert!(Engine::version().ends_with(&shown[..12]));
}

#[test]
fn they_are_at_most_ten_megabytes() {
    assert!(FILE.len() <= 10_000_000, "{} bytes", FILE.len());
}

#[test]
fn a_torn_file_is_refused() {
    for end in [0, 3, 11, 40, BODY_AT, BODY_AT + 5, BODY_AT + 30, FILE.len() / 2, FILE.len() - 1] {
        assert!(Engine::of_rules().with_weights(&FILE[..end]).is_err(), "{end} bytes");
    }
    let other: &'static [u8] = [FILE, b"x"].concat().leak();
    assert_eq!(Engine::of_rules().with_weights(other).err(), Some(Unfit::Torn));
    let other: &'static [u8] = [b"no weights!!", &FILE[12..]].concat().leak();
    assert_eq!(Engine::of_rules().with_weights(other).err(), Some(Unfit::NoWeights));
}

#[test]
fn shipped_and_loaded_weights_are_the_same() {
    let (shipped, loaded) = (Engine::new(), Engine::of_rules().with_weights(FILE).expect("it is the shipped file"));
    let text = "Thank you so much, you idiot, I'm really sad about it.";
    assert_eq!(shipped.signals(text), loaded.signals(text));
    assert_eq!(Engine::of_rules().signals(text), []);
}
