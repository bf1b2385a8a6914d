//! Which letters a text is written with.
//!
//! What must stay true: ASCII is known at a glance, because most talk is nothing else.
//! Deliberately absent: scripts that no code of two letters belongs to.

use super::Language;

/// What a text's letters say about its language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Letters of one language only.
    Only(Language),
    Latin,
    Cyrillic,
    Arabic,
    Devanagari,
    /// No letters, or no kind of them makes up more than half.
    Unclear,
}

/// Blocks of Unicode by first and last character, for scripts that one language has to itself. Han comes with Chinese:
/// Japanese shows itself by its kana.
const ONLY: &[(char, char, [u8; 2])] = &[
    ('\u{0370}', '\u{03ff}', *b"el"),
    ('\u{0530}', '\u{058f}', *b"hy"),
    ('\u{0590}', '\u{05ff}', *b"he"),
    ('\u{0980}', '\u{09ff}', *b"bn"),
    ('\u{0a00}', '\u{0a7f}', *b"pa"),
    ('\u{0a80}', '\u{0aff}', *b"gu"),
    ('\u{0b80}', '\u{0bff}', *b"ta"),
    ('\u{0c00}', '\u{0c7f}', *b"te"),
    ('\u{0c80}', '\u{0cff}', *b"kn"),
    ('\u{0d00}', '\u{0d7f}', *b"ml"),
    ('\u{0d80}', '\u{0dff}', *b"si"),
    ('\u{0e00}', '\u{0e7f}', *b"th"),
    ('\u{0e80}', '\u{0eff}', *b"lo"),
    ('\u{1000}', '\u{109f}', *b"my"),
    ('\u{10a0}', '\u{10ff}', *b"ka"),
    ('\u{1100}', '\u{11ff}', *b"ko"),
    ('\u{1780}', '\u{17ff}', *b"km"),
    ('\u{3040}', '\u{30ff}', *b"ja"),
    ('\u{3400}', '\u{4dbf}', *b"zh"),
    ('\u{4e00}', '\u{9fff}', *b"zh"),
    ('\u{ac00}', '\u{d7af}', *b"ko"),
];

/// Letters of Cyrillic and Arabic that the languages known here do not write.
const STRANGE: &str = "ўђјљњћџѓќѕәғқңөұүһپچژگکیٹڈڑںےہۆەڵڕټډړږښځڅ";

pub(super) fn script_of(text: &str) -> Script {
    if text.is_ascii() {
        let has_letters = text.bytes().any(|byte| byte.is_ascii_alphabetic());
        return if has_letters { Script::Latin } else { Script::Unclear };
    }
    let (mut letters, mut latin, mut cyrillic, mut arabic, mut devanagari) = (0, 0, 0, 0, 0);
    let mut only = [0_u32; ONLY.len()];
    let mut strange = false;
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        match c {
            '\0'..='\u{024f}' | '\u{1e00}'..='\u{1eff}' => latin += 1,
            '\u{0400}'..='\u{04ff}' => cyrillic += 1,
            '\u{0600}'..='\u{06ff}' => arabic += 1,
            '\u{0900}'..='\u{097f}' => devanagari += 1,
            c => {
                if let Some(block) = ONLY.iter().position(|(first, last, _)| (*first..=*last).contains(&c)) {
                    only[block] += 1;
                }
            }
        }
        strange |= ('\u{0400}'..='\u{06ff}').contains(&c) && STRANGE.contains(c);
    }
    let of = |wanted: &[u8; 2]| -> u32 {
        ONLY.iter().zip(only).filter(|(block, _)| &block.2 == wanted).map(|(_, count)| count).sum()
    };
    let most = |count: u32| count * 2 > letters;
    match () {
        () if most(latin) => Script::Latin,
        () if most(cyrillic) && !strange => Script::Cyrillic,
        () if most(arabic) && !strange => Script::Arabic,
        () if most(devanagari) => Script::Devanagari,
        () if of(b"ja") > 0 && most(of(b"ja") + of(b"zh")) => only_in(*b"ja"),
        () => {
            let block = ONLY.iter().find(|(_, _, code)| most(of(code)));
            block.map_or(Script::Unclear, |(_, _, code)| only_in(*code))
        }
    }
}

const fn only_in(code: [u8; 2]) -> Script {
    Script::Only(Language::new(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_letters_decide() {
        assert_eq!(script_of("well, naïve"), Script::Latin);
        assert_eq!(script_of("12:30 ..."), Script::Unclear);
        assert_eq!(script_of("… ¿? 12"), Script::Unclear);
        assert_eq!(script_of("Καλημέρα σας"), only_in(*b"el"));
        assert_eq!(script_of("我想喝茶"), only_in(*b"zh"));
        assert_eq!(script_of("お茶を飲みたい"), only_in(*b"ja"));
        assert_eq!(script_of("감사합니다 Anna"), only_in(*b"ko"));
        assert_eq!(script_of("my name is 안나"), Script::Latin);
        assert_eq!(script_of("да, конечно"), Script::Cyrillic);
    }

    #[test]
    fn letters_of_a_language_not_known_here_are_no_evidence() {
        assert_eq!(script_of("ово је моја књига"), Script::Unclear);
        assert_eq!(script_of("من کتاب می‌خوانم"), Script::Unclear);
    }
}
