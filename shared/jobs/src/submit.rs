//! Submitting talk turns in the request itself.
//!
//! What must stay true: the body is judged by the very reader that the worker will use, so what is accepted
//! here cannot fail there for its form; the job is on disk before the client hears of it; a crash anywhere
//! leaves either no job or a whole one, and no object without an owner.

use std::time::Duration;

use bytes::Bytes;
use engine::BuiltIn;
use model::limits::{INLINE_BYTES, MAX_INLINE_BODY};
use model::{Generation, JobId, Kind, Lane, TalkTurn, TenantId, Ticket};
use sha2::{Digest, Sha256};
use store::{Garbage, Idempotency, NewInput, NewJob, Submitted};
use transcript::{Format, Problem, Reader, Sink};

use crate::first_tickets::{FirstTickets, Promise};
use crate::overload::Overload;
use crate::{Error, Members, OnError, Options, Ports, Reads, Visible, packed};
use contract::short_text;

/// How long an object may wait for the submission that adopts it.
const ADOPTION: Duration = Duration::from_hours(1);

/// What came with a request besides its body.
#[derive(Clone, Debug)]
pub struct Submission {
    pub tenant: TenantId,
    /// How soon. A redrive keeps that of its job.
    pub lane: Lane,
    pub idempotency: Option<IdempotencyKey>,
    pub traceparent: Option<String>,
}

/// A client's key for a request that may be sent again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    pub key: String,
    /// What was asked: the route, so that one key cannot mean two operations.
    pub route: &'static str,
}

impl IdempotencyKey {
    /// The profile came beside the body and is part of what was asked.
    pub(crate) fn bound_to(&self, profile: BuiltIn, body: &[u8]) -> Result<Idempotency, Error> {
        short_text(&self.key, "/Idempotency-Key").map_err(|mut wrong| {
            wrong.pointer = None;
            Error::Invalid(vec![wrong])
        })?;
        let asked = match profile {
            BuiltIn::Default => Sha256::new().chain_update(self.route),
            BuiltIn::Counts => Sha256::new().chain_update(self.route).chain_update([1]).chain_update(profile.as_str()),
        };
        let fingerprint = asked.chain_update([0]).chain_update(body).finalize();
        Ok(Idempotency { key: self.key.clone(), fingerprint: fingerprint.into() })
    }
}

/// Which job a submission made, now or before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubmitAnswer {
    pub job: JobId,
    pub replayed: bool,
}

/// A conversations request that was accepted, now or before.
pub struct Accepted {
    pub visible: Visible,
    pub replayed: bool,
}

/// Accepts conversations requests.
#[derive(Clone)]
pub struct Submit {
    ports: Ports,
    overload: Overload,
    first_tickets: Option<FirstTickets>,
}

impl Submit {
    pub fn new(ports: Ports) -> Self {
        Self { ports, overload: Overload::default(), first_tickets: None }
    }

    /// Refuses new work while a due job has been waiting for longer than this.
    #[must_use]
    pub fn refusing_over(self, oldest: Option<Duration>) -> Self {
        Self { overload: Overload::new(&self.ports, oldest), ..self }
    }

    /// Gives jobs their first tickets as it stores them, while there is room.
    #[must_use]
    pub fn ticketing(self, first_tickets: FirstTickets) -> Self {
        Self { first_tickets: Some(first_tickets), ..self }
    }

    /// Stores a job for a conversations request of at most [`MAX_INLINE_BODY`] bytes.
    pub async fn conversation(&self, from: &Submission, profile: BuiltIn, body: Bytes) -> Result<Accepted, Error> {
        if body.len() > MAX_INLINE_BODY {
            let detail =
                format!("A request body holds at most {MAX_INLINE_BODY} bytes; upload longer transcripts in parts.");
            return Err(Error::TooLarge { detail });
        }
        let idempotency = from.idempotency.as_ref().map(|key| key.bound_to(profile, &body)).transpose()?;
        self.overload.check().await?;
        let (members, packed) = judge(body).await?;
        let options = Options { profile, ..members.options };
        let now = self.ports.clock.now();
        let id = JobId(self.ports.random.uuid(now));
        let input = self.place(id, packed).await?;
        let promise = self.first_tickets.as_ref().and_then(|first| first.promise(from.lane));
        let job = NewJob {
            id,
            tenant: from.tenant,
            kind: Kind::Analysis,
            priority: from.lane.priority(),
            conversation_id: members.conversation_id.unwrap_or_else(|| self.ports.random.uuid(now).to_string()),
            user_metadata: members.user_metadata,
            options: options.to_bytes(),
            input,
            idempotency,
            traceparent: from.traceparent.clone(),
            first_ticket: promise.as_ref().map(|_| Promise::AGAIN),
        };
        match self.ports.store.submit(&job).await? {
            Submitted::New(at) => {
                match promise {
                    Some(promise) => promise.keep(Ticket { job: id, generation: Generation(0) }),
                    None => self.ports.bell.ring(),
                }
                let visible = Visible { job: job.stored(at), options, result: None };
                Ok(Accepted { visible, replayed: false })
            }
            Submitted::Replayed(job) => {
                let visible = Reads::new(self.ports.clone()).job(from.tenant, job).await?;
                Ok(Accepted { visible, replayed: true })
            }
            Submitted::KeyReused => Err(Error::KeyReused),
        }
    }

    async fn place(&self, id: JobId, packed: Vec<u8>) -> Result<NewInput, Error> {
        let content_type = "application/json".to_owned();
        if packed.len() <= INLINE_BYTES {
            return Ok(NewInput::Inline { content_type, bytes: packed });
        }
        let key = format!("inputs/{id}");
        self.ports.store.note_garbage(&Garbage::Key(key.clone()), ADOPTION).await?;
        self.ports.objects.put(&key, packed::CONTENT_TYPE, packed.into()).await?;
        Ok(NewInput::Object { content_type, key })
    }
}

/// Bodies over this are judged off the async threads.
const QUICK_BYTES: usize = 64 << 10;

async fn judge(body: Bytes) -> Result<(Members, Vec<u8>), Error> {
    if body.len() <= QUICK_BYTES {
        return judge_now(&body);
    }
    match tokio::task::spawn_blocking(move || judge_now(&body)).await {
        Ok(judged) => judged,
        Err(panicked) => Err(Error::Unreadable(Box::new(panicked))),
    }
}

fn judge_now(body: &[u8]) -> Result<(Members, Vec<u8>), Error> {
    let mut judged = Judge::default();
    read_request(body, &mut judged)?;
    let members = judged.accepted()?;
    Ok((members, packed::pack(body)))
}

/// Reads the whole body of a conversations request.
pub(crate) fn read_request(body: &[u8], sink: &mut dyn Sink) -> Result<(), Error> {
    // The worker unpacks compressed files; a request body is not one.
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Err(Error::invalid("", "wrong_type", "Expected a JSON object with talk_turns."));
    }
    let mut reader = Reader::of(Format::Request);
    reader.push(body, sink)?;
    Ok(reader.finish(sink)?)
}

/// Keeps the members, lets the turns pass, and remembers the first malformed one: whether that is the end of it, an
/// option that may follow the turns decides.
#[derive(Default)]
struct Judge {
    members: Members,
    broken: Option<Problem>,
}

impl Judge {
    fn accepted(self) -> Result<Members, Problem> {
        match self.broken {
            Some(problem) if self.members.options.on_error == OnError::Fail => Err(problem),
            _ => Ok(self.members),
        }
    }
}

impl Sink for Judge {
    fn turn(&mut self, _turn: TalkTurn) -> Result<(), Problem> {
        Ok(())
    }

    fn broken(&mut self, problem: Problem) -> Result<(), Problem> {
        self.broken.get_or_insert(problem);
        Ok(())
    }

    fn member(&mut self, name: &str, json: &[u8]) -> Result<(), Problem> {
        set_member(&mut self.members, name, json)
    }
}

pub(crate) fn set_member(members: &mut Members, name: &str, json: &[u8]) -> Result<(), Problem> {
    members.set(name, json).map_err(|wrong| Problem {
        code: wrong.code,
        detail: wrong.detail,
        line: None,
        pointer: wrong.pointer,
        turn: None,
    })
}
