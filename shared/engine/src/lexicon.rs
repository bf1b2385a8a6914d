//! Word lists, put in place when the program is compiled.
//!
//! What must stay true: a word is up to sixteen bytes in lower case, packed into a number; longer words are in no
//! list.

/// What classes each of some words is of: a table of `N` places, a power of two, of which many stay free, so that a
/// word is found near the place that its letters tell.
pub(crate) struct Lexicon<const N: usize> {
    /// 0 where a place is free.
    keys: [u128; N],
    classes: [u32; N],
}

impl<const N: usize> Lexicon<N> {
    /// Lists of words with spaces between them, each with its class: a bit of its own.
    pub(crate) const fn new(lists: &[(u32, &str)]) -> Self {
        let mut lexicon = Self { keys: [0; N], classes: [0; N] };
        let mut list = 0;
        while list < lists.len() {
            let (class, words) = lists[list];
            lexicon.add_all(class, words.as_bytes());
            list += 1;
        }
        lexicon
    }

    const fn add_all(&mut self, class: u32, words: &[u8]) {
        let (mut key, mut at) = (Key::new(), 0);
        while at < words.len() {
            if words[at] == b' ' {
                self.add(class, key.0);
                key = Key::new();
            } else {
                key.push(words[at]);
            }
            at += 1;
        }
        self.add(class, key.0);
    }

    const fn add(&mut self, class: u32, key: u128) {
        if key == 0 {
            return;
        }
        let place = self.place(key);
        self.keys[place] = key;
        self.classes[place] |= class;
    }

    /// Where a word is, or would be.
    #[expect(clippy::cast_possible_truncation, reason = "the upper half is folded into the lower one")]
    const fn place(&self, key: u128) -> usize {
        let folded = (key >> 64) as u64 ^ key as u64;
        let mut place = (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize % N;
        while self.keys[place] != 0 && self.keys[place] != key {
            place = (place + 1) % N;
        }
        place
    }

    /// The classes of a word; 0 when it is in no list.
    pub(crate) fn classes(&self, key: Key) -> u32 {
        self.classes[self.place(key.0)]
    }
}

/// A word's letters, packed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Key(u128);

impl Key {
    /// No letters.
    pub(crate) const fn new() -> Self {
        Self(0)
    }

    /// Adds a byte of a word in lower case. A word that is too long becomes one that no list has.
    pub(crate) const fn push(&mut self, byte: u8) {
        self.0 = if self.0 >> 120 == 0 { self.0 << 8 | byte as u128 } else { u128::MAX };
    }

    /// Adds a letter; of letters beyond ASCII only that they are some.
    pub(crate) fn push_char(&mut self, c: char) {
        match u8::try_from(c) {
            Ok(byte) if byte.is_ascii() => self.push(byte.to_ascii_lowercase()),
            _ if c == '’' => self.push(b'\''),
            _ => self.push(0xff),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(word: &str) -> Key {
        let mut key = Key::new();
        word.chars().for_each(|c| key.push_char(c));
        key
    }

    #[test]
    fn words_have_the_classes_of_all_their_lists() {
        static LEXICON: Lexicon<16> = Lexicon::new(&[(1, "it's so abcdefghijklmnop"), (2, "so  a")]);
        let classes = |word| LEXICON.classes(key(word));
        assert_eq!(["So", "a", "it’s", "s", ""].map(classes), [3, 2, 1, 0, 0]);
        assert_eq!(["abcdefghijklmnop", "abcdefghijklmnopq", "é"].map(classes), [1, 0, 0]);
    }
}
