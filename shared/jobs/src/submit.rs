//! Submitting talk turns in the request itself, or naming a file that has them.
//!
//! What must stay true: the body is judged by the very reader that the worker will use, so what is accepted
//! here cannot fail there for its form; the job is on disk before the client hears of it; a crash anywhere
//! leaves either no job or a whole one, and no object without an owner.

use std::time::Duration;

use bytes::Bytes;
use engine::BuiltIn;
use model::FileId;
use model::limits::{INLINE_BYTES, MAX_INLINE_BODY};
use model::{Generation, JobId, Kind, Lane, TalkTurn, TenantId, Ticket};
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};
use store::{Garbage, Idempotency, NewInput, NewJob, Submitted};
use transcript::{Format, Problem, Reader, Sink};

use crate::file_nature::FileNature;
use crate::files::{file_id, not_there};
use crate::first_tickets::{FirstTickets, Promise};
use crate::overload::Overload;
use crate::{Chosen, Error, Invalid, Members, OnError, Options, Ports, Reads, Visible, packed};
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
    /// The `client_id`, where the client's jobs are counted ([`crate::Limits::counted`]).
    pub counted: Option<String>,
}

/// A client's key for a request that may be sent again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    pub key: String,
    /// What was asked: the route, so that one key cannot mean two operations.
    pub route: &'static str,
}

impl IdempotencyKey {
    /// The profile came beside the body and is part of what was asked; which version of it was the latest is not.
    pub(crate) fn bound_to(&self, profile: &Chosen, body: &[u8]) -> Result<Idempotency, Error> {
        short_text(&self.key, "/Idempotency-Key").map_err(|mut wrong| {
            wrong.pointer = None;
            Error::Invalid(vec![wrong])
        })?;
        let asked = Sha256::new().chain_update(self.route);
        let asked = match profile {
            Chosen::BuiltIn(BuiltIn::Default) => asked,
            Chosen::BuiltIn(which) => asked.chain_update([1]).chain_update(which.as_str()),
            Chosen::Own(own) => asked.chain_update([2]).chain_update(own.id.0.as_bytes()),
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
    pub async fn conversation(
        &self,
        from: &Submission,
        profile: impl Into<Chosen>,
        body: Bytes,
    ) -> Result<Accepted, Error> {
        let profile = profile.into();
        if body.len() > MAX_INLINE_BODY {
            let detail =
                format!("A request body holds at most {MAX_INLINE_BODY} bytes; upload longer transcripts in parts.");
            return Err(Error::TooLarge { detail });
        }
        let idempotency = from.idempotency.as_ref().map(|key| key.bound_to(&profile, &body)).transpose()?;
        self.overload.check().await?;
        let judged = judge(body).await?;
        let kind = self.kind(from.tenant, &judged.turns, &profile).await?;
        let members = judged.members;
        let options = Options { profile, ..members.options };
        let now = self.ports.clock.now();
        let id = JobId(self.ports.random.uuid(now));
        let input = match judged.turns {
            Turns::Here(packed) => self.place(id, packed).await?,
            Turns::In(file) => NewInput::File(file),
        };
        let promise = self.first_tickets.as_ref().and_then(|first| first.promise(from.lane));
        let job = NewJob {
            id,
            tenant: from.tenant,
            kind,
            priority: from.lane.priority(),
            conversation_id: members.conversation_id.unwrap_or_else(|| self.ports.random.uuid(now).to_string()),
            user_metadata: members.user_metadata,
            options: options.to_bytes(),
            profile: options.profile.own(),
            input,
            idempotency,
            traceparent: from.traceparent.clone(),
            first_ticket: promise.as_ref().map(|_| Promise::AGAIN),
            counted: from.counted.clone(),
        };
        match self.ports.store.submit(&job).await? {
            Submitted::New(at) => {
                match promise {
                    Some(promise) => promise.keep(Ticket { job: id, generation: Generation(0) }),
                    None => self.ports.bell.ring(),
                }
                let visible = Visible { job: job.stored(at), age: Duration::ZERO, options, result: None, file: None };
                Ok(Accepted { visible, replayed: false })
            }
            Submitted::Replayed(job) => {
                let visible = Reads::new(self.ports.clone()).job(from.tenant, job).await?;
                Ok(Accepted { visible, replayed: true })
            }
            Submitted::KeyReused => Err(Error::KeyReused),
            Submitted::NoFile => Err(self.no_file(from.tenant, &job.input).await?),
            Submitted::OverLimit(left) => Err(Error::OverLimit { left }),
        }
    }

    /// Whether there is none, or none yet.
    async fn no_file(&self, tenant: TenantId, input: &NewInput) -> Result<Error, Error> {
        let NewInput::File(file) = input else { return Ok(Error::NoFile) };
        let import = self.ports.store.imports().of_file(tenant, *file).await?;
        Ok(import.map_or(Error::NoFile, |import| not_there(&import)))
    }

    async fn kind(&self, tenant: TenantId, turns: &Turns, profile: &Chosen) -> Result<Kind, Error> {
        let Turns::In(file) = turns else { return Ok(profile.kind()) };
        // Of one that is gone nothing is said here: this may be a request that was answered while it was there.
        let Some(file) = self.ports.store.file(tenant, *file).await? else { return Ok(profile.kind()) };
        Ok(FileNature::of(&self.ports, &file.content_type, &file.file_name)?.kind(profile))
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

/// A request that was found good.
struct Judged {
    members: Members,
    turns: Turns,
}

enum Turns {
    /// In the request, which is packed.
    Here(Vec<u8>),
    In(FileId),
}

async fn judge(body: Bytes) -> Result<Judged, Error> {
    if body.len() <= QUICK_BYTES {
        return judge_now(&body);
    }
    match tokio::task::spawn_blocking(move || judge_now(&body)).await {
        Ok(judged) => judged,
        Err(panicked) => Err(Error::Unreadable(Box::new(panicked))),
    }
}

fn judge_now(body: &[u8]) -> Result<Judged, Error> {
    let mut judge = Judge::default();
    let read = read_request(body, &mut judge);
    match (read, judge.file) {
        (read, None) => {
            read?;
            Ok(Judged { members: judge.accepted()?, turns: Turns::Here(packed::pack(body)) })
        }
        (Err(problem), Some(file)) if problem.code == NO_TURNS => {
            // The reader went no further than to the end of the object.
            serde_json::from_slice::<IgnoredAny>(body)
                .map_err(|_| Error::invalid("", "invalid_json", "Expected one JSON object."))?;
            Ok(Judged { members: judge.members, turns: Turns::In(file) })
        }
        (Err(problem), Some(_)) if problem.code != EMPTY_TURNS => Err(problem.into()),
        (_, Some(_)) => {
            let detail = "Expected either talk_turns or the file_id of a file that has them.";
            Err(Error::invalid("/file_id", "talk_turns_and_file", detail))
        }
    }
}

/// Reads the whole body of a conversations request.
pub(crate) fn read_request(body: &[u8], sink: &mut dyn Sink) -> Result<(), Problem> {
    // The worker unpacks compressed files; a request body is not one.
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Err(problem(Invalid::at("", "wrong_type", "Expected a JSON object with talk_turns.")));
    }
    let mut reader = Reader::of(Format::Request);
    reader.push(body, sink)?;
    reader.finish(sink)
}

fn problem(Invalid { code, detail, pointer }: Invalid) -> Problem {
    Problem { code, detail, line: None, pointer, turn: None }
}

/// What the reader says of a request without the member, and of one without a turn in it.
const NO_TURNS: &str = "talk_turns_missing";
const EMPTY_TURNS: &str = "talk_turns_empty";

/// Keeps the members, lets the turns pass, and remembers the first malformed one: whether that is the end of it, an
/// option that may follow the turns decides.
#[derive(Default)]
struct Judge {
    members: Members,
    file: Option<FileId>,
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

impl Judge {
    fn file(&mut self, json: &[u8]) -> Result<(), Invalid> {
        let named: Option<Option<String>> = serde_json::from_slice(json).ok();
        let named = named.ok_or_else(|| Invalid::at("/file_id", "wrong_type", "Expected a string, or null."))?;
        self.file = named.map(|text| file_id(&text, "/file_id")).transpose()?;
        Ok(())
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
        if name == "file_id" { self.file(json).map_err(problem) } else { set_member(&mut self.members, name, json) }
    }
}

pub(crate) fn set_member(members: &mut Members, name: &str, json: &[u8]) -> Result<(), Problem> {
    members.set(name, json).map_err(problem)
}
