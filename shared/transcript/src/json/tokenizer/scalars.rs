//! Strings, numbers and literals, each of which a push may cut anywhere.

use memchr::memchr2;
use model::limits::{MAX_NAME_BYTES, MAX_TURN_BYTES};

use super::super::raw::Capture;
use super::super::text::{TextFault, plain};
use super::super::{Event, Handler, Next, Stop, faults, number};
use super::{Expect, Muted, Partial, Tokenizer};

impl Tokenizer {
    /// After an opening quote. Most strings are whole and plain, and are handed over from where they stand.
    pub(super) fn open_string<H: Handler>(&mut self, bytes: &[u8], at: usize, handler: &mut H) -> Result<usize, Stop> {
        let limit = self.limit();
        if let Some(length) = memchr2(b'"', b'\\', &bytes[at..])
            && bytes[at + length] == b'"'
            && let Some(text) = plain(&bytes[at..at + length], limit.unwrap_or(usize::MAX))
        {
            return self.string_done(Some(text), bytes, at + length + 1, handler);
        }
        self.text.start(limit);
        self.partial = Partial::String;
        self.string(bytes, at, handler)
    }

    pub(super) fn string<H: Handler>(&mut self, bytes: &[u8], at: usize, handler: &mut H) -> Result<usize, Stop> {
        let (used, done) = self.text.feed(&bytes[at..]).map_err(|fault| self.text_fault(fault))?;
        if done { self.string_done(None, bytes, at + used, handler) } else { Ok(at + used) }
    }

    /// A key or a string value ended; `text` is `None` when it is in [`Tokenizer::text`].
    fn string_done<H: Handler>(
        &mut self,
        text: Option<&str>,
        bytes: &[u8],
        end: usize,
        handler: &mut H,
    ) -> Result<usize, Stop> {
        let text = text.unwrap_or_else(|| self.text.kept());
        if !matches!(self.expect, Expect::Key | Expect::KeyOrEnd) {
            if self.muted.is_none() {
                handler.event(Event::String(text)).map(drop).or_else(|stop| self.refused(stop, handler))?;
            }
            self.value_done(bytes, end, handler)?;
            return Ok(end);
        }
        if self.muted.is_none() {
            let depth = self.path.depth();
            match handler.event(Event::Key(text)) {
                Ok(next @ (Next::Read | Next::ReadName)) => {
                    self.next = next;
                    self.path.member(Some(text));
                }
                Ok(Next::Skip) => self.muted = Some(Muted { depth, capture: None }),
                Ok(Next::Raw(room)) => self.muted = Some(Muted { depth, capture: Some(Capture::new(room)) }),
                Err(stop) => self.refused(stop, handler)?,
            }
            if self.muted.is_some() {
                self.path.member(None);
            }
        }
        self.partial = Partial::None;
        self.expect = Expect::Colon;
        Ok(end)
    }

    /// What a string may have, in bytes; `None` when it is only validated.
    fn limit(&self) -> Option<usize> {
        let is_key = matches!(self.expect, Expect::Key | Expect::KeyOrEnd);
        match (&self.muted, is_key, self.next) {
            (Some(_), ..) => None,
            (None, true, _) | (None, false, Next::ReadName) => Some(MAX_NAME_BYTES),
            (None, false, _) => Some(MAX_TURN_BYTES),
        }
    }

    pub(super) fn number<H: Handler>(&mut self, bytes: &[u8], at: usize, handler: &mut H) -> Result<usize, Stop> {
        let length = bytes[at..].iter().take_while(|byte| number::belongs(**byte)).count();
        let piece = &bytes[at..at + length];
        if self.number.len() + length > number::MAX_NUMBER_BYTES {
            return Err(number::too_long().into());
        }
        if at + length == bytes.len() {
            self.number.extend_from_slice(piece);
            self.partial = Partial::Number;
            return Ok(bytes.len());
        }
        if self.number.is_empty() {
            return self.number_done(Some(piece), bytes, at + length, handler);
        }
        self.number.extend_from_slice(piece);
        self.number_done(None, bytes, at + length, handler)
    }

    /// A number ended before `end`; `whole` is `None` when its characters are in [`Tokenizer::number`].
    pub(super) fn number_done<H: Handler>(
        &mut self,
        whole: Option<&[u8]>,
        bytes: &[u8],
        end: usize,
        handler: &mut H,
    ) -> Result<usize, Stop> {
        let checked =
            number::check(whole.unwrap_or(&self.number)).map_err(|fault| faults::located(&fault, self.token))?;
        if self.muted.is_none() {
            handler.event(Event::Number(checked)).map(drop).or_else(|stop| self.refused(stop, handler))?;
        }
        self.value_done(bytes, end, handler)?;
        Ok(end)
    }

    pub(super) fn literal<H: Handler>(
        &mut self,
        bytes: &[u8],
        at: usize,
        word: &'static [u8],
        matched: usize,
        handler: &mut H,
    ) -> Result<usize, Stop> {
        let length = (word.len() - matched).min(bytes.len() - at);
        let rest = &word[matched..];
        if let Some(wrong) = bytes[at..at + length].iter().zip(rest).position(|(found, wanted)| found != wanted) {
            return Err(self.unexpected(Expect::Value, at + wrong));
        }
        let (matched, end) = (matched + length, at + length);
        if matched < word.len() {
            self.partial = Partial::Literal { word, matched };
            return Ok(end);
        }
        if self.muted.is_none() {
            let event = match word {
                b"true" => Event::Bool(true),
                b"false" => Event::Bool(false),
                _ => Event::Null,
            };
            handler.event(event).map(drop).or_else(|stop| self.refused(stop, handler))?;
        }
        self.value_done(bytes, end, handler)?;
        Ok(end)
    }

    fn text_fault(&self, fault: TextFault) -> Stop {
        let is_key = matches!(self.expect, Expect::Key | Expect::KeyOrEnd);
        faults::in_text(fault, is_key, self.next, self.token).into()
    }
}
