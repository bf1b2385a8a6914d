//! Ids made of what they stand for.
//!
//! What must stay true: the same content has the same id on every machine and in every version; no name of a speaker
//! goes in.

use super::Scope;
use crate::document::TurnRef;

/// FNV-1a of 128 bits (Fowler, Noll, Vo; public domain).
struct Hash(u128);

impl Hash {
    fn of(kind: &str, name: &str) -> Self {
        let mut hash = Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        hash.text(kind);
        hash.text(name);
        hash
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u128::from(*byte)).wrapping_mul(0x0100_0000_0000_0000_0000_013b);
        }
    }

    /// With its end, so that no two rows of texts look the same.
    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.bytes(&[0xff]);
    }

    fn scope(&mut self, scope: Scope, nth: u64) {
        let (kind, ordinal) = match scope {
            Scope::Conversation => ("conversation", 0),
            Scope::Role(at) => ("role", at),
            Scope::Speaker(at) => ("speaker", at),
        };
        self.text(kind);
        self.bytes(&(ordinal as u64).to_le_bytes());
        self.bytes(&nth.to_le_bytes());
    }

    fn finish(&self) -> String {
        format!("{:032x}", self.0)
    }
}

/// Of a detector, wherever it is used.
pub(crate) fn of_detector(name: &str) -> String {
    Hash::of("detector", name).finish()
}

/// Of a group's item, the `nth` of its detector.
pub(crate) fn of_item(name: &str, scope: Scope, nth: u64) -> String {
    let mut hash = Hash::of("item", name);
    hash.scope(scope, nth);
    hash.finish()
}

/// Of a group's item and where it was seen.
pub(crate) fn of_detection(name: &str, scope: Scope, nth: u64, turns: &[TurnRef]) -> String {
    let mut hash = Hash::of("detection", name);
    hash.scope(scope, nth);
    for turn in turns {
        hash.bytes(&turn.index.to_le_bytes());
    }
    hash.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_never_change() {
        assert_eq!(Hash(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d).finish(), "6c62272e07bb014262b821756295c58d");
        let mut published = Hash(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        published.bytes(b"a");
        assert_eq!(published.finish(), "d228cb696f1a8caf78912b704e4a8964");
    }

    #[test]
    fn other_content_has_other_ids() {
        let turn = |index| TurnRef { index, ..TurnRef::default() };
        let ids = [
            of_detector("greets"),
            of_detector("closes"),
            of_item("greets", Scope::Conversation, 0),
            of_item("greets", Scope::Role(0), 0),
            of_item("greets", Scope::Speaker(0), 0),
            of_item("greets", Scope::Speaker(1), 0),
            of_item("greets", Scope::Speaker(0), 1),
            of_detection("greets", Scope::Speaker(0), 0, &[]),
            of_detection("greets", Scope::Speaker(0), 0, &[turn(0)]),
            of_detection("greets", Scope::Speaker(0), 0, &[turn(1)]),
        ];
        assert!((1..ids.len()).all(|at| !ids[..at].contains(&ids[at])), "{ids:?}");
        assert!(ids.iter().all(|id| id.len() == 32));
    }
}
