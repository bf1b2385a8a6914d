//! The same words as a speech recogniser would write them.

/// Lower case, without marks; apostrophes within words stay.
pub(super) fn recognised(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut last = ' ';
    while let Some(c) = chars.next() {
        let within = last.is_alphanumeric() && chars.peek().is_some_and(|next| next.is_alphanumeric());
        match c {
            '\'' | '’' if within => plain.push('\''),
            _ if c.is_alphanumeric() => plain.extend(c.to_lowercase()),
            // "3.5", "1,000" and "e.g" stay one word, since a recogniser hears no mark in them.
            '.' | ',' if within => {}
            _ if !plain.is_empty() && !plain.ends_with(' ') => plain.push(' '),
            _ => {}
        }
        last = c;
    }
    plain.truncate(plain.trim_end().len());
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_capitals_go_and_words_stay() {
        assert_eq!(recognised("Well -- it’s 3.5, isn't it? \"Yes!\""), "well it's 35 isn't it yes");
        assert_eq!(recognised("'…'"), "");
    }
}
