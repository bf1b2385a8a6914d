//! What results are stamped with.
//!
//! What must stay true: it is known when the program is compiled, and changes with the program, its rules, its
//! lexicons and its weights.

use crate::heads::HASH;

/// Before the weights' hash; its number goes up with every change of a rule or a lexicon.
const RULES: &str = concat!(env!("CARGO_PKG_VERSION"), "+rules.3.model.");

/// How much of the hash is shown.
const SHOWN: usize = 12;

const BYTES: [u8; RULES.len() + SHOWN] = {
    let mut bytes = [0; RULES.len() + SHOWN];
    let (rules, hash) = bytes.split_at_mut(RULES.len());
    rules.copy_from_slice(RULES.as_bytes());
    hash.copy_from_slice(HASH.split_at(SHOWN).0);
    bytes
};

pub(crate) const VERSION: &str = match str::from_utf8(&BYTES) {
    Ok(version) => version,
    Err(_) => panic!("a version and hexadecimal digits are text"),
};

pub(crate) const MODEL_HASH: &str = match str::from_utf8(&HASH) {
    Ok(hash) => hash,
    Err(_) => panic!("hexadecimal digits are text"),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_ends_with_the_weights_hash() {
        assert_eq!(VERSION.strip_prefix(RULES), MODEL_HASH.get(..SHOWN));
    }
}
