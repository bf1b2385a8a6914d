//! Reading a service's JSON by its shape: which members are known, and what each is to the format.
//!
//! What must stay true: members that a shape does not name are passed over, wherever they stand; a member
//! that is null is as good as absent; one of another type than its shape is a problem of the turn it is in,
//! or of the document outside turns. Nothing depends on the order of members unless a format says so.

use model::TalkTurn;

use super::{Emit, Parser};
use crate::json::{Event, Framing, Handler, Next, Stop, Tokenizer};
use crate::problem::{Fault, Problem};

/// What a value may be. `T` says what it is to the format.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape<T: 'static> {
    /// The members that are known.
    Object(T, &'static [(&'static str, Shape<T>)]),
    /// An array of objects (or of anything with a shape).
    List(T, &'static Shape<T>),
    /// A string, as long as a turn's text may be.
    Text(T),
    /// A string, a number or a boolean, as short as a name.
    Name(T),
    /// Anything: that it is there says enough.
    Mark(T),
    /// Whichever of two fits.
    Either(&'static Shape<T>, &'static Shape<T>),
}

impl<T: Copy> Shape<T> {
    fn fits(self, event: Event<'_>) -> bool {
        match event {
            Event::StartObject => matches!(self, Self::Object(..)),
            Event::StartArray => matches!(self, Self::List(..)),
            Event::String(_) => matches!(self, Self::Text(_) | Self::Name(_)),
            _ => matches!(self, Self::Name(_)),
        }
    }

    fn for_event(self, event: Event<'_>) -> Self {
        match self {
            Self::Either(one, _) if one.fits(event) => *one,
            Self::Either(_, other) if other.fits(event) => *other,
            shape => shape,
        }
    }
}

/// Makes turns of what a document has.
pub(super) trait Model: Send {
    type Tag: Copy + PartialEq + Send + Sync + 'static;

    const SHAPE: Shape<Self::Tag>;

    /// An object or array begins.
    fn begin(&mut self, tag: Self::Tag, out: &mut Emit<'_>) -> Result<(), Stop>;

    /// A string, or a number's or boolean's source text.
    fn value(&mut self, tag: Self::Tag, text: &str) -> Result<(), Fault>;

    /// A member has come that is null, or of which only that it is there counts.
    fn mark(&mut self, _tag: Self::Tag) {}

    /// An object or array ends.
    fn end(&mut self, tag: Self::Tag, out: &mut Emit<'_>) -> Result<(), Stop>;

    /// Whether an object is a turn, so that a fault in it is only the turn's.
    fn is_turn(tag: Self::Tag) -> bool;

    /// Index of the turn being read.
    fn index(&self, out: &Emit<'_>) -> u64 {
        out.turns()
    }

    /// The turn being read cannot be read on; nothing more of it will come.
    fn broken(&mut self, problem: Problem, out: &mut Emit<'_>) -> Result<(), Problem>;

    /// The document is complete.
    fn finish(&mut self, out: &mut Emit<'_>) -> Result<(), Problem>;
}

/// Reads a document of a model's shape.
pub(super) struct Walk<M: Model> {
    json: Tokenizer,
    state: State<M>,
}

struct State<M: Model> {
    model: M,
    /// The shapes of the open objects and arrays.
    open: Vec<Shape<M::Tag>>,
    /// The shape of the value that a key has announced.
    next: Option<Shape<M::Tag>>,
    /// How many objects and arrays are around the turn being read.
    turn_depth: Option<usize>,
}

impl<M: Model> Walk<M> {
    pub(super) fn new(model: M) -> Self {
        let state = State { model, open: Vec::new(), next: Some(M::SHAPE), turn_depth: None };
        Self { json: Tokenizer::new(Framing::Document), state }
    }
}

impl<M: Model> Parser for Walk<M> {
    fn push(&mut self, bytes: &[u8], out: &mut Emit<'_>) -> Result<(), Problem> {
        self.json.push(bytes, &mut Visit { state: &mut self.state, out })
    }

    fn finish(&mut self, out: &mut Emit<'_>) -> Result<(), Problem> {
        self.json.finish(&mut Visit { state: &mut self.state, out })?;
        self.state.model.finish(out)?;
        out.some_turns()
    }
}

struct Visit<'a, 'b, M: Model> {
    state: &'a mut State<M>,
    out: &'a mut Emit<'b>,
}

impl<M: Model> Handler for Visit<'_, '_, M> {
    fn event(&mut self, event: Event<'_>) -> Result<Next, Stop> {
        match event {
            Event::Key(key) => Ok(self.state.member(key)),
            Event::StartObject | Event::StartArray => self.begin(event),
            Event::EndObject | Event::EndArray => self.end().map(|()| Next::Read),
            Event::String(text) | Event::Number(text) => self.value(event, text).map(|()| Next::Read),
            Event::Bool(truth) => self.value(event, if truth { "true" } else { "false" }).map(|()| Next::Read),
            Event::Null => self.null().map(|()| Next::Read),
            Event::Raw(_) => Ok(Next::Read),
        }
    }

    fn turn(&self) -> Option<u64> {
        self.state.turn_depth.map(|_| self.state.model.index(self.out))
    }

    fn turn_depth(&self) -> Option<usize> {
        self.state.turn_depth
    }

    fn broken(&mut self, problem: Problem) -> Result<(), Problem> {
        self.state.open.truncate(self.state.turn_depth.take().unwrap_or_default());
        self.state.model.broken(problem, self.out)
    }
}

impl<M: Model> State<M> {
    fn member(&mut self, key: &str) -> Next {
        let known = match self.open.last() {
            Some(Shape::Object(_, members)) => members.iter().find(|(name, _)| *name == key).map(|(_, shape)| *shape),
            _ => None,
        };
        self.next = known;
        match known {
            None => Next::Skip,
            Some(Shape::Mark(tag)) => {
                self.model.mark(tag);
                Next::Skip
            }
            Some(Shape::Name(_)) => Next::ReadName,
            Some(_) => Next::Read,
        }
    }

    /// The shape of the value that begins.
    fn announced(&mut self) -> Option<Shape<M::Tag>> {
        match self.open.last() {
            Some(Shape::List(_, element)) => Some(**element),
            _ => self.next.take(),
        }
    }
}

impl<M: Model> Visit<'_, '_, M> {
    fn begin(&mut self, event: Event<'_>) -> Result<Next, Stop> {
        let shape = self.state.announced().map(|shape| shape.for_event(event));
        let depth = self.state.open.len();
        match (event, shape) {
            (Event::StartObject, Some(shape @ Shape::Object(tag, _))) => {
                if M::is_turn(tag) {
                    self.state.turn_depth = Some(depth);
                }
                self.state.open.push(shape);
                self.state.model.begin(tag, self.out)?;
                Ok(Next::Read)
            }
            (Event::StartArray, Some(shape @ Shape::List(tag, element))) => {
                self.state.open.push(shape);
                self.state.model.begin(tag, self.out)?;
                Ok(if matches!(element, Shape::Name(_)) { Next::ReadName } else { Next::Read })
            }
            (_, shape) => Err(self.wrong(shape)),
        }
    }

    fn value(&mut self, event: Event<'_>, text: &str) -> Result<(), Stop> {
        let shape = self.state.announced().map(|shape| shape.for_event(event));
        match (event, shape) {
            (Event::String(_), Some(Shape::Text(tag))) | (_, Some(Shape::Name(tag))) => {
                Ok(self.state.model.value(tag, text)?)
            }
            (_, shape) => Err(self.wrong(shape)),
        }
    }

    /// Absent, unless it stands where a turn does.
    fn null(&mut self) -> Result<(), Stop> {
        let is_element = matches!(self.state.open.last(), Some(Shape::List(..)));
        let shape = match self.state.announced() {
            Some(Shape::Either(one, _)) => Some(*one),
            shape => shape,
        };
        match shape {
            Some(Shape::Object(..)) if is_element => Err(self.wrong(shape)),
            Some(Shape::Text(tag) | Shape::Name(tag)) => {
                self.state.model.mark(tag);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn end(&mut self) -> Result<(), Stop> {
        let Some(Shape::Object(tag, _) | Shape::List(tag, _)) = self.state.open.pop() else { return Ok(()) };
        self.state.model.end(tag, self.out)?;
        if M::is_turn(tag) {
            self.state.turn_depth = None;
        }
        Ok(())
    }

    /// A value is not of its shape.
    fn wrong(&mut self, shape: Option<Shape<M::Tag>>) -> Stop {
        if let Some(Shape::Object(tag, _)) = shape
            && M::is_turn(tag)
        {
            self.state.turn_depth = Some(self.state.open.len());
        }
        let expected = match shape {
            Some(Shape::Object(..)) => "expected an object",
            Some(Shape::List(..)) => "expected an array",
            Some(Shape::Text(_)) => "expected a string",
            Some(Shape::Name(_)) => "expected a string or a number",
            Some(Shape::Either(..)) => "expected a value of another type: a string, an object or an array",
            Some(Shape::Mark(_)) | None => "expected a value of another type",
        };
        Fault::new("wrong_type", expected).into()
    }
}

/// Gathers a turn from its members.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) turn: TalkTurn,
    pub(super) has_text: bool,
}

impl Draft {
    pub(super) fn id(&mut self, id: String) {
        self.turn.speaker.get_or_insert_default().id = Some(id);
    }

    pub(super) fn role(&mut self, role: String) {
        self.turn.speaker.get_or_insert_default().role = Some(role);
    }

    /// Sets the text; leading and trailing space is what recognisers put between words.
    pub(super) fn text(&mut self, text: &str) {
        self.turn.input = crate::field::text(text.trim());
        self.has_text = true;
    }

    /// The turn, if it has a text; `member` is where that would have been.
    pub(super) fn take(&mut self, member: &'static str) -> Result<TalkTurn, Fault> {
        let Self { turn, has_text } = std::mem::take(self);
        if !has_text {
            return Err(Fault::new("input_missing", format!("expected the talk turn to have a member {member}")));
        }
        Ok(turn)
    }
}
