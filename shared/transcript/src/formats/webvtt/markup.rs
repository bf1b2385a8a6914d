//! A cue's text: who speaks, and what is left when tags are gone and references are resolved.
//!
//! What looks like a tag and is none (`5 < 6`, `<3`) stays as it is: nothing said is dropped.

use memchr::{memchr_iter, memchr2, memchr3};

/// What one voice says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Span {
    pub(super) voice: Option<String>,
    pub(super) text: String,
}

/// The voices of a cue in turn; never none. Lines are joined by a space.
pub(super) fn spans(payload: &str) -> Vec<Span> {
    let mut spans = Spans::default();
    let mut rest = payload;
    while let Some(at) = memchr3(b'<', b'&', b'\n', rest.as_bytes()) {
        spans.text(&rest[..at]);
        let after = &rest[at + 1..];
        rest = match rest.as_bytes()[at] {
            b'<' => spans.tag(after),
            b'&' => spans.reference(after),
            _ => {
                spans.gap = true;
                after
            }
        };
    }
    spans.text(rest);
    spans.finish()
}

/// A line without its markup, whoever speaks.
pub(super) fn plain(line: &str) -> String {
    let texts: Vec<_> = spans(line).into_iter().map(|span| span.text).collect();
    texts.join(" ")
}

/// Whether there are times between the words, as in automatic captions.
pub(super) fn has_times(payload: &str) -> bool {
    let mut openings = memchr_iter(b'<', payload.as_bytes());
    openings.any(|at| payload.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit))
}

#[derive(Default)]
struct Spans {
    done: Vec<Span>,
    open: Span,
    /// Between two lines, or two stretches of one voice: a space, if text follows.
    gap: bool,
    /// The open span's voice has ended; only more text begins another.
    closed: bool,
}

impl Spans {
    fn text(&mut self, piece: &str) {
        let at_start = self.gap || self.closed || self.open.text.is_empty();
        let piece = if at_start { piece.trim_start() } else { piece };
        if piece.is_empty() {
            return;
        }
        if self.closed {
            self.begin(None);
        }
        if self.gap && !self.open.text.is_empty() {
            self.open.text.truncate(self.open.text.trim_end().len());
            self.open.text.push(' ');
        }
        self.gap = false;
        self.open.text.push_str(piece);
    }

    /// After `<`; returns what follows.
    fn tag<'a>(&mut self, after: &'a str) -> &'a str {
        let end = memchr2(b'>', b'<', after.as_bytes()).filter(|end| after.as_bytes()[*end] == b'>');
        let Some((Some(tag), rest)) = end.map(|end| (Tag::parse(&after[..end]), &after[end + 1..])) else {
            self.text("<");
            return after;
        };
        match tag {
            Tag::Voice(name) => self.voice(name),
            Tag::VoiceEnd => self.closed = self.open.voice.is_some(),
            Tag::Other => {}
        }
        rest
    }

    fn voice(&mut self, name: &str) {
        let name = resolved(name).split_whitespace().collect::<Vec<_>>().join(" ");
        let name = (!name.is_empty()).then_some(name);
        if name == self.open.voice {
            self.closed = false;
            self.gap = true;
        } else {
            self.begin(name);
        }
    }

    fn begin(&mut self, voice: Option<String>) {
        let open = std::mem::replace(&mut self.open, Span { voice, text: String::new() });
        self.keep(open);
        self.closed = false;
        self.gap = false;
    }

    fn keep(&mut self, mut span: Span) {
        span.text.truncate(span.text.trim_end().len());
        if span.voice.is_some() || !span.text.is_empty() {
            self.done.push(span);
        }
    }

    fn finish(mut self) -> Vec<Span> {
        let open = std::mem::take(&mut self.open);
        self.keep(open);
        if self.done.is_empty() {
            self.done.push(Span::default());
        }
        self.done
    }

    /// After `&`; returns what follows.
    fn reference<'a>(&mut self, after: &'a str) -> &'a str {
        let Some((character, rest)) = reference(after) else {
            self.text("&");
            return after;
        };
        self.text(character.encode_utf8(&mut [0; 4]));
        rest
    }
}

enum Tag<'a> {
    Voice(&'a str),
    VoiceEnd,
    /// A style, a language, a time, or one nobody knows.
    Other,
}

impl<'a> Tag<'a> {
    /// What stands between `<` and `>`; `None` when it is no tag.
    fn parse(inner: &'a str) -> Option<Self> {
        let (head, annotation) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        let (is_end, head) = head.strip_prefix('/').map_or((false, head), |head| (true, head));
        let name = head.split('.').next().unwrap_or_default();
        let is_time = !is_end && inner.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b':' | b'.'));
        match (name.as_bytes(), is_end) {
            ([b'v' | b'V'], false) => Some(Self::Voice(annotation)),
            ([b'v' | b'V'], true) => Some(Self::VoiceEnd),
            ([b'a'..=b'z' | b'A'..=b'Z', ..], _) | ([], true) => Some(Self::Other),
            _ => (is_time && inner.contains(':')).then_some(Self::Other),
        }
    }
}

/// With every character reference replaced.
fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        rest = if let Some((character, after)) = reference(after) {
            out.push(character);
            after
        } else {
            out.push('&');
            after
        };
    }
    out + rest
}

/// A character reference after its `&`, and what follows it.
fn reference(after: &str) -> Option<(char, &str)> {
    let end = after.bytes().take(12).position(|byte| byte == b';')?;
    let (name, rest) = (&after[..end], &after[end + 1..]);
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "lrm" => '\u{200E}',
        "rlm" => '\u{200F}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?).unwrap_or(char::REPLACEMENT_CHARACTER)
        }
    };
    Some((character, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(payload: &str) -> Vec<(Option<String>, String)> {
        spans(payload).into_iter().map(|span| (span.voice, span.text)).collect()
    }

    fn one(payload: &str) -> String {
        let spans = of(payload);
        assert_eq!(spans.len(), 1, "{spans:?}");
        assert_eq!(spans[0].0, None);
        spans[0].1.clone()
    }

    fn voiced(name: &str, text: &str) -> (Option<String>, String) {
        (Some(name.to_owned()), text.to_owned())
    }

    #[test]
    fn lines_are_joined_by_one_space() {
        assert_eq!(one("  one \n\t two\n\n three "), "one two three");
        assert_eq!(one(""), "");
        assert_eq!(one("\n \n"), "");
    }

    #[test]
    fn tags_go_and_what_only_looks_like_one_stays() {
        assert_eq!(one("<00:00:01.0><c.yellow> so</c> <b><i>it</i></b> <lang en>goes</lang></>"), "so it goes");
        assert_eq!(one("5 < 6 and 7 > 6, I <3 you, <12> <"), "5 < 6 and 7 > 6, I <3 you, <12> <");
        assert_eq!(one("a < b <c>c</c>"), "a < b c");
    }

    #[test]
    fn references_are_resolved_once() {
        assert_eq!(one("R&amp;D &lt;b&gt; &quot;q&quot; &#233;&#xE9; &amp;lt;"), "R&D <b> \"q\" éé &lt;");
        assert_eq!(one("AT&T &unknown; &; &#xD800; &#x110000;"), "AT&T &unknown; &; \u{FFFD} \u{FFFD}");
    }

    #[test]
    fn a_voice_is_the_speaker() {
        assert_eq!(of("<v Ana Bell>hello</v>"), [voiced("Ana Bell", "hello")]);
        assert_eq!(of("<v.loud.first  Ana \t Bell >hello\nthere"), [voiced("Ana Bell", "hello there")]);
        assert_eq!(of("<v Bell &amp; Co>hello"), [voiced("Bell & Co", "hello")]);
        assert_eq!(of("<v Ana></v>"), [voiced("Ana", "")]);
        assert_eq!(one("<v>hello</v>"), "hello");
    }

    #[test]
    fn a_change_of_voice_is_a_new_span_and_the_same_voice_is_not() {
        assert_eq!(of("<v Ana>one</v> <v Ben>two</v>"), [voiced("Ana", "one"), voiced("Ben", "two")]);
        assert_eq!(of("<v Ana>one</v>\n<v Ana>two</v>"), [voiced("Ana", "one two")]);
        assert_eq!(
            of("before <v Ana>one</v> after"),
            [(None, "before".to_owned()), voiced("Ana", "one"), (None, "after".to_owned())]
        );
        assert_eq!(of("- <v Ana>one<v Ben>two").len(), 3);
    }

    #[test]
    fn a_line_of_openings_is_read_in_linear_time() {
        let payload = "<".repeat(1 << 18);
        assert_eq!(one(&payload).len(), payload.len());
        assert_eq!(one(&"&".repeat(1 << 18)).len(), 1 << 18);
    }
}
