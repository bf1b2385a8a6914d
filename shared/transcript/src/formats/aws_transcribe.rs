//! Amazon Transcribe: an element of `results.audio_segments` is a talk turn; older documents have none, and
//! there the items make the turns.
//!
//! Who says an item is in the item, or in `speaker_labels` under its start, or it is its channel. Items of
//! `channel_labels` are the same words as those of `results`, so they replace them. Times stay the strings
//! of seconds that they are; punctuation has none and joins the word before.

use std::collections::BTreeMap;
use std::mem;

use super::Emit;
use super::held::{MAX_JOIN_BYTES, join_too_large};
use super::shape::{Draft, Model, Shape};
use super::words::{TurnsOrWords, Word, Words};
use crate::field;
use crate::json::Stop;
use crate::problem::{Fault, Problem};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tag {
    Other,
    Segment,
    Item,
    Channel,
    ChannelItem,
    /// Who speaks from a start on.
    Label,
    Alternative,
    Id,
    Transcript,
    Content,
    Kind,
    SpeakerLabel,
    ChannelLabel,
    /// The label of the channel around items.
    ChannelName,
    Start,
    End,
}

const ALTERNATIVES: Shape<Tag> =
    Shape::List(Tag::Other, &Shape::Object(Tag::Alternative, &[("content", Shape::Name(Tag::Content))]));

const fn item(tag: Tag, members: &'static [(&'static str, Shape<Tag>)]) -> Shape<Tag> {
    Shape::Object(tag, members)
}

const ITEM_MEMBERS: &[(&str, Shape<Tag>)] = &[
    ("type", Shape::Name(Tag::Kind)),
    ("alternatives", ALTERNATIVES),
    ("speaker_label", Shape::Name(Tag::SpeakerLabel)),
    ("channel_label", Shape::Name(Tag::ChannelLabel)),
    ("start_time", Shape::Name(Tag::Start)),
    ("end_time", Shape::Name(Tag::End)),
];
const ITEM: Shape<Tag> = item(Tag::Item, ITEM_MEMBERS);
const CHANNEL_ITEM: Shape<Tag> = item(Tag::ChannelItem, ITEM_MEMBERS);

const SEGMENT: Shape<Tag> = Shape::Object(
    Tag::Segment,
    &[
        ("id", Shape::Name(Tag::Id)),
        ("transcript", Shape::Text(Tag::Transcript)),
        ("speaker_label", Shape::Name(Tag::SpeakerLabel)),
        ("channel_label", Shape::Name(Tag::ChannelLabel)),
        ("start_time", Shape::Name(Tag::Start)),
        ("end_time", Shape::Name(Tag::End)),
    ],
);

const LABELS: Shape<Tag> = Shape::Object(
    Tag::Other,
    &[(
        "items",
        Shape::List(
            Tag::Other,
            &Shape::Object(
                Tag::Label,
                &[("speaker_label", Shape::Name(Tag::SpeakerLabel)), ("start_time", Shape::Name(Tag::Start))],
            ),
        ),
    )],
);

const CHANNEL: Shape<Tag> = Shape::Object(
    Tag::Channel,
    &[("channel_label", Shape::Name(Tag::ChannelName)), ("items", Shape::List(Tag::Other, &CHANNEL_ITEM))],
);

#[derive(Default)]
pub(super) struct AwsTranscribe {
    draft: Draft,
    speaker: Option<String>,
    channel: Option<String>,
    content: String,
    /// Alternatives of the item begun; the first is the best.
    alternatives: u64,
    is_punctuation: bool,
    found: TurnsOrWords,
    by_start: BTreeMap<String, String>,
    labels_bytes: usize,
    channels: Words,
    channel_name: Option<String>,
    channel_from: usize,
}

impl Model for AwsTranscribe {
    type Tag = Tag;

    const SHAPE: Shape<Tag> = Shape::Object(
        Tag::Other,
        &[(
            "results",
            Shape::Object(
                Tag::Other,
                &[
                    ("items", Shape::List(Tag::Other, &ITEM)),
                    ("audio_segments", Shape::List(Tag::Other, &SEGMENT)),
                    ("speaker_labels", Shape::Object(Tag::Other, &[("segments", Shape::List(Tag::Other, &LABELS))])),
                    ("channel_labels", Shape::Object(Tag::Other, &[("channels", Shape::List(Tag::Other, &CHANNEL))])),
                ],
            ),
        )],
    );

    fn begin(&mut self, tag: Tag, _: &mut Emit<'_>) -> Result<(), Stop> {
        match tag {
            Tag::Item | Tag::ChannelItem | Tag::Segment | Tag::Label => {
                self.draft = Draft::default();
                (self.speaker, self.channel) = (None, None);
                self.content.clear();
                self.alternatives = 0;
                self.is_punctuation = false;
            }
            Tag::Alternative => self.alternatives += 1,
            Tag::Channel => {
                self.channel_name = None;
                self.channel_from = self.channels.len();
            }
            _ => {}
        }
        Ok(())
    }

    fn value(&mut self, tag: Tag, text: &str) -> Result<(), Fault> {
        match tag {
            Tag::Id => self.draft.turn.talk_turn_id = Some(field::name(text)?),
            Tag::Transcript => self.draft.text(text),
            Tag::Content if self.alternatives == 1 => text.clone_into(&mut self.content),
            Tag::Kind => self.is_punctuation = text == "punctuation",
            Tag::SpeakerLabel => self.speaker = Some(field::name(text)?),
            Tag::ChannelLabel => self.channel = Some(field::name(text)?),
            Tag::ChannelName => self.channel_name = Some(field::name(text)?),
            Tag::Start => self.draft.turn.start_time = Some(field::name(text)?),
            Tag::End => self.draft.turn.end_time = Some(field::name(text)?),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: Tag, out: &mut Emit<'_>) -> Result<(), Stop> {
        match tag {
            Tag::Segment => {
                if let Some(id) = self.speaker() {
                    self.draft.id(id);
                }
                self.found.turn(self.draft.take("transcript")?, out)?;
            }
            Tag::Item => {
                let word = self.word();
                if self.channels.is_empty() {
                    self.found.word(word)?;
                }
            }
            Tag::ChannelItem => {
                let word = self.word();
                self.channels.push(word)?;
            }
            Tag::Channel => self.channels.name_from(self.channel_from, self.channel_name.take()),
            Tag::Label => self.label()?,
            _ => {}
        }
        Ok(())
    }

    fn is_turn(tag: Tag) -> bool {
        tag == Tag::Segment
    }

    fn broken(&mut self, problem: Problem, out: &mut Emit<'_>) -> Result<(), Problem> {
        self.found.broken(problem, out)
    }

    fn finish(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        if self.channels.is_empty() {
            self.found.words.name_by_start(&self.by_start);
        } else {
            self.found.words = mem::take(&mut self.channels);
        }
        self.found.finish(out)
    }
}

impl AwsTranscribe {
    fn speaker(&mut self) -> Option<String> {
        self.speaker.take().or(self.channel.take())
    }

    fn word(&mut self) -> Word {
        let speaker = self.speaker();
        let turn = mem::take(&mut self.draft).turn;
        let (start, end) = (turn.start_time, turn.end_time);
        Word { text: mem::take(&mut self.content), start, end, speaker, joined: self.is_punctuation }
    }

    fn label(&mut self) -> Result<(), Fault> {
        if let (Some(start), Some(speaker)) = (self.draft.turn.start_time.take(), self.speaker.take()) {
            self.labels_bytes += start.len() + speaker.len() + 2 * size_of::<String>() + 32;
            if self.labels_bytes > MAX_JOIN_BYTES {
                return Err(join_too_large());
            }
            self.by_start.insert(start, speaker);
        }
        Ok(())
    }
}
