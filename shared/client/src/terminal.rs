//! What stands between this program and a person: the terminal, if there is one.
//!
//! What must stay true: what others wrote reaches a terminal only through [`clean`]; colours are shown on a terminal
//! alone, and not where `NO_COLOR` is set or `TERM` is `dumb`.

use std::env;
use std::io::{self, IsTerminal as _};

/// The columns of a page that is not for a terminal.
const PAGE: usize = 96;
const NARROWEST: usize = 72;
const WIDEST: usize = 100;

/// How a page for people is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// In columns.
    pub(crate) width: usize,
    pub(crate) colours: bool,
}

impl Look {
    /// For whoever reads it later, wherever that may be.
    pub(crate) const fn of_file() -> Self {
        Self { width: PAGE, colours: false }
    }

    /// As standard output would have it.
    pub(crate) fn of_output() -> Self {
        let output = io::stdout();
        if !output.is_terminal() {
            return Self::of_file();
        }
        let columns = rustix::termios::tcgetwinsize(&output).map_or(0, |size| usize::from(size.ws_col));
        let width = if columns == 0 { PAGE } else { columns.clamp(NARROWEST, WIDEST) };
        let unwanted = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) || is_dumb();
        Self { width, colours: !unwanted }
    }
}

/// It can do nothing but print lines.
pub(crate) fn is_dumb() -> bool {
    env::var_os("TERM").is_none_or(|term| term == "dumb")
}

/// Tells a person something, beside the data.
#[expect(clippy::print_stderr, reason = "what a command has to say to the person who ran it")]
pub(crate) fn say(words: &str) {
    eprintln!("colloquy: {}", clean(words));
}

/// The same text in one line and without anything that could move a cursor, turn the writing direction or hide.
pub(crate) fn clean(text: &str) -> String {
    let mut marks = 0;
    let seen = text.chars().filter_map(|c| match c {
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if is_hidden(c) => None,
        c => Some(c),
    });
    // Nobody writes more than a few marks on one letter, but for mischief.
    seen.filter(|c| {
        marks = if unicode_width::UnicodeWidthChar::width(*c) == Some(0) { marks + 1 } else { 0 };
        marks <= 3
    })
    .collect()
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_sequences_lose_their_teeth() {
        assert_eq!(clean("a\u{1b}[31mb\u{9b}2Jc\u{7}"), "a[31mb2Jc");
        assert_eq!(clean("one\r\ntwo\tthree"), "one  two three");
        assert_eq!(clean("\u{202e}evil\u{200b}\u{feff}"), "evil");
        assert_eq!(clean(&format!("a{}b", "\u{301}".repeat(50))), "a\u{301}\u{301}\u{301}b");
        assert_eq!(clean("Zoë 李 👍"), "Zoë 李 👍");
    }
}
