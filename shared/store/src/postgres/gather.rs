//! Callers that share commits.
//!
//! What must stay true: a call that finds nobody at work goes at once; those that come meanwhile go together with the
//! next commit, and no later. One that the database refuses fails alone. A caller who goes away takes nobody along:
//! batches run in tasks of their own, which end when nobody waits.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sqlx::Postgres;
use sqlx::pool::PoolConnection;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::ANSWER;
use super::sessions::{Failed, Frame, Sessions};
use crate::Error;
use crate::error::{Trouble, classify, unavailable};
use crate::transactions::Batch;

/// Commits under way at a time: while one waits for the disk, the next is worked out.
const AT_ONCE: usize = 2;

pub(super) struct Gather<T: Batch> {
    sessions: Sessions,
    line: Arc<Line<T>>,
}

impl<T: Batch> Gather<T> {
    pub(super) fn new(sessions: &Sessions) -> Self {
        let line = Line(Mutex::new(Waiting { callers: VecDeque::new(), batches: 0 }));
        Self { sessions: sessions.clone(), line: Arc::new(line) }
    }

    pub(super) async fn run(&self, item: T::Item) -> Result<T::Each, Error> {
        let (reply, answer) = oneshot::channel();
        if let Some(turn) = Turn::join(&self.line, Caller { item: Arc::new(item), reply }) {
            tokio::spawn(serve(self.sessions.clone(), turn));
        }
        match timeout(ANSWER, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(unavailable(T::NAME, "the process is ending")),
            Err(_) => Err(unavailable(T::NAME, "no answer in time")),
        }
    }
}

struct Caller<T: Batch> {
    item: Arc<T::Item>,
    reply: oneshot::Sender<Result<T::Each, Error>>,
}

impl<T: Batch> Caller<T> {
    /// Whoever asked may have gone away.
    fn answer(self, answer: Result<T::Each, Error>) {
        self.reply.send(answer).ok();
    }
}

struct Line<T: Batch>(Mutex<Waiting<T>>);

struct Waiting<T: Batch> {
    callers: VecDeque<Caller<T>>,
    /// Under way.
    batches: usize,
}

impl<T: Batch> Line<T> {
    fn waiting(&self) -> MutexGuard<'_, Waiting<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to run one batch after another, given back when nobody waits.
struct Turn<T: Batch> {
    line: Arc<Line<T>>,
    over: bool,
}

impl<T: Batch> Turn<T> {
    /// `Some` when somebody is needed to serve the line.
    fn join(line: &Arc<Line<T>>, caller: Caller<T>) -> Option<Self> {
        let mut waiting = line.waiting();
        waiting.callers.push_back(caller);
        if waiting.batches == AT_ONCE {
            return None;
        }
        waiting.batches += 1;
        Some(Self { line: Arc::clone(line), over: false })
    }

    fn next(&mut self) -> Option<Vec<Caller<T>>> {
        let mut waiting = self.line.waiting();
        let most = waiting.callers.len().min(T::MOST);
        let mut batch: Vec<Caller<T>> = waiting.callers.drain(..most).collect();
        if batch.is_empty() {
            waiting.batches -= 1;
            self.over = true;
            return None;
        }
        drop(waiting);
        batch.retain(|caller| !caller.reply.is_closed());
        Some(batch)
    }
}

impl<T: Batch> Drop for Turn<T> {
    fn drop(&mut self) {
        if !self.over {
            self.line.waiting().batches -= 1;
        }
    }
}

async fn serve<T: Batch>(sessions: Sessions, mut turn: Turn<T>) {
    // Whoever is ready to call right now comes along.
    tokio::task::yield_now().await;
    let mut server = Server { sessions, session: None };
    while let Some(batch) = turn.next() {
        server.serve(batch).await;
    }
}

struct Server {
    sessions: Sessions,
    /// Kept from one batch to the next.
    session: Option<PoolConnection<Postgres>>,
}

impl Server {
    async fn serve<T: Batch>(&mut self, batch: Vec<Caller<T>>) {
        if batch.is_empty() {
            return;
        }
        match self.run(&batch).await {
            Ok(answers) => {
                for (caller, answer) in batch.into_iter().zip(answers) {
                    caller.answer(Ok(answer));
                }
            }
            Err(failed) if failed.by_content() && batch.len() > 1 => self.serve_one_by_one(batch).await,
            Err(failed) => {
                for caller in batch {
                    caller.answer(Err(failed.told(T::NAME)));
                }
            }
        }
    }

    async fn serve_one_by_one<T: Batch>(&mut self, batch: Vec<Caller<T>>) {
        for caller in batch.into_iter().filter(|caller| !caller.reply.is_closed()) {
            let one = [caller];
            let outcome = self.run(&one).await;
            let [caller] = one;
            caller.answer(match outcome {
                Ok(mut answers) => Ok(answers.pop().expect("as many answers as items")),
                Err(failed) => Err(failed.told(T::NAME)),
            });
        }
    }

    async fn run<T: Batch>(&mut self, callers: &[Caller<T>]) -> Result<Vec<T::Each>, Failed> {
        let transaction = T::of(callers.iter().map(|caller| Arc::clone(&caller.item)).collect());
        let frame = if T::REPEATABLE { Frame::Repeatable } else { Frame::Once };
        self.sessions.run(&transaction, frame, &mut self.session).await
    }
}

impl Failed {
    /// The same for each of several callers.
    fn told(&self, name: &'static str) -> Error {
        match &self.trouble {
            Trouble::Sql(error) => classify(name, error),
            Trouble::Unavailable(why) => unavailable(name, why),
            Trouble::Corrupt { table, column, row, source } => {
                Error::Corrupt { table, column, row: row.clone(), source: source.to_string().into() }
            }
        }
    }
}
