//! Lines of text in columns, with colours where they are wanted.
//!
//! What must stay true: all text is cleaned here and measured by the columns it takes; no line is wider than the page.

use unicode_width::UnicodeWidthChar as _;

use crate::terminal::{Look, clean};

pub(super) struct Sheet {
    look: Look,
    text: String,
}

/// What a piece of text is, whatever it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Heading,
    Aside,
    Good,
    Bad,
    Alarm,
}

/// A piece of a line.
pub(super) struct Piece {
    ink: Ink,
    text: String,
    columns: Option<usize>,
    right: bool,
}

impl Ink {
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Heading => "1",
            Self::Aside => "2",
            Self::Good => "32",
            Self::Bad => "33",
            Self::Alarm => "1;31",
        }
    }

    pub(super) fn of(self, text: impl AsRef<str>) -> Piece {
        Piece { ink: self, text: clean(text.as_ref()), columns: None, right: false }
    }
}

impl Piece {
    /// In so many columns, cut or filled up.
    pub(super) fn left(self, columns: usize) -> Self {
        Self { columns: Some(columns), ..self }
    }

    /// The same, at the right end of them.
    pub(super) fn right(self, columns: usize) -> Self {
        Self { columns: Some(columns), right: true, ..self }
    }
}

impl Sheet {
    pub(super) fn new(look: Look) -> Self {
        Self { look, text: String::new() }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// Begins a section.
    pub(super) fn heading(&mut self, title: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.line([Ink::Heading.of(title)]);
    }

    pub(super) fn line(&mut self, pieces: impl IntoIterator<Item = Piece>) {
        let mut left = self.look.width;
        for piece in pieces {
            left -= self.put(&piece, left);
        }
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }

    /// A line that goes on, where `pieces` do not fit, in lines that begin in column `indent`; `first` stands before it.
    pub(super) fn list(&mut self, first: impl IntoIterator<Item = Piece>, indent: usize, pieces: &[Piece]) {
        let mut left = self.look.width;
        for piece in first {
            left -= self.put(&piece, left);
        }
        let mut is_first = true;
        for (at, piece) in pieces.iter().enumerate() {
            let comma = usize::from(at + 1 < pieces.len());
            if !is_first && width(&piece.text) + 1 + comma > left {
                self.text.push('\n');
                self.text.extend(std::iter::repeat_n(' ', indent));
                left = self.look.width.saturating_sub(indent);
                is_first = true;
            }
            if !std::mem::replace(&mut is_first, false) {
                self.text.push(' ');
                left -= 1;
            }
            left -= self.put(piece, left.saturating_sub(comma));
            if comma > 0 && left > 0 {
                self.text.push(',');
                left -= 1;
            }
        }
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }

    /// Writes a piece in at most `left` columns; says how many it took.
    fn put(&mut self, piece: &Piece, left: usize) -> usize {
        let columns = piece.columns.unwrap_or_else(|| width(&piece.text)).min(left);
        let (text, taken) = cut(&piece.text, columns);
        let space = columns - taken;
        let (before, after) = if piece.right { (space, 0) } else { (0, space) };
        self.text.extend(std::iter::repeat_n(' ', before));
        self.paint(piece.ink, &text);
        self.text.extend(std::iter::repeat_n(' ', after));
        columns
    }

    fn paint(&mut self, ink: Ink, text: &str) {
        if self.look.colours && ink != Ink::Plain && !text.is_empty() {
            for part in ["\u{1b}[", ink.code(), "m", text, "\u{1b}[0m"] {
                self.text.push_str(part);
            }
        } else {
            self.text.push_str(text);
        }
    }
}

/// The columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// As much of a text as fits, with an ellipsis where some is missing, and the columns it takes.
fn cut(text: &str, columns: usize) -> (String, usize) {
    let all = width(text);
    if all <= columns {
        return (text.to_owned(), all);
    }
    let (mut kept, mut taken) = (String::new(), 0);
    for c in text.chars() {
        let more = c.width().unwrap_or(0);
        if taken + more >= columns {
            break;
        }
        kept.push(c);
        taken += more;
    }
    if columns > 0 {
        kept.push('…');
        taken += 1;
    }
    (kept, taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(width: usize, colours: bool) -> Sheet {
        Sheet::new(Look { width, colours })
    }

    #[test]
    fn columns_are_those_of_the_screen() {
        let mut sheet = sheet(20, false);
        sheet.line([Ink::Plain.of("李小龙").left(8), Ink::Plain.of("7").right(4), Ink::Plain.of("end")]);
        sheet.line([
            Ink::Plain.of("Bartholomew").left(8),
            Ink::Plain.of("12").right(4),
            Ink::Plain.of("and on and on"),
        ]);
        sheet.line([Ink::Plain.of("李小龙").left(4), Ink::Plain.of("|")]);
        assert_eq!(sheet.into_text(), "李小龙     7end\nBarthol…  12and on …\n李… |\n");
    }

    #[test]
    fn a_list_goes_on_in_its_own_column() {
        let mut sheet = sheet(16, false);
        let pieces = ["one", "two", "three", "four"].map(|word| Ink::Plain.of(word));
        sheet.list([Ink::Plain.of("  ")], 2, &pieces);
        assert_eq!(sheet.into_text(), "  one, two,\n  three, four\n");
    }

    #[test]
    fn colours_are_around_words_and_only_where_wanted() {
        for (colours, expected) in [(true, "\u{1b}[1;31mhelp\u{1b}[0m me\n"), (false, "help me\n")] {
            let mut sheet = sheet(20, colours);
            sheet.line([Ink::Alarm.of("help"), Ink::Plain.of(" me")]);
            assert_eq!(sheet.into_text(), expected);
        }
    }

    #[test]
    fn no_line_is_wider_than_the_page() {
        let mut sheet = sheet(10, false);
        let long = "x".repeat(50);
        sheet.line([Ink::Plain.of(&long).left(30), Ink::Plain.of(&long)]);
        sheet.list([Ink::Plain.of(&long)], 4, &[Ink::Plain.of(&long), Ink::Plain.of(&long)]);
        assert!(sheet.into_text().lines().all(|line| width(line) <= 10));
    }
}
