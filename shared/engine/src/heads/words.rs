//! Text to hashed words and letters, for weights that look words up by hash.
//!
//! What must stay true: the same text gives the same hashes on every machine; a word hashes alike in any case and
//! with or without its apostrophes; nothing is allocated per word.
//! Deliberately absent: known words and cut contractions; those are for rules ([`crate::words`]).

/// A word or a mark where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) hash: u32,
    /// Byte range in the text.
    pub(super) start: u32,
    pub(super) end: u32,
    /// Byte range of its lower case letters in [`Words::letters`]; empty for a mark.
    letters: (u32, u32),
}

impl Word {
    pub(super) fn is_mark(&self) -> bool {
        self.letters.0 == self.letters.1
    }
}

/// A text's words, and the buffer of their letters.
#[derive(Default)]
pub(super) struct Words {
    pub(super) all: Vec<Word>,
    letters: Vec<u8>,
}

/// Stands for any number.
const NUMBER: &[u8] = b"0";

impl Words {
    /// Replaces what is here by the words of `text`.
    pub(super) fn cut(&mut self, text: &str) {
        self.all.clear();
        self.letters.clear();
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            match bytes[at] {
                mark @ (b'?' | b'!') => {
                    at += bytes[at..].iter().take_while(|byte| **byte == mark).count();
                    self.push(&[mark], start, at);
                    continue;
                }
                byte if byte < 0x80 && !byte.is_ascii_alphanumeric() => {
                    at += 1;
                    continue;
                }
                _ => at = self.word(text, at),
            }
            if at == start {
                at += text[start..].chars().next().map_or(1, char::len_utf8);
            }
        }
    }

    /// Reads the word at `start`, if one stands there, and gives its end.
    fn word(&mut self, text: &str, start: usize) -> usize {
        let bytes = text.as_bytes();
        let from = self.letters.len();
        let mut at = start;
        let mut end = start;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'a'..=b'z' | b'0'..=b'9' => self.letters.push(*byte),
                b'A'..=b'Z' => self.letters.push(byte.to_ascii_lowercase()),
                b'\'' if at > start => {
                    at += 1;
                    continue;
                }
                0..0x80 => break,
                _ => match text[at..].chars().next() {
                    Some(c @ ('’' | '‘' | 'ʼ')) if at > start => {
                        at += c.len_utf8();
                        continue;
                    }
                    Some(c) if c.is_alphanumeric() => {
                        for lower in c.to_lowercase() {
                            self.letters.extend_from_slice(lower.encode_utf8(&mut [0; 4]).as_bytes());
                        }
                        at += c.len_utf8() - 1;
                    }
                    _ => break,
                },
            }
            at += 1;
            end = at;
        }
        if end > start {
            if self.letters[from..].iter().all(u8::is_ascii_digit) {
                self.letters.truncate(from);
                self.letters.extend_from_slice(NUMBER);
            }
            let word = Word {
                hash: hash(&self.letters[from..]),
                start: offset(start),
                end: offset(end),
                letters: (offset(from), offset(self.letters.len())),
            };
            self.all.push(word);
        }
        end
    }

    fn push(&mut self, mark: &[u8], start: usize, end: usize) {
        self.all.push(Word { hash: hash(mark), start: offset(start), end: offset(end), letters: (0, 0) });
    }

    /// The letters of every word that is no mark.
    pub(super) fn spelled(&self) -> impl Iterator<Item = &[u8]> {
        self.all.iter().filter(|word| !word.is_mark()).map(|word| self.letters(word))
    }

    /// The lower case letters of a word; none for a mark.
    pub(super) fn letters(&self, word: &Word) -> &[u8] {
        &self.letters[word.letters.0 as usize..word.letters.1 as usize]
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("an utterance is at most MAX_UTTERANCE_BYTES long, a turn MAX_TURN_BYTES")
}

/// FNV-1a, 32 bits.
pub(super) fn hash(bytes: &[u8]) -> u32 {
    bytes.iter().fold(SEED, |hash, byte| step(hash, *byte))
}

pub(super) const SEED: u32 = 0x811c_9dc5;

/// One more byte.
pub(super) const fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ byte as u32).wrapping_mul(0x0100_0193)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(&str, String)> {
        let mut words = Words::default();
        words.cut(text);
        let of = |word: &Word| {
            let letters = String::from_utf8(words.letters(word).to_vec()).expect("letters are text");
            (&text[word.start as usize..word.end as usize], letters)
        };
        words.all.iter().map(of).collect()
    }

    fn pairs(expected: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
        expected.iter().map(|(word, letters)| (*word, (*letters).to_owned())).collect()
    }

    #[test]
    fn words_keep_their_place_and_lose_case_and_apostrophes() {
        assert_eq!(
            cut("Don’t you, 25 see?! "),
            pairs(&[("Don’t", "dont"), ("you", "you"), ("25", "0"), ("see", "see"), ("?", ""), ("!", ""),])
        );
        assert_eq!(
            cut("'Émile's' — 東京 a' ’ 😀b"),
            pairs(&[("Émile's", "émiles"), ("東京", "東京"), ("a", "a"), ("b", "b")])
        );
    }

    #[test]
    fn a_run_of_the_same_mark_is_one() {
        assert_eq!(cut("what???"), pairs(&[("what", "what"), ("???", "")]));
    }
}
